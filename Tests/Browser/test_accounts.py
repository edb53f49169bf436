"""Logging in, the first account and one's own account, as people meet them."""

import subprocess

import pytest
import requests
from conftest import BINARY, CHAIN, Understudy, clean_environment
from playwright.sync_api import expect

PASSWORD = "a long password"


def add_user(server, name, *more):
    subprocess.run(
        [BINARY, "user", "create", name, "--data", str(server.folder / "data"), *more], input=PASSWORD + "\n", text=True,
        check=True, capture_output=True, env=clean_environment())


@pytest.fixture
def members(tmp_path, simulator):
    """A server on which nobody may do anything without logging in."""
    server = Understudy(tmp_path, CHAIN.format(url=simulator.url) + "accounts: { required: true }\n")
    add_user(server, "ada", "--display-name", "Ada L.")
    yield server
    server.stop()


def shoot(reader, name):
    reader.shoot(f"accounts-{name}")


@pytest.fixture
def arrive(visit):
    """arrive(server, path, device) opens a page that has no script."""
    def arrive(server, path, device="desktop", **options):
        return visit(server, device, path, ready="main", **options)
    return arrive


def log_in(reader, name="ada", password=PASSWORD):
    reader.find("#username").fill(name)
    reader.find("#password").fill(password)
    # What comes next must not take the place of the page that answers.
    with reader.page.expect_navigation():
        reader.find("#password").press("Enter")


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_logs_in_and_out(arrive, members, device):
    reader = arrive(members, "/", device)
    expect(reader.page).to_have_url(members.url + "/login")
    shoot(reader, f"login-{device}")
    log_in(reader, password="wrong")
    expect(reader.find("[role=alert]")).to_have_text("The username or the password is not right.")
    expect(reader.find("#username")).to_have_value("ada")
    shoot(reader, f"login-refused-{device}")
    log_in(reader)
    expect(reader.page).to_have_url(members.url + "/")
    reader.page.wait_for_selector("html[data-ready]", state="attached")
    reader.ask("Hello").status("complete")
    if device == "phone":
        reader.find(".drawer-open").click()
    expect(reader.find(".account-corner")).to_contain_text("Ada L.")
    shoot(reader, f"logged-in-{device}")
    reader.find(".account-corner button").click()
    expect(reader.page).to_have_url(members.url + "/login")


def test_leads_to_where_one_wanted_to_go(arrive, members):
    reader = arrive(members, "/account")
    log_in(reader)
    expect(reader.page).to_have_url(members.url + "/account")
    expect(reader.find("main")).to_contain_text("You are logged in as Ada L.")
    reader.find("#current").fill(PASSWORD)
    reader.find("#new").fill("another password")
    reader.find("[type=submit]").click()
    expect(reader.find("[role=status]")).to_contain_text("The password is changed.")
    shoot(reader, "account")


@pytest.mark.parametrize("language, direction, title", [
    ("de", "ltr", "Anmelden"), ("zh-CN", "ltr", "登录"), ("ar", "rtl", "تسجيل الدخول"),
])
def test_logs_in_in_the_readers_language(arrive, members, language, direction, title):
    reader = arrive(members, "/login", "phone", locale=language, color_scheme="dark")
    expect(reader.find("html")).to_have_attribute("dir", direction)
    expect(reader.find("h1")).to_have_text(title)
    shoot(reader, f"login-{language[:2]}")


def test_makes_the_first_account(visit, understudy):
    reader = visit(understudy)
    reader.ask("Hello").status("complete")
    reader.find(".account-corner a").click()
    expect(reader.page).to_have_url(understudy.url + "/setup-admin")
    shoot(reader, "first")
    reader.find("#username").fill("root")
    reader.find("#password").fill(PASSWORD)
    reader.find("[type=submit]").click()
    expect(reader.page).to_have_url(understudy.url + "/")
    expect(reader.find(".account-corner")).to_contain_text("root")
    # What the visitor began is the admin's now.
    expect(reader.find("#chats a")).to_have_count(1)
    cookies = {each["name"]: each for each in reader.page.context.cookies()}
    assert cookies["understudy_login"]["httpOnly"] and cookies["understudy_login"]["sameSite"] == "Lax"
    assert reader.page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_logs_in_without_script(arrive, members):
    reader = arrive(members, "/login", java_script_enabled=False)
    log_in(reader)
    expect(reader.page).to_have_url(members.url + "/")


@pytest.fixture
def reading(members, arrive):
    """A person who had a conversation with an edited question, and whose role is now that of a viewer."""
    reader = arrive(members, "/")
    log_in(reader)
    reader.page.wait_for_selector("html[data-ready]", state="attached")
    reader.ask("What is rain?").status("complete")
    reader.find(".user .edit").click()
    reader.find(".editor textarea").fill("What is snow?")
    reader.find(".editor [type=submit]").click()
    expect(reader.find(".siblings").first).to_contain_text("2/2")
    reader.wait()
    add_user(members, "root", "--role", "admin")
    login = requests.post(f"{members.url}/auth/login", json={"username": "root", "password": PASSWORD}, timeout=60).json()
    admin = {"authorization": f"Bearer {login['access_token']}"}
    users = requests.get(f"{members.url}/api/v1/users", headers=admin, timeout=60).json()["users"]
    ada = next(user["id"] for user in users if user["username"] == "ada")
    requests.patch(
        f"{members.url}/api/v1/users/{ada}", json={"role": "viewer"}, headers=admin, timeout=60).raise_for_status()
    return reader


READ_ONLY = {
    "en": "You can read here, and not write. An admin of this server can change that.",
    "de": "Hier können Sie lesen, aber nicht schreiben. Die Verwaltung dieses Servers kann das ändern.",
    "zh-CN": "您可以在此阅读，但不能发送消息。此服务器的管理员可以更改这一点。",
    "ar": "يمكنك القراءة هنا دون الكتابة. بإمكان مسؤول هذا الخادم تغيير ذلك.",
}
# What changes something, wherever on the page it stands.
WRITING = (
    "#composer", "#composer-text", ".new-chat", ".top a", ".import", ".edit", ".retry", ".fork", ".suggestion", "#actions .pin",
    "#actions .rename", "#actions .archive", "#actions .delete",
)


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_a_viewer_reads_and_is_offered_nothing_else(reading, members, visit, device):
    cookies = reading.page.context.cookies()
    viewer = visit(members, device, "/login", ready="main")
    viewer.page.context.add_cookies(cookies)
    viewer.open(reading.page.url.removeprefix(members.url))
    assert viewer.find("#read-only").text_content() == READ_ONLY["en"]
    expect(viewer.find("#read-only")).to_be_visible()
    expect(viewer.last).to_contain_text("I am well")
    if device == "phone":
        viewer.find(".drawer-open").click()
    viewer.find("#chats .more").click()
    expect(viewer.find("#actions .export-json")).to_be_visible()
    for selector in WRITING:
        for each in viewer.find(selector).all():
            assert not each.is_visible(), selector
    shoot(viewer, f"viewer-actions-{device}")
    viewer.find("#actions .close").click()
    if device == "phone":
        viewer.page.keyboard.press("Escape")
    # The other wording can be read too.
    viewer.find(".siblings .previous").first.click()
    expect(viewer.find(".user .body")).to_have_text("What is rain?")
    expect(viewer.find(".siblings").first).to_contain_text("1/2")
    shoot(viewer, f"viewer-{device}")
    viewer.open("/")
    expect(viewer.find("#read-only")).to_be_visible()
    expect(viewer.find(".suggestion")).to_have_count(0)
    shoot(viewer, f"viewer-empty-{device}")


@pytest.mark.parametrize("language", READ_ONLY)
def test_a_viewer_is_told_so_in_their_language(reading, members, visit, language):
    viewer = visit(members, "phone", "/login", ready="main", locale=language, color_scheme="dark")
    viewer.page.context.add_cookies(reading.page.context.cookies())
    viewer.open(reading.page.url.removeprefix(members.url))
    expect(viewer.find("#read-only")).to_have_text(READ_ONLY[language])
    shoot(viewer, f"viewer-{language[:2]}")
