"""Consent, retention, temporary chats, taking everything along and taking everything away: over real HTTP, on both databases."""

import base64
import json
import re
import sqlite3
import subprocess
import threading
import time
from contextlib import closing

import httpx2 as httpx
import pytest
from program import BINARY, PASSWORD, clean_environment, eventually, one_provider, understudy, verify

WORDS = "the ⱘⱙⱚ words that ada planted"
ANSWER = "The answer that was planted for ada."
DRIP = " ".join(f"streamed{number:04}" for number in range(2000))
TEXT = "We keep what you write. **Agree?**"


def config(stage, database="sqlite", **more):
    simulator = stage.simulator({"pace": 0, "models": {"star": {"answer": ANSWER}, "slow": {"answer": DRIP, "pace": 20}}})
    return one_provider(simulator, "star", "slow") | {
        "database": database, "conversations": {"titles": "first_line"},
        "chains": {"default": ["sim:star"], "slow": ["sim:slow"]},
        "assistants": {"star": {"name": "Star", "chain": "default"}, "slow": {"name": "Slow", "chain": "slow"}},
    } | more


def account(host, name, role="member", *more):
    done = subprocess.run(
        [BINARY, "user", "create", name, "--role", role, *host.store, "--json", *more], input=PASSWORD + "\n",
        capture_output=True, text=True, check=False, timeout=60, env=clean_environment())
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


class Person(httpx.Client):
    """Somebody at a browser; logged in when they have a name."""

    def __init__(self, host, name=None):
        super().__init__(base_url=host.url, timeout=30)
        if name:
            answer = self.post("/login", data={"username": name, "password": PASSWORD})
            assert answer.status_code == 303, answer.text
        else:
            self.get("/")
        assert self.cookies

    def open(self, **body):
        answer = self.post("/api/v1/conversations", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    def say(self, words, conversation=None, **body):
        conversation = conversation or self.open(**body)
        self.post(f"/api/v1/conversations/{conversation}/messages", json={"content": words}).raise_for_status()
        return conversation

    def conversations(self):
        return [each["id"] for each in self.get("/api/v1/conversations").json()["conversations"]]


def dump(host):
    """Every value of every table of the database, as text."""
    database = json.loads((host.data.parent / "understudy.yaml").read_text())["database"]
    if database != "sqlite":
        done = subprocess.run(["pg_dump", "--data-only", "--inserts", database], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout
    with closing(sqlite3.connect(f"file:{host.data}/understudy.db?mode=ro", uri=True)) as connection:
        return "\n".join(connection.iterdump())


def in_files(host, text):
    return [file.name for file in host.data.rglob("*") if file.is_file() and text.encode() in content(file)]


def content(file):
    """The bytes of a file; none when it went while the folder was read."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


def settled(host):
    eventually(lambda: verify(*host.store)[1]["pending"] == 0, within=60, what="indexing")


# Taking everything away.

def test_nothing_of_a_person_is_found_after_they_deleted_their_account(stage, server, database):
    host = server(config(stage, database))
    account(host, "root", "admin")
    ada = account(host, "ada.lovelace", "member", "--email", "planted@example.com", "--display-name", "Planted Ada")
    person = Person(host, "ada.lovelace")
    conversation = person.say(WORDS)
    person.patch(f"/api/v1/conversations/{conversation}", json={"title": "planted title"}).raise_for_status()
    key = person.post("/api/v1/keys", json={"name": "planted key"}).raise_for_status().json()["key"]
    program = httpx.Client(base_url=host.url, headers={"authorization": f"Bearer {key}"}, timeout=30)
    program.post("/ai/chat", json={"prompt": WORDS}).raise_for_status()
    settled(host)
    before = dump(host)
    for planted in (WORDS, ANSWER, "planted@example.com", "Planted Ada", "planted title", "planted key", "ada.lovelace"):
        assert planted in before, planted

    refused = person.request("DELETE", "/api/v1/account", json={"password": "a guess at it"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "wrong_password")
    assert person.request("DELETE", "/api/v1/account", json={"password": PASSWORD}).status_code == 204

    after = dump(host)
    for planted in (WORDS, ANSWER, "planted", "Planted", "lovelace", "127.0.0.1"):
        assert planted not in after, planted
    # What stays is under an identifier that leads to nobody.
    assert ada["id"] in after
    assert person.get("/account").status_code == 302
    assert program.post("/ai/chat", json={"prompt": "Hello"}).status_code == 401
    assert host.verify()["stored"] >= 2
    journal = b"".join(file.read_bytes() for file in (host.data / "ledger").rglob("*") if file.is_file()).decode(errors="replace")
    for planted in (WORDS, ANSWER, "planted", "lovelace"):
        assert planted not in journal
    if database == "sqlite":
        for planted in (WORDS, "ⱘⱙⱚ", ANSWER, "planted@example.com", "Planted Ada"):
            assert in_files(host, planted) == [], planted


def test_running_answers_of_whoever_goes_are_stopped(stage, server):
    host = server(config(stage))
    account(host, "root", "admin")
    account(host, "ada")
    person = Person(host, "ada")
    conversation = person.open(assistant="slow")
    ended = []

    def listen():
        with person.stream("POST", f"/api/v1/conversations/{conversation}/messages", json={"content": WORDS}) as answer:
            for _ in answer.iter_lines():
                pass
        ended.append(time.monotonic())

    thread = threading.Thread(target=listen)
    thread.start()
    eventually(lambda: host.rows("SELECT 1 FROM chat_messages WHERE status = 'streaming'"), what="the answer")
    other = Person(host, "ada")
    assert other.request("DELETE", "/api/v1/account", json={"password": PASSWORD}).status_code == 204
    # Long before the answer would have ended by itself.
    thread.join(timeout=60)
    assert ended and host.rows("SELECT * FROM conversations") == []


def test_an_admin_deletes_a_person_and_the_last_admin_stays(stage, server):
    host = server(config(stage))
    root = account(host, "root", "admin")
    ada = account(host, "ada")
    admin, person = Person(host, "root"), Person(host, "ada")
    person.say(WORDS)
    assert person.delete(f"/api/v1/users/{root['id']}").status_code == 403
    assert admin.delete(f"/api/v1/users/{root['id']}").json()["error"]["code"] == "last_admin"
    assert admin.delete(f"/api/v1/users/{ada['id']}").status_code == 204
    assert admin.delete(f"/api/v1/users/{ada['id']}").status_code == 404
    assert host.rows("SELECT * FROM conversations") == [] and person.get("/account").status_code == 302
    entry = admin.get("/api/v1/audit?event=user.deleted").json()["entries"][0]
    assert (entry["actor_id"], entry["subject_id"]) == (root["id"], ada["id"])


def test_the_command_deletes_a_person(stage, server):
    host = server(config(stage))
    account(host, "root", "admin")
    ada = account(host, "ada")
    Person(host, "ada").say(WORDS)
    status, output, errors = understudy("user", "delete", "root", *host.store, "--json", "--yes")
    assert (status, output) == (1, "") and "last admin" in errors
    status, output, errors = understudy("user", "delete", "ada", *host.store, "--json", "--yes")
    assert status == 0 and json.loads(output) == {"deleted": True, "id": ada["id"], "username": "ada"}, errors
    assert host.rows("SELECT * FROM conversations") == []
    assert in_files(host, WORDS) == []


# Taking everything along.

def test_an_export_holds_everything_and_opens_nothing(stage, server, database):
    host = server(config(stage, database))
    root, ada = account(host, "root", "admin"), account(host, "ada", "member", "--email", "ada@example.com")
    account(host, "eve")
    person, other, admin = Person(host, "ada"), Person(host, "eve"), Person(host, "root")
    conversation = person.say(WORDS)
    tree = person.get(f"/api/v1/conversations/{conversation}").json()["messages"]
    person.post(
        f"/api/v1/conversations/{conversation}/messages", json={"content": "another wording", "edits": tree[0]["id"]})
    other.say("eve's own words")
    key = person.post("/api/v1/keys", json={"name": "a key"}).json()["key"]
    papers = person.post("/api/v1/collections", json={"name": "Papers"}).json()["id"]
    original = bytes(range(256)) * 4000
    sent = person.post(f"/api/v1/collections/{papers}/documents", files=[
        ("file", ("all.bin", original)), ("file", ("a.md", "# Größe".encode()))])
    assert sent.status_code == 202, sent.text
    settled(host)
    answer = person.get("/api/v1/account/export")
    assert answer.status_code == 200 and "attachment" in answer.headers["content-disposition"]
    export = answer.json()
    assert export["format"] == "understudy.account" and export["id"] == ada["id"]
    data = export["data"]
    assert data["users"][0]["email"] == "ada@example.com" and data["api_keys"][0]["name"] == "a key"
    assert len(data["sessions"]) == 1 and data["sessions"][0]["address"] == "127.0.0.1"
    assert len(data["ai_usage_logs"]) == 2 and data["ai_usage_logs"][0]["model_identifier"] == "sim:star"
    contents = [each["content"] for each in export["conversations"][0]["messages"]]
    assert sorted(contents) == sorted([WORDS, ANSWER, "another wording", ANSWER])
    files = {document["title"]: base64.b64decode(document["file"]) for document in export["documents"]}
    assert files["all.bin"] == original and "# Größe".encode() in files.values() and len(files) == 2
    for secret in (key, "password_hash", "cookie_hash", '"hash"', "scrypt", "eve's own words", person.cookies.get("understudy_login")):
        assert secret not in answer.text, secret

    # What was taken along can be brought back.
    file = {"format": "understudy.conversations", "version": 1, "conversations": export["conversations"]}
    assert len(person.post("/api/v1/conversations/import", json=file).json()["imported"]) == 1

    by_admin = admin.get(f"/api/v1/users/{ada['id']}/export")
    assert by_admin.json()["data"]["users"][0]["username"] == "ada"
    entries = admin.get("/api/v1/audit?event=data.exported").json()["entries"]
    assert [(each["actor_id"], each["subject_id"]) for each in entries] == [(root["id"], ada["id"]), (ada["id"], ada["id"])]
    assert other.get(f"/api/v1/users/{ada['id']}/export").status_code == 403


def test_a_large_export_is_streamed(stage, server):
    host = server(config(stage))
    account(host, "root", "admin")
    person = Person(host, "root")
    body = {"format": "understudy.conversations", "version": 1, "conversations": [
        {"title": f"c{number}", "messages": [{"id": "m", "role": "user", "content": f"{number} " + "x" * 50_000}]}
        for number in range(300)]}
    assert len(person.post("/api/v1/conversations/import", json=body, timeout=120).json()["imported"]) == 300
    size, pieces = 0, 0
    with person.stream("GET", "/api/v1/account/export", timeout=120) as answer:
        for piece in answer.iter_bytes():
            size, pieces = size + len(piece), pieces + 1
    assert size > 15_000_000 and pieces > 100


def test_a_visitor_takes_along_what_the_browser_said(stage, server):
    host = server(config(stage))
    person, other = Person(host), Person(host)
    person.say(WORDS)
    assert WORDS in person.get("/api/v1/account/export").text
    assert WORDS not in other.get("/api/v1/account/export").text


# Retention.

def test_what_is_kept_too_long_is_purged_and_counted(stage, server, database, cluster):
    host = server(config(stage, database, privacy={"retention": {"visitor": "30d", "member": "365d"}}))
    account(host, "ada")
    visitor, person = Person(host), Person(host, "ada")
    old, new = visitor.say(WORDS), visitor.say("Hello again")
    visitor.patch(f"/api/v1/conversations/{old}", json={"pinned": True}).raise_for_status()
    kept = person.say("Hello from ada")
    sql = f"UPDATE conversations SET updated_at = '2020-01-01 00:00:00.000' WHERE id = '{old}'"
    if database == "sqlite":
        with closing(sqlite3.connect(f"{host.data}/understudy.db", timeout=10)) as connection:
            connection.execute(sql)
            connection.commit()
    else:
        cluster.psql(sql, database.rsplit("/", 1)[1])

    status, output, errors = understudy("purge", "--dry-run", "--json", *host.store)
    assert status == 0, errors
    report = json.loads(output)
    assert report["dry_run"] is True
    assert [(each["role"], each["conversations"], each["messages"]) for each in report["purged"]] == [
        ("visitor", 1, 2), ("member", 0, 0)]
    assert set(visitor.conversations()) == {old, new}

    status, output, errors = understudy("purge", "--json", *host.store)
    assert status == 0 and json.loads(output)["purged"][0]["conversations"] == 1, errors
    assert visitor.conversations() == [new] and person.conversations() == [kept]
    assert visitor.get("/api/v1/conversations/search", params={"q": "ⱘⱙⱚ"}).json()["hits"] == []
    after = dump(host)
    assert "data.purged" in after and "visitor: 1 conversations, 2 messages, 0 suggestions" in after and WORDS not in after
    if database == "sqlite":
        assert in_files(host, WORDS) == [] and in_files(host, "ⱘⱙⱚ") == []
    status, output, _ = understudy("purge", *host.store)
    assert status == 0 and "deleted 0 conversations" in output


def test_without_retention_nothing_is_purged(stage, server):
    host = server(config(stage))
    Person(host).say(WORDS)
    status, output, _ = understudy("purge", *host.store)
    assert status == 0 and "kept for good" in output
    assert json.loads(understudy("purge", "--json", *host.store)[1]) == {"dry_run": False, "purged": []}


# Consent.

def agree(person, next="/"):
    page = person.get("/").text
    version = re.search(r'name="version" value="([0-9a-f]+)"', page).group(1)
    answer = person.post("/consent", data={"version": version, "next": next})
    assert (answer.status_code, answer.headers["location"]) == (303, next)
    return version


def test_required_consent_comes_before_the_first_message(stage, server):
    link = "https://example.com/privacy"
    settings = config(stage, privacy={"consent": "required", "consent_text": TEXT, "consent_link": link})
    host = server(settings)
    person = Person(host)
    page = person.get("/").text
    assert "<strong>Agree?</strong>" in page and link in page and 'id="read-only"' in page
    refused = person.post("/api/v1/conversations", json={})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "consent_required")
    assert host.rows("SELECT * FROM conversations") == []
    version = agree(person)
    assert 'id="consent"' not in person.get("/").text
    conversation = person.say(WORDS)
    assert host.rows("SELECT text_version, withdrawn_at FROM consents") == [(version, None)]
    # Programs are the operator's matter.
    with host.http() as program:
        program.post("/ai/chat", json={"prompt": "Hello"}).raise_for_status()

    assert person.post("/settings/privacy", data={"do": "withdraw"}).headers["location"] == "/settings?privacy=withdrawn"
    refused = person.post(f"/api/v1/conversations/{conversation}/messages", json={"content": "more"})
    assert refused.json()["error"]["code"] == "consent_required"
    assert person.post("/assistants/tasks", data={"title": "x"}).headers["location"] == "/#consent"
    # What is kept can be read, renamed and deleted all the same.
    assert person.get(f"/api/v1/conversations/{conversation}").status_code == 200
    assert person.delete(f"/api/v1/conversations/{conversation}").status_code == 204
    agree(person)
    person.say("Hello")

    settings["privacy"]["consent_text"] = "We keep more."
    host.stop()
    again = server(settings, data=host.data)
    person = httpx.Client(base_url=again.url, cookies={c.name: c.value for c in person.cookies.jar})
    assert "We keep more." in person.get("/").text
    assert person.post("/consent", data={"version": version, "next": "/"}).status_code == 303
    assert person.post("/api/v1/conversations", json={}).json()["error"]["code"] == "consent_required"


def test_a_notice_waits_for_nobody(stage, server):
    host = server(config(stage, privacy={"consent": "notice", "consent_text": TEXT}))
    person = Person(host)
    page = person.get("/").text
    assert 'id="consent"' in page and 'id="read-only"' not in page
    person.say(WORDS)
    assert 'id="consent"' in person.get("/").text
    agree(person)
    assert 'id="consent"' not in person.get("/").text


def test_consent_goes_along_when_a_visitor_logs_in(stage, server):
    host = server(config(stage, privacy={"consent": "required", "consent_text": TEXT}))
    account(host, "ada")
    person = Person(host)
    agree(person)
    person.post("/login", data={"username": "ada", "password": PASSWORD})
    assert 'id="consent"' not in person.get("/").text
    assert len(person.get("/api/v1/account/export").json()["data"]["consents"]) == 1


@pytest.mark.parametrize("privacy, said", [
    ({"consent": "required"}, "privacy.consent needs a text"),
    ({"consent": "maybe"}, "privacy.consent must be none, notice or required"),
    ({"consent": "notice", "consent_file": "missing.md"}, "missing.md cannot be read"),
    ({"retention": {"visitor": "soon"}}, "privacy.retention.visitor must be a duration"),
    ({"retention": {"visitors": "1d"}}, 'did you mean "visitor"'),
    ({"store": "nothing"}, "privacy.store must be conversations or none"),
])
def test_a_wrong_setting_stops_the_start(tmp_path, privacy, said):
    file = tmp_path / "understudy.yaml"
    file.write_text(json.dumps({"privacy": privacy}))
    status, _, errors = understudy("purge", "--config", file, "--data", tmp_path / "data")
    assert status == 78 and said in errors, errors


# Nothing kept.

def test_a_temporary_chat_is_in_no_file_at_any_time(stage, server):
    host = server(config(stage))
    person, other = Person(host), Person(host)
    conversation = person.open(assistant="slow", temporary=True)
    seen = []

    def listen():
        with person.stream("POST", f"/api/v1/conversations/{conversation}/messages", json={"content": WORDS}) as answer:
            for line in answer.iter_lines():
                seen.append(line)

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    eventually(lambda: len(seen) > 200, within=60, what="some of the answer")
    assert in_files(host, WORDS) == [] and in_files(host, "streamed0010") == []
    reader = httpx.Client(base_url=host.url, cookies={c.name: c.value for c in person.cookies.jar}, timeout=30)
    page = reader.get(f"/c/{conversation}").text
    assert 'id="temporary"' in page and WORDS in page
    reader.post(f"/api/v1/conversations/{conversation}/stop", json={}).raise_for_status()
    thread.join(timeout=60)
    assert not thread.is_alive()
    assert reader.get("/api/v1/conversations").json()["conversations"] == []
    assert reader.get("/api/v1/conversations/search", params={"q": "planted"}).json()["hits"] == []
    for path in ("/api/v1/conversations/export", "/api/v1/account/export"):
        assert WORDS not in reader.get(path).text
    fork = reader.post(f"/api/v1/conversations/{conversation}/fork", json={
        "message_id": reader.get(f"/api/v1/conversations/{conversation}").json()["messages"][0]["id"]}).json()["id"]
    assert fork.startswith("temporary-")
    assert other.get(f"/c/{conversation}").status_code == 404
    # The ledger has its record, without words.
    settled(host)
    assert host.rows("SELECT conversation_id FROM ai_usage_logs") == [(conversation,)]
    assert host.rows("SELECT * FROM conversations") == [] and in_files(host, WORDS) == []
    assert other.post(f"/c/{conversation}/end").status_code == 404
    assert reader.post(f"/c/{conversation}/end").headers["location"] == "/"
    assert reader.get(f"/c/{conversation}").status_code == 404


def test_a_temporary_chat_is_gone_when_nobody_uses_it(stage, server):
    host = server(config(stage, privacy={"temporary_lifetime": "1s"}))
    person = Person(host)
    conversation = person.say(WORDS, temporary=True)
    eventually(lambda: person.get(f"/c/{conversation}").status_code == 404, within=120, what="the end of the conversation")


def test_a_server_that_keeps_nothing_still_talks(stage, server):
    host = server(config(stage, privacy={"store": "none"}))
    person, other = Person(host), Person(host)
    conversation = person.say(WORDS)
    eventually(lambda: [m["status"] for m in person.get(f"/api/v1/conversations/{conversation}").json()["messages"]]
               == ["complete", "complete"])
    person.say("and another question", conversation)
    assert len(person.get(f"/api/v1/conversations/{conversation}").json()["messages"]) == 4
    page = person.get(f"/c/{conversation}").text
    assert WORDS in page and 'id="nothing-kept"' in page and "?temporary" not in page
    assert person.conversations() == [conversation] and other.conversations() == []
    with host.http() as program:
        program.post("/ai/chat", json={"prompt": WORDS}).raise_for_status()
        program.post("/api/chatbot/chat", json={"session_id": "s", "message": WORDS}).raise_for_status()
        assert len(program.get("/api/chatbot/history/s").json()["messages"]) == 2
    settled(host)
    assert len(host.rows("SELECT * FROM ai_usage_logs")) == 4
    for planted in (WORDS, ANSWER, "another question"):
        assert in_files(host, planted) == []
    host.stop()
    again = server(config(stage, privacy={"store": "none"}), data=host.data)
    with httpx.Client(base_url=again.url, cookies={c.name: c.value for c in person.cookies.jar}) as late:
        assert late.get(f"/c/{conversation}").status_code == 404


def test_a_visitor_deletes_all_conversations(stage, server):
    host = server(config(stage))
    person, other = Person(host), Person(host)
    person.say(WORDS)
    kept = other.say("Hello")
    assert person.post("/settings/privacy", data={"do": "delete"}).status_code == 422
    assert person.post("/settings/privacy", data={"do": "delete", "sure": "yes"}).status_code == 303
    assert person.conversations() == [] and other.conversations() == [kept]
    assert in_files(host, WORDS) == []
