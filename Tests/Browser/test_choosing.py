"""Choosing a model in the header, and seeing who answered."""

import re

import pytest
from conftest import CHAIN, Understudy
from playwright.sync_api import expect

VISIBLE = CHAIN.replace("model_selection: hidden", "model_selection: visible")


@pytest.fixture
def visible(tmp_path, simulator):
    """The same two models, shown by name; the second provider is an Ollama of one model more."""
    config = VISIBLE.replace(
        "models:", '  ollama: {{ kind: ollama, base_url: "{url}" }}\nmodels:', 1).replace(
        "[sim:lead, sim:second]", "[sim:lead, sim:second, ollama:llama2]")
    config = config.replace('base_url: "{url}/v1" }}', 'base_url: "{url}/v1", local: false }}')
    server = Understudy(tmp_path, config.format(url=simulator.url))
    yield server
    server.stop()


@pytest.fixture(params=["desktop", "phone"])
def reader(request, visit, visible):
    reader = visit(visible, request.param)
    reader.device = request.param
    return reader


def choose(reader, name):
    reader.find("#model-button").click()
    reader.page.get_by_role("option", name=name).last.click()
    expect(reader.find("#models")).to_be_hidden()
    expect(reader.find("#model-button")).to_contain_text(name)
    return reader


def chip(reader):
    return reader.last.locator(".chip-model")


def test_shows_the_models_by_provider(reader):
    expect(reader.find("#model-button")).to_have_accessible_name("Model: Lead Model")
    reader.find("#model-button").click()
    expect(reader.page.get_by_role("option")).to_have_count(4)
    expect(reader.page.get_by_role("group", name="sim").get_by_role("option")).to_have_count(2)
    expect(reader.page.get_by_role("group", name="ollama").get_by_role("option")).to_contain_text("local")
    expect(reader.page.get_by_role("option", selected=True)).to_contain_text("Default: Lead Model")
    reader.shoot(f"models-{reader.device}")
    reader.page.keyboard.press("Escape")
    expect(reader.find("#models")).to_be_hidden()
    expect(reader.find("#model-button")).to_be_focused()


def test_a_choice_is_asked_and_kept_across_reloads(reader):
    choose(reader, "Second Model").ask("Hello").status("complete")
    expect(chip(reader)).to_have_text("AI • sim:second")
    reader.shoot(f"model-chosen-{reader.device}")
    reader.page.reload()
    expect(reader.find("#model-button")).to_contain_text("Second Model")
    expect(chip(reader)).to_have_text("AI • sim:second")
    choose(reader, "Lead Model").ask("And now?").status("complete")
    expect(chip(reader)).to_have_text("AI • sim:lead")
    other = reader.page.context.new_page()
    other.goto(reader.url)
    expect(other.locator("#model-button")).to_contain_text("Lead Model")


def test_a_choice_before_the_first_message_outlives_a_reload(reader):
    choose(reader, "llama2")
    reader.page.reload()
    expect(reader.find("#model-button")).to_contain_text("llama2")
    reader.ask("Hello").status("complete")
    expect(chip(reader)).to_have_text("AI • ollama:llama2")
    expect(reader.page).not_to_have_url(re.compile("model="))


def test_the_choice_is_there_without_script(chromium, reader):
    choose(reader, "Second Model").ask("Hello")
    context = chromium.new_context(java_script_enabled=False, storage_state=reader.page.context.storage_state())
    page = context.new_page()
    page.goto(reader.page.url)
    expect(page.locator("#model-button")).to_contain_text("Second Model")
    context.close()


def test_is_searched_and_chosen_by_keyboard(visit, visible):
    reader = visit(visible)
    reader.find("#model-button").focus()
    reader.page.keyboard.press("Enter")
    search = reader.find("#models-search")
    expect(search).to_be_focused()
    expect(search).to_have_attribute("aria-activedescendant", "model-default")
    reader.page.keyboard.press("ArrowDown")
    reader.page.keyboard.press("ArrowDown")
    assert reader.page.evaluate("""() => document.getElementById(
        document.querySelector("#models-search").getAttribute("aria-activedescendant")).dataset.id""") == "sim:second"
    reader.page.keyboard.type("nothing is called this")
    expect(reader.find(".no-model")).to_be_visible()
    reader.shoot("models-none-desktop")
    search.fill("LLAMA oll")
    expect(reader.page.get_by_role("option")).to_have_count(1)
    expect(reader.find("#announcer")).to_have_text("1 found")
    reader.shoot("models-search-desktop")
    reader.page.keyboard.press("Enter")
    expect(reader.find("#model-button")).to_contain_text("llama2")
    expect(reader.find("#model-button")).to_be_focused()
    expect(reader.find("#announcer")).to_have_text("llama2 is chosen.")


def test_shows_when_another_went_on(reader, simulator):
    simulator.set("second", fault="overloaded")
    choose(reader, "Second Model").ask("Hello").status("complete")
    expect(chip(reader)).to_have_text("AI • sim:lead")
    expect(reader.last.locator(".instead")).to_have_text("in place of Second Model")
    reader.shoot(f"model-stood-in-{reader.device}")
    reader.find("#model-button").click()
    option = reader.page.get_by_role("option", name="Second Model")
    expect(option).to_contain_text("not available now")
    reader.shoot(f"models-out-{reader.device}")


def test_a_choice_that_cannot_be_kept_is_taken_back(reader):
    reader.ask("Hello").status("complete")
    reader.page.route(re.compile("/api/v1/conversations/[^/]+$"), lambda route: route.abort())
    reader.find("#model-button").click()
    reader.page.get_by_role("option", name="Second Model").click()
    expect(reader.find("#notice")).to_have_text("Your choice of model could not be saved.")
    expect(reader.find("#model-button")).to_contain_text("Lead Model")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["de", "zh-CN", "ar"])
def test_speaks_every_language(visit, visible, language, scheme):
    for device in ("desktop", "phone"):
        reader = visit(visible, device, locale=language, color_scheme=scheme).ask("Hello")
        reader.find("#model-button").click()
        reader.shoot(f"models-{language[:2]}-{scheme}-{device}")


def test_fits_at_four_hundred_percent(visit, visible):
    reader = visit(visible, viewport={"width": 320, "height": 256}).ask("Hello")
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 320
    reader.find("#model-button").click()
    reader.shoot("models-zoomed")
    reader.page.get_by_role("option", name="llama2").click()
    expect(reader.find("#model-button")).to_contain_text("llama2")


def test_a_hidden_selection_leaves_no_trace(visit, understudy):
    reader = visit(understudy).ask("Hello").status("complete")
    expect(reader.find("#model-button")).to_have_count(0)
    expect(reader.find("#models")).to_have_count(0)
    expect(reader.last.locator(".chip")).to_have_count(0)
    assert "sim:lead" not in reader.page.content()


def test_offers_no_choice_where_there_is_none(visit, unconnected):
    expect(visit(unconnected).find("#model-button")).to_have_count(0)
