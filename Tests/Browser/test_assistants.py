"""Assistants: each one's page, choosing among them, what happens when one goes, and the pages on which admins make them."""

import json
import subprocess
import zlib
from pathlib import Path

import pytest
from conftest import BINARY, CHAIN, Understudy, clean_environment
from playwright.sync_api import expect

PASSWORD = "a long password"
TWO = CHAIN + """
  shop:
    name: The Shop
    chain: default
    picture: "🎻"
    accent: violet
    greeting: What would you like to play?
    suggestions: ["Which guitar is good for a beginner?"]
"""


@pytest.fixture
def cast(tmp_path, simulator):
    """Nexus Core and The Shop, and an admin called ada."""
    server = Understudy(tmp_path, TWO.format(url=simulator.url))
    subprocess.run(
        [BINARY, "user", "create", "ada", "--role", "admin", "--data", str(tmp_path / "data")], input=PASSWORD + "\n",
        text=True, check=True, capture_output=True, env=clean_environment())
    yield server
    server.stop()


@pytest.fixture(params=["desktop", "phone"])
def device(request):
    return request.param


def admin(visit, server, *arguments, path="/admin/assistants", **options):
    """An admin on one of the admin pages."""
    reader = visit(server, *arguments, path="/login", ready="main", **options)
    reader.find("#username").fill("ada")
    reader.find("#password").fill(PASSWORD)
    reader.find(".primary").click()
    expect(reader.field).to_be_visible()
    return go(reader, path)


def go(reader, path):
    reader.page.goto(reader.url + path)
    return reader


def make(reader, **fields):
    """Has the page's admin make or change one through the API."""
    made = reader.page.request.post(
        f"{reader.url}/api/v1/assistants", data=json.dumps(fields), headers={"content-type": "application/json"})
    assert made.status == 201, made.text()


def picture(path, colour=(116, 64, 184), size=64):
    """A square PNG."""
    def chunk(kind, data):
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    rows = b"".join(b"\0" + bytes(colour) * size for _ in range(size))
    header = size.to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
    return Path(path)


def test_each_has_a_page_of_its_own(visit, cast, device):
    reader = visit(cast, device)
    expect(reader.find(".cast a")).to_have_count(2)
    expect(reader.find(".cast [aria-current]")).to_contain_text("Nexus Core")
    reader.shoot(f"assistants-start-{device}")
    reader.page.get_by_role("link", name="The Shop").click()
    reader.page.wait_for_selector("html[data-ready]", state="attached")
    expect(reader.page).to_have_title("The Shop")
    expect(reader.find("h1")).to_have_text("The Shop")
    expect(reader.find(".greeting")).to_have_text("What would you like to play?")
    expect(reader.find("html")).to_have_attribute("data-accent", "violet")
    reader.shoot(f"assistants-shop-{device}")
    reader.ask("Which guitar?").status("complete")
    expect(reader.find("#chats .whose").first).to_have_text("The Shop")
    reader.shoot(f"assistants-shop-answered-{device}")
    reader.page.reload()
    expect(reader.find("h1")).to_have_text("The Shop")
    expect(reader.find("#chats .whose").first).to_have_text("The Shop")


def test_says_nothing_of_a_choice_where_there_is_none(visit, understudy):
    reader = visit(understudy)
    reader.ask("Hello").status("complete")
    expect(reader.find(".cast, .whose, .portrait")).to_have_count(0)


def test_one_that_is_not_here_names_the_others(visit, cast, device):
    reader = visit(cast, device, path="/a/none", ready="main")
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("This assistant is not here")
    reader.shoot(f"assistants-missing-{device}")
    reader.page.get_by_role("link", name="The Shop").click()
    expect(reader.find("h1")).to_have_text("The Shop")


def test_one_that_is_deleted_while_it_answers_ends_and_another_goes_on(visit, cast, device, simulator):
    boss = admin(visit, cast)
    make(boss, id="guide", name="The Guide", accent="green", picture_text="🧭")
    reader = visit(cast, device, path="/a/guide")
    simulator.set("lead", answer="A slow answer that goes on and on. " * 16, pace=8)
    with simulator.held():
        reader.send("Where to?").status("running")
    expect(reader.find(".assistant .body")).to_contain_text("A slow answer")
    assert boss.page.request.delete(f"{cast.url}/api/v1/assistants/guide").status == 204
    reader.wait().status("complete")
    expect(reader.find(".assistant .body")).to_contain_text("on and on. A slow")
    simulator.set("lead")
    reader.send("And then?")
    expect(reader.find("#gone")).to_contain_text("The Guide is no longer here.")
    expect(reader.field).to_have_value("And then?")
    expect(reader.field).to_be_disabled()
    reader.shoot(f"assistants-gone-{device}")
    reader.page.reload()
    expect(reader.find("#gone")).to_be_visible()
    expect(reader.find("h1")).to_have_text("The Guide")
    reader.find("#gone-to").select_option("The Shop")
    reader.page.get_by_role("button", name="Go on").click()
    reader.page.wait_for_selector("html[data-ready]", state="attached")
    expect(reader.find("h1")).to_have_text("The Shop")
    expect(reader.find("#gone")).to_have_count(0)
    expect(reader.field).to_have_value("And then?")
    reader.field.press("Enter")
    expect(reader.find(".assistant")).to_have_count(2)
    reader.wait().status("complete")


def test_an_admin_makes_changes_and_brings_back_one(visit, cast, device, tmp_path):
    reader = admin(visit, cast, device)
    expect(reader.find(".assistant-list > li")).to_have_count(2)
    expect(reader.find(".badge").first).to_have_text("Set in the configuration")
    reader.shoot(f"admin-assistants-{device}")
    reader.page.get_by_role("link", name="New assistant").click()
    reader.shoot(f"admin-assistant-new-{device}")
    reader.page.get_by_label("Identifier").fill("guide")
    reader.page.get_by_label("Name", exact=True).fill("The Guide")
    reader.page.get_by_label("Picture from a file").set_input_files(picture(tmp_path / "p.png"))
    reader.page.get_by_label("Colour").select_option("Green")
    reader.page.get_by_label("Greeting").fill("Where would you like to go?")
    reader.page.get_by_label("Suggested questions").fill("Is it far?\nIs it warm?")
    reader.page.get_by_label("Place in the list").fill("far")
    reader.page.get_by_role("button", name="Save").click()
    expect(reader.page.get_by_role("alert")).to_contain_text("Place in the list: must be a whole number")
    expect(reader.page.get_by_label("Place in the list")).to_be_focused()
    expect(reader.page.get_by_label("Greeting")).to_have_value("Where would you like to go?")
    reader.shoot(f"admin-assistant-mistake-{device}")
    reader.page.get_by_label("Place in the list").fill("50")
    reader.page.get_by_label("Picture from a file").set_input_files(picture(tmp_path / "p.png"))
    reader.page.get_by_role("button", name="Save").click()
    expect(reader.find(".notice.saved")).to_have_text("The Guide is on stage.")
    expect(reader.find(".assistant-list img")).to_have_count(1)
    expect(reader.find(".assistant-list img")).to_have_js_property("naturalWidth", 64)

    reader.page.get_by_role("link", name="Edit: The Guide").click()
    reader.page.get_by_label("Name", exact=True).fill("The Scout")
    reader.page.get_by_role("button", name="Save").click()
    expect(reader.find(".notice.saved")).to_have_text("The Scout is saved.")
    reader.shoot(f"admin-assistants-saved-{device}")
    reader.page.get_by_role("button", name="Undo").click()
    expect(reader.find(".notice.saved")).to_have_text("The Guide is as it was in that version.")
    reader.page.get_by_role("link", name="Versions: The Guide").click()
    expect(reader.find(".versions > li")).to_have_count(3)
    reader.shoot(f"admin-assistant-versions-{device}")
    go(reader, "/admin/assistants")
    reader.page.get_by_role("link", name="Delete: The Guide").click()
    reader.shoot(f"admin-assistant-delete-{device}")
    reader.page.get_by_role("button", name="Delete").click()
    expect(reader.find(".notice.saved")).to_have_text("The Guide is deleted.")
    reader.shoot(f"admin-assistants-deleted-{device}")
    reader.page.get_by_role("link", name="Bring back: The Guide").click()
    reader.page.get_by_role("button", name="Restore: Version 1").click()
    expect(reader.find(".notice.saved")).to_contain_text("The Guide is as it was")
    go(reader, "/a/guide")
    expect(reader.find(".greeting")).to_have_text("Where would you like to go?")
    expect(reader.find(".suggestion")).to_have_count(2)


def test_a_configured_one_is_copied(visit, cast):
    reader = admin(visit, cast)
    expect(reader.page.get_by_role("link", name="Edit: The Shop")).to_have_count(0)
    reader.page.get_by_role("link", name="Copy: The Shop").click()
    expect(reader.page.get_by_label("Greeting")).to_have_value("What would you like to play?")
    reader.page.get_by_label("Identifier").fill("shop-2")
    reader.page.get_by_role("button", name="Save").click()
    expect(reader.find(".notice.saved")).to_have_text("The Shop is on stage.")


def test_works_without_script(visit, cast):
    reader = admin_without_script(visit, cast)
    reader.page.get_by_role("link", name="New assistant").click()
    reader.page.get_by_label("Identifier").fill("plain")
    reader.page.get_by_label("Name", exact=True).fill("Plain")
    reader.page.get_by_role("button", name="Save").click()
    expect(reader.find(".notice.saved")).to_have_text("Plain is on stage.")


def admin_without_script(visit, server):
    reader = visit(server, path="/login", ready="main", java_script_enabled=False)
    reader.find("#username").fill("ada")
    reader.find("#password").fill(PASSWORD)
    reader.find(".primary").click()
    expect(reader.page).to_have_url(server.url + "/")
    return go(reader, "/admin/assistants")


def test_others_are_kept_out(visit, cast):
    reader = visit(cast, path="/admin/assistants", ready="main")
    expect(reader.page).to_have_url(f"{cast.url}/login?next=/admin/assistants")
    subprocess.run(
        [BINARY, "user", "create", "bob", "--data", str(cast.folder / "data")], input=PASSWORD + "\n", text=True, check=True,
        capture_output=True, env=clean_environment())
    reader.find("#username").fill("bob")
    reader.find("#password").fill(PASSWORD)
    reader.find(".primary").click()
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("For admins only")
    reader.shoot("admin-forbidden")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["de", "zh-CN", "ar"])
def test_speaks_every_language(visit, cast, language, scheme):
    for device in ("desktop", "phone"):
        reader = admin(visit, cast, device, locale=language, color_scheme=scheme)
        name = f"{language[:2]}-{scheme}-{device}"
        reader.shoot(f"admin-assistants-{name}")
        go(reader, "/admin/assistants/new?copy=shop")
        reader.shoot(f"admin-assistant-new-{name}")
        reader.open("/a/shop")
        reader.shoot(f"assistants-shop-{name}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_can_be_read(visit, cast, scheme):
    boss = admin(visit, cast)
    for accent in ("teal", "blue", "indigo", "violet", "magenta", "red", "brown", "green", "slate"):
        make(boss, id=accent, name=accent.title(), accent=accent)
    reader = visit(cast, color_scheme=scheme)
    for accent in ("blue", "brown", "slate"):
        reader.open(f"/a/{accent}").ask("Hello").status("complete")
        reader.shoot(f"assistants-accent-{accent}-{scheme}")
        reader.open(f"/a/{accent}")
        reader.shoot(f"assistants-accents-{accent}-{scheme}")


def test_fits_at_four_hundred_percent(visit, cast):
    reader = admin(visit, cast, viewport={"width": 320, "height": 256})
    for path in ("/admin/assistants", "/admin/assistants/new", "/a/shop"):
        go(reader, path)
        assert reader.page.evaluate("document.documentElement.scrollWidth") <= 320, path
        reader.shoot(f"assistants-zoomed-{path.rsplit('/', 1)[1]}")
