"""The admin area as admins meet it: people, keys, AI clients, chains and what was done."""

import re

import pytest
from conftest import CHAIN, Understudy
from playwright.sync_api import expect
from test_accounts import PASSWORD, add_user, log_in

READY = "html[data-ready]"


@pytest.fixture
def house(tmp_path, simulator):
    server = Understudy(tmp_path, CHAIN.format(url=simulator.url))
    add_user(server, "root", "--role", "admin", "--display-name", "Root R.")
    add_user(server, "ada", "--display-name", "Ada L.")
    yield server
    server.stop()


@pytest.fixture
def arrive(visit, house):
    """arrive(path, device) opens an admin page for an admin who has just logged in."""
    def arrive(path, device="desktop", who="root", **options):
        reader = visit(house, device, f"/login?next={path}", ready="main", **options)
        log_in(reader, who)
        reader.page.wait_for_url(house.url + path)
        reader.device = device
        return reader
    return arrive


def press(reader, name, **options):
    reader.page.get_by_role("button", name=name, **options).click()


def ordered(reader, *models):
    inputs = reader.page.locator("[name='models[]']")
    expect(inputs).to_have_count(len(models))
    for place, model in enumerate(models):
        expect(inputs.nth(place)).to_have_value(model)


def said(reader, text):
    expect(reader.find("main > .notice[role=status], .sheet > .notice[role=status]")).to_have_text(text)


def test_is_found_from_ones_account(arrive, house):
    reader = arrive("/")
    reader.page.get_by_role("link", name="Administration").click()
    expect(reader.page).to_have_url(house.url + "/admin/people")
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("People")


def test_is_not_for_members(arrive):
    reader = arrive("/admin/chains", who="ada")
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("For admins only")
    reader.shoot("admin-members")


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_makes_and_disables_a_person(arrive, device):
    reader = arrive("/admin/people", device)
    expect(reader.page.get_by_role("link", name="Ada L.")).to_be_visible()
    reader.shoot(f"admin-people-{device}")
    reader.find("#username").fill("bob")
    reader.find("#display_name").fill("Bob B.")
    press(reader, "Create")
    said(reader, "Bob B. has an account now.")
    expect(reader.find(".secret code")).to_have_text(re.compile("^[A-Za-z0-9]{24}$"))
    reader.shoot(f"admin-person-{device}")
    press(reader, "Disable")
    said(reader, "The account is disabled.")
    press(reader, "Enable")
    said(reader, "The account is enabled.")
    press(reader, "Log out everywhere")
    expect(reader.page.get_by_role("link", name="Cancel")).to_be_visible()
    reader.shoot(f"admin-confirm-{device}")
    press(reader, "Log out everywhere")
    said(reader, "All logins are ended.")


def test_searches_people_and_follows_what_they_did(arrive):
    reader = arrive("/admin/people")
    reader.page.get_by_role("searchbox").fill("l.")
    reader.page.get_by_role("searchbox").press("Enter")
    expect(reader.find("tbody tr")).to_have_count(1)
    reader.page.get_by_role("link", name="Ada L.").click()
    reader.page.get_by_role("link", name="What they did").click()
    expect(reader.find("tbody tr")).to_have_count(1)
    expect(reader.find("tbody tr")).to_contain_text("user.created")


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_makes_copies_and_revokes_a_key(arrive, house, device):
    reader = arrive("/admin/keys", device)
    reader.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=house.url)
    reader.find("#name").fill("backup")
    reader.find("#owner").fill("ada")
    press(reader, "Create")
    key = reader.find(".secret code").text_content()
    reader.shoot(f"admin-keys-{device}")
    with reader.standing_still():
        press(reader, "Copy")
        expect(reader.page.get_by_role("button", name="Copied")).to_be_visible()
    assert reader.page.evaluate("navigator.clipboard.readText()") == key
    press(reader, "Revoke: backup")
    press(reader, "Revoke", exact=True)
    said(reader, "The key is revoked.")
    expect(reader.page.locator("main")).to_contain_text("Nothing was found.")


@pytest.mark.parametrize("device, options", [("desktop", {}), ("phone", {"color_scheme": "dark"}), ("desktop", {"locale": "ar"})])
def test_makes_a_public_key_and_copies_its_tag(arrive, house, device, options):
    reader = arrive("/admin/keys", device, **options)
    reader.find("#public_name").fill("Shop")
    reader.find("#origins").fill("shop")
    reader.find("form:has(#origins) .primary").click()
    expect(reader.find("[role=alert]")).to_contain_text("https://shop.example")
    reader.find("#origins").fill("https://shop.example\nhttps://www.shop.example")
    reader.find("form:has(#origins) .primary").click()
    expect(reader.find(".secret code").first).to_contain_text(f'<script src="{house.url}/widget.js" data-key="pk_')
    reader.shoot("-".join(["admin-public-key", device, *options.values()]))
    expect(reader.find("tbody")).to_contain_text("https://shop.example https://www.shop.example")
    assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_shows_tests_and_copies_models(arrive, house, simulator, device):
    """Document 001: Admin → AI Clients, "Show Models" for each client, "Copy ID" for each model."""
    reader = arrive("/admin/people", device)
    reader.page.get_by_role("link", name="AI Clients").click()
    expect(reader.find("h2:has(.tag)")).to_have_count(2)
    expect(reader.page.get_by_role("button", name="Show Models")).to_have_count(2)
    reader.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=house.url)
    reader.shoot(f"admin-clients-{device}")
    press(reader, "Copy ID: sim:second")
    reader.page.wait_for_function("async model => await navigator.clipboard.readText() === model", arg="sim:second")
    press(reader, "Show Models: sim")
    expect(reader.find("#client-sim .notice")).to_have_text(re.compile(r"^sim lists \d+ models \(\d+ ms\)\.$"))
    reader.page.get_by_role("button", name="Test: sim:lead").first.click()
    expect(reader.find("#client-sim .notice")).to_have_text(re.compile("^sim:lead answered in .* “I am well"))
    simulator.set("lead", fault="unauthorized")
    reader.page.get_by_role("button", name="Test: sim:lead").first.click()
    expect(reader.find("#client-sim .notice")).to_contain_text("the key is not accepted")
    reader.shoot(f"admin-client-failed-{device}")


def test_connects_and_removes_a_client(arrive, simulator):
    reader = arrive("/admin/clients")
    reader.find("#name").fill("cellar")
    reader.find("#key").fill("a key")
    reader.find("#address").fill("not an address")
    reader.find("form:has(#address)").evaluate("form => (form.noValidate = true)")
    press(reader, "Connect")
    expect(reader.find("main > .notice")).to_have_text("The address must begin with http:// or https://.")
    expect(reader.find("#name")).to_have_value("cellar")
    reader.find("#key").fill("a key")
    reader.find("#address").fill(f"{simulator.url}/v1")
    press(reader, "Connect")
    said(reader, "cellar is connected.")
    expect(reader.find("#client-cellar")).to_contain_text("Connected here.")
    reader.shoot("admin-clients-connected")
    press(reader, "Remove: cellar")
    press(reader, "Remove", exact=True)
    said(reader, "cellar is removed.")


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_edits_a_chain_by_keyboard(arrive, device):
    reader = arrive("/admin/chains", device)
    reader.shoot(f"admin-chains-{device}")
    reader.page.get_by_role("link", name="Edit: default").click()
    ordered(reader, "sim:lead", "sim:second")
    expect(reader.find("#unsaved")).to_be_hidden()
    reader.page.get_by_role("button", name="Move sim:second up").focus()
    reader.page.keyboard.press("Enter")
    expect(reader.find("#unsaved")).to_be_visible()
    ordered(reader, "sim:second", "sim:lead")
    expect(reader.page.get_by_role("button", name="Move sim:second down")).to_be_focused()
    reader.find("#add").fill("sim:third")
    reader.find("#add").press("Enter")
    expect(reader.find("[data-sortable] li")).to_have_count(3)
    ordered(reader, "sim:second", "sim:lead", "sim:third")
    press(reader, "Take out sim:lead")
    ordered(reader, "sim:second", "sim:third")
    press(reader, "Show the models of sim")
    expect(reader.find("#chain-form .notice[role=status]")).to_contain_text("sim lists")
    reader.shoot(f"admin-chain-edit-{device}")
    press(reader, "Add sim:lead")
    ordered(reader, "sim:second", "sim:third", "sim:lead")
    reader.page.go_back()
    expect(reader.find("[data-sortable] li")).to_have_count(2)
    press(reader, "Take out sim:third")
    expect(reader.find("[data-sortable] li")).to_have_count(1)
    press(reader, "Save chain")
    said(reader, "default is saved. It holds for every new answer from now on.")
    expect(reader.find("#chain-default")).to_contain_text("this wins over the configuration")
    reader.open("/").ask("Hello").status("complete")
    reader.page.goto(reader.url + "/admin/chains?edit=default")
    reader.shoot(f"admin-chain-versions-{device}")
    press(reader, "Back to the configuration")
    said(reader, "default is as configured again.")


def drag_by_mouse(reader, start, end):
    mouse = reader.page.mouse
    mouse.move(*start)
    mouse.down()
    for step in range(1, 11):
        mouse.move(start[0], start[1] + (end[1] - start[1]) * step / 10)
    mouse.up()


def drag_by_touch(reader, start, end):
    session = reader.page.context.new_cdp_session(reader.page)

    def touch(kind, *points):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    touch("touchStart", start)
    for step in range(1, 11):
        touch("touchMove", (start[0], start[1] + (end[1] - start[1]) * step / 10))
    touch("touchEnd")


@pytest.mark.parametrize("device, drag", [("desktop", drag_by_mouse), ("phone", drag_by_touch)])
def test_edits_a_chain_by_dragging(arrive, device, drag):
    reader = arrive("/admin/chains", device)
    reader.page.get_by_role("link", name="Edit: default").click()
    ordered(reader, "sim:lead", "sim:second")
    reader.page.wait_for_selector(READY, state="attached")
    grips = [box for box in (grip.bounding_box() for grip in reader.find(".grip").all())]
    middle = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in grips]
    drag(reader, middle[1], (middle[0][0], middle[0][1] - 20))
    ordered(reader, "sim:second", "sim:lead")
    expect(reader.find("#unsaved")).to_be_visible()
    drag(reader, middle[0], (middle[1][0], middle[1][1] + 40))
    ordered(reader, "sim:lead", "sim:second")
    drag(reader, middle[1], (middle[0][0], middle[0][1] - 20))
    press(reader, "Save chain")
    said(reader, "default is saved. It holds for every new answer from now on.")
    first = reader.find("#chain-default .models code").first
    expect(first).to_have_text("sim:second")


def test_shows_breakers_as_they_are(arrive, house, simulator):
    reader = arrive("/admin/chains")
    state = reader.page.locator("[id='state-default-sim:lead']")
    expect(state).to_have_text("Ready")
    simulator.set("lead", fault="unauthorized")
    other = reader.page.context.new_page()
    other.goto(house.url + "/")
    other.locator("#composer-text").fill("Hello")
    other.locator("#composer-text").press("Enter")
    expect(other.locator("#log > li").last).to_have_attribute("data-status", "complete")
    other.close()
    expect(state).to_have_text(re.compile(r"^Resting for \d+ s: the key is not accepted$"))
    reader.shoot("admin-chains-resting")
    simulator.set("lead", fault="none")
    press(reader, "Ask it again at once: sim:lead")
    said(reader, "sim:lead is asked again from now on.")
    expect(state).to_have_text("Ready")


def test_an_empty_chain_is_refused(arrive):
    reader = arrive("/admin/chains")
    reader.page.get_by_role("link", name="Edit: default").click()
    press(reader, "Take out sim:lead")
    ordered(reader, "sim:second")
    press(reader, "Take out sim:second")
    expect(reader.page.locator("main")).to_contain_text("There is no model in it yet.")
    press(reader, "Save chain")
    expect(reader.find("main > .notice")).to_have_text("A chain needs at least one model.")
    reader.shoot("admin-chain-empty")


def test_works_without_script(arrive):
    reader = arrive("/admin/chains?edit=default", java_script_enabled=False)
    expect(reader.find(".grip").first).to_be_hidden()
    press(reader, "Move sim:second up")
    ordered(reader, "sim:second", "sim:lead")
    press(reader, "Save chain")
    said(reader, "default is saved. It holds for every new answer from now on.")
    reader.page.goto(reader.url + "/admin/clients")
    expect(reader.find(".copy-id").first).to_be_hidden()
    press(reader, "Show Models: sim")
    expect(reader.find("#client-sim .notice")).to_contain_text("sim lists")


@pytest.mark.parametrize("language", ["de-DE", "zh-CN", "ar"])
@pytest.mark.parametrize("path", ["people", "keys", "clients", "chains", "audit"])
def test_speaks_its_readers_language_in_the_dark(arrive, language, path):
    reader = arrive(f"/admin/{path}", "phone" if language == "ar" else "desktop", locale=language, color_scheme="dark")
    expect(reader.page.locator("html")).to_have_attribute("lang", language[:2])
    wide = reader.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, "the page scrolls sideways"
    reader.shoot(f"admin-{path}-{language[:2]}")


def test_shows_and_filters_what_was_done(arrive):
    reader = arrive("/admin/audit", "phone")
    expect(reader.find("tbody tr").first).to_contain_text("login.succeeded")
    reader.find("#event").select_option("user.created")
    press(reader, "Show")
    expect(reader.find("tbody tr")).to_have_count(2)
    reader.shoot("admin-audit-phone")
    with reader.page.expect_download() as download:
        reader.page.get_by_role("link", name="Download as CSV").click()
    assert len(download.value.path().read_text().splitlines()) == 3
