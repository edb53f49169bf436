"""Assistants with an output schema: on every surface what fits it, or a clear error, whatever the models say."""

import json

import httpx2 as httpx
import openai
import pytest
from program import admin_of, one_provider, understudy

SCHEMA = {
    "type": "object", "additionalProperties": False, "required": ["title", "minutes"],
    "properties": {"title": {"type": "string"}, "minutes": {"type": "integer"}},
}
# What a simulated model does to JSON, and how many calls it takes then.
FAULTS = {"none": 1, "fenced_json": 1, "extra_keys": 1, "prose": 2, "truncated_json": 2, "wrong_types": 2, "translated": 2}


@pytest.fixture(scope="module")
def sim(shared_stage):
    return shared_stage.simulator({"pace": 0})


@pytest.fixture(scope="module")
def host(shared_stage, sim, tmp_path_factory):
    file = tmp_path_factory.mktemp("schema") / "plan.json"
    file.write_text(json.dumps(SCHEMA))
    return shared_stage.server(one_provider(
        sim, "lead", "second", assistants={"plan": {"name": "Plan", "output_schema": str(file)}},
        conversations={"titles": "first_line"},
        routing={"breaker": {"first_cooldown": "1ms", "longest_cooldown": "1ms"}}))


@pytest.fixture(autouse=True)
def well(sim):
    for model in ("lead", "second"):
        sim.behave(model)
    sim.clear()


def whole(host, **more):
    return host.client().chat.completions.create(
        model="plan", messages=[{"role": "user", "content": "A walk"}], **more).choices[0].message.content


def streamed(host, **more):
    chunks = host.client().chat.completions.create(
        model="plan", messages=[{"role": "user", "content": "A walk"}], stream=True, **more)
    pieces = [chunk.choices[0].delta.content for chunk in chunks if chunk.choices and chunk.choices[0].delta.content]
    assert len(pieces) == 1
    return pieces[0]


def on_ai(host):
    with host.http() as http:
        answer = http.post("/ai/chat", json={"prompt": "A walk"})
        assert answer.status_code == 200, answer.text
        return answer.json()["response"]


def on_chatbot(host):
    with host.http() as http:
        answer = http.post("/api/chatbot/chat", json={"session_id": "s", "message": "A walk"})
        assert answer.status_code == 200, answer.text
        return answer.json()["response"]


def on_the_page(host):
    with httpx.Client(base_url=host.url) as http:
        http.get("/")  # gives the browser its cookie
        here = http.post("/api/v1/conversations", json={}).json()["id"]
        http.post(f"/api/v1/conversations/{here}/messages", json={"content": "A walk"}).raise_for_status()
        message = http.get(f"/api/v1/conversations/{here}").json()["messages"][-1]
        assert message["status"] == "complete", message
        shown = http.get(f"/c/{here}").text
        assert '<span class="code-language">json</span>' in shown
        return message["content"]


def check(text):
    plan = json.loads(text)
    assert set(plan) == {"title", "minutes"}
    assert isinstance(plan["title"], str) and isinstance(plan["minutes"], int)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("surface", [whole, streamed, on_ai, on_chatbot, on_the_page])
def test_an_answer_fits_whatever_the_first_reply_was(sim, host, surface, fault):
    sim.behave("lead", fault=fault, times=1)
    check(surface(host))
    assert len(sim.requests("lead")) == FAULTS[fault] and not sim.requests("second")


@pytest.mark.parametrize("fault", ["prose", "truncated_json", "wrong_types", "translated", "empty"])
def test_the_next_model_makes_up_for_one_that_never_fits(sim, host, fault):
    sim.behave("lead", fault=fault)
    check(whole(host))
    assert sim.requests("second")


def test_when_nobody_gives_what_fits_every_surface_says_so(sim, host):
    for model in ("lead", "second"):
        sim.behave(model, fault="prose")
    for surface in (whole, streamed):
        with pytest.raises(openai.InternalServerError) as error:
            surface(host)
        assert (error.value.status_code, error.value.code) == (502, "invalid_structure")
    with host.http() as http:
        for path, body in (("/ai/chat", {"prompt": "A walk"}), ("/api/chatbot/chat", {"session_id": "t", "message": "A walk"})):
            answer = http.post(path, json=body)
            error = answer.json()["error"]
            assert (answer.status_code, error["code"], error["calls"]) == (502, "invalid_structure", 4), answer.text


def test_a_caller_who_asks_for_a_form_of_its_own_gets_that(sim, host):
    other = {"type": "object", "properties": {"colour": {"type": "string"}}, "required": ["colour"]}
    form = {"type": "json_schema", "json_schema": {"name": "other", "schema": other}}
    assert "colour" in json.loads(whole(host, response_format=form))


def test_tools_are_refused_for_such_an_assistant(host):
    with pytest.raises(openai.UnprocessableEntityError) as error:
        whole(host, tools=[{"type": "function", "function": {"name": "look"}}])
    assert error.value.param == "tools"


def test_a_schema_that_is_none_is_refused_with_the_reason(sim, stage, tmp_path):
    file = tmp_path / "wrong.json"
    file.write_text('{"type": "object", "properties": {"a": {"type": "text"}}}')
    (tmp_path / "understudy.yaml").write_text(json.dumps(
        one_provider(sim, "lead", assistants={"plan": {"name": "Plan", "output_schema": str(file)}})))
    status, _, errors = understudy(
        "serve", "--config", tmp_path / "understudy.yaml", "--data", tmp_path / "data", "--port", 0)
    assert status != 0
    assert "assistants.plan.output_schema" in errors and "/properties/a/type" in errors

    there = stage.server(one_provider(sim, "lead"))
    refused = admin_of(there).post(
        "/api/v1/assistants", json={"id": "form", "name": "Form", "output_schema": {"type": "text"}})
    assert refused.status_code == 422
    assert "is not a valid JSON Schema: /type" in refused.json()["error"]["message"]
