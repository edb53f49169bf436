"""Suggestions for tasks, events and notes: valid structure or a clear error, whatever the models say."""

import json

import httpx2 as httpx
import openai
import pytest
from program import eventually

KINDS = {
    "openai": {"kind": "openai", "api_key": "rehearsal"}, "anthropic": {"kind": "anthropic", "api_key": "rehearsal"},
    "gemini": {"kind": "gemini", "api_key": "rehearsal"}, "ollama": {"kind": "ollama"},
}
SURE = {"task": {"subtasks", "labels", "priority", "due", "effort_minutes"},
        "event": {"agenda", "duration_minutes", "attendees", "reminders"},
        "note": {"summary", "tags", "outline", "follow_ups"}}
MOVE = {"title": "Move the office", "description": "We leave on the last day of March."}
# What a simulated model does to JSON, and whether that can be mended without another call.
FAULTS = {"none": 1, "fenced_json": 1, "extra_keys": 1, "prose": 2, "truncated_json": 2, "wrong_types": 2, "translated": 2}
TASK = {"subtasks": [{"title": "Ask three movers", "minutes": 45}], "labels": ["office"], "priority": "high", "due": None,
        "effort_minutes": 960}


def configuration(sim, *, models=("lead", "second"), **extra):
    providers = {
        name: more | {"base_url": f"{sim.url}/v1" if name == "openai" else sim.url} for name, more in KINDS.items()}
    chains = {"default": [f"openai:{model}" for model in models]}
    chains |= {name: [f"{name}:{model}" for model in models] for name in KINDS}
    return {"providers": providers, "chains": chains, "conversations": {"titles": "first_line"},
            "routing": {"breaker": {"first_cooldown": "1ms", "longest_cooldown": "1ms"}}} | extra


@pytest.fixture(scope="module")
def sim(shared_stage):
    return shared_stage.simulator({"pace": 0})


@pytest.fixture(scope="module")
def host(shared_stage, sim):
    return shared_stage.server(configuration(sim))


@pytest.fixture(scope="module")
def http(host):
    with host.http() as http:
        yield http


@pytest.fixture(autouse=True)
def well(sim):
    for model in ("lead", "second"):
        sim.behave(model)
    sim.clear()


def suggest(http, kind="task", status=200, **body):
    answer = http.post(f"/ai/{kind}s/suggest", json=MOVE | body)
    assert answer.status_code == status, answer.text
    return answer.json()


@pytest.mark.parametrize("kind", SURE)
@pytest.mark.parametrize("provider", KINDS)
def test_every_provider_gives_every_kind(http, kind, provider):
    document = suggest(http, kind, model=f"{provider}:lead")
    assert set(document) == {
        "suggestions", "model", "provider", "calls", "attempts", "usage", "latency_ms", "request_id"}
    assert set(document["suggestions"]) == SURE[kind]
    assert (document["model"], document["provider"], document["calls"]) == (f"{provider}:lead", provider, 1)


@pytest.mark.parametrize("provider", KINDS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_reply_that_does_not_fit_is_mended_by_one_more_call(sim, http, provider, fault):
    sim.behave("lead", fault=fault, times=1)
    document = suggest(http, model=f"{provider}:lead")
    assert set(document["suggestions"]) == SURE["task"]
    assert document["calls"] == FAULTS[fault]
    outcomes = [attempt["outcome"] for attempt in document["attempts"]]
    assert outcomes == ["invalid"] * (FAULTS[fault] - 1) + ["success"]
    assert {attempt["model"] for attempt in document["attempts"]} == {f"{provider}:lead"}


@pytest.mark.parametrize("fault", [fault for fault, calls in FAULTS.items() if calls > 1])
def test_a_model_that_never_gets_it_right_is_made_up_for_by_the_next(sim, http, fault):
    sim.behave("lead", fault=fault)
    document = suggest(http, model="openai:lead")
    assert [(attempt["model"], attempt["outcome"]) for attempt in document["attempts"]] == [
        ("openai:lead", "invalid"), ("openai:lead", "invalid"), ("openai:second", "success")]
    assert (document["model"], document["calls"]) == ("openai:second", 3)


@pytest.mark.parametrize("fault", [fault for fault, calls in FAULTS.items() if calls > 1])
def test_when_nobody_gets_it_right_the_error_says_so_and_what_was_wrong(sim, http, fault):
    for model in ("lead", "second"):
        sim.behave(model, fault=fault)
    error = suggest(http, status=502)["error"]
    assert (error["code"], error["calls"]) == ("invalid_structure", 4)
    assert "After 4 calls" in error["message"] and "openai:second" in error["message"]


def test_nothing_at_all_is_no_answer(sim, http):
    sim.behave("lead", fault="empty")
    document = suggest(http)
    assert [attempt["outcome"] for attempt in document["attempts"]] == ["malformed", "success"]
    sim.behave("second", fault="empty")
    error = suggest(http, status=503)["error"]
    assert (error["code"], error["calls"]) == ("all_models_unavailable", 2)


def test_a_model_that_declines_is_heard(sim, http):
    sim.behave("lead", fault="refusal")
    error = suggest(http, status=400)["error"]
    assert (error["code"], error["calls"]) == ("content_policy", 1)


@pytest.mark.parametrize("provider", KINDS)
def test_a_provider_without_the_mode_is_asked_in_words(sim, http, provider):
    sim.behave("lead", fault="format_rejected", answer=json.dumps(TASK))
    document = suggest(http, model=f"{provider}:lead")
    assert document["suggestions"] == TASK
    assert [attempt["outcome"] for attempt in document["attempts"]] == ["bad_request", "success"]


def test_the_mode_can_be_switched_off(sim, server):
    sim.behave("lead", fault="format_rejected", answer="Here: " + json.dumps(TASK))
    host = server(configuration(sim, models=["lead"]) | {"models": {"openai:lead": {"structured_output": False}}})
    with host.http() as http:
        document = suggest(http)
    assert document["suggestions"] == TASK
    assert [attempt["outcome"] for attempt in document["attempts"]] == ["success"]


def test_every_call_is_on_record(sim, host, http):
    sim.behave("lead", fault="prose")
    request = suggest(http)["request_id"]
    find = "SELECT request_id, model_identifier, surface FROM ai_usage_logs WHERE request_id LIKE ? ORDER BY id"
    rows = eventually(lambda: len(found := host.rows(find, request + "%")) == 3 and found, what="the usage log")
    assert rows == [
        (request, "openai:lead", "suggestion"), (f"{request}.2", "openai:lead", "suggestion"),
        (f"{request}.3", "openai:second", "suggestion")]
    host.verify()


@pytest.mark.parametrize("body, field", [
    ({"title": ""}, "title"), ({"title": " \n"}, "title"), ({}, "title"), ({"title": 3}, "title"),
    ({"title": "x" * 1001}, "title"), ({"title": "x", "description": ["a"]}, "description"),
    ({"title": "x", "description": "x" * 40_000}, "description"), ({"title": "x", "model": 5}, "model"),
])
def test_bad_input_is_refused_with_the_name_of_the_field(http, body, field):
    for kind in SURE:
        answer = http.post(f"/ai/{kind}s/suggest", json=body)
        assert (answer.status_code, answer.json()["error"]["param"]) == (422, field)


def test_a_model_that_does_not_exist_is_named(http):
    assert suggest(http, status=404, model="openai:lede")["error"]["message"].endswith('Did you mean "openai:lead"?')


def test_nobody_without_a_key_is_answered(host):
    for kind in SURE:
        assert httpx.post(f"{host.url}/ai/{kind}s/suggest", json=MOVE).status_code == 401


def test_a_server_without_a_model_says_so(server):
    with server({}).http() as http:
        error = suggest(http, status=503)["error"]
    assert (error["code"], error["calls"]) == ("no_language_model", 0)


# What is kept

def test_suggestions_are_kept_decided_on_and_listed(http):
    made = http.post("/api/v1/suggestions", json=MOVE | {"kind": "task"})
    assert made.status_code == 201
    cards = made.json()["suggestions"]
    assert [card["field"] for card in cards] == ["subtask", "subtask", "labels", "priority", "due", "effort"]
    assert {card["status"] for card in cards} == {"pending"} and {card["model"] for card in cards} == {"openai:lead"}
    first, second = cards[0]["id"], cards[1]["id"]
    changed = http.patch(f"/api/v1/suggestions/{first}", json={"status": "accepted", "text": "Ask three movers"}).json()
    assert (changed["status"], changed["text"]) == ("accepted", "Ask three movers")
    due, effort = cards[4]["id"], cards[5]["id"]
    for id, text in ((due, "tomorrow"), (effort, "long"), (effort, "-5"), (cards[3]["id"], "huge")):
        refused = http.patch(f"/api/v1/suggestions/{id}", json={"text": text})
        assert (refused.status_code, refused.json()["error"]["param"]) == (422, "text"), refused.text
    assert http.patch(f"/api/v1/suggestions/{due}", json={"text": "2026-03-31"}).json()["text"] == "2026-03-31"
    assert http.patch(f"/api/v1/suggestions/{effort}", json={"text": "30"}).json()["minutes"] == 30
    assert http.delete(f"/api/v1/suggestions/{second}").status_code == 204
    kept = http.get("/api/v1/suggestions", params={"kind": "task", "status": "accepted"}).json()["suggestions"]
    assert [card["id"] for card in kept] == [first]
    assert second not in {card["id"] for card in http.get("/api/v1/suggestions").json()["suggestions"]}


@pytest.mark.parametrize("method, path, body, param", [
    ("POST", "", {"kind": "poem", "title": "x"}, "kind"), ("POST", "", {"title": "x"}, "kind"),
    ("POST", "", {"kind": "task"}, "title"), ("PATCH", "/x", {"status": "maybe"}, "status"), ("PATCH", "/x", {"text": " "}, "text"),
    ("GET", "?kind=poem", None, "kind"), ("GET", "?limit=0", None, "limit"),
])
def test_what_is_kept_refuses_bad_input_too(http, method, path, body, param):
    answer = http.request(method, f"/api/v1/suggestions{path}", json=body)
    assert (answer.status_code, answer.json()["error"]["param"]) == (422, param)


# The OpenAI-compatible API passes the caller's own form on

SCHEMA = {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"], "additionalProperties": False}


@pytest.mark.parametrize("provider", KINDS)
@pytest.mark.parametrize("stream", [False, True])
def test_a_caller_s_own_schema_reaches_every_provider(host, provider, stream):
    form = {"type": "json_schema", "json_schema": {"name": "thing", "strict": True, "schema": SCHEMA}}
    answer = host.client().chat.completions.create(
        model=provider, messages=[{"role": "user", "content": "Hello"}], response_format=form, stream=stream)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in answer if chunk.choices) if stream else (
        answer.choices[0].message.content)
    assert set(json.loads(text)) == {"title"}


@pytest.mark.parametrize("provider", KINDS)
def test_just_any_object_is_asked_for_in_every_protocol(sim, host, provider):
    sim.behave("lead", answer='{"a": 1}')
    answer = host.client().chat.completions.create(
        model=provider, messages=[{"role": "user", "content": "Hello"}], response_format={"type": "json_object"})
    assert json.loads(answer.choices[0].message.content) == {"a": 1}


@pytest.mark.parametrize("form, param", [
    ({"type": "yaml"}, "response_format.type"), ({}, "response_format.type"),
    ({"type": "json_schema"}, "response_format.json_schema"),
    ({"type": "json_schema", "json_schema": {"name": "a b", "schema": {}}}, "response_format.json_schema.name"),
    ({"type": "json_schema", "json_schema": {"name": "a", "schema": {"type": "strnig"}}}, "response_format.json_schema.schema"),
    ({"type": "json_schema", "json_schema": {"name": "a", "schema": []}}, "response_format.json_schema.schema"),
])
def test_a_form_that_is_wrong_itself_is_refused_with_where_and_why(host, form, param):
    with pytest.raises(openai.UnprocessableEntityError) as refusal:
        host.client().chat.completions.create(
            model="default", messages=[{"role": "user", "content": "Hello"}], response_format=form)
    assert refusal.value.body["param"] == param
