"""The page about webhooks: entering one, what it was sent, and sending it again."""

import re
import sys
from pathlib import Path

import pytest
from conftest import CHAIN, Understudy, eventually
from playwright.sync_api import expect
from test_accounts import add_user, log_in

sys.path.append(str(Path(__file__).resolve().parents[1] / "Program"))
from receiver import Receiver  # noqa: E402

LANGUAGES = {"de": "Zustellungen", "zh": "发送记录", "ar": "عمليات التسليم"}


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.end()


@pytest.fixture
def house(tmp_path, simulator):
    server = Understudy(tmp_path, CHAIN.format(url=simulator.url) + "\nwebhooks: { allow_local: true }\n")
    add_user(server, "root", "--role", "admin")
    yield server
    server.stop()


@pytest.fixture
def arrive(visit, house):
    def arrive(path="/admin/webhooks", device="desktop", **options):
        reader = visit(house, device, f"/login?next={path}", ready="main", **options)
        log_in(reader, "root")
        reader.page.wait_for_url(house.url + path)
        return reader
    return arrive


def press(reader, name, **options):
    reader.page.get_by_role("button", name=name, **options).click()


def said(reader, text):
    expect(reader.find("main > .notice.saved")).to_have_text(text)


def reload_until(reader, locator):
    def is_there():
        reader.page.reload()
        return locator.count()

    eventually(is_there, locator)


@pytest.mark.parametrize("device", ["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_admin_enters_one_and_sees_what_it_was_sent(arrive, house, receiver, device, scheme):
    reader = arrive(device=device, color_scheme=scheme)
    page = reader.page
    expect(page.get_by_role("heading", level=1)).to_have_text("Webhooks")
    expect(page.get_by_text("Nobody is told of anything yet.")).to_be_visible()
    reader.shoot(f"webhooks-none-{device}-{scheme}")
    page.get_by_label("Address").fill(receiver.url)
    page.get_by_label("What it is for").fill("The team's board")
    page.get_by_label("answer.failed").check()
    press(reader, "Create")
    expect(page.get_by_role("alert")).to_contain_text("it must start with https://")
    expect(page.get_by_label("answer.failed")).to_be_checked()
    reader.shoot(f"webhooks-wrong-{device}-{scheme}")
    page.get_by_label("It may be on this machine").check()
    press(reader, "Create")
    expect(reader.find(".secret code")).to_have_text(re.compile(r"^whsec_[A-Za-z0-9+/]{43}=$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(receiver.url)
    reader.shoot(f"webhooks-made-{device}-{scheme}")

    # The second answer comes when what there is after the first has been looked at.
    receiver.script += [{"status": 500}, {"status": 410, "hang": 60}]
    press(reader, "Send a test")
    said(reader, "A test is on its way. Reload to see what came of it.")
    reload_until(reader, page.get_by_text("the webhook answered 500"))
    receiver.released.set()
    expect(page.get_by_text("Failing since")).to_be_visible()
    reader.shoot(f"webhooks-failing-{device}-{scheme}")
    reload_until(reader, page.get_by_text("Disabled: the receiver says it is gone"))
    reader.shoot(f"webhooks-gone-{device}-{scheme}")
    press(reader, "Enable")
    said(reader, "Enabled.")
    page.get_by_role("link", name="webhook.test").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("webhook.test")
    expect(reader.find("pre")).to_contain_text('"type": "webhook.test"')
    expect(reader.find("tbody tr")).to_have_count(2)
    reader.shoot(f"webhooks-delivery-{device}-{scheme}")
    page.get_by_role("link", name="Back to the webhook").click()
    press(reader, "Send all that was given up again")
    said(reader, "It is on its way again.")
    reload_until(reader, page.locator("tbody .tag", has_text="Delivered"))
    assert len(receiver.told("webhook.test")) == 3

    page.get_by_role("link", name="Given up").click()
    expect(page.get_by_text("There is nothing here.")).to_be_visible()
    press(reader, "New secret")
    expect(page.get_by_role("link", name="Cancel")).to_be_visible()
    reader.shoot(f"webhooks-rotate-{device}-{scheme}")
    press(reader, "New secret")
    expect(reader.find(".secret code")).to_be_visible()
    expect(page.get_by_text("The old secret still signs until")).to_be_visible()
    page.get_by_label("user.created").check()
    press(reader, "Save")
    said(reader, "Saved.")
    page.get_by_role("link", name="All webhooks").click()
    row = page.locator("tr", has_text=receiver.url)
    expect(row).to_contain_text("answer.failed, user.created")
    expect(row).to_contain_text("Working")
    reader.shoot(f"webhooks-{device}-{scheme}")
    row.get_by_role("link").click()
    press(reader, "Delete")
    expect(page.get_by_role("link", name="Cancel")).to_be_visible()
    press(reader, "Delete")
    said(reader, "Deleted.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_speaks_the_readers_language(arrive, house, receiver, language):
    reader = arrive(locale=language)
    reader.page.locator("#url").fill(receiver.url)
    reader.page.locator("[name=allow_local]").check()
    reader.page.locator("form .primary").click()
    expect(reader.page.get_by_role("heading", level=2, name=LANGUAGES[language])).to_be_visible()
    reader.shoot(f"webhooks-{language}")
