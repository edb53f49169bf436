"""The chat on a shop's page, answered by the server itself from a document, with a public key."""

import json
import subprocess
import urllib.error
import urllib.request

import pytest
from conftest import BINARY, Understudy, clean_environment, eventually
from playwright.sync_api import expect
from test_sources import is_found
from test_widget import READY, WATCH, ask, last, open_chat
from widget_pages import Shop

PRICES = "# Prices\n\nA drum kit costs 40 euros a week. Delivery is free on weekdays.\n"
ANSWER = "A drum kit costs **40 euros** a week [1]. It comes with a purple elephant [1]."


def command(server, *arguments):
    done = subprocess.run(
        [BINARY, *arguments, "--config", server.config, "--data", server.folder / "data"],
        capture_output=True, text=True, check=True, timeout=300, env=clean_environment())
    return done.stdout


@pytest.fixture
def open_shop(tmp_path, simulator, visit):
    """open_shop(a_minute) is somebody at the page of a shop whose public key is for one of two collections, and for so many questions."""
    simulator.set("lead", answer=ANSWER)
    server = Understudy(
        tmp_path,
        f"""
        providers: {{ sim: {{ kind: openai, api_key: test, base_url: "{simulator.url}/v1" }} }}
        conversations: {{ titles: first_line }}
        chains: {{ default: [sim:lead] }}
        assistants:
          other: {{ name: Other, chain: default }}
          clerk: {{ name: Clerk, chain: default }}
        """)
    for name, text in [("Prices", PRICES), ("Wages", "# Wages\n\nA clerk earns 90 drum kits a week.\n")]:
        file = tmp_path / f"{name}.md"
        file.write_text(text)
        command(server, "ingest", str(file), "--collection", name)
    shop = Shop(server.url)
    shop.server = server
    eventually(lambda: is_found(server), "the documents, by the search")
    opened = []

    def enter(a_minute=60):
        made = json.loads(command(
            server, "key", "create", "--name", "shop", "--public", "--origin", shop.url, "--collection", "Prices", "--assistant", "clerk",
            "--visitor-requests-per-minute", str(a_minute), "--json"))
        shop.key = made["key"]
        reader = visit(shop, ready="understudy-chat")
        reader.page.evaluate(WATCH)
        opened.append(reader)
        reader.shop = shop
        return open_chat(reader)

    yield enter
    for reader in opened:
        assert reader.page.evaluate("broken") == []
    shop.stop()
    server.stop()


def send(shop, body, **headers):
    request = urllib.request.Request(
        f"{shop.server.url}/api/v1/chat/query", json.dumps({"question": "What does a drum kit cost?"} | body).encode(),
        {"authorization": f"Bearer {shop.key}", "origin": shop.url, "content-type": "application/json"} | headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def test_a_visitor_is_answered_from_the_shops_documents(open_shop):
    reader = open_shop()
    ask(reader, "What does a drum kit cost a week?")
    expect(reader.find("summary")).to_have_text("1 · Prices")
    expect(last(reader).locator("strong")).to_have_text("40 euros")
    expect(reader.find(".weak").first).to_contain_text("It comes with a purple elephant")
    reader.find("sup button").first.click()
    expect(reader.find("details[open] blockquote")).to_contain_text("A drum kit costs 40 euros a week.")
    reader.shoot("widget-real")
    ask(reader, "Who won the football championship of Ruritania?")
    expect(reader.find(".message")).to_have_count(5)
    expect(reader.find(".send")).to_have_text(READY)
    expect(last(reader).locator("summary")).to_have_count(0)
    # As a pointer does it: what had the focus loses it.
    reader.page.evaluate("document.activeElement.blur(); document.getSelection().selectAllChildren(document.getElementById('passage'))")
    reader.find(".about").click()
    ask(reader, "How many drums are there?")
    expect(reader.find(".asked blockquote")).to_contain_text("Our jazz kit")
    expect(reader.find(".message")).to_have_count(7)
    expect(reader.find(".send")).to_have_text(READY)
    expect(last(reader)).to_contain_text("40 euros")


def test_the_key_says_who_answers_and_from_what(open_shop):
    shop = open_shop().shop
    status, answer = send(shop, {"question": "What does a clerk earn a week?"})
    assert status == 200 and "90" not in json.dumps(answer["citations"])
    status, answer = send(shop, {"collection": "Wages"})
    assert (status, answer["error"]["code"]) == (404, "collection_not_found")
    status, answer = send(shop, {"assistant": "other"})
    assert (status, answer["error"]["code"]) == (403, "assistant_not_allowed")
    assert send(shop, {"assistant": "clerk", "collection": "Prices"})[0] == 200


def test_a_session_is_a_visitors_own(open_shop):
    shop = open_shop().shop
    mine, other = {"x-understudy-visitor": "a" * 32}, {"x-understudy-visitor": "b" * 32}
    session = {"session_id": "guessed"}
    first = send(shop, session, **mine)[1]["conversation_id"]
    assert send(shop, session, **mine)[1]["conversation_id"] == first
    assert send(shop, session, **other)[1]["conversation_id"] != first
    assert send(shop, session)[1]["conversation_id"] != first


def test_limits_and_the_end_of_a_key_reach_the_visitor(open_shop):
    reader = open_shop(a_minute=1)
    assert send(reader.shop, {})[0] == 200
    ask(reader, "What does a drum kit cost?")
    expect(last(reader)).to_contain_text("Too many questions.")
    expect(reader.find(".log button")).to_be_disabled()
    reader.shoot("widget-real-limited")
