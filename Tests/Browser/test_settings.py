"""The settings page: the default model, cloud providers, and back to the defaults."""

import pytest
from conftest import Understudy
from playwright.sync_api import expect
from test_choosing import VISIBLE, chip, visible  # noqa: F401 (a fixture)


@pytest.fixture(params=["desktop", "phone"])
def reader(request, visit, visible):
    reader = visit(visible, request.param)
    reader.device = request.param
    return reader


def settings(reader):
    reader.page.goto(f"{reader.url}/settings")
    return reader


def switch(reader):
    return reader.page.get_by_role("switch", name="Disable cloud providers")


def test_is_found_from_the_list_of_conversations(reader):
    if reader.device == "phone":
        reader.find(".drawer-open").click()
    reader.page.get_by_role("link", name="Settings").click()
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("Settings")
    reader.shoot(f"settings-{reader.device}")
    reader.page.get_by_role("link", name="Back to the chat").click()
    expect(reader.field).to_be_visible()


def test_disables_cloud_providers_at_once(reader):
    settings(reader)
    expect(switch(reader)).to_have_attribute("aria-checked", "false")
    switch(reader).click()
    expect(reader.page.get_by_role("status")).to_have_text("Cloud providers are disabled for you.")
    expect(switch(reader)).to_have_attribute("aria-checked", "true")
    expect(switch(reader)).to_be_focused()
    reader.shoot(f"settings-cloud-off-{reader.device}")
    reader.open("/")
    reader.find("#model-button").click()
    expect(reader.page.get_by_role("group")).to_have_count(1)
    expect(reader.find(".local-only")).to_contain_text("Cloud providers are disabled.")
    reader.shoot(f"models-local-{reader.device}")
    reader.page.keyboard.press("Escape")
    reader.ask("Hello").status("complete")
    expect(chip(reader)).to_have_text("AI • ollama:llama2")
    settings(reader)
    switch(reader).press("Space")
    expect(reader.page.get_by_role("status")).to_have_text("Cloud providers are allowed again.")
    reader.open("/").ask("Hello").status("complete")
    expect(chip(reader)).to_have_text("AI • sim:lead")


def test_sets_and_resets_the_default_model(reader):
    settings(reader)
    reader.page.get_by_label("Default model").select_option("Second Model")
    reader.page.get_by_role("button", name="Save").click()
    expect(reader.page.get_by_role("status")).to_have_text("Your default model is saved.")
    expect(reader.page.get_by_label("Default model")).to_have_value("sim:second")
    reader.open("/").ask("Hello").status("complete")
    expect(chip(reader)).to_have_text("AI • sim:second")
    settings(reader)
    reader.page.get_by_role("button", name="Reset to default").click()
    expect(reader.page.get_by_role("status")).to_have_text("Your settings are back at their defaults.")
    expect(reader.page.get_by_label("Default model")).to_have_value("")
    reader.shoot(f"settings-reset-{reader.device}")
    reader.open("/").ask("Hello").status("complete")
    expect(chip(reader)).to_have_text("AI • sim:lead")


def test_what_the_operator_has_set_cannot_be_changed(tmp_path, simulator, visit):
    config = VISIBLE.replace('/v1" }}', '/v1", local: false }}') + "\nrouting: {{ cloud: disabled }}\n"
    server = Understudy(tmp_path, config.format(url=simulator.url))
    try:
        reader = settings(visit(server))
        expect(switch(reader)).to_be_disabled()
        expect(switch(reader)).to_have_attribute("aria-checked", "true")
        expect(reader.find(".setting")).to_contain_text(["Disabled for everyone by this server’s operator.", ""])
        expect(reader.find("main")).to_contain_text("no local model is connected")
        reader.shoot("settings-set-by-server")
        reader.open("/")
        expect(reader.find("#model-button")).to_have_count(0)
        expect(reader.find("#cloud-blocked")).to_contain_text("no local model is connected, so nobody can answer.")
        reader.send("Hello")
        expect(reader.find("#announcer")).to_contain_text("no local model is connected, so nobody can answer.")
        expect(reader.field).to_have_value("Hello")
        reader.shoot("cloud-blocked")
    finally:
        server.stop()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["de", "zh-CN", "ar"])
def test_speaks_every_language(visit, visible, language, scheme):
    for device in ("desktop", "phone"):
        reader = settings(visit(visible, device, locale=language, color_scheme=scheme))
        reader.find("[role=switch]").click()
        expect(reader.find("[role=switch]")).to_have_attribute("aria-checked", "true")
        reader.shoot(f"settings-{language[:2]}-{scheme}-{device}")


def test_fits_at_four_hundred_percent(visit, visible):
    reader = settings(visit(visible, viewport={"width": 320, "height": 256}))
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 320
    reader.shoot("settings-zoomed")


def test_offers_no_default_where_the_selection_is_hidden(visit, understudy):
    reader = settings(visit(understudy))
    expect(reader.find("select")).to_have_count(0)
    expect(reader.find("[role=switch]")).to_be_visible()
