"""Documents: every format, hostile ones, addresses, kills in the middle, and who may read what; on both databases."""

import http.server
import json
import re
import subprocess
import threading
import time
from pathlib import Path

import pytest
from document_files import archive, bomb, docx, epub, pdf, pptx, xlsx
from documents import log_in
from program import BINARY, PATIENCE, clean_environment, eventually, run_alone, understudy


def parse(folder, name, content, *flags):
    """What the parser's process says of a document: its blocks, and how it ended."""
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    done = subprocess.run(
        [BINARY, "parse", "--confined", *flags, file], capture_output=True, check=False, timeout=2 * PATIENCE, env=clean_environment())
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return [line["block"] for line in lines[:-1]], lines[-1]


GOOD = {
    "a.md": ("# Title\n\nThe violin is red.", "markdown"),
    "a.txt": ("The violin is red.", "text"),
    "a.html": ("<html><body><p>The violin is red.</p><script>alert(1)</script></body></html>", "html"),
    "a.csv": ("item,colour\nThe violin is red.,red\n", "csv"),
    "a.pdf": (pdf("The violin is red.", "Second page"), "pdf"),
    "a.docx": (docx("The violin is red."), "docx"),
    "a.pptx": (pptx("The violin is red.", "Second"), "pptx"),
    "a.xlsx": (xlsx(["item", "colour"], ["The violin is red.", "red"]), "xlsx"),
    "a.epub": (epub("The violin is red.", "More"), "epub"),
}


@pytest.mark.parametrize("name", GOOD)
def test_every_format_is_read_in_confinement(tmp_path, name):
    content, format_ = GOOD[name]
    blocks, end = parse(tmp_path, name, content)
    assert end["end"]["format"] == format_
    assert "The violin is red." in "".join(block["text"] + block["after"] for block in blocks)
    assert "alert" not in str(blocks)
    if name == "a.pdf":
        assert [block["page"] for block in blocks] == [1, 2]
        assert end["end"]["pages"] == 2


BAD = {
    "truncated.pdf": (lambda: pdf("text")[:300], "truncated"),
    "locked.pdf": (lambda: pdf("text", encrypted=True), "password_protected"),
    "picture.pdf": (lambda: pdf(""), "no_text"),
    "broken.pdf": (lambda: b"%PDF-1.4\nnothing\n%%EOF", "damaged"),
    "bomb.docx": (bomb, "zip_bomb"),
    "paths.docx": (lambda: archive({"word/document.xml": "<d/>", "../../evil": "x"}), "unsafe_name"),
    "truncated.docx": (lambda: docx("text")[:200], "truncated"),
    "noise.txt": (lambda: bytes(range(256)) * 64, "not_text"),
    "program.txt": (lambda: b"\x7fELF\x02\x01\x01" + bytes(500), "not_text"),
    "empty.md": (lambda: b"", "no_text"),
    "laughs.docx": (lambda: archive({"word/document.xml": "<!DOCTYPE d [<!ENTITY a 'aa'>]><d>&a;</d>"}), "no_text"),
    "deep.xlsx": (lambda: archive({"xl/workbook.xml": "<a>" * 100_000}), "damaged"),
    "much.txt": (lambda: b"word " * 5_000_000, "too_much_text"),
}


@pytest.mark.parametrize("name", BAD)
def test_each_bad_file_has_its_reason(tmp_path, name):
    content, code = BAD[name]
    began = time.monotonic()
    blocks, end = parse(tmp_path, name, content())
    assert end["failure"]["code"] == code, end
    assert end["failure"]["reason"]
    assert time.monotonic() - began < PATIENCE


def test_a_line_of_ten_million_characters_is_read(tmp_path):
    blocks, end = parse(tmp_path, "long.txt", b"a" * 10_000_000)
    assert len(blocks) == 1 and end["end"]["format"] == "text"


def test_the_parser_has_given_up_network_files_and_memory(tmp_path):
    file = tmp_path / "long.txt"
    file.write_bytes(b"word. " * 3_000_000)
    process = subprocess.Popen([BINARY, "parse", "--confined", file], stdout=subprocess.PIPE, env=clean_environment())
    folder = Path(f"/proc/{process.pid}")
    try:
        eventually(lambda: re.search(r"Seccomp:\s+2", (folder / "status").read_text()), what="the filter")
        eventually(lambda: re.search(r"Max address space\s+1073741824", (folder / "limits").read_text()), what="the limits")
        assert re.search(r"Max file size\s+0", (folder / "limits").read_text())
    finally:
        process.kill()
        process.communicate()


def test_pages_are_limited(tmp_path):
    _, end = parse(tmp_path, "long.pdf", pdf(*["page"] * 12), "--max-pages", "10")
    assert end["failure"]["code"] == "too_many_pages"


def ingest(store, *paths, cwd=None):
    status, output, errors = understudy("ingest", *paths, *store, "--json", cwd=cwd)
    return status, [json.loads(line) for line in output.splitlines()], errors


def settings(folder, database, **knowledge):
    file = folder / "understudy.yaml"
    file.write_text(json.dumps({"database": database, "knowledge": knowledge}))
    return ["--config", file, "--data", folder / "data"]


def test_the_command_takes_a_folder_in_and_skips_what_it_knows(tmp_path, database):
    store = settings(tmp_path, database)
    docs = tmp_path / "docs"
    (docs / "deep").mkdir(parents=True)
    for name, (content, _) in GOOD.items():
        (docs / "deep" / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    (docs / "broken.pdf").write_bytes(pdf("text")[:300])
    status, lines, _ = ingest(store, docs)
    assert status == 1
    assert sorted(line["status"] for line in lines) == ["failed"] + ["ready"] * 9
    failed = next(line for line in lines if line["status"] == "failed")
    assert failed["reason_code"] == "truncated" and failed["address"].endswith("broken.pdf")
    assert all(line["passages"] > 0 for line in lines if line["status"] == "ready")
    (docs / "broken.pdf").unlink()
    (docs / "deep" / "a.txt").write_text("The violin is blue.")
    status, lines, _ = ingest(store, docs)
    assert status == 0
    assert sorted(line["status"] for line in lines) == ["ready"] + ["unchanged"] * 8
    status, lines, errors = ingest(store, tmp_path / "nowhere")
    assert status == 1 and not lines and "is not there" in errors


def test_a_file_of_500_megabytes_is_refused_and_kept_nowhere(tmp_path):
    store = settings(tmp_path, "sqlite")
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(500_000_000)
    status, output, memory = run_alone("ingest", large, *store, "--json")
    assert status == 1 and json.loads(output)["reason_code"] == "too_large"
    assert (tmp_path / "data" / "understudy.db").stat().st_size < 5_000_000
    assert memory < 1_500_000


@pytest.fixture
def hall(stage, tmp_path, database):
    """A server with an admin and two members, and a site of its own on loopback."""
    site = Site()
    host = stage.server({
        "database": database,
        "knowledge": {
            "inside_hosts": ["localhost"], "max_file_size": "12MB", "watch": {"watched": str(tmp_path / "watched")}},
    })
    clients = {"host": host, "site": site, "folder": tmp_path / "watched"}
    store = {"password": "a long password"}
    for name, role in (("root", "admin"), ("ann", "member"), ("bob", "member"), ("vic", "viewer")):
        subprocess.run(
            [BINARY, "user", "create", *host.store, name, "--role", role], input=store["password"] + "\n", text=True, check=True,
            capture_output=True, env=clean_environment())
        clients[name] = host.http(headers={"authorization": f"Bearer {log_in(host, name, store['password'])}"})
    yield clients
    site.end()


class Site:
    """Pages, redirects, and a page that never ends."""

    def __init__(self):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                if self.path == "/page":
                    self.answer(b"<html><head><title>A page</title></head><body><p>The drum is blue.</p></body></html>")
                elif self.path == "/inside":
                    self.send_response(302)
                    self.send_header("location", f"http://127.0.0.1:{self.server.server_port}/page")
                    self.end_headers()
                elif self.path == "/endless":
                    self.send_response(200)
                    self.end_headers()
                    try:
                        while True:
                            self.wfile.write(b"more ")
                            time.sleep(0.05)
                    except OSError:
                        pass
                else:
                    self.send_error(404)

            def answer(self, body):
                self.send_response(200)
                self.send_header("content-type", "text/html; charset=utf-8")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://localhost:{self.server.server_port}"

    def end(self):
        self.server.shutdown()


def done(client, document, within=5 * PATIENCE):
    """The document once nothing more is done about it."""
    def ask():
        found = client.get(f"/api/v1/documents/{document}").json()
        return found if found["status"] in ("ready", "failed") else None
    return eventually(ask, within=within, what=f"document {document}")


def add(client, collection, **fields):
    answer = client.post(f"/api/v1/collections/{collection}/documents", json=fields)
    assert answer.status_code == 202, answer.text
    return answer.json()["documents"][0]


def test_documents_come_and_go_over_the_api(hall):
    ann = hall["ann"]
    made = ann.post("/api/v1/collections", json={"name": "Papers"})
    assert made.status_code == 201 and made.json()["mine"] and made.json()["readers"] == "owner"
    papers = made.json()["id"]
    assert ann.post("/api/v1/collections", json={"name": "Papers"}).status_code == 409
    text = add(ann, papers, title="Hours", text="# Hours\n\nWe open at nine 🎻.")
    found = done(ann, text["id"])
    assert (found["status"], found["passages"], found["title"]) == ("ready", 1, "Hours")
    whole = ann.get(f"/api/v1/documents/{text['id']}/text").json()
    assert whole["text"] == "# Hours\n\nWe open at nine 🎻." and whole["length"] == 27
    assert ann.get(f"/api/v1/documents/{text['id']}/text", params={"start": 9, "end": 11}).json()["text"] == "We"
    assert add(ann, papers, title="Hours", text="# Hours\n\nWe open at nine 🎻.")["unchanged"]

    files = [("file", ("a.docx", GOOD["a.docx"][0])), ("file", ("b.pdf", pdf("x")[:250])), ("file", ("../c.csv", b"a,b\n1,2\n"))]
    answer = ann.post(f"/api/v1/collections/{papers}/documents", files=files, data={"metadata": '{"year":2026}'})
    assert answer.status_code == 202, answer.text
    a, b, c = [done(ann, document["id"]) for document in answer.json()["documents"]]
    assert [a["status"], b["status"], c["status"]] == ["ready", "failed", "ready"]
    assert b["reason_code"] == "truncated" and c["address"] == "c.csv" and a["metadata"] == {"year": 2026}
    with ann.stream("GET", f"/api/v1/documents/{a['id']}/events") as events:
        said = "".join(events.iter_text())
    assert said.startswith("event: progress\ndata: {") and said.endswith("event: end\ndata: {}\n\n")
    collection = ann.get(f"/api/v1/collections/{papers}").json()
    assert collection["documents"] == {"ready": 3, "failed": 1} and collection["indexing"] == 0
    failed = ann.get(f"/api/v1/collections/{papers}/documents", params={"status": "failed"}).json()["documents"]
    assert [document["id"] for document in failed] == [b["id"]]
    page = ann.get(f"/api/v1/collections/{papers}/documents", params={"limit": 3}).json()
    rest = ann.get(f"/api/v1/collections/{papers}/documents", params={"limit": 3, "after": page["next"]}).json()
    assert len(page["documents"]) == 3 and len(rest["documents"]) == 1 and "next" not in rest
    assert ann.post(f"/api/v1/documents/{a['id']}/cancel").status_code == 409
    assert ann.post(f"/api/v1/documents/{a['id']}/ingest").status_code == 202
    assert done(ann, a["id"])["version"] == 2

    # Nobody else finds any of it, not even an admin.
    for other in ("bob", "vic", "root"):
        assert hall[other].get("/api/v1/collections").json()["collections"] == [] or all(
            entry["id"] != papers for entry in hall[other].get("/api/v1/collections").json()["collections"])
        for path in (f"/api/v1/collections/{papers}", f"/api/v1/documents/{a['id']}", f"/api/v1/documents/{a['id']}/text"):
            assert hall[other].get(path).status_code == 404, (other, path)
    assert hall["bob"].post("/api/v1/collections", json={"name": "x", "readers": "everybody"}).status_code == 403
    assert hall["vic"].post("/api/v1/collections", json={"name": "x"}).status_code == 403
    assert ann.delete(f"/api/v1/documents/{a['id']}").status_code == 204
    assert ann.get(f"/api/v1/documents/{a['id']}").status_code == 404
    assert ann.delete(f"/api/v1/collections/{papers}").status_code == 204
    assert ann.get(f"/api/v1/documents/{c['id']}").status_code == 404


def test_a_shared_collection_is_read_by_many_and_kept_by_admins(hall):
    root, ann = hall["root"], hall["ann"]
    shared = root.post("/api/v1/collections", json={"name": "Staff", "readers": "role", "role": "member"}).json()["id"]
    document = add(root, shared, title="Plan", text="The plan is a secret of the staff.")
    done(root, document["id"])
    assert ann.get(f"/api/v1/documents/{document['id']}/text").json()["text"].startswith("The plan")
    assert not ann.get(f"/api/v1/collections/{shared}").json()["can_manage"]
    assert ann.delete(f"/api/v1/documents/{document['id']}").status_code == 403
    assert ann.post(f"/api/v1/collections/{shared}/documents", json={"text": "mine"}).status_code == 403
    assert hall["vic"].get(f"/api/v1/collections/{shared}").status_code == 404
    assert root.patch(f"/api/v1/collections/{shared}", json={"readers": "everybody"}).json()["readers"] == "everybody"
    assert hall["vic"].get(f"/api/v1/documents/{document['id']}").status_code == 200


def test_addresses_are_fetched_from_the_internet_alone(stage, hall):
    ann, site = hall["ann"], hall["site"]
    papers = ann.post("/api/v1/collections", json={"name": "Web"}).json()["id"]
    page = done(ann, add(ann, papers, url=f"{site.url}/page")["id"])
    assert (page["status"], page["title"], page["format"]) == ("ready", "A page", "html")
    again = done(ann, add(ann, papers, url=f"{site.url}/page")["id"])
    assert (again["id"], again["version"], again["status"]) == (page["id"], 1, "ready")
    port = site.server.server_port
    for url, code in (
        (f"http://127.0.0.1:{port}/page", "private_address"), (f"{site.url}/inside", "private_address"),
        (f"http://[::1]:{port}/page", "private_address"), ("http://169.254.169.254/latest", "private_address"),
        (f"{site.url}/missing", "http_status"),
    ):
        failed = done(ann, add(ann, papers, url=url)["id"])
        assert (failed["status"], failed["reason_code"]) == ("failed", code), url
    hasty = stage.server({"knowledge": {"inside_hosts": ["localhost"], "fetch_timeout": "1s"}})
    with hasty.http() as somebody:
        others = somebody.post("/api/v1/collections", json={"name": "Web"}).json()["id"]
        assert done(somebody, add(somebody, others, url=f"{site.url}/endless")["id"])["reason_code"] == "timed_out"
    for url in ("file:///etc/passwd", "ftp://x.example/", "nothing", "http://"):
        assert ann.post(f"/api/v1/collections/{papers}/documents", json={"url": url}).status_code == 422


def test_bad_requests_are_said(hall):
    ann = hall["ann"]
    papers = ann.post("/api/v1/collections", json={"name": "Bad"}).json()["id"]
    path = f"/api/v1/collections/{papers}/documents"
    for body in ({}, {"text": ""}, {"text": "a", "url": "http://a.example"}, {"text": "a", "media_type": "image/png"}, {"text": 5}):
        assert ann.post(path, json=body).status_code == 422, body
    assert ann.post(path, content=b"{").status_code == 400
    form = {"content-type": "multipart/form-data; boundary=x"}
    assert ann.post(path, content=b"nothing", headers=form).status_code == 400
    assert ann.post(path, content=b"--x\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--\r\n", headers=form).status_code == 422
    assert ann.post(path, files={"file": ("a.txt", b"a" * 12_500_000)}).status_code == 413
    # A form that is refused has changed nothing.
    assert ann.post(path, files=[("file", ("a.txt", b"good")), ("file", ("..", b"bad"))]).status_code == 422
    assert ann.get(path).json()["documents"] == []
    assert ann.post("/api/v1/collections", json={"name": " "}).status_code == 422
    assert ann.patch(f"/api/v1/collections/{papers}", json={"chunk_size": 5}).status_code == 422
    visitor = hall["host"].http(headers={})
    assert visitor.post("/api/v1/collections", json={"name": "x"}).status_code == 401


def put(file, text):
    """Whole at once, and not by way of its folder, so that whoever watches that sees neither half of it nor another file."""
    part = file.parent.with_name(f"{file.name}.part")
    part.write_text(text)
    part.rename(file)


def test_a_watched_folder_is_kept_in_step(hall):
    folder = hall["folder"]
    folder.mkdir()
    put(folder / "a.md", "One.")

    def documents():
        found = [entry for entry in hall["ann"].get("/api/v1/collections").json()["collections"] if entry["name"] == "watched"]
        return found and hall["ann"].get(f"/api/v1/collections/{found[0]['id']}/documents").json()["documents"]

    def states():
        return [(document["title"], document["status"], document["version"]) for document in documents() or []]

    eventually(lambda: states() == [("a.md", "ready", 1)], what="the first look")
    # Where it lies on the server is nobody's business but an admin's.
    assert documents()[0]["address"] == "a.md"
    put(folder / "a.md", "Two, longer.")
    eventually(lambda: states() == [("a.md", "ready", 2)], what="the change")
    (folder / "a.md").unlink()
    eventually(lambda: states() == [], what="the end")
    # The folder is what counts: a collection that somebody deletes is there again.
    put(folder / "b.md", "Three.")
    eventually(lambda: states() == [("b.md", "ready", 1)], what="another file")
    before = documents()[0]["collection_id"]
    assert hall["root"].delete(f"/api/v1/collections/{before}").status_code == 204
    eventually(lambda: states() == [("b.md", "ready", 1)] and documents()[0]["collection_id"] != before, what="a new one")


def test_what_a_killed_server_was_reading_is_read_by_the_next(stage, tmp_path, database):
    config = {"database": database}
    first = stage.server(config)
    collection = first.http().post("/api/v1/collections", json={"name": "Large"}).json()["id"]
    large = "\n\n".join(f"Paragraph {number} speaks of violins, drums and bells." for number in range(60_000))
    client = first.http()
    documents = [add(client, collection, title=f"d{number}", text=f"{number}\n\n{large}")["id"] for number in range(3)]
    eventually(lambda: client.get(f"/api/v1/documents/{documents[0]}").json()["status"] != "queued", what="the first")
    first.kill()
    second = stage.server(config, data=first.data)
    client = second.http(headers={"authorization": f"Bearer {first.key}"})
    for document in documents:
        found = done(client, document)
        assert (found["status"], found["version"]) == ("ready", 1)
    assert client.get(f"/api/v1/collections/{collection}").json()["documents"] == {"ready": 3}


def test_a_watched_folder_is_gone_on_with_after_a_kill(stage, tmp_path, database):
    folder = tmp_path / "watched"
    folder.mkdir()
    for number in range(150):
        (folder / f"{number:03}.md").write_text(f"# Document {number}\n\nText of {number}.")
    (folder / "locked.md").symlink_to("/etc/passwd")
    config = {"database": database, "knowledge": {"watch": {"watched": str(folder)}}}
    first = stage.server(config)
    client = first.http()

    def counts():
        found = [entry for entry in client.get("/api/v1/collections").json()["collections"] if entry["name"] == "watched"]
        return found[0]["documents"] if found else {}

    eventually(lambda: counts().get("ready", 0) > 5, what="some of them")
    first.kill()
    second = stage.server(config, data=first.data)
    client = second.http(headers={"authorization": f"Bearer {first.key}"})
    put(folder / "000.md", "# Document 0\n\nChanged meanwhile.")
    (folder / "149.md").unlink()
    eventually(lambda: counts() == {"ready": 149}, within=2 * PATIENCE, what="all of them")
    collection = next(entry["id"] for entry in client.get("/api/v1/collections").json()["collections"] if entry["name"] == "watched")

    def documents():
        return client.get(f"/api/v1/collections/{collection}/documents", params={"limit": 200}).json()["documents"]

    def first_text():
        document = next(entry["id"] for entry in documents() if entry["title"] == "Document 0")
        return client.get(f"/api/v1/documents/{document}/text").json()["text"]

    eventually(lambda: "Changed" in first_text(), what="the change")
    # Nothing was read twice, and nothing is there twice.
    assert {entry["version"] for entry in documents() if entry["title"] != "Document 0"} == {1}
    assert len({entry["address"] for entry in documents()}) == 149


def test_the_command_watches_and_says_only_what_is_new(tmp_path, database):
    store = settings(tmp_path, database)
    docs = tmp_path / "docs"
    docs.mkdir()

    def said():
        lines = output.read_text().split("\n")[:-1]
        return [(Path(line["address"]).name, line["status"]) for line in map(json.loads, lines)]

    put(docs / "a.txt", "The violin is red.")
    put(docs / "b.txt", "The drum is blue.")
    output = tmp_path / "said"
    with output.open("w") as file:
        process = subprocess.Popen(
            [BINARY, "ingest", docs, *store, "--json", "--watch"], stdout=file, env=clean_environment())
    try:
        first = [("a.txt", "ready"), ("b.txt", "ready")]
        eventually(lambda: sorted(said()) == first, what="the first look")
        put(docs / "b.txt", "The drum is green.")
        eventually(lambda: sorted(said()[:2]) == first and said()[2:] == [("b.txt", "ready")], what="the change")
        put(docs / "c.txt", "A third one.")
        eventually(lambda: said()[2:] == [("b.txt", "ready"), ("c.txt", "ready")], what="a new one")
    finally:
        process.kill()
        process.wait()


def test_a_killed_command_goes_on_where_it_was(tmp_path, database):
    store = settings(tmp_path, database)
    docs = tmp_path / "docs"
    docs.mkdir()
    for number in range(12):
        (docs / f"d{number:02}.txt").write_text(f"Document {number}.")
    process = subprocess.Popen(
        [BINARY, "ingest", docs, *store, "--json"], stdout=subprocess.PIPE, text=True, env=clean_environment())
    assert json.loads(process.stdout.readline())["status"] == "ready"
    process.kill()
    process.wait()
    process.stdout.close()
    status, output, errors = understudy("ingest", docs, *store, "--json")
    # What the killed one had in its hands is free when its lease is over; all others are there at once.
    assert status == 0, errors
    lines = [json.loads(line) for line in output.splitlines()]
    assert {line["status"] for line in lines} <= {"ready", "unchanged"} and any(line["status"] == "unchanged" for line in lines)
