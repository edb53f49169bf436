"""Documents become findable: by words at once, by meaning as soon as the embedding model answers; and the health of all that."""

import json
import re

from documents import log_in, make_user, shell
from program import eventually, understudy

SCRIPT = {"pace": 0, "models": {"small": {"dimensions": 8}, "large": {"dimensions": 12}}}


def settings(sim, model="open:small", **more):
    return {
        "providers": {"open": {"kind": "openai", "base_url": f"{sim.url}/v1", "api_key": "rehearsal"}},
        "chains": {"default": ["open:star"]}, "knowledge": {"embeddings": {"model": model}},
    } | more


def metric(host, name, labels=""):
    """A number of the server's metrics; 0 while it is not there."""
    with host.http() as http:
        found = re.search(rf"^{name}{re.escape(labels)} (\S+)$", http.get("/metrics").text, re.MULTILINE)
    return float(found.group(1)) if found else 0


def indexed(host, index):
    return metric(host, "understudy_indexed_passages_total", f'{{index="{index}"}}')


def add(host, name, text, owner="ann"):
    """Takes a document into a collection of somebody's own, and waits until it is read."""
    make_user(host, owner, "a password of hers")
    with host.http(headers={"authorization": f"Bearer {log_in(host, owner, 'a password of hers')}"}) as http:
        papers = http.post("/api/v1/collections", json={"name": "Papers"}).json()["id"]
        answer = http.post(f"/api/v1/collections/{papers}/documents", json={"title": name, "text": text})
        assert answer.status_code == 202, answer.text
        document = answer.json()["documents"][0]["id"]
        eventually(lambda: http.get(f"/api/v1/documents/{document}").json()["status"] == "ready", within=60)


def vector_files(host):
    folder = host.data / "vectors"
    return sorted(file.name for file in folder.iterdir() if file.suffix == ".vectors") if folder.exists() else []


def test_documents_are_indexed_by_words_and_by_vectors(stage):
    sim = stage.simulator(SCRIPT)
    host = stage.server(settings(sim))
    add(host, "a.txt", "The violin is red.")
    assert indexed(host, "keywords") == 1
    eventually(lambda: indexed(host, "vectors") == 1, within=60)
    assert [file.endswith("-v1.vectors") for file in vector_files(host)] == [True]
    assert len(sim.requests("small")) == 1


def test_a_model_that_is_away_stalls_nothing_and_is_taken_up_again(stage):
    sim = stage.simulator(SCRIPT)
    host = stage.server(settings(sim))
    sim.behave("small", fault="server_error")
    add(host, "a.txt", "The violin is red.")
    assert indexed(host, "keywords") == 1 and indexed(host, "vectors") == 0
    eventually(lambda: metric(host, "understudy_index_pending_changes", '{index="vectors"}') == 1, within=60)
    sim.behave("small", fault="none")
    eventually(lambda: indexed(host, "vectors") == 1, within=120)


def test_another_model_takes_over_after_a_restart(stage):
    sim = stage.simulator(SCRIPT)
    host = stage.server(settings(sim))
    add(host, "a.txt", "The violin is red.")
    eventually(lambda: indexed(host, "vectors") == 1, within=60)
    host.stop()
    host = stage.server(settings(sim, "open:large"), data=host.data)
    eventually(lambda: [file.endswith("-v2.vectors") for file in vector_files(host)] == [True], within=60)


def test_the_command_line_indexes_words_and_leaves_vectors_to_the_server(stage, tmp_path):
    sim = stage.simulator(SCRIPT)
    host = stage.server(settings(sim))
    (tmp_path / "a.md").write_text("# Title\n\nThe violin is red.")
    status, _, errors = understudy("ingest", tmp_path / "a.md", *host.store)
    assert status == 0, errors
    assert host.rows("SELECT COUNT(*) FROM search_segments")[0][0] == 1
    eventually(lambda: indexed(host, "vectors") == 1, within=60)


def test_the_health_check_of_document_003(stage):
    sim = stage.simulator(SCRIPT)
    host = stage.server(settings(sim))

    def soon():
        """What it says, once it has said it in the two seconds of the document, and found no part that stood still with the machine."""
        done = shell(f"curl -s -w '\\n%{{http_code}} %{{time_total}}' {host.url}/api/v1/health", stage.folder)
        body, status = done.stdout.rsplit("\n", 1)
        code, took = status.split()
        return body if code == "200" and float(took) < 2 and json.loads(body)["status"] == "ok" else None

    body = eventually(soon, within=60, what="health")
    health = json.loads(body)
    assert {name: check["status"] for name, check in health["checks"].items()} == {
        name: "ok" for name in ("accepting", "cache", "database", "knowledge", "ledger", "models", "vectors")}
    assert all(check["latency_ms"] >= 0 for check in health["checks"].values())
    assert health["checks"]["cache"]["kind"] == "memory"
    assert health["checks"]["vectors"]["kind"] == "exact"
    assert str(host.data) not in body and "127.0.0.1" not in body and "rehearsal" not in body


def test_a_vector_store_that_is_away_degrades_the_health(stage):
    sim = stage.simulator(SCRIPT)
    host = stage.server(settings(sim, knowledge={
        "embeddings": {"model": "open:small"}, "vectors": {"store": "qdrant", "url": "http://127.0.0.1:9"}}))
    with host.http() as http:
        # Not at once on a machine that stands still: then parts of the server itself are found to say nothing.
        health = eventually(
            lambda: answer.json() if (answer := http.get("/api/v1/health")).status_code == 200 else None, within=60, what="health")
    assert health["status"] == "degraded"
    assert health["checks"]["vectors"]["status"] == "down"
    add(host, "a.txt", "The violin is red.")
