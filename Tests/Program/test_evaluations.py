"""Questions with known answers, asked of a running server; on both databases."""

import subprocess

import pytest
from documents import log_in
from program import BINARY, PASSWORD, clean_environment, eventually, one_provider

NAMES = ["violin", "cello", "flute", "oboe", "horn", "harp"]


@pytest.fixture
def shop(stage, database):
    return open_shop(stage, {"database": database})


def open_shop(stage, config):
    """A server with a document on each instrument, that everybody may read."""
    server = stage.server(config)
    subprocess.run(
        [BINARY, "user", "create", *server.store, "root", "--role", "admin"], input=PASSWORD + "\n", text=True, check=True,
        capture_output=True, env=clean_environment())
    client = as_root(server)
    made = client.post("/api/v1/collections", json={"name": "Shop", "readers": "everybody"}).json()
    for name in NAMES:
        add(client, made["id"], name.title(), f"Who rents a {name} must bring it back clean.")
    return config, server, client, made["id"]


def as_root(server):
    return server.http(headers={"authorization": f"Bearer {log_in(server, 'root', PASSWORD)}"})


def add(client, collection, title, text):
    """Takes a document in, and waits until it can be found."""
    answer = client.post(f"/api/v1/collections/{collection}/documents", json={"title": title, "text": text})
    assert answer.status_code == 202, answer.text
    document = answer.json()["documents"][0]["id"]
    eventually(
        lambda: client.get(f"/api/v1/documents/{document}").json()["status"] == "ready", what=f"document {document}")


def start(client, evaluation, note=""):
    answer = client.post(f"/api/v1/evaluations/{evaluation}/runs", json={"note": note})
    assert answer.status_code == 202, answer.text
    return answer.json()["id"]


def ended(client, evaluation, run):
    def ask():
        found = client.get(f"/api/v1/evaluations/{evaluation}/runs/{run}").json()
        return found if found["run"]["status"] not in ("queued", "running") else None
    return eventually(ask, what="the end of the run")


def test_runs_are_compared_and_put_on_record(shop):
    _, _, client, collection = shop
    questions = [{"question": f"Must I clean the {name}?", "expected": [name]} for name in NAMES]
    body = {"name": "Cleaning", "collection_id": collection, "questions": questions}
    wrong = body | {"questions": questions + [{"question": "And the drum?", "expected": ["drum"]}]}
    refused = client.post("/api/v1/evaluations", json=wrong)
    assert refused.status_code == 422 and refused.json()["error"]["code"] == "questions_unusable"
    assert 'line 7: there is no document "drum"' in refused.json()["error"]["message"]
    assert client.get("/api/v1/evaluations").json() == {"evaluations": []}
    evaluation = client.post("/api/v1/evaluations", json=body).json()["id"]
    first = start(client, evaluation, "first")
    found = ended(client, evaluation, first)
    assert found["run"]["status"] == "done", found
    [leg] = found["run"]["legs"]
    assert leg["name"] == "keywords" and leg["ndcg_10"] == 1 and leg["recall_10"] == 1 and leg["p50_ms"] > 0
    assert found["missed"] == [] and found["run"]["ground"]["collections"][0]["documents"] == 6
    add(client, collection, "Cleaning", " ".join(["Clean the violin, clean the cello."] * 6))
    second = start(client, evaluation, "with a page about cleaning")
    ended(client, evaluation, second)
    compared = client.get(f"/api/v1/evaluations/{evaluation}/runs/{second}", params={"against": first}).json()
    assert compared["loss_count"] == 2 and compared["same_count"] == 4 and compared["win_count"] == 0
    assert compared["losses"][0]["after"]["found"][0]["title"] == "Cleaning"
    assert compared["run"]["ground"]["collections"][0]["version"] > compared["against"]["ground"]["collections"][0]["version"]
    page = client.get(f"/api/v1/evaluations/{evaluation}").json()
    assert [run["number"] for run in page["runs"]] == [2, 1]
    assert client.delete(f"/api/v1/evaluations/{evaluation}/runs/{first}").status_code == 204
    assert client.delete(f"/api/v1/evaluations/{evaluation}").status_code == 204
    assert client.get(f"/api/v1/evaluations/{evaluation}").status_code == 404
    events = [entry["event"] for entry in client.get("/api/v1/audit").json()["entries"]]
    assert events.count("evaluation.started") == 2 and events.count("evaluation.deleted") == 2
    assert events.count("evaluation.created") == 1


def test_a_run_is_cancelled_and_one_that_a_kill_ended_is_interrupted(stage, simulator, database):
    sim = simulator({"pace": 0})
    config, server, client, collection = open_shop(
        stage, one_provider(sim, "star") | {"database": database, "knowledge": {"embeddings": {"model": "sim:toy"}}})
    # So that no run ends by itself before it is ended here.
    sim.behave("toy", fault="slow_first_token", delay="100ms")
    questions = [{"question": f"Is number {number} a {NAMES[number % 6]}?", "expected": ["Violin"]} for number in range(10_000)]
    evaluation = client.post(
        "/api/v1/evaluations", json={"name": "Many", "collection_id": collection, "questions": questions}).json()["id"]
    one = client.post("/api/v1/evaluations", json={"name": "x", "collection_id": collection, "questions": questions[:1]})

    def is_under_way(run):
        return client.get(f"/api/v1/evaluations/{evaluation}/runs/{run}").json()["run"]["done"] > 0

    first = start(client, evaluation)
    waiting = start(client, one.json()["id"])
    eventually(lambda: is_under_way(first), what="the first run")
    assert client.post(f"/api/v1/evaluations/{evaluation}/runs", json={}).status_code == 409
    assert client.post(f"/api/v1/evaluations/{evaluation}/runs/{first}/cancel").status_code == 202
    assert ended(client, evaluation, first)["run"]["status"] == "cancelled"
    assert ended(client, one.json()["id"], waiting)["run"]["status"] == "done"

    second = start(client, evaluation)
    eventually(lambda: is_under_way(second), what="the second run")
    server.kill()
    next_server = stage.server(config, data=server.data)
    client = as_root(next_server)
    found = ended(client, evaluation, second)["run"]
    assert found["status"] == "interrupted" and found["legs"] == []
