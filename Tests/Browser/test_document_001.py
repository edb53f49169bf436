"""Document 001's checklists of the pages, line by line, on examples/halext as it is shipped; the simulator is its OpenAI and its Ollama."""

import itertools

import pytest
from checklists import entrance, pictures
from conftest import ROOT, Simulator, Understudy, eventually
from playwright.sync_api import expect
from test_accounts import add_user
from test_choosing import chip, choose

EXAMPLE = ROOT / "examples" / "halext"
MODELS = ["openai:gpt-4o-mini", "openai:gpt-4o", "local:llama3.1"]
PAGES = [
    "/", "/settings", "/account", "/usage", "/assistants/tasks", "/assistants/events", "/assistants/notes", "/api/docs",
    "/admin/people", "/admin/keys", "/admin/clients", "/admin/chains", "/admin/assistants", "/admin/prices", "/admin/limits",
    "/admin/audit",
]


@pytest.fixture(scope="module")
def halext(tmp_path_factory):
    folder = tmp_path_factory.mktemp("halext")
    simulator = Simulator(folder, (EXAMPLE / "models.yaml").read_text().replace("pace: 60", "pace: 0"))
    server = Understudy(
        folder, EXAMPLE / "understudy.yaml", OPENAI_API_KEY="rehearsal",
        UNDERSTUDY_PROVIDERS_OPENAI_BASE_URL=f"{simulator.url}/v1", UNDERSTUDY_PROVIDERS_OPENAI_LOCAL="false",
        UNDERSTUDY_PROVIDERS_LOCAL_BASE_URL=simulator.url)
    add_user(server, "root", "--role", "admin")
    server.people = map("user-{}".format, itertools.count())
    yield server
    server.stop()
    simulator.stop()


@pytest.fixture(params=["desktop", "phone"])
def device(request):
    return request.param


@pytest.fixture
def enter(visit, halext, device):
    """enter(path, who) opens a page for somebody who has just logged in, as a rule for the first time."""
    open_for = entrance(visit, halext, device)

    def enter(path="/", who=None):
        if who is None:
            add_user(halext, who := next(halext.people))
        return open_for(path, who)
    return enter


@pytest.fixture
def shoot(device):
    return pictures("document-001", device)


def press(reader, name):
    reader.page.get_by_role("button", name=name).click()


# Frontend Web App Tests, 1. Model Selector Visibility

def test_the_ai_chat_section_has_a_model_dropdown_in_its_header(enter, shoot):
    reader = enter("/")
    expect(reader.find("header #model-button")).to_be_visible()
    expect(reader.find("#model-button")).to_have_accessible_name("Model: GPT-4o mini")
    reader.find("#model-button").click()
    expect(reader.page.get_by_role("option")).to_contain_text(["Default: GPT-4o mini", "GPT-4o mini", "GPT-4o", "Llama 3.1"])
    shoot(reader, "selector")


def test_the_selection_of_different_models_persists(enter):
    reader = enter("/")
    for name in ("GPT-4o", "Llama 3.1"):
        choose(reader, name)
        reader.page.reload()
        expect(reader.find("#model-button")).to_contain_text(name)
    reader.ask("Hello").status("complete")
    with reader.page.expect_response(lambda answer: answer.request.method == "PATCH"):
        choose(reader, "GPT-4o")
    reader.page.reload()
    expect(reader.find("#model-button")).to_contain_text("GPT-4o")


def test_a_selection_holds_though_the_page_is_left_at_once(enter):
    reader = enter("/")
    reader.ask("Hello").status("complete")
    chat = reader.page.url.replace("/c/", "/api/v1/conversations/")
    choose(reader, "Llama 3.1")
    reader.page.goto("about:blank")
    eventually(lambda: "llama" in (reader.page.request.get(chat).json()["default_model_id"] or ""), "the selection")


# 2. Settings Section

def test_the_settings_have_an_ai_settings_section(enter, shoot):
    reader = enter("/")
    if reader.device == "phone":
        reader.find(".drawer-open").click()
    reader.page.get_by_role("link", name="Settings").click()
    expect(reader.page.get_by_role("heading", name="AI settings")).to_be_visible()
    shoot(reader, "settings")


def test_the_disable_cloud_providers_toggle(enter, shoot):
    reader = enter("/settings")
    toggle = reader.page.get_by_role("switch", name="Disable cloud providers")
    expect(toggle).to_have_attribute("aria-checked", "false")
    toggle.click()
    expect(toggle).to_have_attribute("aria-checked", "true")
    shoot(reader, "cloud-off")
    reader.open("/").ask("Hello").status("complete")
    expect(chip(reader)).to_have_text("AI • local:llama3.1")
    reader.find("#model-button").click()
    expect(reader.page.get_by_role("option", name="GPT-4o")).to_have_count(0)
    reader.page.goto(reader.url + "/settings")
    toggle.click()
    expect(toggle).to_have_attribute("aria-checked", "false")
    reader.open("/").ask("Hello").status("complete")
    expect(chip(reader)).to_have_text("AI • openai:gpt-4o-mini")


def test_the_reset_to_default_button(enter):
    reader = enter("/settings")
    reader.page.get_by_label("Default model").select_option("local:llama3.1")
    press(reader, "Save")
    expect(reader.page.get_by_role("status")).to_have_text("Your default model is saved.")
    reader.page.get_by_role("switch", name="Disable cloud providers").click()
    expect(reader.page.get_by_role("switch")).to_have_attribute("aria-checked", "true")
    press(reader, "Reset to default")
    expect(reader.page.get_by_role("status")).to_have_text("Your settings are back at their defaults.")
    expect(reader.page.get_by_label("Default model")).to_have_value("")
    expect(reader.page.get_by_role("switch")).to_have_attribute("aria-checked", "false")
    expect(reader.open("/").find("#model-button")).to_have_accessible_name("Model: GPT-4o mini")


# 3. Admin Panel

def test_admin_ai_clients_have_a_show_models_button_each(enter, shoot):
    reader = enter("/", "root")
    if reader.device == "phone":
        reader.find(".drawer-open").click()
    reader.page.get_by_role("link", name="Administration").click()
    reader.page.get_by_role("link", name="AI Clients").click()
    for client in ("openai", "local"):
        press(reader, f"Show Models: {client}")
        expect(reader.find(f"#client-{client} .notice")).to_contain_text(f"{client} lists")
        expect(reader.find(f"#client-{client}")).to_contain_text("gpt-4o-mini" if client == "openai" else "llama3.1")
        shoot(reader, f"show-models-{client}")


def test_copy_id_copies_model_identifiers(enter, halext):
    reader = enter("/admin/clients", "root")
    reader.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=halext.url)
    for model in MODELS:
        reader.page.get_by_role("button", name=f"Copy ID: {model}", exact=True).click()
        reader.page.wait_for_function("async model => await navigator.clipboard.readText() === model", arg=model)


# 4. Chat Functionality

def test_a_message_is_answered_with_a_model_chip_and_a_switched_model_is_used(enter, shoot):
    reader = enter("/")
    reader.ask("Hello").status("complete")
    expect(chip(reader)).to_have_text("AI • openai:gpt-4o-mini")
    expect(reader.last.locator(".body")).to_contain_text("This is GPT-4o mini")
    choose(reader, "GPT-4o").ask("And you?").status("complete")
    expect(chip(reader)).to_have_text("AI • openai:gpt-4o")
    expect(reader.last.locator(".body")).to_contain_text("This is GPT-4o, or")
    choose(reader, "Llama 3.1").ask("And you?").status("complete")
    expect(chip(reader)).to_have_text("AI • local:llama3.1")
    shoot(reader, "switched")


# 5. Task Assistant, and "Task/Event/Note assistants integrate model selection"

@pytest.mark.parametrize("kind", ["tasks", "events", "notes"])
def test_the_assistants_have_a_model_selector_and_their_suggestions_work(enter, shoot, kind):
    reader = enter(f"/assistants/{kind}")
    reader.find("#title").fill("Test task")
    reader.find("#description").fill("Test description")
    reader.find("#model").select_option("local:llama3.1")
    reader.find("#ask button").click()
    cards = reader.find("section[aria-labelledby=pending-title] .card")
    expect(cards.first).to_be_visible()
    expect(reader.find(".group .quiet-text").first).to_have_text("Suggested by Llama 3.1")
    shoot(reader, kind)
    count = cards.count()
    cards.first.get_by_role("button", name="Accept").click()
    expect(cards).to_have_count(count - 1)
    expect(reader.find("section[aria-labelledby=accepted-title] .card")).to_have_count(1)


# Success criteria

def test_the_frontend_loads_without_console_errors(enter):
    """What a page says on the console fails every test here; this one opens all pages, and wants all that they load."""
    reader = enter("/", "root")
    failed = []
    reader.page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
    for path in PAGES:
        assert reader.page.goto(reader.url + path, wait_until="load").ok, path
    assert not failed


def test_the_admin_panel_manages_models(enter):
    reader = enter("/admin/chains?edit=default", "root")
    press(reader, "Move openai:gpt-4o up")
    expect(reader.page.locator("[name='models[]']").first).to_have_value("openai:gpt-4o")
    press(reader, "Save chain")
    expect(reader.page.get_by_role("status").first).to_contain_text("default is saved.")
    reader.open("/").ask("Hello").status("complete")
    expect(chip(reader)).to_have_text("AI • openai:gpt-4o")
    reader.page.goto(reader.url + "/admin/chains?edit=default")
    press(reader, "Back to the configuration")
    expect(reader.page.get_by_role("status").first).to_have_text("default is as configured again.")
