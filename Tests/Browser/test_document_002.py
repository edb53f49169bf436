"""Document 002's checklists of the pages, line by line, on examples/musical-instruments as it is shipped; the simulator is its Ollama."""

import itertools
import subprocess

import pytest
from checklists import entrance, pictures
from conftest import BINARY, ROOT, Simulator, Understudy, clean_environment, eventually
from playwright.sync_api import expect
from test_accounts import PASSWORD, add_user
from test_api_docs import Desk, authorize

EXAMPLE = ROOT / "examples" / "musical-instruments"
SIX = ["chatInSession", "readSession", "forgetSession", "listSessions", "recommendForSession", "readChatbotStatus"]


@pytest.fixture(scope="module")
def ollama(tmp_path_factory):
    simulator = Simulator(tmp_path_factory.mktemp("ollama"), (EXAMPLE / "ollama.yaml").read_text().replace("pace: 20", "pace: 0"))
    yield simulator
    simulator.stop()


@pytest.fixture(scope="module")
def shop(tmp_path_factory, ollama):
    server = Understudy(
        tmp_path_factory.mktemp("shop"), EXAMPLE / "understudy.yaml", UNDERSTUDY_PROVIDERS_LOCAL_BASE_URL=ollama.url,
        UNDERSTUDY_ROUTING_BREAKER_FIRST_COOLDOWN="100ms", UNDERSTUDY_ROUTING_BREAKER_LONGEST_COOLDOWN="200ms")
    add_user(server, "root", "--role", "admin")
    for name in ("user", "ines", "tomasz", "amara"):
        add_user(server, name)
    subprocess.run(
        [BINARY, "catalogue", "customers", EXAMPLE / "customers.json", "--catalogue", "musical-instruments", "--data",
         server.folder / "data"], check=True, capture_output=True, env=clean_environment())
    server.people = map("guest-{}".format, itertools.count())
    yield server
    server.stop()


@pytest.fixture(params=["desktop", "phone"])
def device(request):
    return request.param


@pytest.fixture
def enter(visit, shop, device):
    """enter(path, who) opens a page for somebody who has just logged in, as a rule for the first time."""
    open_for = entrance(visit, shop, device)

    def enter(path="/", who=None):
        if who is None:
            add_user(shop, who := next(shop.people))
        return open_for(path, who)
    return enter


@pytest.fixture
def shoot(device):
    return pictures("document-002", device)


def names(reader):
    return reader.last.locator(".card h3").all_inner_texts()


def token(reader):
    answer = reader.page.request.post(f"{reader.url}/auth/login", data={"username": reader.who, "password": PASSWORD})
    return answer.json()["access_token"]


# API Testing with Swagger

def test_all_six_chatbot_endpoints_appear_on_the_api_page(enter, shoot):
    reader = enter("/api/docs")
    for operation in SIX:
        expect(reader.find(f".operation:has(> #{operation})")).to_be_visible()
    reader.find("#chatInSession").scroll_into_view_if_needed()
    shoot(reader, "api")


def test_one_can_authorize_with_a_token_and_execute_test_requests(enter, shoot):
    reader = enter("/api/docs")
    reader.page.context.clear_cookies()
    chat = Desk(reader, "chatInSession").open()
    chat.root.locator("textarea").fill('{"session_id": "test1", "message": "Hello chatbot"}')
    expect(chat.run().status).to_contain_text("401")
    authorize(reader, token(reader))
    expect(chat.run().status).to_contain_text("200 OK")
    assert chat.json()["model"] == "local:llama2"
    shoot(reader, "api-chat")
    for operation in ("readSession", "recommendForSession"):
        desk = Desk(reader, operation).open()
        desk.root.get_by_label("session_id").fill("test1")
        expect(desk.run().status).to_contain_text("200 OK")
        assert desk.json()["session_id"] == "test1"
    for operation in ("listSessions", "readChatbotStatus"):
        expect(Desk(reader, operation).open().run().status).to_contain_text("200 OK")
    gone = Desk(reader, "forgetSession").open()
    gone.root.get_by_label("session_id").fill("test1")
    expect(gone.run().status).to_contain_text("204")


# Functional Testing, and "Users can access chatbot"

def test_a_user_can_send_a_message_and_the_chatbot_returns_a_response(enter, shoot):
    reader = enter("/")
    expect(reader.find(".greeting")).to_have_text("What would you like to play?")
    shoot(reader, "start")
    reader.ask("Which guitar is good for a beginner?").status("complete")
    expect(reader.last.locator(".body")).to_contain_text("Thank you for asking!")


def test_recommendations_are_extracted_properly(enter, shoot):
    reader = enter("/")
    reader.ask("Which guitar is good for a beginner?").status("complete")
    cards = reader.last.locator(".card")
    assert 1 <= cards.count() <= 5
    expect(cards.first).to_contain_text("Guitar")
    expect(cards.first).to_contain_text("€")
    expect(cards.first).to_contain_text("in stock")
    assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shoot(reader, "cards")


def test_the_session_history_works(enter, shoot):
    reader = enter("/")
    reader.ask("I play the trumpet").status("complete")
    reader.ask("Which one do you have?").status("complete")
    before = reader.find("#log > li").all_inner_texts()
    reader.page.reload()
    expect(reader.find("#log > li")).to_have_count(4)
    assert reader.find("#log > li").all_inner_texts() == before
    reader.open("/")
    if reader.device == "phone":
        reader.find(".drawer-open").click()
    shoot(reader, "history")
    reader.page.get_by_role("link", name="I play the trumpet").click()
    expect(reader.find(".user .body")).to_have_text(["I play the trumpet", "Which one do you have?"])


def test_the_user_profile_integration_works(enter, shoot):
    """What somebody says of themselves counts, and what they rent now is not recommended again."""
    reader = enter("/", "user")
    reader.page.goto(reader.url + "/profile")
    expect(reader.find("#instrument")).to_have_value("violin")
    expect(reader.find(".rentals")).to_contain_text("Willow Violin")
    shoot(reader, "profile")
    reader.open("/").ask("What would fit me?").status("complete")
    assert names(reader) and "Willow Violin" not in names(reader)
    expect(reader.last.locator(".cards")).to_contain_text("profile")
    shoot(reader, "profile-cards")


# Error Handling, and "Ollama connection failures handled"

def test_a_model_that_is_out_is_said_in_words_and_the_shop_goes_on(enter, shoot, ollama):
    reader = enter("/")
    ollama.set("llama2", fault="overloaded")
    try:
        reader.ask("A violin for a beginner").status("failed")
        expect(reader.last.locator(".outcome")).to_be_visible()
        expect(reader.last.locator(".cards")).to_contain_text("No model chose these")
        assert "Willow Violin" in names(reader)
        shoot(reader, "outage")
    finally:
        ollama.set("llama2", fault="none", answer="Welcome back!")
    expect(reader.field).to_be_enabled()
    reader.ask("And now?").status("complete")


# Post-Deployment: "Dashboard showing real-time metrics"

def test_the_dashboard_shows_what_was_just_asked(enter, shoot):
    reader = enter("/", "root")
    reader.ask("A cello, please").status("complete")

    def is_shown():
        reader.page.goto(reader.url + "/usage")
        return "local:llama2" in reader.find("main").inner_text()

    eventually(is_shown, "what was just asked")
    expect(reader.find(".tiles")).to_contain_text("Answers")
    expect(reader.find(".tiles")).to_contain_text("Errors")
    shoot(reader, "dashboard")
