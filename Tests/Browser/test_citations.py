"""Answers from documents: their numbers, their sources, and what no source bears out."""

import re

import pytest
from conftest import CHAIN, Understudy
from playwright.sync_api import expect
from test_sources import ingest

HOURS = """# Opening hours

The violin shop opens at 9 on weekdays. On Sundays it stays closed. Parking costs 2 euros an hour.

# Repairs

A violin repair takes 5 days and costs 80 euros.
"""
ANSWER = """The violin shop opens at 9 on weekdays [1]. **It also has a *heated* pool** [9].

- On Sundays it stays closed [1].
"""
QUESTION = "When does the violin shop open on weekdays, and on Sundays?"


@pytest.fixture
def shop(tmp_path, simulator):
    config = CHAIN.format(url=simulator.url) + "    knowledge: ['*']\n"
    server = Understudy(tmp_path, config)
    file = tmp_path / "hours.md"
    file.write_text(HOURS)
    ingest(server, file)
    for model in ("lead", "second"):
        simulator.set(model, answer=ANSWER)
    yield server
    server.stop()


def ask(reader, question=QUESTION):
    reader.ask(question)
    expect(reader.last.locator(".sources li")).not_to_have_count(0)
    return reader


@pytest.mark.parametrize("device, options", [
    ("desktop", {}), ("phone", {"color_scheme": "dark"}), ("desktop", {"locale": "ar", "color_scheme": "dark"}), ("phone", {"locale": "de"}),
])
def test_a_number_leads_to_the_cited_words_and_back(visit, shop, device, options):
    reader = ask(visit(shop, device, **options))
    name = "-".join([device, *options.values()])
    link = reader.last.locator(".cite a").first
    expect(link).to_have_text("[1]")
    assert "Opening hours" in link.get_attribute("aria-label")
    reader.shoot(f"citations-{name}")
    link.focus()
    card = reader.last.locator(".card").first
    expect(card).to_be_visible()
    expect(card).to_contain_text("opens at 9")
    reader.shoot(f"citation-card-{name}")
    reader.page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    conversation = reader.page.url
    reader.page.keyboard.press("Enter")
    expect(reader.find("mark")).to_contain_text("The violin shop opens at 9 on weekdays")
    expect(reader.find("mark")).to_be_in_viewport()
    reader.find("#back").click()
    expect(reader.page).to_have_url(conversation)
    expect(reader.find(".sources li").first).to_be_attached()


def test_an_answer_is_the_same_after_a_reload(visit, shop):
    reader = ask(visit(shop))
    markup = "answer => ['.body', '.sources'].map(part => answer.querySelector(part).innerHTML.replace(/ hidden=\"\"|Copy/g, ''))"
    live = reader.last.evaluate(markup)
    reader.page.reload()
    reader.page.wait_for_selector("html[data-ready]", state="attached")
    assert reader.last.evaluate(markup) == live


def test_what_no_source_bears_out_is_marked_and_said(visit, shop):
    reader = ask(visit(shop))
    expect(reader.last.locator(".unborne")).to_have_text([re.compile("It also has a"), "heated", re.compile("pool")])
    expect(reader.last.locator(".body .unborne-sign")).to_contain_text("(no source bears this out)")
    expect(reader.last.locator(".sources-note").first).to_contain_text("One statement is borne out by no source.")
    expect(reader.last).not_to_contain_text("[9]")


def test_says_that_the_documents_do_not_contain_it(visit, shop, simulator):
    for model in ("lead", "second"):
        simulator.set(model, answer="I know nothing about that.")
    reader = visit(shop).ask("Which submarine was built by Kepler?")
    expect(reader.last.locator(".sources")).to_contain_text("The documents do not contain this.")
    expect(reader.last.locator(".cite")).to_have_count(0)
    reader.shoot("not-covered")


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_a_selection_in_a_document_is_asked_about_and_kept(visit, shop, device):
    reader = ask(visit(shop, device))
    conversation = reader.page.url
    reader.last.locator(".cite a").first.click()
    expect(reader.find("#text mark")).to_be_attached()
    reader.page.wait_for_selector("html[data-ready]", state="attached")
    reader.page.evaluate("""() => {
        const mark = document.querySelector("mark").firstChild;
        getSelection().setBaseAndExtent(mark, 0, mark, mark.length);
    }""")
    reader.find("#ask").click()
    expect(reader.page).to_have_url(conversation)
    reader.page.wait_for_selector("html[data-ready]", state="attached")
    expect(reader.find("#quote")).to_contain_text("opens at 9")
    reader.ask("Why so early?")
    quote = reader.find(".user").last.locator(".quote")
    expect(quote).to_contain_text("opens at 9")
    reader.page.reload()
    reader.page.wait_for_selector("html[data-ready]", state="attached")
    expect(quote).to_contain_text("opens at 9")
    reader.shoot(f"asked-about-{device}")
    quote.locator("a").click()
    expect(reader.find("mark")).to_contain_text("opens at 9")


def test_numbers_are_raised_while_the_answer_comes(visit, shop, simulator):
    ask(visit(shop))
    for model in ("lead", "second"):
        simulator.set(model, answer="The violin shop opens at 9 on weekdays [1]. " + "And more to say. " * 45, pace=10)
    reader = visit(shop)
    # What was raised, and no link yet, at any moment.
    reader.page.evaluate("""() => new MutationObserver(() => {
        const cite = document.querySelector("#log sup.cite");
        if (cite && !document.querySelector("#log .cite a")) window.raised = cite.textContent;
    }).observe(document.querySelector("#log"), {childList: true, subtree: true})""")
    # Another question, for the first would be answered from the cache, at once.
    reader.ask("At what time does the violin shop open on weekdays?")
    assert reader.page.evaluate("window.raised") == "[1]"
    expect(reader.last.locator(".cite a")).to_have_count(1)
