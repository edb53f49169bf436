"""Cards under answers, the pages of the catalogue and of one's profile."""

import re

import pytest
from conftest import Understudy
from playwright.sync_api import expect
from test_accounts import PASSWORD, add_user, log_in

PICTURE = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E%3Crect width='8' height='8' fill='teal'/%3E%3C/svg%3E"
ITEMS = f"""id,name,category,description,price,currency,stock,level,picture_url
V1,Willow Violin,Strings,"Full size, with a bow",14,EUR,5,beginner,"{PICTURE.replace(' ', '%20')}"
V2,Little Willow Violin,Strings,Quarter size for small hands,10.5,EUR,2,beginner,
V3,Cathedral Violin,Strings,For auditions,48,EUR,0,advanced,
T1,Harbour Trumpet,Brass,B-flat with a case,14,EUR,4,beginner,
<b>x,Bold & <i>Brave</i> Viola with a remarkably long name for such a thing,Strings,Sixteen inches,1248,EUR,1,,
"""
CONFIG = """
providers:
  sim: {{ kind: openai, api_key: test, base_url: "{url}/v1" }}
models:
  sim:lead: {{ name: Lead Model }}
conversations: {{ titles: first_line }}
chains:
  default: [sim:lead]
assistants:
  shop: {{ name: Instrument Adviser, chain: default, catalogue: items.csv, greeting: What would you like to play? }}
"""
SAYS = ("For a beginner I would take the Willow Violin [[item:V1]]. For a child there is the Little Willow Violin [[item:V2]], "
        "and for much later the Cathedral Violin [[item:V3]].")


@pytest.fixture
def shop(tmp_path, simulator):
    (tmp_path / "items.csv").write_text(ITEMS, encoding="utf-8")
    simulator.set("lead", answer=SAYS)
    server = Understudy(tmp_path, CONFIG.format(url=simulator.url))
    yield server
    server.stop()


def names(reader):
    return reader.find(".card h3").all_inner_texts()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_shows_cards_under_the_answer_and_after_a_reload(visit, shop, device, scheme):
    reader = visit(shop, device, color_scheme=scheme)
    reader.ask("A violin for a beginner, please").status("complete")
    assert names(reader)[:2] == ["Willow Violin", "Little Willow Violin"]
    assert "Cathedral Violin" not in names(reader)
    assert "[[" not in reader.find("#log").inner_text() and "item:" not in reader.find("#log").inner_text()
    first = reader.find(".card").first
    expect(first).to_contain_text("€14.00")
    expect(first).to_contain_text("5 in stock")
    expect(first).to_contain_text("Named in the answer · Fits your words “violin”, “beginner”")
    expect(first.locator("img")).not_to_have_js_property("naturalWidth", 0)
    expect(reader.find(".card").nth(1).locator(".card-picture")).to_have_text("LW")
    before = reader.find(".cards").inner_html()
    reader.shoot(f"cards-{device}-{scheme}")
    reader.page.reload()
    reader.page.wait_for_selector("html[data-ready]", state="attached")
    assert reader.find(".cards").inner_html() == before
    assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("language, price, stock", [
    ("de-DE", "14,00\u00a0€", "5 vorrätig"), ("zh-CN", "€14.00", "库存 5 件"), ("ar", None, "المتوفر"),
])
def test_speaks_the_readers_language_and_writes_prices_as_they_do(visit, shop, language, price, stock):
    reader = visit(shop, "phone", locale=language)
    reader.ask("A violin for a beginner, please").status("complete")
    first = reader.find(".card").first
    if price:
        expect(first).to_contain_text(price)
    expect(first).to_contain_text(stock)
    reader.shoot(f"cards-{language[:2]}")


def test_markup_in_a_name_is_text(visit, shop):
    reader = visit(shop)
    reader.ask("A viola of sixteen inches").status("complete")
    assert "Bold & <i>Brave</i> Viola with a remarkably long name for such a thing" in names(reader)
    assert reader.find(".card i").count() == 0
    reader.shoot("cards-long-name")


def test_says_so_when_no_model_found_them(visit, shop, simulator):
    simulator.set("lead", fault="overloaded")
    reader = visit(shop)
    reader.ask("A violin, please").status("failed")
    expect(reader.find(".cards")).to_contain_text("No model chose these")
    assert "Willow Violin" in names(reader)
    reader.shoot("cards-outage")
    reader.page.reload()
    expect(reader.find(".cards")).to_contain_text("No model chose these")
    simulator.set("lead", answer="Take the Harbour Trumpet [[item:T1]].")


def test_asking_again_takes_the_cards_away_until_there_are_new_ones(visit, shop, simulator):
    reader = visit(shop)
    reader.ask("A violin, please").status("complete")
    simulator.set("lead", answer="Better the Harbour Trumpet [[item:T1]].")
    reader.find(".retry").last.click()
    expect(reader.find(".card h3").first).to_have_text("Harbour Trumpet")
    expect(reader.find(".cards")).to_have_count(1)


@pytest.fixture
def arrive(visit):
    def arrive(server, path, device="desktop", **options):
        return visit(server, device, path, ready="main", **options)
    return arrive


@pytest.fixture
def admin(shop, arrive):
    """An admin who is at the page of the catalogue."""
    add_user(shop, "root", "--role", "admin")

    def admin(device="desktop", **options):
        reader = arrive(shop, "/admin/catalogue", device, **options)
        log_in(reader, "root")
        expect(reader.page).to_have_url(shop.url + "/admin/catalogue")
        return reader
    return admin


@pytest.mark.parametrize("device, options", [
    ("desktop", {}), ("phone", {"color_scheme": "dark"}), ("desktop", {"locale": "ar"}), ("phone", {"locale": "de"}),
])
def test_an_admin_finds_and_counts(admin, device, options):
    reader = admin(device, **options)
    name = "-".join([device, *options.values()])
    expect(reader.find("tbody tr")).to_have_count(5)
    reader.shoot(f"catalogue-{name}")
    reader.find("[type=search]").fill("willow")
    reader.find("[type=search]").press("Enter")
    expect(reader.find("tbody tr")).to_have_count(2)
    stock = reader.find("tr", ).filter(has_text="Little Willow").locator("[name=stock]")
    stock.fill("7")
    with reader.page.expect_navigation():
        stock.press("Enter")
    expect(reader.find("tr").filter(has_text="Little Willow").locator("[name=stock]")).to_have_value("7")
    expect(reader.find("tbody tr")).to_have_count(2)
    assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_an_admin_changes_adds_and_deletes(admin, device):
    reader = admin(device)
    reader.find("tbody a").filter(has_text="Harbour").click()
    expect(reader.find("#name")).to_have_value("Harbour Trumpet")
    reader.find("#price").fill("15.5")
    reader.find("#attributes").fill('{"level": "advanced"}')
    reader.shoot(f"item-{device}")
    reader.find(".primary").click()
    expect(reader.find(".notice.saved")).to_have_text("Saved.")
    expect(reader.find("#price")).to_have_value("15.5")
    reader.find("#attributes").fill("{broken")
    reader.find(".primary").click()
    expect(reader.find("[role=alert]")).to_contain_text("JSON object")
    expect(reader.find("#attributes")).to_have_value("{broken")
    reader.shoot(f"item-refused-{device}")
    reader.find("main > p a[href]").click()
    reader.find(".search-line a").click()
    reader.find("#id").fill("N1")
    reader.find("#name").fill("New Nyckelharpa")
    reader.find(".primary").click()
    expect(reader.find("h1")).to_have_text("New Nyckelharpa")
    reader.find(".danger").click()
    expect(reader.find("tbody tr")).to_have_count(5)
    reader.find("[type=search]").fill("nyckelharpa")
    reader.find("[type=search]").press("Enter")
    expect(reader.find("main")).to_contain_text("Nothing was found.")


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_an_admin_imports_a_file_and_reads_what_became_of_it(admin, device, tmp_path):
    reader = admin(device)
    file = tmp_path / "more.csv"
    file.write_text("id,name,price\nT1,Harbour Trumpet,15\nD1,Drum,9\nD2,Bad,-1\nD3\n")
    reader.find("#file").set_input_files(file)
    reader.find("[formaction]").click()
    expect(reader.find(".report")).to_contain_text("1 new, 1 changed, 0 unchanged, 2 left out.")
    expect(reader.find(".report")).to_contain_text("only a check")
    expect(reader.find("h1 + .quiet-text")).to_contain_text("5 items")
    reader.find("#file").set_input_files(file)
    reader.find(".import .primary").click()
    expect(reader.find(".report tbody tr")).to_have_count(2)
    expect(reader.find(".report")).to_contain_text("it has 1 fields where the first line has 3")
    expect(reader.find("h1 + .quiet-text")).to_contain_text("6 items")
    reader.shoot(f"catalogue-import-{device}")
    file.write_text("nothing\n")
    reader.find("#file").set_input_files(file)
    reader.find(".import .primary").click()
    expect(reader.find("[role=alert]")).to_contain_text("its line of names")


def test_only_admins_come_in(shop, arrive):
    add_user(shop, "root", "--role", "admin")
    add_user(shop, "ann")
    reader = arrive(shop, "/admin/catalogue")
    expect(reader.page).to_have_url(re.compile("/login"))
    log_in(reader, "ann")
    assert reader.page.goto(shop.url + "/admin/catalogue").status == 403


@pytest.mark.parametrize("device, options", [("desktop", {}), ("phone", {"locale": "ar", "color_scheme": "dark"})])
def test_one_says_something_of_oneself(shop, arrive, visit, device, options):
    add_user(shop, "ann")
    reader = arrive(shop, "/login?next=/account", device, **options)
    log_in(reader, "ann", PASSWORD)
    reader.find("a[href='/profile']").click()
    reader.find("#instrument").fill("violin")
    reader.find("#budget").fill("20")
    reader.find("#owns").fill("Willow Violin, Harbour Trumpet")
    reader.find("[type=submit]").click()
    expect(reader.find("[role=status]")).to_be_visible()
    expect(reader.find("#owns")).to_have_value("Willow Violin, Harbour Trumpet")
    expect(reader.find("#budget")).to_have_value("20")
    reader.shoot("-".join(["profile", device, *options.values()]))
    reader.open("/").ask("What would fit me?").status("complete")
    assert "Willow Violin" not in names(reader) and "Little Willow Violin" in names(reader)
