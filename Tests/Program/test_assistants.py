"""Assistants that come and go while the program runs, as programs see them."""

import json
import threading

import httpx2 as httpx
import openai
import pytest
from program import admin_of, eventually, one_provider, understudy, PASSWORD


def ask(server, model="shop"):
    return server.client().chat.completions.create(model=model, messages=[{"role": "user", "content": "Hello"}])


def test_one_that_is_made_is_a_model_at_once(simulator, server):
    sim = simulator({"pace": 0, "models": {"lead": {}, "quick": {}}})
    config = one_provider(sim, "lead")
    config["chains"]["quick"] = ["sim:quick"]
    there = server(config)
    admin = admin_of(there)
    with pytest.raises(openai.NotFoundError):
        ask(there)
    made = admin.post("/api/v1/assistants", json={"id": "shop", "name": "The Shop", "chain": "quick", "instructions": "Sell."})
    assert made.status_code == 201, made.text
    ask(there)
    assert len(sim.requests("quick")) == 1
    assert "shop" in [model.id for model in there.client().models.list()]
    rows = eventually(lambda: there.rows("SELECT assistant FROM ai_usage_logs WHERE assistant IS NOT NULL"))
    assert rows == [("shop",)]
    admin.patch("/api/v1/assistants/shop", json={"chain": "default"}).raise_for_status()
    ask(there)
    assert len(sim.requests("lead")) == 1
    assert admin.delete("/api/v1/assistants/shop").status_code == 204
    with pytest.raises(openai.NotFoundError):
        ask(there)
    admin.post("/api/v1/assistants/shop/versions/1/restore").raise_for_status()
    ask(there)
    assert len(sim.requests("quick")) == 2


def test_one_that_is_asked_too_often_says_when_again(simulator, server):
    there = server(one_provider(simulator({"pace": 0, "models": {"lead": {}}}), "lead"))
    admin = admin_of(there)
    admin.post("/api/v1/assistants", json={"id": "slow", "name": "Slow", "requests_per_minute": 2}).raise_for_status()
    ask(there, "slow")
    ask(there, "slow")
    with pytest.raises(openai.RateLimitError) as refused:
        # Every half a minute one more is allowed, also while these are made.
        for _ in range(5):
            ask(there, "slow")
    assert 0 < int(refused.value.response.headers["retry-after"]) <= 30
    ask(there, "default")
    # Another person has a count of their own.
    other = there.make_key("other")["key"]
    there.client(api_key=other).chat.completions.create(model="slow", messages=[{"role": "user", "content": "Hi"}])


def test_a_chat_goes_on_with_another_when_its_own_is_gone(simulator, server):
    there = server(one_provider(simulator({"pace": 0, "models": {"lead": {}}}), "lead"))
    admin = admin_of(there)
    admin.post("/api/v1/assistants", json={"id": "shop", "name": "The Shop"}).raise_for_status()
    here = admin.post("/api/v1/conversations", json={"assistant": "shop"}).json()["id"]
    said = {"prompt": "Hello", "conversation_id": here}
    assert admin.post("/ai/chat", json=said).status_code == 200
    admin.delete("/api/v1/assistants/shop").raise_for_status()
    gone = admin.post("/ai/chat", json=said)
    assert gone.status_code == 409 and gone.json()["error"]["code"] == "assistant_gone"
    assert "The Shop is no longer here." in gone.json()["error"]["message"]
    admin.patch(f"/api/v1/conversations/{here}", json={"assistant": "understudy"}).raise_for_status()
    assert admin.post("/ai/chat", json=said).status_code == 200
    # A session's assistant is the server's own choice, so the one that is there goes on.
    admin.post("/api/v1/assistants", json={"id": "first", "name": "First", "order": 0}).raise_for_status()
    message = {"session_id": "s", "message": "Hello"}
    assert admin.post("/api/chatbot/chat", json=message).status_code == 200
    admin.delete("/api/v1/assistants/first").raise_for_status()
    assert admin.post("/api/chatbot/chat", json=message).status_code == 200


@pytest.mark.parametrize("stream", [False, True])
def test_one_that_is_deleted_while_it_answers_ends_what_it_began(simulator, server, stream):
    sim = simulator({"models": {"lead": {"pace": 20, "answer": "A slow answer that goes on and on. " * 4}}})
    there = server(one_provider(sim, "lead"))
    admin = admin_of(there)
    admin.post("/api/v1/assistants", json={"id": "shop", "name": "The Shop"}).raise_for_status()
    heard = []

    def listen():
        answer = there.client().chat.completions.create(
            model="shop", messages=[{"role": "user", "content": "Hello"}], stream=stream)
        if not stream:
            heard.append(answer.choices[0].message.content)
            return
        heard.extend(chunk.choices[0].delta.content or "" for chunk in answer if chunk.choices)

    listener = threading.Thread(target=listen)
    listener.start()
    eventually(lambda: sim.requests("lead"), what="the call")
    assert admin.delete("/api/v1/assistants/shop").status_code == 204
    listener.join()
    assert "".join(heard).strip() == ("A slow answer that goes on and on. " * 4).strip()
    with pytest.raises(openai.NotFoundError):
        ask(there)
    record = eventually(lambda: there.rows("SELECT assistant, outcome FROM ai_usage_logs"), what="the record")
    assert record == [("shop", "completed")]


INVALID = ['{"type": "strnig"}', '{"type": "object", "required": "title"}', "[1]", "7", "{", '{"properties": {"a": {"enum": 3}}}']


@pytest.mark.parametrize("schema", INVALID)
def test_a_schema_that_is_itself_invalid_is_refused_by_the_api_and_stops_the_start(simulator, server, tmp_path, schema):
    config = one_provider(simulator({"pace": 0, "models": {"lead": {}}}), "lead")
    there = server(config)
    admin = admin_of(there)
    body = '{"id": "form", "name": "Form", "output_schema": %s}' % schema
    refused = admin.post("/api/v1/assistants", content=body, headers={"content-type": "application/json"})
    if schema == "{":
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "malformed_json")
    else:
        assert (refused.status_code, refused.json()["error"]["param"]) == (422, "output_schema"), refused.text
    assert admin.get("/api/v1/assistants/form").status_code == 404
    (tmp_path / "schema.json").write_text(schema)
    (tmp_path / "understudy.yaml").write_text(json.dumps(
        config | {"assistants": {"form": {"name": "Form", "output_schema": "schema.json"}}}))
    status, _, errors = understudy(
        "serve", "--config", tmp_path / "understudy.yaml", "--data", tmp_path / "data", "--port", 0)
    assert status != 0
    assert "assistants.form.output_schema: the file" in errors and "JSON Schema" in errors


def test_another_server_on_the_same_database_learns_of_it(simulator, server, cluster):
    config = one_provider(simulator({"pace": 0, "models": {"lead": {}}}), "lead", database=cluster.url(cluster.database()))
    one, other = server(config), server(config)
    user = httpx.Client(base_url=one.url)
    user.post(
        "/setup-admin", data={"username": "ada", "password": PASSWORD}, headers={"host": f"localhost:{one.port}"})
    token = user.post("/auth/login", json={"username": "ada", "password": PASSWORD}).json()["access_token"]
    user.headers["authorization"] = f"Bearer {token}"
    user.post("/api/v1/assistants", json={"id": "shop", "name": "The Shop"}).raise_for_status()

    def names():
        return [model.id for model in other.client().models.list()]

    eventually(lambda: "shop" in names(), what="the other server knows it")
    user.delete("/api/v1/assistants/shop").raise_for_status()
    eventually(lambda: "shop" not in names(), what="the other server has forgotten it")


def test_a_schema_comes_from_a_file_and_gives_answers_their_form(simulator, server, tmp_path):
    schema = {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"], "additionalProperties": False}
    (tmp_path / "schema.json").write_text(json.dumps(schema))
    config = one_provider(
        simulator({"pace": 0, "models": {"lead": {}}}), "lead",
        assistants={"form": {"name": "Form", "output_schema": str(tmp_path / "schema.json"), "accent": "red"}})
    there = server(config)
    admin = admin_of(there)
    seen = admin.get("/api/v1/assistants/form").json()
    assert seen["output_schema"] == schema and seen["source"] == "configuration" and seen["accent"] == "red"
    assert set(json.loads(ask(there, "form").choices[0].message.content)) == {"title"}
    # What the caller asks for counts before it.
    said = there.client().chat.completions.create(
        model="form", messages=[{"role": "user", "content": "Hello"}],
        response_format={"type": "json_schema", "json_schema": {"name": "other", "schema": {
            "type": "object", "properties": {"other": {"type": "string"}}, "required": ["other"]}}})
    assert "other" in json.loads(said.choices[0].message.content)
