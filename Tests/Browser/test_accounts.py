"""Logging in, the first account and one's own account, as people meet them."""

import subprocess

import pytest
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
