"""The pages on which admins measure the search: a file of questions, runs, and what got better or worse."""

import pytest
from conftest import PATIENCE, Understudy, eventually
from playwright.sync_api import expect
from test_accounts import add_user, log_in

DOCUMENTS = {
    "hours.md": "# Opening hours\n\nWe open at nine in the morning and close at six.",
    "violins.md": "# Violins\n\nA violin costs nine euros a day. Half sizes are for children.",
    "cellos.md": "# Cellos\n\nThe cello is played while sitting, and costs twelve euros a day.",
    "returns.md": "# Returns\n\nBring instruments back in their cases.",
}
QUESTIONS = """question,expected
When do you open?,hours.md
What does a violin cost a day?,Violins
What must I bring instruments back in?,returns.md
Which opera is shown tonight?,cellos.md
"""
LATER = "# Open, open\n\nOpen, open, open."


@pytest.fixture
def shop(tmp_path):
    server = Understudy(tmp_path, "server: { port: 0 }\n")
    add_user(server, "ada", "--role", "admin")
    add_user(server, "bob")
    yield server
    server.stop()


def fill(page, url, documents):
    """Puts documents into a collection that everybody may read, and waits until they can be found."""
    collections = page.request.get(f"{url}/api/v1/collections").json()["collections"]
    headers = {"origin": url}
    if not collections:
        made = page.request.post(f"{url}/api/v1/collections", data={"name": "Shop", "readers": "everybody"}, headers=headers)
        collections = [made.json()]
    address = f"{url}/api/v1/collections/{collections[0]['id']}/documents"
    for name, text in documents.items():
        file = {"name": name, "mimeType": "text/markdown", "buffer": text.encode()}
        assert page.request.post(address, multipart={"file": file}, headers=headers).ok
    eventually(
        lambda: all(document["status"] == "ready" for document in page.request.get(address).json()["documents"]), "the documents")


def run(reader, note, number):
    """Runs the set whose page is open; it is its run of that number."""
    reader.page.get_by_label("Note").fill(note)
    reader.page.get_by_role("button", name="Run", exact=True).click()
    expect(reader.find(".notice.saved")).to_have_text("It runs as soon as no other run is under way.")
    expect(reader.find("#runs tbody tr")).to_have_count(number)
    expect(reader.find("#runs tbody tr").first.locator(".tag")).to_have_text("done", timeout=2 * PATIENCE)


@pytest.mark.parametrize("device, scheme", [("desktop", "light"), ("desktop", "dark"), ("phone", "light"), ("phone", "dark")])
def test_an_admin_measures_before_and_after_a_change(visit, shop, device, scheme):
    reader = visit(shop, device, "/admin/evaluations", ready="main", color_scheme=scheme)
    log_in(reader)
    page, name = reader.page, f"{device}-{scheme}"
    expect(page.get_by_role("heading", level=1)).to_have_text("Evaluation")
    expect(reader.find(".sheet")).to_contain_text("There is no collection that all admins may read.")
    reader.shoot(f"evaluations-empty-{name}")
    fill(page, shop.url, DOCUMENTS)
    page.reload()

    def upload(text):
        page.get_by_label("Name").fill("Shop questions")
        page.get_by_label("File").set_input_files({"name": "q.csv", "mimeType": "text/csv", "buffer": text.encode()})
        page.get_by_role("button", name="Take in").click()

    upload(QUESTIONS + "Where are you?,map.md\nWho?\n")
    expect(page.get_by_role("alert")).to_contain_text("2 lines cannot be used. Nothing was taken in.")
    expect(page.get_by_role("alert")).to_contain_text('Line 6: there is no document "map.md"')
    expect(page.get_by_label("Name")).to_have_value("Shop questions")
    reader.shoot(f"evaluations-refused-{name}")
    upload(QUESTIONS)
    expect(page.get_by_role("heading", level=1)).to_have_text("Shop questions")
    expect(reader.find("#runs")).to_have_text("It has not run yet.")
    run(reader, "first", 1)
    fill(page, shop.url, {"open.md": LATER, "cellos.md": DOCUMENTS["cellos.md"] + " Which opera is shown tonight? Cello night."})
    run(reader, "with what is new", 2)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    reader.shoot(f"evaluation-{name}")
    page.get_by_role("link", name="Run 1").click()
    expect(reader.find("#missed")).to_have_text("Not among the first ten: 1")
    expect(reader.find(".questions")).to_contain_text("Which opera is shown tonight?")
    reader.shoot(f"evaluation-run-{name}")
    page.go_back()
    page.get_by_role("link", name="Run 2").click()
    page.get_by_label("Compared with").select_option(label="Run 1: first")
    page.get_by_role("button", name="Show").click()
    expect(reader.find("#wins")).to_have_text("Better: 1")
    expect(reader.find("#losses")).to_have_text("Worse: 1")
    expect(page.get_by_role("region", name="What it was run on")).to_contain_text("changed")
    losses = page.get_by_role("region", name="Worse: 1")
    expect(losses).to_contain_text("When do you open?")
    expect(losses).to_contain_text("Open, open")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    reader.shoot(f"evaluation-compare-{name}")
    page.evaluate("scrollTo(0, document.querySelector('#losses').getBoundingClientRect().top)")
    reader.shoot(f"evaluation-changes-{name}")
    page.get_by_role("link", name="Shop questions").click()
    page.get_by_role("button", name="Delete: Run 1").click()
    expect(reader.find(".notice.saved")).to_have_text("The run is deleted.")
    page.get_by_role("button", name="Delete the questions").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Delete Shop questions?")
    page.get_by_role("button", name="Delete").click()
    expect(reader.find(".notice.saved")).to_have_text("The questions and their runs are deleted.")


@pytest.mark.parametrize("language", ["de", "zh", "ar"])
def test_the_pages_speak_the_language(visit, shop, language):
    reader = visit(shop, "desktop", "/admin/evaluations", ready="main", locale=language)
    log_in(reader)
    page = reader.page
    fill(page, shop.url, DOCUMENTS)
    page.reload()
    reader.find("#name").fill("Shop")
    reader.find("#file").set_input_files({"name": "q.csv", "mimeType": "text/csv", "buffer": QUESTIONS.encode()})
    reader.shoot(f"evaluations-{language}")
    reader.find("form[enctype] .primary").click()
    expect(reader.find("#runs")).to_be_visible()
    reader.find("form .primary").first.click()
    expect(reader.find("#runs tbody tr th a")).to_have_count(1, timeout=2 * PATIENCE)
    reader.shoot(f"evaluation-{language}")
    reader.find("#runs tbody tr th a").click()
    expect(reader.find("#missed")).to_be_visible()
    reader.shoot(f"evaluation-run-{language}")


def test_is_for_admins_only(visit, shop):
    reader = visit(shop, "desktop", "/admin/evaluations", ready="main")
    log_in(reader, "bob")
    expect(reader.find("main")).to_contain_text("this page is for the admins")
