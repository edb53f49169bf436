"""Asking and being answered, while models fail."""

import re

import pytest
from playwright.sync_api import expect

SLOW = " ".join(f"word{number}" for number in range(400))


@pytest.fixture(params=["desktop", "phone"])
def reader(request, visit, understudy):
    reader = visit(understudy, request.param)
    reader.device = request.param
    return reader


def test_greets_and_takes_a_suggestion(reader):
    expect(reader.find(".greeting")).to_have_text("How can I help you today?")
    reader.shoot(f"empty-{reader.device}")
    reader.find(".suggestion").first.click()
    expect(reader.find(".user .body")).to_have_text("Hello, how are you?")
    reader.wait().status("complete")
    expect(reader.find(".welcome")).to_be_hidden()


def test_waits_with_processing_and_streams_the_answer(reader, simulator):
    simulator.set("lead", answer=SLOW, pace=5)
    with simulator.held():
        reader.send("Hello, how are you?")
        expect(reader.last.locator(".processing")).to_be_visible()
        expect(reader.last.locator(".processing")).to_have_text("Processing…")
        reader.shoot(f"waiting-{reader.device}")
    expect(reader.last.locator(".body")).to_contain_text("word5 ")
    expect(reader.last.locator(".processing")).to_be_hidden()
    expect(reader.last).to_have_attribute("data-status", "running")
    reader.shoot(f"streaming-{reader.device}")


def test_renders_markdown_and_copies_code(reader):
    reader.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.ask("Hello")
    expect(reader.last.locator(".body > p").first).to_have_text("I am well, thank you.")
    copy = reader.last.locator(".copy")
    with reader.standing_still():
        copy.click()
        expect(copy).to_have_text("Copied")
    assert reader.page.evaluate("navigator.clipboard.readText()").strip() == 'let rain = "always"'
    reader.shoot(f"answered-{reader.device}")


def test_names_no_model_in_the_header(reader):
    reader.ask("Hello")
    expect(reader.find("header h1")).to_have_text("Nexus Core")
    expect(reader.find("header")).not_to_contain_text("Model")


def test_says_on_hover_focus_and_touch_which_model_answered(visit, understudy):
    reader = visit(understudy).ask("Hello")
    info, tooltip = reader.last.locator(".info"), reader.last.get_by_role("tooltip", include_hidden=True)
    expect(tooltip).to_be_hidden()
    info.hover()
    expect(tooltip).to_be_visible()
    expect(tooltip).to_have_text("Answered by Lead Model")
    tooltip.hover()
    expect(tooltip).to_be_visible()
    reader.page.keyboard.press("Escape")
    expect(tooltip).to_be_hidden()
    reader.page.mouse.move(0, 0)
    reader.field.focus()
    while not info.evaluate("element => element === document.activeElement"):
        reader.page.keyboard.press("Shift+Tab")
    expect(tooltip).to_be_visible()
    reader.shoot("tooltip-desktop")
    phone = visit(understudy, "phone").ask("Hello")
    tooltip = phone.last.get_by_role("tooltip", include_hidden=True)
    expect(tooltip).to_be_hidden()
    phone.last.locator(".info").tap()
    expect(tooltip).to_be_visible()
    phone.shoot("tooltip-phone")
    phone.find("header h1").tap()
    expect(tooltip).to_be_hidden()


def test_hides_a_failed_model_but_for_the_tooltip(reader, simulator):
    simulator.set("lead", fault="overloaded")
    reader.ask("Hello").status("complete")
    expect(reader.last.locator(".tooltip")).to_have_text("Answered by Second Model")
    expect(reader.last.locator(".outcome")).to_be_hidden()


def test_names_every_model_of_a_rescued_answer(reader, simulator):
    simulator.set("lead", fault="cut_after", after=4)
    simulator.set("second")
    reader.ask("Hello").status("complete")
    expect(reader.last.locator(".body")).to_contain_text("Here is more to read.")
    expect(reader.last.locator(".tooltip")).to_have_text(re.compile("Second Model"))


def test_stops_with_escape_and_asks_again(reader, simulator):
    simulator.set("lead", answer=SLOW, pace=5)
    reader.send("Hello")
    expect(reader.last.locator(".body")).to_contain_text("word5 ")
    expect(reader.find(".stop")).to_be_visible()
    reader.page.keyboard.press("Escape")
    reader.status("stopped")
    expect(reader.last.locator(".body")).to_contain_text("word5")
    expect(reader.last.locator(".outcome")).to_have_text("You stopped this answer.")
    reader.shoot(f"stopped-{reader.device}")
    simulator.set("lead")
    reader.last.locator(".retry").click()
    reader.status("complete")
    expect(reader.last.locator(".body")).to_contain_text("Here is more to read.")
    expect(reader.find("#log > li")).to_have_count(2)


def test_stops_while_waiting(reader, simulator):
    simulator.set("lead", fault="silence")
    reader.send("Hello")
    expect(reader.last.locator(".processing")).to_be_visible()
    reader.find(".stop").click()
    reader.status("stopped")
    expect(reader.field).to_be_focused()


def test_keeps_what_had_come_of_a_broken_answer(reader, simulator):
    simulator.set("lead", fault="cut_after", after=5)
    simulator.set("second", fault="overloaded")
    reader.ask("Hello").status("interrupted")
    expect(reader.last.locator(".body")).to_contain_text("I am well, thank you.")
    expect(reader.last.locator(".outcome")).to_contain_text("broke off")
    reader.shoot(f"interrupted-{reader.device}")


def test_breaks_lines_with_shift_and_keeps_to_one_message(reader):
    reader.field.press_sequentially("one")
    reader.field.press("Shift+Enter")
    reader.field.press_sequentially("two")
    reader.field.press("Enter")
    expect(reader.find(".user .body")).to_have_text("one\ntwo", use_inner_text=True)
    reader.wait()


def test_tells_a_screen_reader_the_answer_once_whole(reader):
    reader.ask("Hello")
    expect(reader.find("#announcer")).to_contain_text("Nexus Core answered: I am well, thank you.")
    expect(reader.find("[aria-live], [role=log], [role=status]:not(.result)")).to_have_count(1)
