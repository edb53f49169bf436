"""Consent, temporary chats, and what people do with what is kept of them, as they meet it on the pages."""

import re

import pytest
from conftest import CHAIN, Understudy
from playwright.sync_api import expect
from test_accounts import PASSWORD, add_user, log_in

TEXT = "Your messages are kept on this server **for 30 days** and sent to the provider of the model.\\n\\nPlease send no secrets."
PRIVACY = """
privacy:
  consent: {mode}
  consent_text: "{text}"
  consent_link: https://example.com/privacy
  retention: {{ visitor: 30d }}
"""


def server(tmp_path, simulator, more):
    return Understudy(tmp_path, CHAIN.format(url=simulator.url) + more)


@pytest.fixture(params=["required", "notice"])
def asking(request, tmp_path, simulator):
    """A server that asks for consent, or tells."""
    asking = server(tmp_path, simulator, PRIVACY.format(mode=request.param, text=TEXT))
    asking.mode = request.param
    yield asking
    asking.stop()


@pytest.fixture
def demanding(tmp_path, simulator):
    demanding = server(tmp_path, simulator, PRIVACY.format(mode="required", text=TEXT))
    yield demanding
    demanding.stop()


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_tells_before_the_first_message(visit, asking, device):
    reader = visit(asking, device)
    consent = reader.page.get_by_role("region", name="Before you write")
    expect(consent).to_contain_text("for 30 days")
    expect(consent.get_by_role("link", name="Read more")).to_have_attribute("href", "https://example.com/privacy")
    reader.shoot(f"consent-{asking.mode}-{device}")
    if asking.mode == "required":
        expect(reader.field).to_be_hidden()
        expect(reader.find(".suggestion")).to_have_count(0)
        button = "I agree"
    else:
        expect(reader.field).to_be_visible()
        button = "I understand"
    # By keyboard alone.
    consent.get_by_role("button", name=button).focus()
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_selector("html[data-ready]", state="attached")
    expect(consent).to_have_count(0)
    reader.ask("Hello").status("complete")
    reader.page.reload()
    expect(reader.find("#consent")).to_have_count(0)


@pytest.mark.parametrize("language, direction, agree", [
    ("de", "ltr", "Ich stimme zu"), ("zh-CN", "ltr", "我同意"), ("ar", "rtl", "أوافق"),
])
def test_asks_in_the_readers_language(visit, demanding, language, direction, agree):
    reader = visit(demanding, "phone", locale=language)
    expect(reader.find("html")).to_have_attribute("dir", direction)
    reader.shoot(f"consent-{language[:2]}")
    reader.page.get_by_role("button", name=agree).click()
    expect(reader.field).to_be_visible()
    reader.page.goto(f"{reader.url}/settings")
    reader.shoot(f"privacy-{language[:2]}")


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_consent_is_withdrawn_on_the_settings_page(visit, demanding, device):
    reader = visit(demanding, device)
    reader.page.get_by_role("button", name="I agree").click()
    reader.page.wait_for_selector("html[data-ready]", state="attached")
    reader.ask("Hello").status("complete")
    address = reader.page.url
    reader.page.goto(f"{reader.url}/settings")
    section = reader.page.get_by_role("region", name="Privacy")
    expect(section).to_contain_text("You agreed to this text on ")
    expect(section).to_contain_text("deleted 30 days after their last use")
    reader.shoot(f"privacy-{device}")
    section.get_by_role("button", name="Withdraw consent").click()
    expect(reader.page.get_by_role("status")).to_have_text("Your consent is withdrawn.")
    expect(reader.find("#consent-state")).to_have_text("You have not agreed to this text.")
    reader.shoot(f"privacy-withdrawn-{device}")
    # On a page that was open, the next message leads to the question, and is not lost.
    reader.page.goto(address)
    reader.page.wait_for_selector("html[data-ready]", state="attached")
    expect(reader.find("#consent")).to_be_visible()
    expect(reader.field).to_be_hidden()
    expect(reader.last).to_contain_text("I am well")
    reader.shoot(f"consent-again-{device}")


def test_a_page_that_was_open_asks_when_its_message_is_refused(visit, demanding):
    reader = visit(demanding)
    reader.page.get_by_role("button", name="I agree").click()
    expect(reader.field).to_be_visible()
    reader.page.wait_for_selector("html[data-ready]", state="attached")
    reader.page.evaluate("fetch('/settings/privacy', {method: 'POST', body: new URLSearchParams({do: 'withdraw'})})")
    reader.field.fill("Do not lose this")
    reader.field.press("Enter")
    expect(reader.find("#consent")).to_be_visible()
    reader.page.get_by_role("button", name="I agree").click()
    expect(reader.field).to_have_value("Do not lose this")


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_a_temporary_chat_is_marked_and_ends(visit, understudy, device):
    reader = visit(understudy, device)
    reader.ask("Keep this").status("complete")
    if device == "phone":
        reader.find(".drawer-open").click()
    reader.page.get_by_role("link", name="Temporary chat").click()
    reader.page.wait_for_selector("html[data-ready]", state="attached")
    expect(reader.find("#temporary")).to_contain_text("nothing of it is kept")
    reader.shoot(f"temporary-new-{device}")
    reader.ask("Hello").status("complete")
    expect(reader.page).to_have_url(re.compile("/c/temporary-"))
    reader.shoot(f"temporary-{device}")
    reader.page.reload()
    reader.page.wait_for_selector("html[data-ready]", state="attached")
    expect(reader.last).to_contain_text("I am well")
    expect(reader.find("#chats > li")).to_have_count(1)
    reader.ask("And again").status("complete")
    address = reader.page.url
    reader.page.get_by_role("button", name="End it now").click()
    expect(reader.page).to_have_url(reader.url + "/")
    assert reader.page.goto(address).status == 404


def test_a_new_temporary_chat_can_be_ended_without_a_reload(visit, understudy):
    reader = visit(understudy, path="/?temporary=1")
    expect(reader.page.get_by_role("button", name="End it now")).to_be_hidden()
    reader.ask("Hello").status("complete")
    expect(reader.find("#chats > li")).to_have_count(0)
    reader.page.get_by_role("button", name="End it now").click()
    expect(reader.page).to_have_url(reader.url + "/")


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_a_server_that_keeps_nothing_says_so(tmp_path, simulator, visit, device):
    keeping_nothing = server(tmp_path, simulator, "privacy: { store: none }\n")
    try:
        reader = visit(keeping_nothing, device)
        reader.ask("Hello").status("complete")
        if device == "phone":
            reader.find(".drawer-open").click()
        expect(reader.find("#nothing-kept")).to_contain_text("Nothing is kept here")
        expect(reader.page.get_by_role("link", name="Temporary chat")).to_have_count(0)
        expect(reader.find("#chats > li")).to_have_count(1)
        reader.shoot(f"nothing-kept-{device}")
    finally:
        keeping_nothing.stop()


def test_a_visitor_deletes_all_conversations(visit, understudy):
    reader = visit(understudy)
    reader.ask("Hello").status("complete")
    reader.page.goto(f"{reader.url}/settings")
    reader.page.get_by_role("button", name="Delete all conversations").click()
    # Not without saying so twice.
    expect(reader.page).to_have_url(f"{reader.url}/settings")
    reader.page.get_by_label("Yes, delete them all").check()
    reader.page.get_by_role("button", name="Delete all conversations").click()
    expect(reader.page.get_by_role("status")).to_have_text("Your conversations are deleted.")
    reader.open("/")
    expect(reader.find("#chats > li")).to_have_count(0)


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_somebody_takes_everything_along_and_goes(visit, understudy, device):
    add_user(understudy, "ada")
    add_user(understudy, "root", "--role", "admin")
    reader = visit(understudy, device, "/login", ready="main")
    log_in(reader)
    reader.page.wait_for_selector("html[data-ready]", state="attached")
    reader.ask("Hello").status("complete")
    reader.page.goto(f"{reader.url}/account")
    with reader.page.expect_download() as download:
        reader.page.get_by_role("link", name="Download everything").click()
    assert '"format":"understudy.account"' in download.value.path().read_text()
    reader.page.get_by_role("link", name="Delete account").click()
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("Delete account")
    expect(reader.find("#stays")).to_contain_text("because accounts must add up")
    reader.shoot(f"delete-account-{device}")
    reader.find("#proof").fill("not the password")
    reader.page.get_by_role("button", name="Delete account").click()
    expect(reader.page.get_by_role("alert")).to_have_text("The current password is not right.")
    reader.shoot(f"delete-account-refused-{device}")
    reader.find("#proof").fill(PASSWORD)
    reader.page.get_by_role("button", name="Delete account").click()
    expect(reader.page).to_have_url(f"{reader.url}/")
    expect(reader.find("#chats > li")).to_have_count(0)
    reader.page.goto(f"{reader.url}/login")
    log_in(reader)
    expect(reader.page.get_by_role("alert")).to_have_text("The username or the password is not right.")


def test_the_last_admin_is_told_why_they_stay(visit, understudy):
    add_user(understudy, "root", "--role", "admin")
    reader = visit(understudy, "desktop", "/login?next=/account/delete", ready="main")
    log_in(reader, "root")
    reader.find("#proof").fill(PASSWORD)
    reader.page.get_by_role("button", name="Delete account").click()
    expect(reader.page.get_by_role("alert")).to_contain_text("last admin")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_keep_their_contrast(visit, demanding, scheme):
    reader = visit(demanding, color_scheme=scheme)
    reader.shoot(f"consent-{scheme}")
    reader.page.get_by_role("button", name="I agree").click()
    expect(reader.field).to_be_visible()
    reader.page.goto(f"{reader.url}/settings")
    reader.shoot(f"privacy-{scheme}")


def test_nothing_scrolls_sideways_at_four_hundred_percent(visit, demanding):
    reader = visit(demanding, viewport={"width": 320, "height": 256})
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 320
    reader.shoot("consent-zoomed")
    reader.page.get_by_role("button", name="I agree").click()
    expect(reader.field).to_be_visible()
    reader.page.goto(f"{reader.url}/settings")
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 320
