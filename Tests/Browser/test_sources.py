"""A document's own page: who sees it, what was cited in it, and asking about what is selected."""

import hashlib
import json
import subprocess
import urllib.request

import pytest
from conftest import BINARY, CHAIN, PATIENCE, Understudy, clean_environment, eventually
from playwright.sync_api import expect
from test_accounts import add_user, log_in

HOSTILE = '<script>alert(1)</script><img src="https://evil.test/x.png" onerror="alert(1)">'
TEXT = f"""# Opening hours

The shop opens at nine in the morning. On Sundays it is closed — 日本語 👩‍👩‍👧 كلمة.

{HOSTILE}

""" + "".join(f"Paragraph {number} says a few things about violins, drums and bells.\n\n" for number in range(900))


def ingest(server, path, collection="handbook"):
    """Has a server's own command take `path` into a collection that is everybody's."""
    done = subprocess.run(
        [BINARY, "ingest", str(path), "--collection", collection, "--config", str(server.config),
         "--data", str(server.folder / "data"), "--json"],
        capture_output=True, text=True, timeout=300, check=False, env=clean_environment())
    assert done.returncode == 0, done.stdout + done.stderr
    eventually(lambda: is_found(server), "what was taken in, by the search")
    return json.loads(done.stdout.splitlines()[0])


def is_found(server):
    """Whether the index knows every document: another process's it learns of within a second."""
    with urllib.request.urlopen(f"{server.url}/api/v1/health") as answer:
        return not json.load(answer)["checks"]["knowledge"].get("pending")


def kept_text(server, document, key):
    request = urllib.request.Request(
        f"{server.url}/api/v1/documents/{document}/text", headers={"authorization": f"Bearer {key}"})
    return json.load(urllib.request.urlopen(request))["text"]


class Library:
    """A server with one document that is everybody's."""

    def __init__(self, folder, simulator):
        self.server = Understudy(folder, CHAIN.format(url=simulator.url))
        self.file = folder / "hours.md"
        self.file.write_text(TEXT)
        self.take_in()
        listed = json.load(self.ask("/api/v1/collections"))
        self.collection = next(each["id"] for each in listed["collections"] if each["name"] == "handbook")
        documents = json.load(self.ask(f"/api/v1/collections/{self.collection}/documents"))["documents"]
        self.document = documents[0]["id"]
        self.text = json.load(self.ask(f"/api/v1/documents/{self.document}/text"))["text"]

    def take_in(self):
        ingest(self.server, self.file)

    def ask(self, path):
        self.key = getattr(self, "key", None) or self.server.make_key()
        request = urllib.request.Request(self.server.url + path, headers={"authorization": f"Bearer {self.key}"})
        return urllib.request.urlopen(request)

    @property
    def path(self):
        return f"/documents/{self.collection}/{self.document}"

    def place_of(self, quote, with_mark=True):
        """The address of the span that says `quote`."""
        start = self.text.index(quote)
        mark = f"&mark={hashlib.sha256(quote.encode()).hexdigest()[:16]}" if with_mark else ""
        return f"{self.path}?start={start}&end={start + len(quote)}{mark}#span"


@pytest.fixture
def library(tmp_path, simulator):
    library = Library(tmp_path, simulator)
    yield library
    library.server.stop()


@pytest.mark.parametrize("device, options", [
    ("desktop", {}), ("phone", {"color_scheme": "dark"}), ("desktop", {"locale": "ar", "color_scheme": "dark"}), ("phone", {"locale": "de"}),
])
def test_a_visitor_sees_what_was_cited_in_its_place(visit, library, device, options):
    reader = visit(library.server, device, library.place_of("On Sundays it is closed — 日本語 👩‍👩‍👧"), ready="#text", **options)
    expect(reader.find("mark")).to_have_text("On Sundays it is closed — 日本語 👩‍👩‍👧")
    expect(reader.find("mark")).to_be_in_viewport()
    expect(reader.find("#text")).to_contain_text(HOSTILE)
    assert reader.find("#text *").count() == 1, "nothing of a document is markup"
    reader.shoot(f"source-{'-'.join([device, *options.values()])}")
    assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_long_text_is_read_in_parts_that_are_all_of_it(visit, library):
    reader = visit(library.server, path=library.path, ready="#text")
    whole = ""
    while True:
        expect(reader.find("#text")).to_have_attribute("data-start", str(len(whole)))
        reader.page.wait_for_load_state()
        whole += reader.find("#text").evaluate("text => text.textContent")
        more = reader.find("[rel=next]")
        if not more.count():
            break
        more.click()
    assert whole == library.text
    far = library.place_of("Paragraph 800 says")
    reader.open(far)
    expect(reader.find("mark")).to_be_in_viewport()
    reader.find("[rel=prev]").click()
    expect(reader.find("mark")).to_have_count(0)


def test_says_when_other_words_stand_there_now(visit, library):
    place = library.place_of("On Sundays it is closed")
    library.file.write_text("# Opening hours\n\nThe shop is always open, on every day and in every night of the year.\n")
    library.take_in()
    reader = visit(library.server, path=place, ready="#text")
    expect(reader.find(".document-note.changed")).to_be_visible()
    expect(reader.find("mark")).to_have_count(0)
    reader.shoot("source-changed")
    reader.open(f"{library.path}?start=3&end=900000#span")
    expect(reader.find(".document-note.changed")).to_be_visible()


def test_what_is_not_for_a_reader_is_not_there(visit, library):
    add_user(library.server, "ada")
    reader = visit(library.server, path="/login", ready="main")
    log_in(reader)
    expect(reader.page).to_have_url(library.server.url + "/")
    reader.page.goto(library.server.url + "/documents")
    reader.find("#name").fill("Mine")
    reader.find(".primary").click()
    note = library.file.with_name("note.md")
    note.write_text("My own secret.")
    reader.find("#file").set_input_files(note)
    reader.find(".import .primary").click()
    reader.find("tbody th a").click(timeout=2 * PATIENCE)
    expect(reader.find("#text")).to_contain_text("My own secret.")
    path = reader.page.url.removeprefix(library.server.url)
    other = visit(library.server, path=path, ready="main")
    expect(other.find("h1")).to_have_text("No such document")
    assert "secret" not in other.page.content()
    other.shoot("source-missing")
    mixed = visit(library.server, path=f"/documents/{library.collection}/{path.split('/')[-1]}", ready="main")
    expect(mixed.find("h1")).to_have_text("No such document")


def select(reader, quote):
    """Selects `quote` in a document's text as a reader would."""
    reader.page.evaluate("""quote => {
        const text = document.querySelector("#text").firstChild;
        const at = text.data.indexOf(quote);
        getSelection().setBaseAndExtent(text, at, text, at + quote.length);
    }""", quote)


@pytest.mark.parametrize("device, options", [("desktop", {}), ("phone", {"color_scheme": "dark"}), ("desktop", {"locale": "ar"})])
def test_what_is_selected_goes_to_the_composer_and_not_into_an_address(visit, library, device, options):
    reader = visit(library.server, device, library.path, ready="html[data-ready]", **options)
    quote = "日本語 👩‍👩‍👧 كلمة."
    select(reader, quote)
    expect(reader.find("#ask")).to_be_visible()
    expect(reader.find("#ask")).to_be_in_viewport()
    name = "-".join([device, *options.values()])
    reader.shoot(f"source-selected-{name}")
    reader.find("#ask").click()
    reader.page.wait_for_url(library.server.url + "/")
    chip = reader.find("#quote")
    expect(chip).to_contain_text(quote)
    if device == "desktop":
        expect(reader.field).to_be_focused()
    kept = reader.page.evaluate("JSON.parse(sessionStorage.quote)")
    assert library.text[kept["start"]:kept["end"]] == quote == kept["text"]
    assert kept["document_id"] == library.document
    reader.shoot(f"quote-{name}")
    reader.page.reload()
    expect(chip).to_contain_text(quote)
    chip.locator("button").click()
    expect(chip).to_be_hidden()
    reader.page.reload()
    reader.page.wait_for_selector("html[data-ready]", state="attached")
    expect(chip).to_be_hidden()


def test_a_selection_is_asked_about_by_keyboard(visit, library):
    reader = visit(library.server, path=library.path, ready="html[data-ready]")
    select(reader, "The shop opens")
    for _ in range(8):
        reader.page.keyboard.press("Shift+ArrowRight")
    expect(reader.find("#announcer")).to_have_text("Text is selected. Press Tab to ask about it.")
    reader.page.keyboard.press("Tab")
    expect(reader.find("#ask")).to_be_focused()
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url(library.server.url + "/")
    expect(reader.find("#quote")).to_contain_text("The shop opens at nine")


def test_goes_back_to_the_conversation_that_it_was_opened_from(visit, library):
    reader = visit(library.server).ask("Hello")
    conversation = reader.page.url
    reader.page.evaluate("""path => {
        const link = document.createElement("a");
        link.href = path;
        document.body.append(link);
        link.click();
    }""", library.path)
    reader.page.wait_for_selector("#text")
    reader.page.wait_for_selector("html[data-ready]", state="attached")
    reader.find("[rel=next]").click()
    reader.page.wait_for_selector("[rel=prev]")
    reader.page.wait_for_selector("html[data-ready]", state="attached")
    reader.find("#back").click()
    expect(reader.page).to_have_url(conversation)


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_an_answer_can_be_asked_about(visit, understudy, device):
    reader = visit(understudy, device).ask("Hello")
    reader.page.evaluate("""() => {
        const text = document.querySelector(".assistant .body p").firstChild;
        getSelection().setBaseAndExtent(text, 0, text, 9);
    }""")
    expect(reader.find("#ask")).to_be_visible()
    reader.shoot(f"answer-selected-{device}")
    reader.find("#ask").click()
    expect(reader.find("#quote")).to_contain_text("I am well")
    reader.ask("Why?")
    expect(reader.find("#quote")).to_be_hidden()
    expect(reader.find(".user").last.locator(".quote")).to_contain_text("I am well")
    reader.shoot(f"answer-asked-about-{device}")
