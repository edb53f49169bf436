"""Bad input: every file and address has its reason, and while it is read the server answers others and does not grow."""

import http.server
import json
import socket
import statistics
import threading
import time
from contextlib import suppress
from pathlib import Path

import httpx2 as httpx
import pytest
from bad_files import BAD, WORD
from document_files import archive, pdf
from program import PATIENCE, eventually, run_alone

LIMIT = "16MB"
# A debug build of the server itself, and what two readings at once may leave behind in its pools.
MOST_GROWTH = 160_000


def memory(pid):
    """Kilobytes that a process has for itself."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1])
    return 0


def children(pid):
    """Each thread has its own, and may be gone before it is asked."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, task.read_text().split())
    return found


class Watch(threading.Thread):
    """Asks the server for its health all the while, and looks at its memory."""

    def __init__(self, host):
        super().__init__(daemon=True)
        self.host, self.ends = host, threading.Event()
        self.took, self.most = [], 0
        self.first = memory(host.process.pid)

    def run(self):
        with httpx.Client(base_url=self.host.url, headers={"authorization": f"Bearer {self.host.key}"}, timeout=2 * PATIENCE) as client:
            while not self.ends.wait(0.05):
                began = time.monotonic()
                assert client.get("/api/v1/collections").status_code == 200
                self.took.append(time.monotonic() - began)
                self.most = max(self.most, memory(self.host.process.pid))

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.ends.set()
        self.join()
        if self.took:
            assert statistics.median(self.took) < 1 and max(self.took) < PATIENCE / 2, f"others waited: {self.took}"


def open_desk(stage, **knowledge):
    host = stage.server({"database": "sqlite", "knowledge": knowledge}, TMPDIR=str(stage.folder))
    client = host.http()
    made = client.post("/api/v1/collections", json={"name": "Bad"}).json()["id"]
    # The first document warms up what every document needs.
    warm = client.post(f"/api/v1/collections/{made}/documents", json={"text": "warm"}).json()["documents"][0]
    done(client, warm["id"])
    return {"host": host, "client": client, "collection": made}


@pytest.fixture(scope="module")
def desk(shared_stage):
    return open_desk(shared_stage, max_file_size=LIMIT, inside_hosts=["localhost"])


@pytest.fixture(scope="module")
def hasty_desk(shared_stage):
    """Waits for nobody, so that only what never ends may be sent to it."""
    return open_desk(shared_stage, inside_hosts=["localhost"], fetch_timeout="2s")


def done(client, document, within=5 * PATIENCE):
    def ask():
        found = client.get(f"/api/v1/documents/{document}").json()
        return found if found["status"] in ("ready", "failed") else None
    return eventually(ask, within=within, what=f"document {document}")


def send(desk, name, content, kind="application/octet-stream"):
    answer = desk["client"].post(
        f"/api/v1/collections/{desk['collection']}/documents",
        files={"file": (name, content if isinstance(content, bytes) else content.encode(), kind)})
    assert answer.status_code == 202, answer.text
    return done(desk["client"], answer.json()["documents"][0]["id"])


def text_of(desk, document):
    return desk["client"].get(f"/api/v1/documents/{document['id']}/text").json()["text"]


@pytest.mark.parametrize("name", BAD)
def test_each_bad_file_has_its_reason_and_harms_nobody(desk, name):
    make, code = BAD[name]
    content = make()
    with Watch(desk["host"]) as watch:
        found = send(desk, name, content)
    assert found.get("reason_code") == code, found
    if code is None:
        assert found["status"] == "ready"
        assert "The violin" in text_of(desk, found)
    else:
        assert found["status"] == "failed" and found["passages"] == 0
        assert 10 < len(found["reason"]) < 300
        assert "/work" not in found["reason"] and "Error" not in found["reason"]
    assert watch.most - watch.first < MOST_GROWTH, f"grew by {watch.most - watch.first} kB"
    eventually(lambda: not children(desk["host"].process.pid), what="the parser's end")


def test_no_script_of_a_page_is_taken_in(desk):
    text = text_of(desk, send(desk, "page.html", BAD["scripts.html"][0]()))
    assert "The violin is red." in text and "a link" in text
    assert "secret" not in text and "alert" not in text and "color" not in text


def test_pages_that_are_pictures_are_named(desk):
    found = send(desk, "half-scanned.pdf", pdf("The violin is red.", "", "", "More", ""))
    assert (found["status"], found["reason_code"]) == ("ready", "no_text")
    assert "pages 2–3, 5" in found["reason"]
    assert "pages 1–3" in send(desk, "scanned.pdf", pdf("", "", ""))["reason"]


@pytest.mark.parametrize("name, shown", [
    ("../../etc/passwd.md", "passwd.md"), ("..\\..\\windows\\win.md", "win.md"), ("/etc/shadow.md", "shadow.md"),
    ("دليل.md", "دليل.md"), ("🎻🎺.md", "🎻🎺.md"), ("手册.md", "手册.md"), ("photo\u202egnp.md", "photognp.md"),
    ("a\u2066b\u2069.md", "ab.md"), ("<b>bold</b>.md", "b>.md"), ("'; DROP TABLE documents;--.md", None),
])
def test_names_stay_names(desk, name, shown):
    # Without a heading the name is the title.
    found = send(desk, name, f"The violin is red. {name.encode().hex()}")
    assert found["status"] == "ready"
    assert found["title"] == found["address"] == (shown or name)


@pytest.mark.parametrize("name", ["", "..", "/", "a" * 600 + ".md"])
def test_what_is_no_name_is_refused(desk, name):
    boundary = "b"
    body = f'--b\r\ncontent-disposition: form-data; name="file"; filename="{name}"\r\n\r\ntext\r\n--b--\r\n'
    answer = desk["client"].post(
        f"/api/v1/collections/{desk['collection']}/documents", content=body.encode(),
        headers={"content-type": f"multipart/form-data; boundary={boundary}"})
    assert answer.status_code == 422 and answer.json()["error"]["code"] == "invalid_parameter"


# MARK: Large files


def sent_in_pieces(desk, path, size, headers, kind):
    """Sends `size` bytes without saying before how many they are; answers the status, and how many were taken."""
    host = desk["host"]
    with socket.create_connection(("127.0.0.1", host.port), timeout=60) as line:
        head = f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1:{host.port}\r\ncontent-type: {kind}\r\ntransfer-encoding: chunked\r\n"
        line.sendall((head + headers + "\r\n").encode())
        start = b'--b\r\ncontent-disposition: form-data; name="file"; filename="large.txt"\r\n\r\n'
        line.sendall(b"%x\r\n%s\r\n" % (len(start), start))
        piece = b"100000\r\n" + b"a" * 0x100000 + b"\r\n"
        taken = 0
        try:
            while taken < size:
                line.sendall(piece)
                taken += 0x100000
                line.setblocking(False)
                try:
                    if line.recv(1, socket.MSG_PEEK):
                        break
                except BlockingIOError:
                    pass
                finally:
                    line.settimeout(60)
        except (BrokenPipeError, ConnectionResetError):
            pass
        try:
            return line.recv(65536).decode(errors="replace").split(" ", 2)[1:2], taken
        except ConnectionResetError:
            return [], taken


def announced(host, path, kind):
    """What is answered to who says that 500 MB come, and sends none of them."""
    with socket.create_connection(("127.0.0.1", host.port), timeout=PATIENCE) as line:
        line.sendall((
            f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1:{host.port}\r\nauthorization: Bearer {host.key}\r\ncontent-type: {kind}\r\n"
            "content-length: 500000000\r\nconnection: close\r\n\r\n").encode())
        said = b""
        while b"}}" not in said and (more := line.recv(65536)):
            said += more
        return said.decode()


@pytest.mark.parametrize("by", ["api", "page"])
def test_500_megabytes_are_refused_while_they_come(desk, by):
    host = desk["host"]
    path = f"/api/v1/collections/{desk['collection']}/documents" if by == "api" else f"/documents/{desk['collection']}/files"
    with Watch(host) as watch:
        status, taken = sent_in_pieces(
            desk, path, 500_000_000, f"authorization: Bearer {host.key}\r\n", "multipart/form-data; boundary=b")
    assert status in (["413"], []), status
    assert taken < 100_000_000
    assert watch.most - watch.first < MOST_GROWTH
    eventually(lambda: not list(Path(host.environment["TMPDIR"]).glob("understudy-work-*")), what="no file left")
    # One who says before how much comes need not send it.
    said = announced(host, path, "multipart/form-data; boundary=b")
    assert said.startswith("HTTP/1.1 413") and "body_too_large" in said


def test_500_megabytes_as_json_are_refused(desk):
    said = announced(desk["host"], f"/api/v1/collections/{desk['collection']}/documents", "application/json")
    assert said.startswith("HTTP/1.1 413") and "body_too_large" in said


def test_a_file_just_below_the_limit_is_taken_in_and_nobody_waits(desk):
    line = b"The violin is red, and so are drums and bells of this size. "
    with Watch(desk["host"]) as watch:
        found = send(desk, "large.txt", line * (15_000_000 // len(line)))
    assert found["status"] == "ready" and found["passages"] > 10_000
    # Its text and its passages are held once while they are put into the database.
    assert watch.most - watch.first < 900_000


# MARK: Addresses


@pytest.fixture(scope="module")
def web():
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def do_GET(self):
            try:
                getattr(self, "get_" + self.path.strip("/").split("?")[0].split("/")[0], self.get_missing)()
            except OSError:
                pass

        def answer(self, body, kind="text/html", **headers):
            self.send_response(200)
            self.send_header("content-type", kind)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        def redirect(self, place):
            self.send_response(302)
            self.send_header("location", place)
            self.end_headers()

        def get_missing(self):
            self.send_error(404)

        def get_drip(self):
            self.answer(b"")
            while True:
                self.wfile.write(b"a")
                time.sleep(0.2)

        def get_endless(self):
            self.answer(b"")
            while True:
                self.wfile.write(b"more " * 20_000)

        def get_silent(self):
            time.sleep(PATIENCE)

        def get_large(self):
            self.answer(b"", content_length="500000000")

        def get_file(self):
            self.redirect("file:///etc/passwd")

        def get_inside(self):
            self.redirect("http://169.254.169.254/latest/meta-data")

        def get_gopher(self):
            self.redirect("gopher://localhost:70/")

        def get_loop(self):
            self.redirect("/loop?again")

        def get_nowhere(self):
            self.redirect("")

        def get_packed(self):
            self.answer(b"\x1f\x8b" + bytes(100), content_encoding="gzip")

        def get_cut(self):
            self.answer(b"The violin", content_length="1000")

        def get_pretend(self):
            self.answer(b"\x7fELF\x02\x01\x01" + bytes(5000), kind="text/plain")

        def get_pdf(self):
            self.answer(pdf("The violin is red."), kind="text/html")

        def get_picture(self):
            self.answer(b"\x89PNG\r\n\x1a\n" + bytes(500), kind="image/png")

        def get_nothing(self):
            self.answer(b"")

        def get_header(self):
            self.wfile.write(b"HTTP/1.0 200 OK\r\n")
            for _ in range(100_000):
                self.wfile.write(b"x-more: " + b"a" * 1000 + b"\r\n")

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()


@pytest.mark.parametrize("path, code", [
    ("drip", "timed_out"), ("endless", "too_large"), ("silent", "timed_out"), ("large", "too_large"), ("file", "bad_url"),
    ("inside", "private_address"), ("gopher", "bad_url"), ("loop", "too_many_redirects"), ("nowhere", "http_status"), ("packed", "http_status"),
    ("cut", "unreachable"), ("pretend", "not_text"), ("pdf", None), ("picture", "unsupported_format"), ("nothing", "no_text"),
    ("missing", "http_status"), ("header", "unreachable"),
])
def test_each_bad_address_has_its_reason(desk, hasty_desk, web, path, code):
    desk = hasty_desk if code == "timed_out" else desk
    with Watch(desk["host"]) as watch:
        answer = desk["client"].post(
            f"/api/v1/collections/{desk['collection']}/documents", json={"url": f"{web}/{path}"})
        found = done(desk["client"], answer.json()["documents"][0]["id"])
    assert found.get("reason_code") == code, found
    assert watch.most - watch.first < MOST_GROWTH


# MARK: The parser's process


# Takes at least twenty seconds.
SLOW = b"#\n" * 8_000_000


def test_a_parser_that_takes_too_long_or_too_much_is_killed(shared_stage):
    # Time enough for what is short, though the machine stands still for a moment.
    desk = open_desk(shared_stage, parse_timeout="10s", parse_memory="1GB", max_file_size="60MB")
    host = desk["host"]
    with Watch(host):
        slow = send(desk, "slow.md", SLOW)
        fat = send(desk, "fat.html", b"<p><b>a</b></p>" * 3_000_000)
    assert {slow.get("reason_code"), fat.get("reason_code")} <= {"timed_out", "crashed"}
    assert slow["status"] == fat["status"] == "failed"
    eventually(lambda: not children(host.process.pid), what="no child left")
    assert send(desk, "good.txt", "The violin is red.")["status"] == "ready"


def test_a_parser_ends_with_its_server(shared_stage):
    host = shared_stage.server({"database": "sqlite"})
    client = host.http()
    made = client.post("/api/v1/collections", json={"name": "Bad"}).json()["id"]
    client.post(f"/api/v1/collections/{made}/documents", files={"file": ("a.md", SLOW)})
    child = eventually(lambda: children(host.process.pid), what="the parser")[0]
    host.kill()

    def is_gone():
        try:
            return Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
        except OSError:
            return True
    eventually(is_gone, what="the parser's end")


def test_the_command_refuses_the_same(tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    for name in ("truncated.pdf", "locked.docx", "program.txt", "empty.txt"):
        (docs / name).write_bytes(BAD[name][0]())
    (docs / "paths.docx").write_bytes(archive({"word/document.xml": WORD.format("x"), "../evil": "x"}))
    with (docs / "large.txt").open("wb") as file:
        file.truncate(500_000_000)
    status, output, memory = run_alone("ingest", docs, "--data", tmp_path / "data", "--json")
    assert status == 1
    codes = {Path(line["address"]).name: line["reason_code"] for line in map(json.loads, output.splitlines())}
    assert codes == {name: BAD[name][1] for name in ("truncated.pdf", "locked.docx", "program.txt", "empty.txt")} | {
        "paths.docx": "unsafe_name", "large.txt": "too_large"}
    assert memory < 400_000
