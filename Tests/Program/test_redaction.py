"""Secrets are planted wherever one can be, the server is driven through successes and failures of every kind, and then everything
that it has written or said to anybody but their owner is searched for them."""

import json
import re
import resource
import signal
import sqlite3
import subprocess
import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx2 as httpx
import pytest
from program import BINARY, clean_environment, eventually, understudy

PROVIDER_KEY = "sk-planted-provider-key-5f0c1e77a4"
OTHER_KEY = "sk-planted-connected-key-91b2d3c4e5"
CLIENT_SECRET = "planted-client-secret-3d5e7f90"
SECRET_KEY = "planted-secret-key-of-the-server-0a1b2c"
DATABASE_PASSWORD = "planted-database-password-6c7d"
ADMIN_PASSWORD = "planted admin password 8e9f"
WRONG_PASSWORD = "planted wrong password 1a2b"
QUESTION = "planted-question-b7c8 about the weather in the harbour town"
ANSWER = "planted-answer-d9e0 it rains in the harbour town on most days"
TITLE_WORDS = "planted-title-f1a2 of the day"


class Provider:
    """Speaks OpenAI's protocol, and repeats all that it was told in whatever error it is asked for."""

    def __init__(self):
        provider = self
        self.mode = "good"

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                self.reply(200, {"data": [{"id": "star"}]})

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
                told = f"{self.headers.get('authorization')} said {body}"
                mode = provider.mode
                if mode == "good":
                    return self.stream(ANSWER)
                if mode == "cut":
                    return self.stream(ANSWER, ends=False)
                if mode == "malformed":
                    return self.raw(200, "application/json", f'{{"choices": {told}')
                if mode == "html":
                    return self.raw(502, "text/html", f"<html>{told}</html>")
                if mode == "type":
                    return self.raw(200, f"text/plain; {PROVIDER_KEY}", told)
                if mode == "stream_error":
                    return self.raw(200, "text/event-stream", f"data: {json.dumps({'error': {'message': told}})}\n\n")
                asked = json.loads(body)
                words = asked["messages"][-1]["content"] if "messages" in asked else asked["input"]
                self.reply(int(mode), {"error": {"message": f"{self.headers.get('authorization')} said: {words}", "code": "x"}})

            def reply(self, status, document):
                self.raw(status, "application/json", json.dumps(document))

            def raw(self, status, kind, text):
                self.send_response(status)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            def stream(self, text, ends=True):
                self.send_response(200)
                self.send_header("content-type", "text/event-stream")
                self.send_header("connection", "close")
                self.end_headers()
                self.close_connection = True
                for word in re.findall(r"\S+\s*", text):
                    chunk = {"choices": [{"index": 0, "delta": {"content": word}}]}
                    self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
                if ends:
                    end = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
                    self.wfile.write(f"data: {json.dumps(end)}\n\ndata: [DONE]\n\n".encode())

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def provider():
    provider = Provider()
    yield provider
    provider.stop()


def settings(provider, **more):
    return {
        "providers": {"echo": {"kind": "openai", "base_url": provider.url, "api_key": PROVIDER_KEY}},
        "chains": {"default": ["echo:star"]},
        "secret_key": SECRET_KEY,
        "conversations": {"titles": "model"},
        "accounts": {"oidc": {"issuer": "http://127.0.0.1:9/planted", "client_secret": CLIENT_SECRET}},
        "routing": {"breaker": {"failures": 1000}, "patience": "0s"},
    } | more


MODES = ["good", "cut", "malformed", "html", "type", "stream_error", "400", "401", "403", "404", "413", "422", "429", "500", "503"]


class Drive:
    """One go at everything that the server takes, with secrets in it; `said` holds what came back in errors."""

    def __init__(self, host, provider):
        self.host, self.provider = host, provider
        self.secrets = {
            PROVIDER_KEY, OTHER_KEY, CLIENT_SECRET, SECRET_KEY, ADMIN_PASSWORD, WRONG_PASSWORD, host.key,
        }
        self.words = {QUESTION, ANSWER, TITLE_WORDS}
        self.said = []

    def ask(self, client, method, path, **more):
        answer = client.request(method, path, **more)
        if answer.status_code >= 400:
            self.said.append(answer.text)
        return answer

    def everything(self):
        with httpx.Client(base_url=self.host.url, timeout=30) as browser, self.host.http() as program:
            self.log_in(browser)
            for mode in MODES:
                self.provider.mode = mode
                self.chat(browser, program)
            self.provider.mode = "good"
            self.bad_input(browser, program)
            self.said.append(browser.get("/metrics").text)
            self.said.append(browser.get("/api/v1/audit").text)
            self.said.append(browser.get("/api/v1/setup").text)

    def log_in(self, browser):
        self.ask(browser, "POST", "/auth/login", json={"username": "root", "password": WRONG_PASSWORD})
        self.ask(browser, "POST", "/auth/login", json={"username": WRONG_PASSWORD, "password": ADMIN_PASSWORD})
        self.ask(browser, "GET", "/auth/oidc/login")
        tokens = browser.post("/auth/login", json={"username": "root", "password": ADMIN_PASSWORD}).json()
        self.secrets |= {tokens["access_token"], tokens["refresh_token"]}
        token = {"authorization": f"Bearer {tokens['access_token']}"}
        made = browser.post("/api/v1/keys", json={"name": "a key"}, headers=token).json()
        self.secrets.add(made["key"])
        fresh = browser.post("/auth/refresh", json={"refresh_token": tokens["refresh_token"]}).json()
        self.secrets |= {fresh["access_token"], fresh["refresh_token"]}
        self.ask(browser, "POST", "/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
        self.ask(browser, "GET", "/auth/me", headers={"authorization": f"Bearer {tokens['access_token']}x"})
        self.ask(browser, "GET", "/auth/me", headers={"authorization": f"Bearer {made['key'][:-1]}x"})
        browser.post("/login", data={"username": "root", "password": ADMIN_PASSWORD})
        self.secrets |= {cookie.value for cookie in browser.cookies.jar}
        self.ask(browser, "POST", "/api/v1/setup/providers", json={
            "name": "second", "kind": "openai", "base_url": self.provider.url, "api_key": OTHER_KEY, "models": ["star"]})
        self.ask(browser, "POST", "/api/v1/setup/providers", json={
            "name": "third", "kind": "openai", "base_url": "http://127.0.0.1:9", "api_key": OTHER_KEY})

    def chat(self, browser, program):
        messages = [{"role": "user", "content": QUESTION}]
        for stream in (False, True):
            answer = self.ask(program, "POST", "/v1/chat/completions", json={
                "model": "default", "messages": messages, "stream": stream})
            if "error" in answer.text:
                self.said.append(answer.text)
        self.ask(program, "POST", "/ai/chat", json={"prompt": QUESTION})
        self.ask(program, "POST", "/ai/tasks/suggest", json={"title": TITLE_WORDS, "description": QUESTION})
        self.ask(program, "POST", "/v1/embeddings", json={"model": "echo:star", "input": QUESTION})
        self.ask(program, "POST", "/api/chatbot/chat", json={"session_id": "s", "message": QUESTION})
        conversation = browser.post("/api/v1/conversations", json={}).json()["id"]
        self.ask(browser, "POST", f"/api/v1/conversations/{conversation}/messages", json={"content": QUESTION})
        self.ask(browser, "GET", "/api/v1/conversations/search", params={"q": QUESTION})

    def bad_input(self, browser, program):
        broken = f'{{"content": "{QUESTION}", "key": "{PROVIDER_KEY}", '
        for client in (browser, program):
            for path in ("/v1/chat/completions", "/ai/chat", "/auth/login", "/api/v1/conversations", "/api/v1/keys",
                         "/api/v1/conversations/import", "/api/v1/setup/providers"):
                self.ask(client, "POST", path, content=broken, headers={"content-type": "application/json"})
                self.ask(client, "POST", path, json={"password": [WRONG_PASSWORD], "messages": QUESTION, "content": {"a": QUESTION}})
        self.ask(browser, "POST", "/auth/password", json={"current_password": WRONG_PASSWORD, "new_password": "x"})
        self.ask(browser, "DELETE", "/api/v1/account", json={"password": WRONG_PASSWORD})
        self.ask(browser, "POST", "/api/v1/users", json={"username": "new one!", "password": WRONG_PASSWORD})
        self.ask(browser, "GET", f"/nothing/here?token={PROVIDER_KEY}")


def written(host):
    """Everything that the server has written down by itself, by name."""
    places = {"standard output": host.output.read_text(), "standard error": host.errors.read_text()}
    for file in host.data.parent.rglob("*.log*"):
        places[file.name] = file.read_text()
    for file in (host.data / "ledger").rglob("*"):
        if file.is_file():
            places[f"ledger/{file.name}"] = file.read_bytes().decode(errors="replace")
    with closing(sqlite3.connect(f"file:{host.data}/understudy.db?mode=ro", uri=True)) as connection:
        for table in ("audit_log", "ai_attempts", "ai_usage_logs", "ledger_set_aside"):
            places[table] = json.dumps(connection.execute(f"SELECT * FROM {table}").fetchall())
        # What people say belongs in the tables of conversations; what opens something belongs in none.
        places["the database"] = "\n".join(connection.iterdump())
    return places


def found(texts, needles):
    return sorted({(name, needle) for name, text in texts.items() for needle in needles if needle in text})


def planted_admin(host):
    done = subprocess.run(
        [BINARY, "user", "create", "root", "--role", "admin", *host.store, "--json"], input=ADMIN_PASSWORD + "\n",
        capture_output=True, text=True, check=False, timeout=60, env=clean_environment())
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("form", ["text", "json", "file"])
def test_no_secret_and_no_message_is_written_or_said(server, provider, tmp_path, form):
    log = {"level": "trace", "format": "text" if form == "text" else "json"}
    if form == "file":
        log |= {"file": str(tmp_path / "server-0" / "server.log"), "max_size": "20KB", "keep": 50}
        (tmp_path / "server-0").mkdir()
    host = server(settings(provider, log=log))
    planted_admin(host)
    drive = Drive(host, provider)
    drive.everything()
    eventually(lambda: host.rows("SELECT COUNT(*) FROM ai_attempts")[0][0] >= 3 * len(MODES), within=60, what="the index")
    host.stop()
    places = written(host)
    assert sum(len(text) for name, text in places.items() if "log" in name or "standard" in name) > 20_000
    words = {name: text for name, text in places.items() if name != "the database"}
    said = {f"answer {number}": text for number, text in enumerate(drive.said)}
    assert len(said) > 50
    assert found(places, drive.secrets) == []
    assert found(words, drive.words) == []
    assert found(said, drive.secrets) == []
    # Nor a part of what was said, as a provider would quote it.
    parts = {QUESTION[:24], QUESTION[-24:], ANSWER[:24]}
    assert found(words, parts) == []


def test_message_logging_is_a_switch(server, provider):
    host = server(settings(provider, log={"messages": True}))
    planted_admin(host)
    drive = Drive(host, provider)
    drive.everything()
    with httpx.Client(base_url=host.url, timeout=30) as browser:
        browser.get("/")
        temporary = browser.post("/api/v1/conversations", json={"temporary": True}).json()["id"]
        browser.post(f"/api/v1/conversations/{temporary}/messages", json={"content": "planted-temporary-words"}).raise_for_status()
    host.stop()
    places = written(host)
    assert QUESTION in places["standard error"] and ANSWER in places["standard error"]
    assert "planted-temporary-words" not in places["standard error"]
    assert found(places, drive.secrets) == []
    assert found({name: text for name, text in places.items() if "ledger" in name or name.startswith("ai_")}, drive.words) == []


def test_a_server_that_is_killed_leaves_no_secret_behind(server, provider):
    # Naming every function of a debug build takes minutes.
    host = server(settings(provider, log={"level": "trace"}), SWIFT_BACKTRACE="enable=yes,symbolicate=off,interactive=no,color=no")
    planted_admin(host)
    drive = Drive(host, provider)
    drive.everything()
    # What it says as it crashes, but for an image of its memory, which the operator's system may keep or not.
    resource.prlimit(host.process.pid, resource.RLIMIT_CORE, (0, 0))
    host.process.send_signal(signal.SIGABRT)
    # Having said where it was, it goes on: this signal came from outside.
    eventually(
        lambda: host.process.poll() is not None or "Backtrace took" in host.log, within=120, what="the report of the crash")
    host.stop(signal.SIGKILL)
    places = written(host)
    assert found(places, drive.secrets) == []
    assert found({name: text for name, text in places.items() if name != "the database"}, drive.words) == []


@pytest.mark.parametrize("database", [
    f"postgres://ada:{DATABASE_PASSWORD}@127.0.0.1:9/name",
    f"postgres://ada:{DATABASE_PASSWORD}@127.0.0.1:port/name",
    f"postgres://ada:{DATABASE_PASSWORD}/@127.0.0.1/name",
    f"postgres://ada:{DATABASE_PASSWORD}%zz@127.0.0.1/name",
    f"postgres://ada:{DATABASE_PASSWORD}@127.0.0.1:9/name?sslmode=bogus",
    f"postgres://ada:{DATABASE_PASSWORD}@[::1/name",
    f"mysql://ada:{DATABASE_PASSWORD}@127.0.0.1/name",
    f"postgres://ada@127.0.0.1:9/name?password={DATABASE_PASSWORD}&no_such_option=1",
])
@pytest.mark.parametrize("command", [["serve", "--port", "0"], ["migrate", "status"], ["purge"], ["user", "list"]])
def test_a_wrong_database_address_is_not_repeated(tmp_path, database, command):
    file = tmp_path / "understudy.yaml"
    file.write_text(json.dumps({"database": database, "database_wait": "0s", "log": {"level": "trace"}}))
    status, output, errors = understudy(*command, "--config", file, "--data", tmp_path / "data")
    assert status != 0 and errors
    assert DATABASE_PASSWORD not in output + errors


def test_a_wrong_setting_is_not_repeated_where_it_may_be_a_secret(tmp_path):
    file = tmp_path / "understudy.yaml"
    file.write_text(json.dumps({
        "providers": {"a": {"kind": "openai", "api_key": ["sk-planted"], "base_url": f"ftp://ada:{DATABASE_PASSWORD}@host"}},
        "accounts": {"oidc": {"client_secret": {"a": CLIENT_SECRET}}}, "secret_key": f"file:{tmp_path}/missing",
    }))
    status, output, errors = understudy("serve", "--config", file, "--data", tmp_path / "data", UNDERSTUDY_SECRET_KEYS=SECRET_KEY)
    assert status == 78
    for secret in ("sk-planted", DATABASE_PASSWORD, CLIENT_SECRET, SECRET_KEY):
        assert secret not in output + errors
