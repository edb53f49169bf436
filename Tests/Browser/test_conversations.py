"""The list of conversations and what survives."""

import json
import re

import pytest
from conftest import eventually
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
    expect(reader.last.locator(".body")).to_have_text(before, use_inner_text=True)
    expect(reader.last.locator(".tooltip")).to_have_text("Answered by Lead Model")
    expect(reader.last.locator(".copy")).to_have_text("Copy")


def act(reader, title, action):
    """Does something with the conversation called `title`, from its menu."""
    row = reader.find("#chats li").filter(has_text=title)
    row.hover()
    row.locator(".more").click()
    expect(reader.find("#actions")).to_be_visible()
    if action:
        reader.find(f"#actions .{action}").click()
    return row


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
    act(reader, "snow", "delete")
    reader.shoot(f"delete-{reader.device}")
    reader.find("#confirm .no").click()
    expect(rows).to_have_count(2)
    act(reader, "snow", "delete")
    reader.find("#confirm .yes").click()
    expect(rows).to_have_count(1)
    act(reader, "rain", "delete")
    reader.find("#confirm .yes").click()
    expect(reader.page).to_have_url(reader.url + "/")
    expect(reader.find("#chats li")).to_have_count(0)


def test_pins_renames_and_archives(reader):
    for question in ("What is rain?", "What is snow?"):
        reader.open().ask(question)
    open_list(reader)
    titles = reader.find("#chats bdi")
    expect(titles).to_have_text(["What is snow?", "What is rain?"])
    act(reader, "rain", None)
    reader.shoot(f"actions-{reader.device}")
    reader.find("#actions .pin").click()
    expect(titles).to_have_text(["What is rain?", "What is snow?"])
    expect(reader.find("#chats li").first.locator(".pinned")).to_be_visible()
    act(reader, "snow", "rename")
    field = reader.find("#rename-title")
    expect(field).to_be_focused()
    field.fill("  <b>Winter</b> \u202e\u0007 ")
    field.press("Enter")
    expect(titles).to_have_text(["What is rain?", "<b>Winter</b>"])
    act(reader, "Winter", "archive")
    expect(titles).to_have_text(["What is rain?"])
    reader.shoot(f"pinned-{reader.device}")
    reader.find(".show-archived").click()
    expect(titles).to_have_text(["<b>Winter</b>"])
    act(reader, "Winter", "archive")
    expect(reader.find(".no-chats")).to_have_text("Nothing is archived.")
    reader.find(".show-archived").click()
    expect(titles).to_have_text(["What is rain?", "<b>Winter</b>"])
    reader.page.reload()
    expect(titles).to_have_text(["What is rain?", "<b>Winter</b>"])


def test_does_with_the_keyboard_what_the_menu_offers(visit, understudy):
    reader = visit(understudy).ask("What is rain?")
    more = reader.find("#chats .more")
    more.focus()
    reader.page.keyboard.press("Enter")
    expect(reader.find("#actions")).to_be_visible()
    reader.page.keyboard.press("Escape")
    expect(reader.find("#actions")).to_be_hidden()
    expect(more).to_be_focused()
    expect(more).to_have_accessible_name("Actions for “What is rain?”")
    reader.page.keyboard.press("Enter")
    reader.find("#actions .pin").press("Enter")
    expect(reader.find("#chats li[data-pinned] .more")).to_be_focused()
    expect(reader.find("#chats a")).to_have_accessible_name("Pinned: What is rain?")


def test_finds_what_was_said(reader, simulator):
    reader.ask("What is rain?")
    simulator.set("lead", answer="Frozen <b>water</b> falling from 天空中")
    reader.open().ask("What is snow?")
    reader.open()
    open_list(reader)
    field = reader.find("#search-text")
    hits = reader.find("#hits a")
    field.fill("froz water")
    expect(hits).to_have_count(1)
    expect(hits.locator("bdi")).to_have_text("What is snow?")
    expect(hits.locator("mark")).to_have_text(["Froz", "water"])
    expect(reader.find("#announcer")).to_have_text("1 found")
    expect(reader.find("#chats")).to_be_hidden()
    reader.shoot(f"found-{reader.device}")
    field.fill("天空")
    expect(hits.locator("mark")).to_have_text(["天空"])
    field.fill("\"' OR 1=1 --")
    expect(reader.find(".no-chats")).to_have_text("Nothing found.")
    reader.shoot(f"found-nothing-{reader.device}")
    field.press("Escape")
    expect(reader.find("#chats li")).to_have_count(2)
    expect(reader.find("#drawer")).to_be_visible()
    field.fill("frozen")
    hits.click()
    expect(reader.page).to_have_url(re.compile("#m-"))
    expect(reader.last.locator(".body")).to_contain_text("Frozen")


def test_takes_conversations_out_and_in_again(reader, tmp_path):
    reader.ask("What is rain?")
    open_list(reader)
    row = act(reader, "rain", None)
    with reader.page.expect_download() as download:
        reader.find("#actions .export-markdown").click()
    text = download.value.path().read_text()
    assert text.startswith("# What is rain?\n\n## You\n\nWhat is rain?\n\n## Nexus Core (Lead Model)\n\nI am well")
    expect(reader.find("#actions")).to_be_hidden()
    with reader.page.expect_download() as download:
        reader.find("#drawer a[download]").click()
    kept = tmp_path / "kept.json"
    kept.write_bytes(download.value.path().read_bytes())
    reader.find("#import-file").set_input_files(kept)
    expect(reader.find("#report .result")).to_have_text("Conversations imported: 1")
    reader.find("#report .close").click()
    expect(reader.find("#chats li").filter(has_text="What is rain?")).to_have_count(2)
    broken = tmp_path / "broken.json"
    broken.write_bytes(b"[" + kept.read_bytes().split(b"[", 1)[1][:-60])
    reader.find("#import-file").set_input_files(broken)
    expect(reader.find("#report li")).to_have_text(re.compile("not whole"))
    reader.shoot(f"import-broken-{reader.device}")
    assert row


def test_shows_long_lists_page_by_page(visit, understudy, tmp_path):
    reader = visit(understudy)
    file = tmp_path / "many.json"
    file.write_text(json.dumps([
        {"title": f"Number {number}", "create_time": 1.7e9 + number, "current_node": "m",
         "mapping": {"m": {"message": {"author": {"role": "user"}, "content": {"parts": ["hello"]}}, "children": []}}}
        for number in range(120)]))
    reader.find("#import-file").set_input_files(file)
    expect(reader.find("#report .result")).to_have_text("Conversations imported: 120")
    reader.find("#report .close").click()
    rows, more = reader.find("#chats li"), reader.find(".more-chats")
    expect(rows).to_have_count(50)
    reader.page.reload()
    expect(rows).to_have_count(50)
    more.click()
    expect(rows).to_have_count(100)
    expect(rows.nth(50).locator("a")).to_be_focused()
    more.click()
    expect(rows).to_have_count(120)
    expect(more).to_be_hidden()
    expect(rows.last.locator("bdi")).to_have_text("Number 0")


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


def test_gets_a_better_title_from_a_model_without_waiting_for_it(titled, simulator, visit):
    simulator.set("lead", answer="**Rain explained.**")
    reader = visit(titled)
    # The page looks for a better title twice, a while after the answer.
    with reader.standing_still():
        reader.ask("What is rain?")
        chat = f"{titled.url}/api/v1/conversations/{reader.page.url.rsplit('/', 1)[1]}"
        eventually(lambda: reader.page.request.get(chat).json()["title"] == "Rain explained", "the title")
    expect(reader.find("#chats bdi")).to_have_text("Rain explained")
    expect(reader.page).to_have_title("Rain explained · Nexus Core")
    reader.ask("And snow?")
    reader.page.reload()
    expect(reader.find("#chats bdi")).to_have_text("Rain explained")
