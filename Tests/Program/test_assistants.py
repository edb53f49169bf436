"""Assistants that come and go while the program runs, as programs see them."""

import httpx2 as httpx
import openai
import pytest
from program import add_user, eventually, one_provider, PASSWORD


def admin_of(server):
    """A client of the API with an admin's token."""
    add_user(server.data, "ada", "admin")
    token = httpx.post(f"{server.url}/auth/login", json={"username": "ada", "password": PASSWORD}).json()["access_token"]
    return httpx.Client(base_url=server.url, headers={"authorization": f"Bearer {token}"}, timeout=20)


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


def test_another_server_on_the_same_database_learns_of_it(simulator, server, cluster):
    config = one_provider(simulator({"pace": 0, "models": {"lead": {}}}), "lead", database=cluster.url(cluster.database()))
    one, other = server(config), server(config)
    user = httpx.Client(base_url=one.url, timeout=20)
    user.post(
        "/setup-admin", data={"username": "ada", "password": PASSWORD}, headers={"host": f"localhost:{one.port}"})
    token = user.post("/auth/login", json={"username": "ada", "password": PASSWORD}).json()["access_token"]
    user.headers["authorization"] = f"Bearer {token}"
    user.post("/api/v1/assistants", json={"id": "shop", "name": "The Shop"}).raise_for_status()

    def names():
        return [model.id for model in other.client().models.list()]

    eventually(lambda: "shop" in names(), within=15, what="the other server knows it")
    user.delete("/api/v1/assistants/shop").raise_for_status()
    eventually(lambda: "shop" not in names(), within=15, what="the other server has forgotten it")


def test_a_schema_comes_from_a_file(simulator, server, tmp_path):
    (tmp_path / "schema.json").write_text('{"type": "object"}')
    config = one_provider(
        simulator({"pace": 0, "models": {"lead": {}}}), "lead",
        assistants={"form": {"name": "Form", "output_schema": str(tmp_path / "schema.json"), "accent": "red"}})
    there = server(config)
    admin = admin_of(there)
    seen = admin.get("/api/v1/assistants/form").json()
    assert seen["output_schema"] == {"type": "object"} and seen["source"] == "configuration" and seen["accent"] == "red"
