"""The chat on a shop's page, on another host and under a strict policy."""

import re
import urllib.request

import pytest
from conftest import Understudy
from playwright.sync_api import expect
from widget_pages import Answers, Shop

WATCH = "window.broken = []; addEventListener('securitypolicyviolation', (e) => broken.push(e.violatedDirective + e.blockedURI));"


@pytest.fixture(scope="module")
def script(tmp_path_factory):
    """What the server gives as /widget.js."""
    server = Understudy(tmp_path_factory.mktemp("server"), "server: { port: 0 }\n")
    with urllib.request.urlopen(f"{server.url}/widget.js") as answer:
        yield answer.read()
    server.stop()


@pytest.fixture
def answers(script):
    answers = Answers(script)
    yield answers
    answers.stop()


@pytest.fixture
def shop(answers):
    """shop(attributes, language) opens a shop."""
    shops = []

    def shop(attributes="", language="en"):
        shops.append(Shop(answers.url, attributes, language))
        return shops[-1]

    yield shop
    for each in shops:
        each.stop()


@pytest.fixture
def enter(visit, shop):
    """enter(device, path, attributes, language, **options) is somebody at the shop's page."""
    entered = []

    def enter(device="desktop", path="/", attributes="", language="en", **options):
        reader = visit(shop(attributes, language), device, path, ready="understudy-chat", **options)
        reader.page.evaluate(WATCH)
        entered.append(reader)
        return reader

    yield enter
    for reader in entered:
        assert reader.page.evaluate("broken") == []


READY = re.compile("^(Ask|Fragen|提问|اسأل)$")


def ask(reader, question):
    """Asks as soon as no other answer is under way: while one is, Enter sends nothing."""
    expect(reader.find(".send")).to_have_text(READY)
    reader.find(".panel textarea").fill(question)
    reader.find(".panel textarea").press("Enter")


def open_chat(reader):
    reader.find(".launcher").click()
    expect(reader.find(".panel")).to_be_visible()
    return reader


def last(reader):
    return reader.find(".log .message").last


@pytest.mark.parametrize("device, language, options", [
    ("desktop", "en", {}), ("desktop", "de", {"color_scheme": "dark"}), ("phone", "en", {}), ("phone", "zh", {"color_scheme": "dark"}),
    ("desktop", "ar", {}), ("phone", "ar", {"color_scheme": "dark"}),
])
def test_answers_with_its_sources(enter, answers, device, language, options):
    reader = enter(device, language=language, **options)
    name = "-".join(["widget", device, language, *options.values()])
    reader.shoot(f"{name}-closed")
    open_chat(reader)
    reader.shoot(f"{name}-empty")
    ask(reader, "What does a drum kit cost?")
    expect(reader.find("summary")).to_have_count(2)
    expect(last(reader).locator("strong")).to_have_text("drum kit")
    expect(reader.find("sup button")).to_have_text(["1", "2", "2"])
    expect(reader.find(".weak").first).to_contain_text("It costs 4 euros on Sundays")
    reader.find("sup button").first.click()
    expect(reader.find("details[open] blockquote")).to_have_text("A drum kit costs 40 euros a week.")
    link = reader.find("details a")
    expect(link).to_have_count(1)
    assert link.get_attribute("href") == "https://shop.example/prices"
    assert link.get_attribute("rel") == "noopener noreferrer nofollow"
    reader.shoot(f"{name}-answer")
    panel = reader.find(".panel").bounding_box()
    size = reader.page.viewport_size
    if device == "phone":
        assert (panel["x"], panel["y"], panel["width"], panel["height"]) == (0, 0, size["width"], size["height"])
        expect(reader.find(".launcher")).to_be_hidden()
    else:
        assert (panel["x"] < 100) == (language == "ar")
    expect(reader.find(".send")).to_be_enabled()
    reader.find(".send").click(trial=True)
    assert reader.find(".root").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    (path, headers, body), = answers.asked
    assert path == "/api/v1/chat/query" and headers["authorization"].startswith("Bearer pk_")
    assert re.fullmatch("[0-9a-f]{32}", headers["x-understudy-visitor"])
    assert body == {"question": "What does a drum kit cost?", "session_id": body["session_id"], "stream": True}
    assert re.fullmatch("[0-9a-f]{32}", body["session_id"])


def test_is_used_by_keyboard_alone(enter):
    reader = enter()
    press = reader.page.keyboard.press
    focused = "(() => { let at = document.activeElement; while (at.shadowRoot) at = at.shadowRoot.activeElement; return at; })()"
    what = lambda: reader.page.evaluate(f"{focused}.getAttribute('aria-label') ?? {focused}.textContent")
    reader.find("#search").focus()
    press("Tab")
    assert what() == "Questions"
    press("Enter")
    assert what() == "Your question"
    reader.page.keyboard.type("What does it cost?")
    press("Enter")
    expect(reader.find("summary")).to_have_count(2)
    expect(reader.find(".panel [role=status]")).to_contain_text("Answer: A drum kit costs 40 euros a week")
    press("Shift+Tab")
    press("Shift+Tab")
    assert what().startswith("1 · ") or what().startswith("2 · ") or what() == "Open the source"
    reader.find("sup button").first.focus()
    press("Enter")
    assert what() == "1 · Document 1"
    press("Tab")
    assert what() == "Open the source"
    press("Escape")
    expect(reader.find(".panel")).to_be_hidden()
    assert what() == "Questions"
    for _ in range(12):
        press("Tab")
    assert reader.find(".panel").is_hidden()


@pytest.mark.parametrize("by", ["button", "shortcut", "launcher"])
def test_selected_text_is_asked_about(enter, answers, by):
    reader = enter(path="/?token=secret#part")
    reader.page.evaluate("document.getSelection().selectAllChildren(document.getElementById('passage'))")
    expect(reader.find(".about")).to_be_visible()
    if by == "button":
        reader.shoot("widget-selection")
        reader.find(".about").click()
    elif by == "shortcut":
        reader.page.keyboard.press("Alt+Shift+A")
    else:
        reader.find(".launcher").click()
    expect(reader.find(".chip")).to_contain_text("Our jazz kit has four drums")
    expect(reader.find(".about")).to_be_hidden()
    reader.shoot("widget-chip")
    if by == "button":
        reader.find(".send").click()
    else:
        ask(reader, "How many drums?")
    expect(reader.find("summary")).to_have_count(2)
    expect(reader.find(".asked blockquote")).to_contain_text("Our jazz kit")
    (path, _, body), = answers.asked
    assert path == "/api/v1/chat/selection"
    assert body["selected_text"] == "Our jazz kit has four drums and two cymbals, and fits into a small car."
    assert body["source_url"] == reader.url + "/" and body["title"] == "Drums to rent"
    assert body.get("question") == (None if by == "button" else "How many drums?")
    ask(reader, "And a guitar?")
    expect(reader.find("summary")).to_have_count(4)
    assert answers.asked[1][0] == "/api/v1/chat/query"


def test_selected_text_can_be_left_out_again(enter, answers):
    reader = enter()
    reader.page.evaluate("document.getSelection().selectAllChildren(document.getElementById('passage'))")
    reader.find(".about").click()
    reader.find(".chip button").click()
    expect(reader.find(".chip")).to_be_hidden()
    ask(reader, "What does it cost?")
    expect(reader.find("summary")).to_have_count(2)
    assert answers.asked[0][0] == "/api/v1/chat/query"


def test_an_answer_is_stopped(enter, answers):
    reader = open_chat(enter())
    ask(reader, "slow")
    expect(last(reader)).to_contain_text("word 5")
    expect(reader.find(".send")).to_have_text("Stop")
    reader.shoot("widget-writing")
    reader.find(".send").click()
    expect(last(reader)).to_contain_text("Stopped.")
    expect(reader.find(".send")).to_have_text("Ask")
    while answers.left != 1:
        reader.page.wait_for_timeout(50)


def test_what_is_typed_while_an_answer_comes_waits_in_the_field(enter, answers):
    reader = open_chat(enter())
    ask(reader, "slow")
    expect(last(reader)).to_contain_text("word 5")
    field = reader.find(".panel textarea")
    field.fill("And a guitar?")
    field.press("Enter")
    expect(last(reader)).to_contain_text("word 30")
    expect(field).to_have_value("And a guitar?")
    reader.find(".send").click()
    expect(last(reader)).to_contain_text("Stopped.")
    expect(field).to_have_value("And a guitar?")
    field.press("Enter")
    expect(reader.find("summary")).to_have_count(2)
    expect(field).to_have_value("")
    assert [body["question"] for _, _, body in answers.asked] == ["slow", "And a guitar?"]


@pytest.mark.parametrize("question, said", [("cut", "The answer broke off."), ("refused", "This page may not ask here.")])
def test_says_what_went_wrong(enter, answers, question, said):
    reader = open_chat(enter())
    ask(reader, question)
    expect(last(reader)).to_contain_text(said)
    expect(reader.find(".panel [role=status]")).to_have_text(said)
    reader.shoot(f"widget-{question}")
    reader.find(".log button").click()
    expect(last(reader)).to_contain_text(said)
    expect(reader.find(".message")).to_have_count(3)
    expect(reader.find(".log button")).to_be_visible()
    assert [body["question"] for _, _, body in answers.asked] == [question, question]


@pytest.mark.parametrize("question, said", [("out", "Nobody can answer just now."), ("limited", "Too many questions."), ("fails", "Nobody")])
def test_counts_down_until_it_may_be_tried_again(enter, question, said):
    reader = enter()
    reader.page.clock.install()
    open_chat(reader)
    ask(reader, question)
    expect(last(reader)).to_contain_text(said)
    expect(last(reader)).to_contain_text(re.compile(r"Again in \d+ s\."))
    expect(reader.find(".log button")).to_be_disabled()
    reader.shoot(f"widget-{question}")
    reader.page.clock.fast_forward(600_000)
    expect(reader.find(".log button")).to_be_enabled()
    expect(last(reader)).not_to_contain_text("Again in")


def test_says_when_there_is_no_connection(enter):
    reader = open_chat(enter())
    reader.page.context.set_offline(True)
    ask(reader, "What does it cost?")
    expect(last(reader)).to_contain_text("There is no connection.")
    reader.page.context.set_offline(False)
    reader.find(".log button").click()
    expect(reader.find("summary")).to_have_count(2)


def test_what_is_void_is_not_shown(enter):
    reader = open_chat(enter())
    ask(reader, "restart")
    expect(reader.find("summary")).to_have_count(2)
    expect(reader.find(".log")).not_to_contain_text("Nonsense")


def test_says_that_documents_are_still_being_read(enter):
    reader = open_chat(enter())
    ask(reader, "reading")
    expect(last(reader)).to_contain_text("Documents still being read: 2.")
    expect(reader.find(".log")).not_to_contain_text("sim:lead")


def test_a_hostile_answer_is_only_text(enter):
    reader = open_chat(enter(attributes="data-model"))
    ask(reader, "hostile")
    expect(reader.find("summary")).to_have_count(1)
    expect(last(reader)).to_contain_text('<img src=x onerror="window.stolen=1">')
    expect(last(reader)).to_contain_text("Answered by sim:lead")
    expect(reader.find(".log img, .log script, .log iframe, .log i")).to_have_count(0)
    assert [link.get_attribute("href") for link in reader.find(".log a").all()] == [
        "https://shop.example/help", "https://shop.example/prices"]
    expect(last(reader)).to_contain_text("here (https://evil.example/?q=secret)")
    expect(reader.find("summary")).to_have_text("1 · <i>Title</i>")
    assert reader.page.evaluate("window.stolen") is None
    reader.shoot("widget-hostile")


def test_the_conversation_lasts_and_is_forgotten(enter, answers):
    reader = open_chat(enter())
    ask(reader, "What does it cost?")
    expect(reader.find("summary")).to_have_count(2)
    reader.page.reload()
    reader.page.wait_for_selector("understudy-chat", state="attached")
    reader.page.evaluate(WATCH)
    open_chat(reader)
    expect(reader.find("summary")).to_have_count(2)
    expect(reader.find("sup button")).to_have_count(3)
    ask(reader, "And a guitar?")
    expect(reader.find("summary")).to_have_count(4)
    # The second click must come within five seconds.
    with reader.standing_still():
        reader.find("[aria-label='Forget this conversation']").click()
        expect(reader.find(".message")).to_have_count(5)
        reader.find("[aria-label='Really forget?']").click()
        expect(reader.find(".message")).to_have_count(1)
    expect(reader.find(".panel [role=status]")).to_have_text("The conversation is forgotten.")
    ask(reader, "What does it cost?")
    expect(reader.find("summary")).to_have_count(2)
    (_, first, one), (_, second, two), (_, third, three) = answers.asked
    assert one["session_id"] == two["session_id"] != three["session_id"]
    assert first["x-understudy-visitor"] == second["x-understudy-visitor"] != third["x-understudy-visitor"]
    assert "drum" not in reader.page.evaluate("Object.keys(localStorage).map((name) => localStorage[name]).join()").split("What")[0]


def test_nothing_gets_in_and_nothing_gets_out(enter):
    plain, ugly = open_chat(enter()), open_chat(enter(path="/ugly"))
    look = """() => [".launcher", ".panel", "h2", "textarea", ".send", ".log p"].map((name) => {
        const style = getComputedStyle(document.querySelector("understudy-chat").shadowRoot.querySelector(name));
        return ["color", "font", "letterSpacing", "textTransform", "border", "opacity", "position", "float", "display", "width", "height"]
            .map((each) => style[each]).join("|"); })"""
    assert plain.page.evaluate(look) == ugly.page.evaluate(look)
    ugly.find(".panel textarea").fill("Hello")
    assert ugly.page.evaluate("document.adoptedStyleSheets.length + document.querySelectorAll('style').length") == 0
    assert plain.page.evaluate("getComputedStyle(document.querySelector('h1')).fontStyle") == "normal"


def test_loading_twice_does_no_harm(enter):
    reader = enter(path="/twice")
    expect(reader.find("understudy-chat")).to_have_count(1)
    assert reader.page.evaluate("Object.keys(window).filter((name) => /understudy|words|phrases|^config$|^store$/i.test(name))") == []


def test_the_page_can_open_it_and_ask(enter, answers):
    reader = enter(attributes='data-title="Ask the shop" data-greeting="Hello!" data-accent="#ffcc00" data-position="left" data-collection="Help"')
    reader.page.evaluate("Understudy.open()")
    expect(reader.find(".panel h2")).to_have_text("Ask the shop")
    expect(reader.find(".log")).to_contain_text("Hello!")
    assert reader.find(".panel").bounding_box()["x"] < 100
    assert reader.find(".send").evaluate("(each) => getComputedStyle(each).color") == "rgb(0, 0, 0)"
    reader.page.evaluate("Understudy.close()")
    expect(reader.find(".panel")).to_be_hidden()
    reader.page.evaluate("Understudy.ask('What is this?', 'A passage.')")
    expect(reader.find("summary")).to_have_count(2)
    reader.shoot("widget-attributes")
    assert answers.asked[0][2]["selected_text"] == "A passage." and answers.asked[0][2]["collection"] == "Help"


def test_forced_colours_and_a_narrow_window(enter):
    reader = enter(forced_colors="active", viewport={"width": 320, "height": 256})
    open_chat(reader)
    ask(reader, "What does it cost?")
    expect(reader.find("summary")).to_have_count(2)
    reader.shoot("widget-forced")
    assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
