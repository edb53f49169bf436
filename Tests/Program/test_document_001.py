"""Document 001 as tests: chat with a choice of model by conversation and request, its users and its usage log."""

import json

import httpx2 as httpx
import pytest
from documents import log_in, make_user, server_sent, shell
from program import DEADLINES_IN_ENVIRONMENT, ROOT, eventually, understudy

EXAMPLE = ROOT / "examples" / "halext"
MODELS = ["openai:gpt-4o-mini", "openai:gpt-4o", "local:llama3.1"]
MINI = "This is GPT-4o mini, or rather a rehearsal of it. What would you like to do first?"

LOGIN = """
TOKEN=$(curl -X POST http://localhost:8000/auth/login \\
  -H "Content-Type: application/json" \\
  -d '{"username":"your_user","password":"your_pass"}' \\
  | jq -r '.access_token')
"""

# The rehearsal of the example, in less time.
FAST = DEADLINES_IN_ENVIRONMENT | {
    "UNDERSTUDY_ROUTING_PATIENCE": "10ms", "UNDERSTUDY_ROUTING_BREAKER_FIRST_COOLDOWN": "10m",
    "UNDERSTUDY_ROUTING_BREAKER_LONGEST_COOLDOWN": "10m"}


def stand_in(sim):
    """What points the example at the simulator instead of OpenAI and Ollama."""
    return FAST | {
        "OPENAI_API_KEY": "rehearsal", "UNDERSTUDY_PROVIDERS_OPENAI_BASE_URL": f"{sim.url}/v1",
        "UNDERSTUDY_PROVIDERS_LOCAL_BASE_URL": sim.url,
    }


@pytest.fixture(scope="module")
def sim(shared_stage):
    return shared_stage.simulator((EXAMPLE / "models.yaml").read_text())


@pytest.fixture(scope="module")
def host(shared_stage, sim):
    host = shared_stage.server(EXAMPLE / "understudy.yaml", **stand_in(sim))
    host.users = {name: make_user(host, name, "your_pass") for name in ("your_user", "another_user")}
    return host


@pytest.fixture(scope="module")
def http(host):
    return host.http(headers={"authorization": f"Bearer {log_in(host, 'your_user', 'your_pass')}"})


@pytest.fixture(scope="module")
def another(host):
    return host.http(headers={"authorization": f"Bearer {log_in(host, 'another_user', 'your_pass')}"})


@pytest.fixture
def alone(server, simulator):
    """A server and simulator of the test's own, to break."""
    sim = simulator((EXAMPLE / "models.yaml").read_text())
    return sim, server(EXAMPLE / "understudy.yaml", **stand_in(sim))


def here(command, host):
    return command.replace("localhost:8000", f"localhost:{host.port}")


def ask(http, **body):
    answer = http.post("/ai/chat", json={"prompt": "Test message"} | body)
    assert answer.status_code == 200, answer.text
    return answer.json()


# Verify backend health

def test_the_health_command_shows_200(host, tmp_path):
    assert shell(here("curl -I http://localhost:8000/health", host), tmp_path).stdout.startswith("HTTP/1.1 200 OK")


def test_the_models_are_for_those_who_log_in(host, tmp_path):
    said = shell(here("curl http://localhost:8000/ai/models", host), tmp_path).stdout
    assert set(json.loads(said)) == {"error"}
    for headers in ({}, {"authorization": "Bearer us-wrong"}, {"authorization": "Basic eW91cl91c2VyOnlvdXJfcGFzcw=="}):
        for answer in (
            httpx.get(f"{host.url}/ai/models", headers=headers),
            httpx.post(f"{host.url}/ai/chat", headers=headers, json={"prompt": "Test message"}),
        ):
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"].startswith("Bearer")


def test_the_backend_starts_without_errors(alone):
    _, host = alone
    assert {line.split()[1] for line in host.log.splitlines()} == {"info"}


# Backend API tests

def test_the_models_endpoint(host, tmp_path):
    command = LOGIN + 'curl http://localhost:8000/ai/models \\\n  -H "Authorization: Bearer $TOKEN"'
    document = json.loads(shell(here(command, host), tmp_path).stdout)
    assert {"models", "provider", "current_model", "default_model_id"} <= set(document)
    assert [model["id"] for model in document["models"]] == MODELS
    assert document["models"][0] == {
        "id": MODELS[0], "name": "GPT-4o mini", "provider": "openai", "available": True, "context_window": 128000}
    assert (document["provider"], document["current_model"], document["default_model_id"]) == ("openai", MODELS[0], MODELS[0])


def test_chat_with_model_selection(host, tmp_path):
    command = LOGIN + """curl -X POST http://localhost:8000/ai/chat \\
  -H "Authorization: Bearer $TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{
    "prompt": "Test message",
    "model": "openai:gpt-4o-mini"
  }'
"""
    document = json.loads(shell(here(command, host), tmp_path).stdout)
    assert set(document) == {
        "response", "model", "provider", "conversation_id", "message_id", "usage", "latency_ms", "attempts"}
    assert (document["response"], document["model"], document["provider"]) == (MINI, "openai:gpt-4o-mini", "openai")
    assert document["usage"]["total_tokens"] == document["usage"]["prompt_tokens"] + document["usage"]["completion_tokens"] > 0
    assert [(attempt["model"], attempt["outcome"]) for attempt in document["attempts"]] == [("openai:gpt-4o-mini", "success")]


def test_task_suggestions_with_model(host, tmp_path):
    command = LOGIN + """curl -X POST http://localhost:8000/ai/tasks/suggest \\
  -H "Authorization: Bearer $TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{
    "title": "Test task",
    "description": "Test description",
    "model": "openai:gpt-4o-mini"
  }'
"""
    document = json.loads(shell(here(command, host), tmp_path).stdout)
    assert set(document["suggestions"]) == {"subtasks", "labels", "priority", "due", "effort_minutes"}
    assert (document["model"], document["provider"], document["calls"]) == ("openai:gpt-4o-mini", "openai", 1)
    request = document["request_id"]
    find = "SELECT model_identifier, user_id FROM ai_usage_logs WHERE request_id = ?"
    rows = eventually(lambda: host.rows(find, request), what="the usage log")
    assert rows == [("openai:gpt-4o-mini", host.users["your_user"])]


@pytest.mark.parametrize("kind", ["events", "notes"])
def test_event_and_note_suggestions_integrate_model_selection(http, kind):
    answer = http.post(f"/ai/{kind}/suggest", json={"title": "Test", "description": "Test", "model": "local:llama3.1"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["model"] == "local:llama3.1"


def test_usage_is_logged_with_model_user_and_conversation(host, http):
    document = ask(http, model="openai:gpt-4o")
    find = "SELECT model_identifier, user_id, latency_ms, surface FROM ai_usage_logs WHERE conversation_id = ?"
    rows = eventually(lambda: host.rows(find, document["conversation_id"]), what="the usage log")
    assert [(row[0], row[1], row[3]) for row in rows] == [("openai:gpt-4o", host.users["your_user"], "ai")]
    assert rows[0][2] >= 0


def test_usage_logging_captures_all_requests(alone):
    """Chat, streams, suggestions of every kind and OpenAI's own form, one record each, with who asked for what."""
    sim, host = alone
    who = make_user(host, "your_user", "your_pass")
    with host.http(headers={"authorization": f"Bearer {log_in(host, 'your_user', 'your_pass')}"}) as http:
        ask(http)
        assert http.post("/ai/chat", json={"prompt": "Test message", "stream": True}).status_code == 200
        for kind in ("tasks", "events", "notes"):
            http.post(f"/ai/{kind}/suggest", json={"title": "Test", "description": "Test"}).raise_for_status()
        call = {"model": "openai:gpt-4o", "messages": [{"role": "user", "content": "Test message"}]}
        http.post("/v1/chat/completions", json=call).raise_for_status()
        # One that nobody can answer is on record too.
        for model in ("gpt-4o-mini", "gpt-4o", "llama3.1"):
            sim.behave(model, fault="unauthorized")
        assert http.post("/ai/chat", json={"prompt": "Test message"}).status_code == 503
    find = "SELECT model_identifier, outcome FROM ai_usage_logs WHERE user_id = ? AND outcome = 'completed'"
    rows = eventually(lambda: len(found := host.rows(find, who)) == 6 and found, what="six records")
    assert sorted(model for model, _ in rows) == sorted([MODELS[0]] * 5 + [MODELS[1]])
    failed = "SELECT COUNT(*) FROM ai_usage_logs WHERE user_id = ? AND outcome <> 'completed'"
    eventually(lambda: host.rows(failed, who)[0][0] >= 1, what="the failed request")


@pytest.mark.parametrize("model", MODELS)
def test_each_model_can_be_chosen(http, model):
    assert ask(http, model=model)["model"] == model


# Conversations

def test_a_conversation_goes_on_with_its_history_and_keeps_both_messages(host, sim, http):
    first = ask(http, prompt="My name is Ada.")
    sim.clear()
    second = ask(http, prompt="What is my name?", conversation_id=first["conversation_id"], model="local:llama3.1")
    assert second["conversation_id"] == first["conversation_id"]
    assert second["message_id"] != first["message_id"]
    kept = host.rows(
        "SELECT role, content, model_identifier FROM chat_messages WHERE conversation_id = ? ORDER BY position",
        first["conversation_id"])
    assert [(role, model) for role, _, model in kept] == [
        ("user", None), ("assistant", MODELS[0]), ("user", None), ("assistant", MODELS[2])]
    assert kept[2][1] == "What is my name?"
    title, = host.rows("SELECT title FROM conversations WHERE id = ?", first["conversation_id"])
    assert title == ("My name is Ada.",)


def test_another_users_conversation_is_not_there(http, another):
    mine = ask(http)["conversation_id"]
    for conversation in (mine, "none"):
        answer = another.post("/ai/chat", json={"prompt": "Test message", "conversation_id": conversation})
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "conversation_not_found")


# Streaming

def test_a_stream_is_the_same_answer_in_pieces(http):
    answer = http.post("/ai/chat", json={"prompt": "Test message", "stream": True})
    assert answer.headers["content-type"] == "text/event-stream"
    events = server_sent(answer.text)
    assert [name for name, _ in events][:2] == ["started", "delta"]
    assert events[0][1]["model"] == MODELS[0]
    assert "".join(data["text"] for name, data in events if name == "delta") == MINI
    name, done = events[-1]
    assert (name, done["response"], done["model"]) == ("done", MINI, MODELS[0])
    assert done["conversation_id"] == events[0][1]["conversation_id"]
    assert len(events) > 5


# Models that fail

def test_the_chain_stands_in_for_the_chosen_model_and_says_so(alone):
    sim, host = alone
    sim.behave("gpt-4o", fault="rate_limit", retry_after=300)
    with host.http() as http:
        document = ask(http, model="openai:gpt-4o")
        assert (document["response"], document["model"]) == (MINI, MODELS[0])
        assert [(attempt["model"], attempt["outcome"]) for attempt in document["attempts"]] == [
            (MODELS[1], "rate_limited"), (MODELS[0], "success")]
        assert document["attempts"][0]["status"] == 429
        # From now on it is known to be out, and not asked.
        again = ask(http, model="openai:gpt-4o")
        assert [(attempt["model"], attempt["outcome"]) for attempt in again["attempts"]] == [
            (MODELS[1], "skipped"), (MODELS[0], "success")]
        models = {model["id"]: model for model in http.get("/ai/models").json()["models"]}
        assert (models[MODELS[1]]["available"], models[MODELS[1]]["reason"]) == (False, "rate_limited")
        assert models[MODELS[1]]["retry_at"].endswith("Z")


def test_with_the_first_model_out_the_next_is_the_current_one(alone):
    sim, host = alone
    sim.behave("gpt-4o-mini", fault="overloaded")
    with host.http() as http:
        ask(http)
        document = http.get("/ai/models").json()
    assert (document["current_model"], document["default_model_id"]) == (MODELS[1], MODELS[0])


@pytest.mark.parametrize("stream", [False, True])
def test_with_every_model_out_it_says_when_to_come_back(alone, stream):
    sim, host = alone
    for model in MODELS:
        sim.behave(model.split(":", 1)[1], fault="overloaded")
    with host.http() as http:
        answer = http.post("/ai/chat", json={"prompt": "Test message", "stream": stream})
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "all_models_unavailable")
    assert int(answer.headers["retry-after"]) >= 1
    assert host.rows("SELECT role, status FROM chat_messages ORDER BY position") == [
        ("user", "complete"), ("assistant", "failed")]


def test_a_caller_who_leaves_ends_the_answer(alone):
    sim, host = alone
    sim.behave("gpt-4o-mini", words=4000, pace=20)
    with host.http() as http, http.stream("POST", "/ai/chat", json={"prompt": "Test message", "stream": True}) as answer:
        next(answer.iter_lines())
    eventually(lambda: [entry["outcome"] for entry in sim.requests("gpt-4o-mini")] == ["client-left"])
    eventually(lambda: ("stopped",) in host.rows("SELECT status FROM chat_messages WHERE role = 'assistant'"))


# Bad input

@pytest.mark.parametrize(
    ("body", "status", "param"),
    [
        ({}, 422, "prompt"), ({"prompt": " \n"}, 422, "prompt"), ({"prompt": 7}, 422, "prompt"),
        ({"prompt": "x", "stream": "yes"}, 422, "stream"), ({"prompt": "x" * 300_000}, 413, None),
        ({"prompt": "x", "model": "openai:gpt-4o-mni"}, 404, "model"), ({"prompt": "x", "model": "nonsense"}, 404, "model"),
        ({"prompt": "x", "model": ""}, 404, "model"),
    ],
)
def test_bad_input_is_named_and_begins_no_conversation(host, http, body, status, param):
    before = host.rows("SELECT COUNT(*) FROM conversations")
    answer = http.post("/ai/chat", json=body)
    assert (answer.status_code, answer.json()["error"].get("param")) == (status, param)
    assert host.rows("SELECT COUNT(*) FROM conversations") == before


def test_an_unknown_model_is_answered_with_the_nearest(http):
    answer = http.post("/ai/chat", json={"prompt": "x", "model": "openai:gpt-4o-mni"})
    assert answer.json()["error"]["code"] == "model_not_found"
    assert 'Did you mean "openai:gpt-4o-mini"?' in answer.json()["error"]["message"]


# The database

MIGRATION = [
    "Running migration: Add default_model_id to conversations",
    "Successfully added default_model_id column to conversations table",
]


def test_the_migration_says_what_it_does(host):
    lines = [line for line in host.log.splitlines() if "migration" in line or "Successfully" in line]
    place = next(index for index, line in enumerate(lines) if line.endswith(MIGRATION[0]))
    assert lines[place + 1].endswith(MIGRATION[1])


def test_conversations_have_a_title_and_a_default_model(host, http):
    ask(http)
    assert host.rows("SELECT id, title, default_model_id FROM conversations LIMIT 5;")


@pytest.fixture(scope="module")
def psql(shared_stage, sim, cluster, tmp_path_factory):
    """Types into a shell beside the example's database on PostgreSQL, after one answer was given on it."""
    folder = tmp_path_factory.mktemp("psql")
    person = {"PGHOST": "127.0.0.1", "PGPORT": str(cluster.port), "PGUSER": "postgres", "PAGER": "cat"}

    def type_in(command):
        done = shell(command, folder, **person)
        assert done.returncode == 0, done.stderr
        return done.stdout

    type_in("createdb halext_db")
    host = shared_stage.server(EXAMPLE / "understudy.yaml", DATABASE_URL=cluster.url("halext_db"), **stand_in(sim))
    with host.http() as http:
        ask(http, model="openai:gpt-4o-mini")
    count = 'psql -At halext_db -c "SELECT COUNT(*) FROM ai_usage_logs"'
    eventually(lambda: type_in(count) == "1\n", what="the usage log")
    return type_in


def sql(psql, text):
    """What `psql` prints for the document's text, given as its input: comments, line ends and all."""
    return psql(f"psql -v ON_ERROR_STOP=1 halext_db <<'END'\n{text}\nEND")


def test_usage_logging_verification(psql):
    said = psql('psql halext_db -c "SELECT * FROM ai_usage_logs ORDER BY created_at DESC LIMIT 5;"')
    head = said.splitlines()[0]
    assert all(column in head for column in ("model_identifier", "user_id", "conversation_id", "latency_ms", "created_at"))
    assert "openai:gpt-4o-mini" in said
    assert "(1 row)" in said


def test_database_verification(psql):
    said = sql(psql, """-- Check conversation model field exists
SELECT column_name, data_type
FROM information_schema.columns
WHERE table_name = 'conversations' AND column_name = 'default_model_id';""")
    assert "default_model_id" in said
    assert "(1 row)" in said
    said = sql(psql, """-- Check AI usage logs table exists
SELECT column_name, data_type
FROM information_schema.columns
WHERE table_name = 'ai_usage_logs';""")
    assert all(column in said for column in ("model_identifier", "user_id", "conversation_id"))
    said = sql(psql, """-- Verify some conversations exist
SELECT id, title, default_model_id FROM conversations LIMIT 5;""")
    assert "Test message" in said


def test_ai_usage_patterns(psql):
    said = sql(psql, """-- Model usage distribution
SELECT model_identifier, COUNT(*) as usage_count
FROM ai_usage_logs
WHERE created_at > NOW() - INTERVAL '24 hours'
GROUP BY model_identifier
ORDER BY usage_count DESC;

-- Average latency by model
SELECT model_identifier, AVG(latency_ms) as avg_latency
FROM ai_usage_logs
WHERE created_at > NOW() - INTERVAL '24 hours'
GROUP BY model_identifier;""")
    assert "usage_count" in said
    assert "avg_latency" in said
    assert said.count("openai:gpt-4o-mini") == 2


def test_the_statements_that_are_no_dialect_run_in_sqlite_too(host, http, tmp_path):
    conversation = ask(http)["conversation_id"]
    eventually(lambda: host.rows("SELECT 1 FROM ai_usage_logs WHERE conversation_id = ?", conversation), what="the usage log")
    for statement in (
        "SELECT * FROM ai_usage_logs ORDER BY created_at DESC LIMIT 5;",
        "SELECT id, title, default_model_id FROM conversations LIMIT 5;",
        "SELECT model_identifier, COUNT(*) as usage_count\nFROM ai_usage_logs\nGROUP BY model_identifier\nORDER BY usage_count DESC;",
        "SELECT model_identifier, AVG(latency_ms) as avg_latency\nFROM ai_usage_logs\nGROUP BY model_identifier;",
    ):
        done = shell(f"sqlite3 -readonly '{host.data}/understudy.db' <<'END'\n{statement}\nEND", tmp_path)
        assert (done.returncode, done.stderr) == (0, ""), statement
        assert done.stdout.strip(), statement


# Performance metrics: API response times, model selection frequency, error rates per model

def test_performance_metrics(alone):
    sim, host = alone
    with host.http() as http:
        ask(http)
        sim.behave("gpt-4o-mini", fault="unauthorized")
        ask(http)
        said = http.get("/metrics").text
    assert 'understudy_http_request_duration_seconds_count{route="/ai/chat"' in said
    assert 'understudy_attempts_total{model="openai:gpt-4o-mini",outcome="success"} 1' in said
    assert 'understudy_attempts_total{model="openai:gpt-4o-mini",outcome="unauthorized"} 1' in said
    assert 'understudy_attempts_total{model="openai:gpt-4o",outcome="success"} 1' in said


def test_the_migration_command_prints_the_documents_lines(tmp_path):
    status, output, errors = understudy("migrate", "up", "--data", tmp_path / "data")
    assert status == 0, errors
    assert "\n".join(MIGRATION) in output + errors


def test_database_rollback(psql):
    psql("createdb -T template0 scratch_db")
    psql("pg_dump halext_db | psql -q -v ON_ERROR_STOP=1 scratch_db")
    said = psql("""psql -v ON_ERROR_STOP=1 scratch_db <<'END'
-- Remove default_model_id column if needed
ALTER TABLE conversations DROP COLUMN default_model_id;

-- Drop usage logs table if needed (CAUTION: data loss)
DROP TABLE IF EXISTS ai_usage_logs;
END""")
    assert said.splitlines() == ["ALTER TABLE", "DROP TABLE"]
