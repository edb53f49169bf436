"""Document 003 as tests: answers from documents, with the example that comes with the project and its own documentation."""

import json

import httpx2 as httpx
import pytest
from documents import server_sent, shell
from program import DEADLINES_IN_ENVIRONMENT, PATIENCE, ROOT, admin_of, eventually, quickest, understudy
from receiver import Receiver

EXAMPLE = ROOT / "examples" / "rag-docs"
FILES = len([*(ROOT / "docs").rglob("*.md")])
QUESTION = {"question": "What does understudy log verify prove?", "session_id": "rehearsal"}


def rehearsal(sim):
    """What the example's README says, to have the simulator stand in for OpenAI."""
    return DEADLINES_IN_ENVIRONMENT | {
        "OPENAI_API_KEY": "rehearsal", "UNDERSTUDY_PROVIDERS_OPENAI_BASE_URL": f"{sim.url}/v1",
        "UNDERSTUDY_CHAINS_DEFAULT": "openai:gpt-4o-mini"}


def read(host):
    """Waits until the folder's documents can be found."""
    def is_ready():
        with host.http() as http:
            found = [entry for entry in http.get("/api/v1/collections").json()["collections"] if entry["name"] == "docs"]
            pending = http.get("/api/v1/health").json()["checks"]["knowledge"].get("pending")
        return found and found[0]["documents"] == {"ready": FILES} and not pending
    eventually(is_ready, within=5 * PATIENCE, what="documents")
    return host


@pytest.fixture(scope="module")
def sim(shared_stage):
    return shared_stage.simulator((EXAMPLE / "models.yaml").read_text().replace("pace: 60", "pace: 0"))


@pytest.fixture(scope="module")
def host(shared_stage, sim):
    return read(shared_stage.server(EXAMPLE / "understudy.yaml", **rehearsal(sim)))


@pytest.fixture(scope="module")
def quoting(shared_stage):
    """The same without a model."""
    return read(shared_stage.server(EXAMPLE / "understudy.yaml", OLLAMA_HOST="http://127.0.0.1:9"))


def here(command, host):
    return command.replace("localhost:8000", f"localhost:{host.port}")


def ask(host, path="query", **body):
    answer = httpx.post(f"{host.url}/api/v1/chat/{path}", json=QUESTION | body)
    assert answer.status_code == 200, answer.text
    return answer.json()


# 3. Health checks

def test_the_health_check_passes(host, tmp_path):
    said = json.loads(shell(here("curl http://localhost:8000/api/v1/health", host), tmp_path).stdout)
    assert said["status"] == "ok"
    for part in ("database", "cache", "models", "knowledge"):
        assert said["checks"][part]["status"] == "ok" and said["checks"][part]["latency_ms"] >= 0, part
    # No model embeds in the example, so there is nothing to ask a vector store for.
    assert said["checks"]["vectors"]["status"] == "off"


def test_the_database_connection_works(host, tmp_path):
    command = """curl -X POST http://localhost:8000/api/v1/chat/query \\
      -H "Content-Type: application/json" \\
      -d '{"question": "test", "session_id": "test-uuid"}'"""
    said = json.loads(shell(here(command, host), tmp_path).stdout)
    assert {"answer", "citations", "model", "cached", "latency_ms"} <= set(said)


def test_the_logs_show_no_errors(host):
    ask(host)
    assert "ERROR" not in host.log and "error:" not in host.log


# 4. Smoke testing

def test_a_general_query_is_answered_with_citations_that_hold(host):
    said = ask(host)
    assert said["model"] == "openai:gpt-4o-mini"
    assert said["answer"].count("[1]") == 2 and said["coverage"] == "answered"
    citation, = said["citations"]
    assert citation["index"] == 1 and citation["quote"] == "`understudy log verify` proves that ledger and database agree."
    kept = httpx.get(f"{host.url}/api/v1/documents/{citation['document_id']}/text",
                     params={"start": citation["start"], "end": citation["end"]},
                     headers={"authorization": f"Bearer {host.key}"}).json()
    assert kept["text"] == citation["quote"]
    # The simulator's second sentence is made up.
    assert [sentence["verified"] for sentence in said["sentences"]] == [True, False]
    assert citation["verified"] is False


def test_without_a_model_the_documents_are_quoted(quoting):
    said = ask(quoting)
    assert "No language model is configured" in said["answer"]
    assert said["citations"] and all(citation["verified"] for citation in said["citations"])
    assert not said["model"] or said["model"].startswith("builtin:")


def test_what_the_documents_do_not_contain_is_not_made_up(host, sim):
    sim.clear()
    said = ask(host, question="Which wine goes with braised octopus?", session_id="octopus")
    assert (said["coverage"], said["citations"]) == ("not_covered", [])
    assert "documents" in said["answer"] and sim.requests("gpt-4o-mini") == []


def test_a_selection_query_is_answered_about_the_selection(host):
    said = ask(host, "selection", selected_text="A chain is a list of models in order.", question="Why in order?",
               source_url="https://www.example.com/handbook", session_id="selected")
    first = said["citations"][0]
    assert (first["index"], first["quote"]) == (1, "A chain is a list of models in order.")
    assert first["url"] == "https://www.example.com/handbook"


def test_an_answer_is_streamed(host):
    with httpx.stream("POST", f"{host.url}/api/v1/chat/query", json=QUESTION | {"stream": True, "session_id": "streamed"}) as answer:
        events = server_sent("".join(answer.iter_text()))
    names = [name for name, _ in events]
    assert (names[0], names[-1]) == ("started", "done") and set(names[1:-1]) == {"delta"}
    assert "".join(data["text"] for name, data in events if name == "delta") == events[-1][1]["answer"]


def test_rate_limiting_works(shared_stage, sim):
    host = read(shared_stage.server(
        EXAMPLE / "understudy.yaml", UNDERSTUDY_RATES_VISITOR_ASKING="3", **rehearsal(sim)))

    def query():
        return httpx.post(f"{host.url}/api/v1/chat/query", json=QUESTION)

    answers = [query() for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [answer.headers["ratelimit-remaining"] for answer in answers] == ["2", "1", "0"]
    # Every twenty seconds one more is allowed, also while these are made.
    refused = eventually(lambda: (answer := query()).status_code != 200 and answer, what="the limit")
    assert (refused.status_code, refused.headers["ratelimit-remaining"]) == (429, "0")
    assert int(refused.headers["retry-after"]) > 0
    assert refused.json()["error"]["code"] == "rate_limit_exceeded"


def test_caching_works(host, sim):
    question = {"question": "What does `understudy log verify` prove about the ledger?", "session_id": "cached"}
    first = ask(host, **question)
    sim.clear()
    again = ask(host, **question | {"session_id": "cached for somebody else"})
    assert (first["cached"], again["cached"]) == (False, True)
    assert (again["answer"], again["citations"]) == (first["answer"], first["citations"])
    assert sim.requests("gpt-4o-mini") == []


@pytest.mark.parametrize(
    ("body", "status", "param"),
    [
        ("{", 400, None), ({"session_id": "s"}, 422, "question"), ({"question": "x", "session_id": 7}, 422, "session_id"),
        ({"question": "", "session_id": "s"}, 422, "question"), ({"question": 7, "session_id": "s"}, 422, "question"),
        ({"question": "x", "session_id": "s", "collection": "nothing"}, 404, None),
    ],
)
def test_error_handling_works(host, body, status, param):
    content = body if isinstance(body, str) else json.dumps(body)
    answer = httpx.post(f"{host.url}/api/v1/chat/query", content=content, headers={"content-type": "application/json"})
    assert answer.status_code == status
    error = answer.json()["error"]
    assert error["message"] and error["request_id"] == answer.headers["x-request-id"]
    assert param is None or error["param"] == param


def test_webhooks_trigger(shared_stage, sim):
    receiver = Receiver()
    try:
        host = read(shared_stage.server(EXAMPLE / "understudy.yaml", UNDERSTUDY_WEBHOOKS_ALLOW_LOCAL="true", **rehearsal(sim)))
        with admin_of(host) as http:
            hook = {"url": receiver.url, "events": ["answer.completed"], "allow_local": True}
            made = http.post("/api/v1/webhooks", json=hook)
            assert made.status_code == 201, made.text
        ask(host, session_id="told")
        assert eventually(lambda: receiver.told("answer.completed"), what="webhook")
    finally:
        receiver.end()


# 6. Performance validation

def test_the_response_time_is_below_two_seconds(host, tmp_path):
    (tmp_path / "curl-format.txt").write_text("time_total: %{time_total}\\n")
    command = here('curl -w "@curl-format.txt" http://localhost:8000/api/v1/health', host)
    assert quickest(lambda: float(shell(command, tmp_path).stdout.rsplit("time_total: ", 1)[1])) < 2


# 7. Security verification

def test_keys_are_not_exposed(host):
    ask(host)
    assert "rehearsal" not in host.log
    for path in ("/metrics", "/api/v1/health", "/api/v1/models", "/api/openapi.json"):
        assert '"rehearsal"' not in httpx.get(host.url + path).text


@pytest.mark.parametrize("words", ["'; DROP TABLE documents; --", "<script>alert(1)</script>", "\u202e\u0000x", "a" * 20_000])
def test_hostile_words_are_words(host, words):
    answer = httpx.post(f"{host.url}/api/v1/chat/query", json={"question": words, "session_id": words[:500]})
    assert answer.status_code in (200, 413, 422)
    assert host.rows("SELECT COUNT(*) FROM documents")[0][0] > 0


# Rollback plan

def test_one_migration_back_and_forth_keeps_the_documents(stage, sim, tmp_path):
    host = read(stage.server(EXAMPLE / "understudy.yaml", data=tmp_path / "data", **rehearsal(sim)))
    before = ask(host)
    host.stop()
    backup = tmp_path / "backup.zip"
    assert understudy("backup", backup, *host.store)[0] == 0
    status, _, errors = understudy("migrate", "down", "1", *host.store)
    assert status == 0, errors
    again = read(stage.server(EXAMPLE / "understudy.yaml", data=tmp_path / "data", **rehearsal(sim)))
    assert ask(again)["answer"] == before["answer"]
    again.stop()
    restored = tmp_path / "restored"
    assert understudy("restore", backup, "--data", restored)[0] == 0
    third = read(stage.server(EXAMPLE / "understudy.yaml", data=restored, **rehearsal(sim)))
    assert ask(third)["answer"] == before["answer"]


# Post-deployment

def test_the_numbers_to_watch_are_there(host):
    ask(host, session_id="watched")
    said = httpx.get(f"{host.url}/metrics").text
    for name in ("understudy_http_requests_total", "understudy_answer_cache", "understudy_http_request_duration_seconds"):
        assert name in said
