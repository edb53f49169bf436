"""The list of conversations and what survives."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture(params=["desktop", "phone"])
def reader(request, visit, understudy):
    reader = visit(understudy, request.param)
    reader.device = request.param
    return reader


def open_list(reader):
    if reader.device == "phone":
        reader.find(".drawer-open").click()
    expect(reader.find("#drawer")).to_be_visible()


def test_shows_the_conversation_again_after_a_reload(reader):
    reader.ask("What is rain?")
    expect(reader.page).to_have_url(re.compile("/c/"))
    before = reader.last.locator(".body").inner_text()
    reader.page.reload()
    expect(reader.find(".user .body")).to_have_text("What is rain?")
    assert reader.last.locator(".body").inner_text() == before
    expect(reader.last.locator(".tooltip")).to_have_text("Answered by Lead Model")
    expect(reader.last.locator(".copy")).to_have_text("Copy")


def test_lists_opens_and_deletes_conversations(reader):
    reader.ask("What is rain?")
    reader.open().ask("What is snow?")
    open_list(reader)
    rows = reader.find("#chats li")
    expect(rows).to_have_count(2)
    reader.shoot(f"list-{reader.device}")
    rows.filter(has_text="rain").locator("a").click()
    expect(reader.find(".user .body")).to_have_text("What is rain?")
    reader.page.wait_for_selector("html[data-ready]", state="attached")
    open_list(reader)
    rows.filter(has_text="snow").hover()
    rows.filter(has_text="snow").locator(".delete").click()
    reader.shoot(f"delete-{reader.device}")
    reader.find("#confirm .no").click()
    expect(rows).to_have_count(2)
    rows.filter(has_text="snow").hover()
    rows.filter(has_text="snow").locator(".delete").click()
    reader.find("#confirm .yes").click()
    expect(rows).to_have_count(1)
    rows.hover()
    rows.locator(".delete").click()
    reader.find("#confirm .yes").click()
    expect(reader.page).to_have_url(reader.url + "/")
    expect(reader.find("#chats li")).to_have_count(0)


def test_closes_the_drawer_with_escape_and_gives_the_focus_back(visit, understudy):
    reader = visit(understudy, "phone")
    reader.find(".drawer-open").click()
    expect(reader.find(".drawer-close")).to_be_focused()
    assert reader.find("#stage").evaluate("stage => stage.inert")
    reader.page.keyboard.press("Escape")
    expect(reader.find("#drawer")).to_be_hidden()
    expect(reader.find(".drawer-open")).to_be_focused()


def test_shows_nobody_another_persons_conversation(visit, understudy):
    reader = visit(understudy).ask("A secret of mine")
    other = visit(understudy)
    expect(other.find("#chats li")).to_have_count(0)
    answer = other.page.goto(reader.page.url)
    assert answer.status == 404
    assert "secret" not in other.page.content()


def test_says_that_a_conversation_is_not_there(visit, understudy):
    reader = visit(understudy)
    assert reader.page.goto(understudy.url + "/c/none").status == 404
    expect(reader.find("h1")).to_have_text("This conversation is not here")
    reader.shoot("missing")
