"""The assistants' pages: suggestions as cards that a person accepts, rewords or dismisses."""

import json
import re
import urllib.request

import pytest
from conftest import CHAIN, Understudy, eventually
from playwright.sync_api import expect

TASK = {
    "subtasks": [
        {"title": "Ask three movers for a price", "minutes": 45}, {"title": "Tell the landlord when the keys come back", "minutes": 20},
        {"title": "Draw where every desk shall stand", "minutes": 90},
    ],
    "labels": ["office", "move"], "priority": "high", "due": "2026-03-31", "effort_minutes": 960,
}
EVENT = {
    "agenda": [{"topic": "What went well", "minutes": 20}, {"topic": "What we change", "minutes": 30}], "duration_minutes": 60,
    "attendees": [{"role": "Team lead", "reason": "Decides what is changed"}],
    "reminders": [{"text": "Collect topics", "minutes_before": 1440}],
}
NOTE = {
    "summary": "The lease ends in March. A mover is still to be found, and nobody has told the post office.", "tags": ["office"],
    "outline": [{"heading": "The move", "points": ["Lease ends on March 31", "Two rooms less"]}],
    "follow_ups": ["Ask three movers for a price"],
}


@pytest.fixture
def moving(simulator, understudy):
    """A server whose models know how to move an office."""
    simulator.set("lead", answer=json.dumps(TASK))
    return understudy


@pytest.fixture
def open_page(visit):
    def open_page(server, device="desktop", kind="tasks", script=True, **options):
        ready = "html[data-ready]" if script else "main"
        return visit(server, device, f"/assistants/{kind}", ready=ready, java_script_enabled=script, **options)
    return open_page


def ask(reader, title="Move the office", description="We leave on the last day of March."):
    reader.find("#title").fill(title)
    reader.find("#description").fill(description)
    reader.find("#ask button").click()
    expect(reader.find("#pending-title")).to_be_visible()
    return reader


def cards(reader, section="pending"):
    return reader.find(f"section[aria-labelledby={section}-title] .card")


@pytest.mark.parametrize("script", [True, False])
def test_cards_are_accepted_reworded_and_dismissed_one_by_one(open_page, moving, script):
    reader = ask(open_page(moving, script=script))
    expect(cards(reader)).to_have_count(7)
    expect(reader.find("#title")).to_have_value("")
    reader.page.get_by_role("button", name="Accept: Ask three movers for a price").click()
    expect(cards(reader)).to_have_count(6)
    expect(cards(reader, "accepted")).to_have_count(1)
    card = cards(reader).filter(has_text="Tell the landlord")
    card.locator("summary").click()
    card.locator("textarea").fill("Write to the landlord")
    card.get_by_role("button", name="Save").click()
    expect(cards(reader).first).to_contain_text("Write to the landlord")
    reader.page.get_by_role("button", name="Dismiss: Write to the landlord").click()
    expect(cards(reader)).to_have_count(5)
    reader.page.reload()
    expect(cards(reader)).to_have_count(5)
    expect(cards(reader, "accepted")).to_contain_text(["Ask three movers for a price"])
    reader.page.get_by_role("button", name="Take back: Ask three movers for a price").click()
    expect(cards(reader)).to_have_count(6)


def test_all_are_decided_on_at_once(open_page, moving):
    reader = ask(open_page(moving))
    reader.page.get_by_role("button", name="Accept all").click()
    expect(cards(reader, "accepted")).to_have_count(7)
    expect(reader.find("#pending-title")).to_have_count(0)
    ask(reader, "Move again")
    reader.page.get_by_role("button", name="Dismiss all").click()
    expect(reader.find("#pending-title")).to_have_count(0)
    expect(cards(reader, "accepted")).to_have_count(7)


@pytest.mark.parametrize("device, scheme", [("desktop", "light"), ("phone", "light"), ("desktop", "dark"), ("phone", "dark")])
@pytest.mark.parametrize("kind, answer", [("tasks", TASK), ("events", EVENT), ("notes", NOTE)])
def test_everybody_can_read_it(open_page, simulator, understudy, kind, answer, device, scheme):
    simulator.set("lead", answer=json.dumps(answer))
    reader = open_page(understudy, device, kind, color_scheme=scheme)
    reader.shoot(f"assistant-{kind}-empty-{device}-{scheme}")
    ask(reader)
    cards(reader).first.get_by_role("button", name=re.compile("Accept")).click()
    expect(cards(reader, "accepted")).to_have_count(1)
    cards(reader).first.locator("summary").click()
    reader.shoot(f"assistant-{kind}-{device}-{scheme}")
    assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("language, direction, title", [
    ("de", "ltr", "Vorschläge"), ("zh-CN", "ltr", "建议"), ("ar", "rtl", "الاقتراحات")])
def test_it_speaks_the_readers_language(open_page, moving, language, direction, title):
    reader = ask(open_page(moving, "phone", locale=language))
    expect(reader.find("html")).to_have_attribute("dir", direction)
    expect(reader.find("#pending-title")).to_have_text(title)
    reader.shoot(f"assistant-{language[:2]}")


def test_the_keyboard_is_enough(open_page, moving):
    reader = open_page(moving)
    reader.find("#title").focus()
    reader.page.keyboard.type("Move the office")
    reader.page.keyboard.press("Enter")
    expect(reader.find("#pending-title")).to_be_focused()
    expect(reader.find("#announcer")).to_have_text("Suggestions")
    for _ in range(3):
        reader.page.keyboard.press("Tab")
    reader.page.keyboard.press("Enter")
    expect(cards(reader)).to_have_count(6)
    expect(cards(reader).first.locator(".choices :first-child")).to_be_focused()


def test_what_went_wrong_is_said_and_nothing_typed_is_lost(open_page, simulator, moving):
    for model in ("lead", "second"):
        simulator.set(model, fault="prose")
    for script in (True, False):
        reader = open_page(moving, script=script)
        reader.find("#title").fill("Move the office")
        reader.find("#description").fill("In March.")
        reader.find("#ask button").click()
        expect(reader.find("[role=alert]")).to_contain_text("After 4 tries")
        expect(reader.find("#title")).to_have_value("Move the office")
        expect(reader.find("#description")).to_have_value("In March.")
        if script:
            reader.shoot("assistant-failed")


def test_a_reload_loses_neither_what_was_typed_nor_what_was_asked_for(open_page, simulator, moving):
    reader = open_page(moving)
    reader.find("#title").fill("Move the office")
    reader.page.reload()
    expect(reader.find("#title")).to_have_value("Move the office")
    simulator.set("lead", answer=json.dumps(TASK), fault="slow_first_token", delay="3s")
    before = simulator.asked()
    with simulator.held():
        reader.find("#ask button").click()
        expect(reader.find("#main")).to_have_attribute("aria-busy", "true")
    eventually(lambda: simulator.asked() > before, "the model's question")

    def is_shown():
        reader.open("/assistants/tasks")
        return cards(reader).count()

    eventually(is_shown, "what was asked for")
    expect(cards(reader)).to_have_count(7)


def test_without_the_server_it_says_so_and_keeps_what_was_typed(open_page, moving):
    reader = open_page(moving)
    reader.find("#title").fill("Move the office")
    moving.stop()
    reader.find("#ask button").click()
    expect(reader.find("[role=alert]")).to_contain_text("cannot be reached")
    expect(reader.find("#title")).to_have_value("Move the office")
    moving.start()


def test_the_model_is_chosen_only_where_the_choice_is_shown(open_page, tmp_path, simulator, understudy):
    expect(open_page(understudy).find("#model")).to_have_count(0)
    simulator.set("second", answer=json.dumps(TASK))
    (tmp_path / "visible").mkdir()
    server = Understudy(tmp_path / "visible", CHAIN.format(url=simulator.url).replace("hidden", "visible"))
    try:
        reader = open_page(server)
        reader.find("#model").select_option("Second Model")
        ask(reader)
        expect(reader.find(".group .quiet-text").first).to_have_text("Suggested by Second Model")
    finally:
        server.stop()


def test_the_list_of_conversations_leads_there_and_back(visit, understudy):
    reader = visit(understudy)
    reader.find(".drawer a[href='/assistants/tasks']").click()
    expect(reader.find("[aria-current=page]")).to_have_text("Tasks")
    reader.page.get_by_role("link", name="Back to the chat").click()
    expect(reader.find("#composer-text")).to_be_visible()
    assert urllib.request.urlopen(understudy.url + "/assistants/events").status == 200
