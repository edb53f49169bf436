"""What was used and what it cost, and the prices that admins enter, as people meet them."""

import json
import subprocess
import urllib.request

import pytest
from conftest import BINARY, CHAIN, Understudy, clean_environment, eventually
from playwright.sync_api import expect

PASSWORD = "a long password"
PRICES = "prices:\n  sim:lead: {{ input: 0.15, output: 0.60 }}\n"


def add_user(server, name, *more):
    subprocess.run(
        [BINARY, "user", "create", name, "--data", str(server.folder / "data"), *more], input=PASSWORD + "\n", text=True,
        check=True, capture_output=True, env=clean_environment())


def log_in(reader, name):
    reader.open("/login", ready="main")
    reader.find("#username").fill(name)
    reader.find("#password").fill(PASSWORD)
    reader.find("#password").press("Enter")
    reader.page.wait_for_selector("html[data-ready]", state="attached")


@pytest.fixture
def company(tmp_path, simulator):
    """A server with an admin and a member, whose answers have been counted."""
    server = Understudy(tmp_path, CHAIN.format(url=simulator.url) + PRICES.format())
    add_user(server, "root", "--role", "admin")
    add_user(server, "ada")
    key = server.make_key()
    for number in range(6):
        if number == 4:
            simulator.set("lead", fault="overloaded")
        request = urllib.request.Request(
            f"{server.url}/v1/chat/completions",
            json.dumps({"model": "default", "messages": [{"role": "user", "content": f"Hello {number}"}]}).encode(),
            {"content-type": "application/json", "authorization": f"Bearer {key}"})
        urllib.request.urlopen(request).close()
    simulator.set("lead")
    yield server
    server.stop()


def settle(reader, path, text):
    """Opens `path` until the ledger's index has arrived there."""
    def has_arrived():
        reader.open(path, ready="main")
        return text in reader.find("main").inner_text()

    eventually(has_arrived, text)


@pytest.mark.parametrize("device, scheme", [("desktop", "light"), ("phone", "light"), ("desktop", "dark"), ("phone", "dark")])
def test_an_admin_sees_what_everybody_used(visit, company, device, scheme):
    reader = visit(company, device, color_scheme=scheme)
    log_in(reader, "root")
    # The last of the six is the second one without a price.
    settle(reader, "/usage", "Without a known price: 2")
    expect(reader.find(".tiles")).to_contain_text("Answers")
    expect(reader.find(".tiles div").first).to_contain_text("6")
    expect(reader.find(".charts svg[role=img]")).to_have_count(3)
    expect(reader.page.locator("tbody th", has_text="sim:lead")).to_have_count(1)
    # The stand-in has no price.
    expect(reader.find(".tiles")).to_contain_text("Without a known price: 2")
    assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    reader.shoot(f"usage-{device}-{scheme}")
    reader.find(".chart summary").first.click()
    expect(reader.find(".chart table").first).to_be_visible()
    reader.shoot(f"usage-table-{device}-{scheme}")


def test_narrows_to_what_is_clicked_and_widens_again(visit, company):
    reader = visit(company)
    log_in(reader, "root")
    settle(reader, "/usage", "Without a known price: 2")
    reader.page.locator("tbody th a", has_text="sim:second").click()
    expect(reader.find(".filters")).to_contain_text("Only Model: sim:second")
    expect(reader.find(".tiles div").first).to_contain_text("2")
    reader.find("#group_by").select_option("surface")
    reader.find("form.span [type=submit]").click()
    expect(reader.page.locator("tbody th", has_text="openai")).to_have_count(1)
    reader.shoot("usage-filtered")
    reader.find(".filters a").click()
    expect(reader.find(".filters")).to_have_count(0)
    expect(reader.find(".tiles div").first).to_contain_text("6")
    with reader.page.expect_download() as download:
        reader.find("form.span a[download]").click()
    lines = open(download.value.path()).read().splitlines()
    assert lines[0].startswith("surface,name,answers,") and lines[1].startswith("openai,,6,")


def test_a_member_sees_their_own_alone(visit, company):
    reader = visit(company, "phone")
    log_in(reader, "ada")
    reader.open("/usage", ready="main")
    expect(reader.find("main")).to_contain_text("Nothing was used in these days.")
    expect(reader.find(".admin-head nav")).to_have_count(0)
    reader.shoot("usage-nothing-phone")
    reader.open("/").ask("Hello").status("complete")
    settle(reader, "/usage", "sim:lead")
    expect(reader.find(".tiles div").first).to_contain_text("1")
    reader.open("/admin/prices", ready="main")
    expect(reader.find("main")).to_contain_text("this page is for the admins")
    reader.shoot("prices-refused-phone")


def test_says_which_days_are_none(visit, company):
    reader = visit(company).open("/usage?from=2026-02-30", ready="main")
    expect(reader.find("[role=alert]")).to_contain_text("These days or this time zone are none.")


@pytest.mark.parametrize("device, scheme", [("desktop", "light"), ("phone", "light"), ("desktop", "dark"), ("phone", "dark")])
def test_an_admin_enters_a_price(visit, company, device, scheme):
    reader = visit(company, device, color_scheme=scheme)
    log_in(reader, "root")
    reader.open("/admin/prices", ready="main")
    expect(reader.find(".unpriced")).to_contain_text("sim:second")
    reader.shoot(f"prices-{device}-{scheme}")
    reader.page.locator(".unpriced a", has_text="sim:second").click()
    expect(reader.find("#model")).to_have_value("sim:second")
    reader.find("#input").fill("-1")
    reader.find("form.prices [type=submit]").click()
    expect(reader.find("[role=alert]")).to_contain_text("Prompt: this is no price.")
    expect(reader.find("#input")).to_have_value("-1")
    reader.shoot(f"prices-wrong-{device}-{scheme}")
    reader.find("#input").fill("2.5")
    reader.find("#output").fill("0.000001")
    reader.find("form.prices [type=submit]").click()
    expect(reader.find(".notice.saved")).to_contain_text("The price is entered.")
    row = reader.page.locator("section:has(#in-force) tr", has_text="sim:second")
    expect(row).to_contain_text("2.5")
    expect(row).to_contain_text("0.000001")
    expect(row).to_contain_text("root")
    expect(row).to_contain_text("unknown")
    # A second one takes its place, and it stays.
    reader.find("#model").fill("sim:second")
    reader.find("#input").fill("3")
    reader.find("form.prices [type=submit]").click()
    expect(reader.page.locator("section:has(#history) tr", has_text="sim:second")).to_contain_text("2.5")
    assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    reader.shoot(f"prices-entered-{device}-{scheme}")


@pytest.mark.parametrize("language, title", [("de", "Nutzung"), ("zh-CN", "用量"), ("ar", "الاستخدام")])
def test_speaks_the_readers_language(visit, company, language, title):
    reader = visit(company, "phone" if language == "ar" else "desktop", locale=language)
    log_in(reader, "root")
    settle(reader, "/usage", "sim:second")
    expect(reader.find("h1")).to_have_text(title)
    reader.shoot(f"usage-{language[:2]}")
    reader.open("/admin/prices", ready="main")
    reader.shoot(f"prices-{language[:2]}")


@pytest.mark.parametrize("device, scheme, language", [("desktop", "light", "en"), ("phone", "dark", "de"), ("desktop", "light", "ar")])
def test_an_admin_clears_the_cache_of_answers(visit, company, device, scheme, language):
    reader = visit(company, device, color_scheme=scheme, locale=language)
    log_in(reader, "root")
    settle(reader, "/usage", "sim:second")
    cache = reader.find("section.cache")
    expect(cache.locator("dd")).to_have_count(6)
    cache.scroll_into_view_if_needed()
    reader.shoot(f"usage-cache-{device}-{scheme}-{language}")
    cache.locator("button").click()
    expect(reader.find(".notice.saved")).to_be_visible()
    reader.shoot(f"usage-cache-cleared-{device}-{scheme}-{language}")


def test_a_member_sees_no_cache(visit, company):
    reader = visit(company)
    log_in(reader, "ada")
    reader.open("/usage", ready="main")
    expect(reader.find("section.cache")).to_have_count(0)
