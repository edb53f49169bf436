"""Another wording of a question, another answer, and the way between them."""

import re

import pytest
from conftest import PATIENCE
from playwright.sync_api import expect


@pytest.fixture(params=["desktop", "phone"])
def reader(request, visit, understudy):
    reader = visit(understudy, request.param)
    reader.device = request.param
    return reader


def edit(reader, message, text):
    message.hover()
    message.locator(".edit").click()
    field = message.locator("textarea")
    expect(field).to_be_focused()
    field.fill(text)
    return field


def test_keeps_what_was_asked_before_an_edit(reader, simulator):
    reader.ask("What is rain?").ask("And snow?")
    simulator.set("lead", answer="Ice, this time.")
    question = reader.find(".user").first
    field = edit(reader, question, "What is hail?")
    reader.shoot(f"editing-{reader.device}")
    field.press("Enter")
    expect(reader.find("#log > li")).to_have_count(2)
    shown = reader.find(".user .siblings")
    expect(shown).to_have_text("2/2")
    expect(reader.last.locator(".body")).to_have_text("Ice, this time.")
    expect(shown).to_have_attribute("aria-label", "Version 2 of 2")
    expect(shown.locator(".next")).to_be_disabled()
    reader.shoot(f"versions-{reader.device}")
    shown.locator(".previous").click()
    expect(reader.find(".user .body").first).to_have_text("What is rain?")
    expect(reader.find("#log > li")).to_have_count(4)
    expect(shown.locator(".next")).to_be_focused()
    expect(reader.find("#announcer")).to_have_text("Version 1 of 2")
    reader.page.reload()
    expect(reader.find(".user .body")).to_have_text(["What is rain?", "And snow?"])
    simulator.set("lead", answer="More snow.")
    reader.ask("Really?")
    expect(reader.find("#log > li")).to_have_count(6)
    shown.locator(".next").click()
    expect(reader.find(".user .body")).to_have_text(["What is hail?"])


def test_gives_an_edit_up_with_escape(reader):
    reader.ask("What is rain?")
    message = reader.find(".user")
    edit(reader, message, "Something else").press("Escape")
    expect(message.locator(".body")).to_have_text("What is rain?")
    expect(message.locator("textarea")).to_have_count(0)
    expect(message.locator(".edit")).to_be_focused()


def test_keeps_the_answer_before_a_retry(reader, simulator):
    reader.ask("Hello")
    simulator.set("lead", answer="A second answer.")
    reader.last.locator(".retry").click()
    expect(reader.last.locator(".siblings")).to_have_text("2/2")
    expect(reader.last.locator(".body")).to_have_text("A second answer.")
    reader.last.locator(".previous").click()
    expect(reader.last.locator(".body")).to_contain_text("I am well")
    expect(reader.find("#log > li")).to_have_count(2)


def test_goes_on_elsewhere_from_a_message(reader):
    reader.ask("What is rain?").ask("And snow?")
    before = reader.page.url
    answer = reader.find(".assistant").first
    answer.hover()
    answer.locator(".fork").click()
    expect(reader.find("#log > li")).to_have_count(2)
    expect(reader.page).to_have_url(re.compile("/c/"))
    expect(reader.page).not_to_have_url(before)
    reader.page.wait_for_selector("html[data-ready]", state="attached")
    reader.ask("And hail?")
    expect(reader.find(".user .body")).to_have_text(["What is rain?", "And hail?"])
    reader.page.goto(before)
    expect(reader.find(".user .body")).to_have_text(["What is rain?", "And snow?"])


def test_names_every_model_after_a_reload(reader, simulator):
    simulator.set("lead", fault="cut_after", after=4)
    reader.ask("Hello").status("complete")
    expect(reader.last.locator(".tooltip")).to_have_text("Begun by Lead Model, finished by Second Model")
    reader.page.reload()
    expect(reader.last.locator(".tooltip")).to_have_text("Begun by Lead Model, finished by Second Model")


def test_two_tabs_that_edit_one_message_are_both_kept(visit, understudy, simulator):
    one = visit(understudy).ask("What is rain?")
    page = one.page.context.new_page()
    page.goto(one.page.url)
    page.wait_for_selector("html[data-ready]", state="attached")
    simulator.set("lead", answer="slow " * 60, pace=20)
    for tab, text in ((one.page, "Edited here"), (page, "Edited there")):
        tab.locator(".user").hover()
        tab.locator(".user .edit").click()
        tab.locator(".editor textarea").fill(text)
    for tab in (one.page, page):
        tab.locator(".editor textarea").press("Enter")
    for tab in (one.page, page):
        expect(tab.locator("#log > li").last).to_have_attribute("data-status", "complete", timeout=2 * PATIENCE)
    one.page.reload()
    expect(one.page.locator(".user .siblings")).to_have_text(re.compile(r"\d/3"))
