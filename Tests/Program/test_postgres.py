"""The whole server on PostgreSQL: it serves, it outlives the database's absence, and the documents' SQL runs on it."""

import json
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx2 as httpx
import openai
import pytest
from program import eventually, one_provider, understudy, verify

HELLO = [{"role": "user", "content": "Hello"}]
# The statements of the deployment checklist for model choice per conversation, as they stand there.
DOCUMENT = [
    "SELECT * FROM ai_usage_logs ORDER BY created_at DESC LIMIT 5;",
    """SELECT column_name, data_type
FROM information_schema.columns
WHERE table_name = 'conversations' AND column_name = 'default_model_id';""",
    """SELECT column_name, data_type
FROM information_schema.columns
WHERE table_name = 'ai_usage_logs';""",
    "SELECT id, title, default_model_id FROM conversations LIMIT 5;",
    """SELECT model_identifier, COUNT(*) as usage_count
FROM ai_usage_logs
WHERE created_at > NOW() - INTERVAL '24 hours'
GROUP BY model_identifier
ORDER BY usage_count DESC;""",
    """SELECT model_identifier, AVG(latency_ms) as avg_latency
FROM ai_usage_logs
WHERE created_at > NOW() - INTERVAL '24 hours'
GROUP BY model_identifier;""",
]


def config(sim, url, **more):
    return one_provider(sim, "star") | {"database": url, "conversations": {"titles": "first_line"}} | more


def settled(host):
    """Waits until every record of the journal is in the database, and finds the ledger sound."""
    eventually(lambda: verify(*host.store)[1]["pending"] == 0, within=60, what="indexing")
    return host.verify()


class Browser(httpx.Client):
    """What the page does, without the page."""

    def __init__(self, host):
        super().__init__(base_url=host.url, timeout=20)
        self.get("/")
        # The session's cookie is for the browser's own host.
        assert self.cookies

    def converse(self, words):
        conversation = self.post("/api/v1/conversations", json={}).raise_for_status().json()["id"]
        self.post(f"/api/v1/conversations/{conversation}/messages", json={"content": words}).raise_for_status()
        return conversation

    def answer(self, conversation):
        messages = self.get(f"/api/v1/conversations/{conversation}").raise_for_status().json()["messages"]
        return next((m for m in messages if m["role"] == "assistant" and m["status"] == "complete"), None)


def test_a_chat_is_served_kept_and_indexed(simulator, server, cluster, tmp_path):
    name = cluster.database()
    sim = simulator({"pace": 0, "models": {"star": {"answer": "A star answers."}}})
    data = tmp_path / "data"
    host = server(config(sim, cluster.url(name)), data=data)
    assert host.client().chat.completions.create(model="default", messages=HELLO).choices[0].message.content == "A star answers."
    browser = Browser(host)
    conversation = browser.converse("Who is there?")
    assert eventually(lambda: browser.answer(conversation), what="the answer")["content"] == "A star answers."
    report = settled(host)
    assert report["stored"] == report["records"] == 4
    assert host.stop() == 0
    assert not (data / "understudy.db").exists()

    again = server(config(sim, cluster.url(name)), data=data)
    cookies = browser.cookies
    browser = httpx.Client(base_url=again.url, cookies=cookies)
    messages = browser.get(f"/api/v1/conversations/{conversation}").json()["messages"]
    assert [message["content"] for message in messages] == ["Who is there?", "A star answers."]

    outputs = [cluster.psql(sql, name) for sql in DOCUMENT]
    assert len(outputs[0].splitlines()) == 2
    assert outputs[1] == "default_model_id|text"
    for column in ("model_identifier", "user_id", "conversation_id", "latency_ms", "created_at"):
        assert re.search(rf"^{column}\|", outputs[2], re.MULTILINE)
    assert "created_at|timestamp with time zone" in outputs[2]
    assert outputs[3].startswith(conversation)
    assert outputs[4] == "sim:star|2"
    assert re.fullmatch(r"sim:star\|[\d.]+", outputs[5])


def test_the_environment_alone_names_the_database(simulator, server, cluster):
    name = cluster.database()
    variables = {
        "POSTGRES_HOST": "127.0.0.1", "POSTGRES_PORT": str(cluster.port), "POSTGRES_DB": name, "POSTGRES_USER": "postgres",
        "POSTGRES_PASSWORD": "pass@word/100%",
    }
    host = server(one_provider(simulator(), "star"), **variables)
    assert host.client().chat.completions.create(model="default", messages=HELLO).choices
    assert cluster.psql("SELECT COUNT(*) FROM api_keys", name) == "1"
    assert "pass@word" not in host.log


def test_two_servers_share_one_database(simulator, server, cluster, tmp_path):
    url = cluster.url(cluster.database())
    sim = simulator()
    first, second = (server(config(sim, url), data=tmp_path / name) for name in ("one", "two"))
    assert second.client(api_key=first.key).models.list().data
    conversation = Browser(first)
    created = conversation.post("/api/v1/conversations", json={}).json()["id"]
    other = httpx.Client(base_url=second.url, cookies=conversation.cookies)
    assert other.get(f"/api/v1/conversations/{created}").status_code == 200
    for host in (first, second, first):
        host.client(api_key=first.key).chat.completions.create(model="default", messages=HELLO)
    assert settled(first)["stored"] == 4
    assert settled(second)["stored"] == 2


def standing(cluster, name):
    """How the answers stand, in the order in which they were begun."""
    return cluster.psql("SELECT status FROM chat_messages WHERE role = 'assistant' ORDER BY created_at", name).split()


def test_a_start_interrupts_ones_own_answers_and_nobody_elses(simulator, server, cluster, tmp_path):
    name = cluster.database()
    sim = simulator({"models": {"star": {"fault": "endless", "pace": 20}}})
    first = server(config(sim, cluster.url(name)), data=tmp_path / "one")
    browser = Browser(first)
    path = f"/api/v1/conversations/{browser.post('/api/v1/conversations', json={}).json()['id']}"
    with browser.stream("POST", f"{path}/messages", json={"content": "A long one"}) as answer:
        next(line for line in answer.iter_lines() if line == "event: html")
        server(config(sim, cluster.url(name)), data=tmp_path / "two")
        assert standing(cluster, name) == ["streaming"]
        browser.post(f"{path}/stop")
    eventually(lambda: standing(cluster, name) == ["stopped"], what="the end of the answer")

    with browser.stream("POST", f"{path}/messages", json={"content": "Another long one"}) as answer:
        next(line for line in answer.iter_lines() if line == "event: html")
        first.kill()
    assert standing(cluster, name) == ["stopped", "streaming"]
    server(config(sim, cluster.url(name)), data=tmp_path / "one")
    assert standing(cluster, name) == ["stopped", "interrupted"]


def test_a_server_waits_for_a_database_that_starts_later(simulator, server, own_cluster, tmp_path):
    settings = config(simulator(), own_cluster.url(own_cluster.database()))
    own_cluster.stop()
    with ThreadPoolExecutor() as pool:
        starting = pool.submit(server, settings)
        eventually(
            lambda: any("Waiting for the database" in log.read_text() for log in tmp_path.rglob("errors.txt")), within=60)
        own_cluster.start()
        host = starting.result(timeout=120)
    assert Browser(host).get("/api/v1/conversations").status_code == 200


def test_a_database_that_does_not_come_is_named_in_a_sentence(tmp_path):
    file = tmp_path / "understudy.yaml"
    # Longer than a machine stands still: whose first attempt ends after the wait has nothing to wait for.
    file.write_text(json.dumps({"database": "postgres://nobody:secret@127.0.0.1:1/none", "database_wait": "6s"}))
    store = ["--config", file, "--data", tmp_path / "d"]
    status, _, errors = understudy("serve", *store, "--port", 0)
    assert status == 1
    assert "Waiting for the database" in errors
    (waited,) = re.findall(r"understudy: the database is not available, it did not answer within (\d+) s: ", errors)
    assert int(waited) >= 6
    assert "secret" not in errors
    # Whoever calls a command wants to know at once.
    status, _, errors = understudy("migrate", "status", *store)
    assert status == 1 and "Waiting" not in errors


class Load:
    """Callers who ask without end; each answer or error is kept with its moment."""

    def __init__(self, host, callers=4):
        self.host = host
        self.answers, self.errors = [], []
        self.ended = threading.Event()
        self.threads = [threading.Thread(target=self.call, args=(number,)) for number in range(callers)]
        for thread in self.threads:
            thread.start()

    def call(self, number):
        client = self.host.client()
        while not self.ended.is_set():
            try:
                raw = client.chat.completions.with_raw_response.create(model="default", messages=HELLO)
                raw.parse()
                self.answers.append(raw.headers["x-request-id"])
            except openai.APIError as error:
                self.errors.append(repr(error))
            time.sleep(0.02)

    def end(self):
        self.ended.set()
        for thread in self.threads:
            thread.join()


def test_the_database_stopped_under_load_costs_no_call_and_no_record(simulator, server, own_cluster):
    name = own_cluster.database()
    # Long enough to answer while the database is away.
    sim = simulator({"pace": 0, "models": {"star": {"words": 5}, "slow": {"words": 40, "pace": 20}}})
    chains = {"default": ["sim:star"], "slow": ["sim:slow"]}
    assistants = {"nexus-core": {"name": "Nexus Core", "chain": "slow"}}
    host = server(config(sim, own_cluster.url(name), chains=chains, assistants=assistants))
    browser = Browser(host)
    load = Load(host)
    eventually(lambda: len(load.answers) > 20, what="load")
    conversation = browser.converse("A long one, please")

    own_cluster.stop()
    before = len(load.answers)
    error = eventually(lambda: failure(browser), what="an error")
    assert error.status_code == 503
    assert error.json()["error"]["code"] == "database_unavailable"
    assert "try again" in error.json()["error"]["message"]
    assert int(error.headers["retry-after"]) >= 1
    assert "127.0.0.1" not in error.text and "connection" not in error.text
    assert httpx.get(f"{host.url}/ready").status_code == 503
    assert httpx.get(f"{host.url}/health").status_code == 200
    # Longer than keys are remembered for.
    time.sleep(6)
    eventually(lambda: len(load.answers) > before + 100, within=60, what="answers without a database")

    own_cluster.start()
    assert eventually(lambda: not failure(browser), within=60, what="conversations")
    eventually(lambda: httpx.get(f"{host.url}/ready").status_code == 200, within=60, what="readiness")
    # What was said while the database was away is kept now.
    saved = eventually(lambda: browser.answer(conversation), within=60, what="the answer made meanwhile")
    assert len(saved["content"].split()) >= 40
    load.end()
    assert load.errors == []
    report = settled(host)
    assert report["stored"] == report["records"]
    stored = set(own_cluster.psql("SELECT request_id FROM ai_usage_logs", name).split())
    assert set(load.answers) <= stored
    eventually(lambda: "the ledger is indexed again" in host.log, within=60, what="the word that it is")


def failure(browser):
    response = browser.get("/api/v1/conversations")
    return response if response.status_code != 200 else None


@pytest.mark.parametrize(
    ("parameters", "works"),
    [
        ("sslmode=disable", True),
        ("sslmode=require", True),
        ("sslmode=verify-full&sslrootcert={root}", True),
        ("sslmode=verify-full&sslrootcert={other}", False),
        ("sslmode=verify-full", False),
    ])
def test_the_address_says_how_to_encrypt(parameters, works, cluster, own_cluster, tmp_path):
    name = cluster.database()
    roots = {"root": cluster.folder / "server.pem", "other": own_cluster.folder / "server.pem"}
    file = tmp_path / "understudy.yaml"
    file.write_text(json.dumps({"database": f"{cluster.url(name)}?{parameters.format(**roots)}"}))
    status, _, errors = understudy("migrate", "up", "--config", file, "--data", tmp_path / "d")
    assert status == (0 if works else 1), errors
    assert works or "certificate" in errors
