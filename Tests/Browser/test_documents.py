"""The pages of collections and their documents."""

import pytest
from conftest import PATIENCE, Understudy
from playwright.sync_api import expect
from test_accounts import add_user, log_in


@pytest.fixture
def library(tmp_path):
    server = Understudy(tmp_path, "server: { port: 0 }\n")
    add_user(server, "ada")
    yield server
    server.stop()


@pytest.mark.parametrize("device, options", [
    ("desktop", {}), ("phone", {"color_scheme": "dark"}), ("desktop", {"locale": "ar"}), ("phone", {"locale": "de"}),
])
def test_documents_are_added_and_looked_after(visit, library, tmp_path, device, options):
    reader = visit(library, device, "/documents", ready="main", **options)
    log_in(reader)
    expect(reader.page).to_have_url(library.url + "/documents")
    name = "-".join([device, *options.values()])
    reader.find("#name").fill("Papers <b>& more</b>")
    reader.find(".primary").click()
    expect(reader.find("h1")).to_have_text("Papers <b>& more</b>")
    good, bad = tmp_path / "good.md", tmp_path / "bad.pdf"
    good.write_text("# The good one\n\nIts text.")
    bad.write_text("no PDF")
    reader.find("#file").set_input_files([good, bad])
    reader.find(".import .primary").click()
    expect(reader.find("tbody tr")).to_have_count(2)
    # The page shows by itself how far they are.
    expect(reader.find("tbody")).to_contain_text("The good one", timeout=2 * PATIENCE)
    expect(reader.find("tbody small[dir=auto]")).to_contain_text("PDF", timeout=2 * PATIENCE)
    expect(reader.find("[data-unfinished]")).to_have_count(0, timeout=2 * PATIENCE)
    reader.shoot(f"documents-{name}")
    assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    reader.find("tr").filter(has_text="bad.pdf").locator("[value=delete]").click()
    expect(reader.find("tbody tr")).to_have_count(1)
    reader.find("main > p a").click()
    expect(reader.find("#name")).to_be_visible()
    expect(reader.find("tbody tr")).to_have_count(1)
    reader.shoot(f"collections-{name}")
    reader.find("#name").fill("Papers <b>& more</b>")
    reader.find(".primary").click()
    expect(reader.find("[role=alert]")).to_have_count(1)
