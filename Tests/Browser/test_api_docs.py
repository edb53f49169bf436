"""The API page: everything that the server answers, to be read, authorised and run."""

import json
import os
import re
import subprocess

import pytest
from playwright.sync_api import expect


@pytest.fixture
def key(understudy):
    return understudy.make_key()


class Desk:
    """A person at one operation of the page."""

    def __init__(self, reader, operation):
        self.reader, self.root = reader, reader.find(f".operation:has(> #{operation})")

    def open(self):
        if self.root.get_attribute("open") is None:
            self.root.locator("summary").first.click()
        return self

    def run(self):
        self.root.get_by_role("button", name="Run", exact=True).click()
        return self

    @property
    def status(self):
        return self.root.locator(".reply-status")

    @property
    def body(self):
        return self.root.locator(".reply-body")

    def json(self):
        """What came back, once it is there whole."""
        expect(self.root.locator(".stop-run")).to_be_hidden()
        return json.loads(self.body.text_content())


def authorize(reader, key):
    reader.page.get_by_role("button", name="Authorize").click()
    reader.page.get_by_label("Access token or API key").fill(key)
    reader.page.keyboard.press("Enter")
    expect(reader.page.get_by_role("button", name="Authorized")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_shows_every_operation_of_the_document(visit, understudy, device, scheme):
    reader = visit(understudy, device, path="/api/docs", color_scheme=scheme)
    paths = reader.page.request.get(understudy.url + "/api/openapi.json").json()["paths"]
    count = sum(len(methods) for methods in paths.values())
    expect(reader.find(".operation")).to_have_count(count)
    Desk(reader, "createChatCompletion").open()
    reader.find(".operation[open] .shape summary").first.click()
    assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    reader.shoot(f"api-{device}-{scheme}")


def test_runs_a_request_that_needs_nothing(visit, understudy):
    reader = visit(understudy, path="/api/docs")
    health = Desk(reader, "health").open().run()
    expect(health.status).to_contain_text("200 OK")
    expect(health.status).to_contain_text("ms")
    assert health.json()["status"] == "ok"
    health.root.get_by_text("Headers").click()
    expect(health.root.locator(".reply-headers")).to_contain_text("x-request-id: req_")
    expect(reader.find("#announcer")).to_contain_text("200 OK")
    reader.shoot("api-health")


def test_runs_a_completion_with_a_key(visit, understudy, key):
    reader = visit(understudy, path="/api/docs")
    completion = Desk(reader, "createChatCompletion").open().run()
    expect(completion.status).to_contain_text("401")
    expect(completion.body).to_contain_text("missing_api_key")
    authorize(reader, key)
    completion.run()
    expect(completion.status).to_contain_text("200 OK")
    assert completion.json()["model"] == "sim:lead"
    reader.shoot("api-completion")


def test_shows_a_stream_while_it_arrives(visit, understudy, simulator, key):
    simulator.set("lead", answer="one two three four five " * 120, pace=2)
    reader = visit(understudy, path="/api/docs")
    authorize(reader, key)
    completion = Desk(reader, "createChatCompletion").open()
    completion.root.get_by_label("Example").first.select_option(label="Streamed")
    expect(completion.root.locator("textarea")).to_have_value(re.compile('"stream": true'))
    completion.run()
    expect(completion.body).to_contain_text("chat.completion.chunk")
    expect(completion.body).not_to_contain_text("[DONE]")
    completion.root.get_by_role("button", name="Stop").click()
    expect(completion.status).to_contain_text("Stopped")
    expect(completion.root.get_by_role("button", name="Run", exact=True)).to_be_focused()
    reader.shoot("api-stream")
    simulator.set("lead", answer="one two")
    completion.run()
    expect(completion.body).to_contain_text("data: [DONE]")


def test_forgets_the_token_on_reload_and_keeps_it_nowhere(visit, understudy, key):
    reader = visit(understudy, path="/api/docs")
    authorize(reader, key)
    kept = reader.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href])")
    assert key not in kept
    reader.page.reload()
    expect(reader.page.get_by_role("button", name="Authorize", exact=True)).to_be_visible()
    authorize(reader, key)
    reader.page.get_by_role("button", name="Authorized").click()
    reader.shoot("api-authorize")
    reader.page.get_by_role("button", name="Forget").click()
    expect(reader.find("#authorize-open")).to_have_text("Authorize")


def test_logs_in_for_a_token(visit, understudy):
    """Whatever answers at /auth/login; here it is the test."""
    reader = visit(understudy, path="/api/docs")
    asked, sent = [], []

    def log_in(route):
        asked.append(route.request.post_data_json)
        wrong = {"error": {"code": "bad_credentials", "message": "The password is wrong.", "request_id": "r"}}
        if asked[-1]["password"] != "right":
            return route.fulfill(status=401, json=wrong)
        return route.fulfill(json={"access_token": "the.access.token", "token_type": "bearer", "expires_in": 900})

    reader.page.route("**/auth/login", log_in)
    reader.page.on("request", lambda request: sent.append(request.headers.get("authorization")))
    reader.page.get_by_role("button", name="Authorize").click()
    for password in ("wrong", "right"):
        reader.page.get_by_label("User name").fill("ada")
        reader.page.get_by_label("Password").fill(password)
        reader.page.get_by_role("button", name="Log in").click()
        if password == "wrong":
            expect(reader.find("#authorize .result")).to_contain_text("The password is wrong.")
    expect(reader.find("#authorize .result")).to_contain_text("Authorized")
    assert asked == [{"username": "ada", "password": "wrong"}, {"username": "ada", "password": "right"}]
    reader.page.keyboard.press("Escape")
    Desk(reader, "health").open().run()
    models = Desk(reader, "listModels").open().run()
    expect(models.status).to_contain_text("401")
    assert "Bearer the.access.token" in sent
    assert not [value for value in sent if value and not value.endswith("the.access.token")]


def test_finds_operations_and_opens_the_one_in_the_address(visit, understudy):
    reader = visit(understudy, path="/api/docs#readModel")
    expect(reader.find(".operation[open] > #readModel")).to_be_focused()
    expect(reader.find("#readModel")).to_be_in_viewport()
    reader.page.keyboard.press("/")
    reader.page.keyboard.type("get health")
    expect(reader.find(".operation:visible")).to_have_count(3)
    expect(reader.find("#found")).to_have_text("Operations found: 3")
    reader.find("#health").click()
    expect(reader.page).to_have_url(re.compile("#health$"))


def test_runs_by_keyboard_alone(visit, understudy):
    reader = visit(understudy, path="/api/docs#health")
    expect(reader.find("#health")).to_be_focused()
    reader.page.keyboard.press("Tab")
    reader.page.keyboard.press("Enter")
    expect(Desk(reader, "health").status).to_contain_text("200 OK")


def test_copies_a_command_that_works_and_holds_no_secret(visit, understudy, key):
    reader = visit(understudy, path="/api/docs", permissions=["clipboard-read", "clipboard-write"])
    authorize(reader, key)
    completion = Desk(reader, "createChatCompletion").open()
    body = {"model": "default", "messages": [{"role": "user", "content": "It's $HOME"}]}
    completion.root.locator("textarea").fill(json.dumps(body))
    with reader.standing_still():
        completion.root.get_by_role("button", name="Copy as curl").click()
        expect(completion.root.get_by_role("button", name="Copied")).to_be_visible()
    command = reader.page.evaluate("navigator.clipboard.readText()")
    assert key not in command
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=False, timeout=120, env={**os.environ, "TOKEN": key})
    assert json.loads(done.stdout)["object"] == "chat.completion"
    reader.shoot("api-curl")


@pytest.mark.parametrize("language, direction, button", [("de", "ltr", "Autorisieren"), ("zh", "ltr", "授权"), ("ar", "rtl", "منح الإذن")])
def test_speaks_the_readers_language(visit, understudy, language, direction, button):
    reader = visit(understudy, "phone", path="/api/docs#health", locale=language)
    expect(reader.find("html")).to_have_attribute("dir", direction)
    expect(reader.find("#authorize-open")).to_have_text(button)
    expect(reader.find("#health .summary")).to_have_attribute("lang", "en")
    reader.shoot(f"api-{language}")


def test_does_not_scroll_sideways_at_four_hundred_percent(visit, understudy):
    reader = visit(understudy, path="/api/docs#createChatCompletion", viewport={"width": 320, "height": 256})
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 320
    reader.shoot("api-zoomed")
