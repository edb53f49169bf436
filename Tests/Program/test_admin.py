"""AI clients and chains changed while the server runs, by an admin over HTTP."""

import json
import subprocess
import threading

import httpx2 as httpx
import pytest
import requests
import schemathesis
from program import BINARY, PASSWORD, add_user, clean_environment, eventually, one_provider

HELLO = {"messages": [{"role": "user", "content": "Hello"}]}


def admin(host):
    """Somebody who may do everything."""
    answer = httpx.post(f"{host.url}/auth/login", json={"username": "root", "password": PASSWORD}, timeout=60)
    assert answer.status_code == 200, answer.text
    token = answer.json()["access_token"]
    return httpx.Client(base_url=host.url, headers={"authorization": f"Bearer {token}"})


def add_admin(host):
    """In whatever database the host has."""
    done = subprocess.run(
        [BINARY, "user", "create", "root", "--role", "admin", *map(str, host.store)], input=PASSWORD + "\n", text=True,
        capture_output=True, check=False, timeout=60, env=clean_environment())
    assert done.returncode == 0, done.stderr


def said_by(host, chain="default"):
    with host.http() as client:
        answer = client.post("/v1/chat/completions", json=HELLO | {"model": chain})
        assert answer.status_code == 200, answer.text
        return answer.json()["model"]


def error(answer):
    return answer.status_code, answer.json()["error"]["code"]


@pytest.fixture
def sim(simulator):
    return simulator({"pace": 0, "models": {"lead": {}, "second": {}}})


@pytest.fixture
def host(server, sim):
    host = server(one_provider(sim, "lead", "second"))
    add_user(host.data, "root", "admin")
    add_user(host.data, "ada")
    return host


def test_a_saved_chain_holds_for_the_next_answer_and_no_restart(host):
    with admin(host) as root:
        assert said_by(host) == "sim:lead"
        saved = root.put("/api/v1/chains/default", json={"models": ["sim:second", "sim:lead"], "version": 0})
        assert (saved.status_code, saved.json()["version"], saved.json()["source"]) == (200, 1, "stored")
        assert said_by(host) == "sim:second"
        assert root.delete("/api/v1/chains/default?version=1").status_code == 204
        assert said_by(host) == "sim:lead"
        root.put("/api/v1/chains/spare", json={"models": ["sim:second"], "version": 0}).raise_for_status()
        assert said_by(host, "spare") == "sim:second"
        assert "spare" in [model["id"] for model in host.http().get("/v1/models").json()["data"]]
        assert [each["version"] for each in root.get("/api/v1/chains").json()["chains"]] == [2, 1]


def test_an_answer_under_way_ends_as_it_began(host, sim):
    sim.behave("lead", pace=25, answer="one two three four five six seven eight nine ten " * 4)
    heard = []

    def listen():
        with host.http() as client, client.stream(
            "POST", "/v1/chat/completions", json=HELLO | {"model": "default", "stream": True}) as answer:
            for line in answer.iter_lines():
                if line.startswith("data: {"):
                    heard.append(json.loads(line[6:]))

    listener = threading.Thread(target=listen)
    listener.start()
    eventually(lambda: len(heard) > 2, what="the beginning of the answer")
    with admin(host) as root:
        root.put("/api/v1/chains/default", json={"models": ["sim:second"], "version": 0}).raise_for_status()
    listener.join()
    assert {piece["model"] for piece in heard} == {"sim:lead"}
    assert heard[-1]["choices"] == [] or heard[-1]["choices"][0]["finish_reason"] == "stop"
    assert said_by(host) == "sim:second"


@pytest.mark.parametrize("models, reason", [
    ([], "at least one"), (["sim:lead", "sim:lead"], "twice"), (["simm:lead"], 'did you mean "sim"'), (["lead"], "provider:model"),
])
def test_a_chain_that_cannot_be_played_is_refused(host, models, reason):
    with admin(host) as root:
        refused = root.put("/api/v1/chains/default", json={"models": models, "version": 0})
        assert error(refused) == (422, "invalid_parameter")
        assert refused.json()["error"]["param"] == "models" and reason in refused.json()["error"]["message"]
    assert said_by(host) == "sim:lead"


def test_two_admins_lose_nothing_of_each_other(host):
    with admin(host) as root:
        root.put("/api/v1/chains/default", json={"models": ["sim:second"], "version": 0}).raise_for_status()
        late = root.put("/api/v1/chains/default", json={"models": ["sim:lead"], "version": 0})
        assert error(late) == (409, "chain_changed")
        root.post("/api/v1/chains/default/restore", json={"number": 1, "version": 1}).raise_for_status()
        versions = root.get("/api/v1/chains/default").json()["versions"]
        assert [each["number"] for each in versions] == [2, 1] and {each["created_by"] for each in versions} == {"root"}
        assert [entry["event"] for entry in root.get("/api/v1/audit?event=chain.changed").json()["entries"]] == [
            "chain.changed", "chain.changed"]


def test_only_admins_may(host):
    token = httpx.post(f"{host.url}/auth/login", json={"username": "ada", "password": PASSWORD}, timeout=60).json()
    with httpx.Client(base_url=host.url, headers={"authorization": f"Bearer {token['access_token']}"}) as ada:
        assert error(ada.get("/api/v1/chains")) == (403, "not_allowed")
        assert error(ada.put("/api/v1/chains/default", json={"models": ["sim:second"], "version": 0})) == (403, "not_allowed")
        assert error(ada.get("/api/v1/clients")) == (403, "not_allowed")
    assert httpx.get(f"{host.url}/api/v1/clients").status_code == 401


def test_a_client_is_connected_tried_out_and_removed(host, sim, simulator):
    other = simulator({"pace": 0, "models": {"llama": {}}})
    with admin(host) as root:
        made = root.post(
            "/api/v1/clients",
            json={"kind": "openai", "name": "cellar", "api_key": "k-secret", "base_url": f"{other.url}/v1", "models": ["llama"]})
        assert made.status_code == 201, made.text
        listed = root.get("/api/v1/clients/cellar/models").json()
        assert "cellar:llama" in listed["models"] and listed["latency_ms"] >= 0 and "failure" not in listed
        clients = {each["name"]: each for each in root.get("/api/v1/clients").json()["clients"]}
        assert {name: each["source"] for name, each in clients.items()} == {
            "sim": "configuration", "cellar": "connected", "builtin": "builtin"}
        assert "k-secret" not in root.get("/api/v1/clients").text and "k-secret" not in host.log
        assert said_by(host) == "sim:lead", "the operator wrote this chain down"

        tested = root.post("/api/v1/clients/cellar/test", json={"model": "llama"}).json()
        assert tested["answered"] and tested["asked"] and tested["answer"]
        eventually(lambda: host.rows("SELECT surface FROM ai_usage_logs WHERE surface = 'trial'"), what="its record")

        root.put("/api/v1/chains/mine", json={"models": ["cellar:llama"], "version": 0}).raise_for_status()
        assert said_by(host, "mine") == "cellar:llama"
        assert error(root.delete("/api/v1/clients/cellar")) == (409, "client_in_use")
        root.delete("/api/v1/chains/mine?version=1").raise_for_status()
        assert root.delete("/api/v1/clients/cellar").status_code == 204
        assert error(root.get("/api/v1/clients/cellar/models")) == (404, "client_not_found")
        assert error(root.delete("/api/v1/clients/sim")) == (409, "client_configured")
        assert error(root.post("/api/v1/clients", json={"kind": "openai", "name": "sim", "api_key": "k"})) == (409, "name_taken")


def test_a_failure_is_told_in_words_and_its_breaker_is_reset(host, sim):
    sim.behave("lead", fault="unauthorized")
    with admin(host) as root:
        failed = root.post("/api/v1/clients/sim/test", json={"model": "lead"}).json()
        assert not failed["answered"] and failed["asked"] and failed["failure"]["code"] == "unauthorized"
        held = root.post("/api/v1/clients/sim/test", json={"model": "sim:lead"}).json()
        assert not held["asked"]
        lead = root.get("/api/v1/chains/default").json()["models"][0]
        assert (lead["state"], lead["reason"]) == ("open", "unauthorized") and lead["retry_after_seconds"] > 100
        sim.behave("lead", fault="none")
        assert root.post("/api/v1/clients/sim/reset", json={"model": "lead"}).status_code == 204
        assert root.post("/api/v1/clients/sim/test", json={"model": "lead"}).json()["answered"]
        assert error(root.post("/api/v1/clients/sim/reset", json={"model": "nobody"})) == (404, "client_not_found")


def test_another_server_on_the_same_database_follows(server, sim, cluster):
    settings = one_provider(sim, "lead", "second") | {"database": cluster.url(cluster.database())}
    here = server(settings)
    there = server(settings)
    add_admin(here)
    with admin(here) as root:
        root.put("/api/v1/chains/default", json={"models": ["sim:second"], "version": 0}).raise_for_status()
    assert said_by(here) == "sim:second"
    eventually(lambda: said_by(there) == "sim:second", what="the other server to follow")


def test_an_outbound_rule_holds_for_trials(server, sim):
    settings = one_provider(sim, "lead") | {"routing": {"cloud": "disabled"}}
    settings["providers"]["far"] = {"kind": "openai", "base_url": "http://192.0.2.1/v1", "api_key": "k"}
    host = server(settings)
    add_user(host.data, "root", "admin")
    with admin(host) as root:
        assert root.get("/api/v1/clients/far/models").json()["failure"]["code"] == "not_allowed"
        tested = root.post("/api/v1/clients/far/test", json={"model": "m"}).json()
        assert (tested["answered"], tested["failure"]["code"]) == (False, "not_allowed")
        assert root.get("/api/v1/clients/sim/models").json()["models"]


def test_answers_as_described(host, simulator):
    other = simulator({"pace": 0, "models": {"llama": {}}})
    who = {"username": "root", "password": PASSWORD}
    token = requests.post(f"{host.url}/auth/login", json=who, timeout=60).json()["access_token"]
    schema = schemathesis.openapi.from_url(f"{host.url}/api/openapi.json")

    def call(method, path, status, body=None, **names):
        response = requests.request(
            method, host.url + path.format(**names), json=body, timeout=60, headers={"authorization": f"Bearer {token}"})
        assert response.status_code == status, response.text
        schema[path.partition("?")[0]][method].validate_response(response)
        return response

    call("GET", "/api/v1/clients", 200)
    body = {"kind": "openai", "name": "cellar", "api_key": "k", "base_url": f"{other.url}/v1", "models": ["llama"]}
    call("POST", "/api/v1/clients", 201, body)
    call("POST", "/api/v1/clients", 409, body)
    call("POST", "/api/v1/clients", 422, body | {"name": "No Name"})
    call("POST", "/api/v1/clients", 422, {"kind": "openai", "name": "other"})
    call("GET", "/api/v1/clients/{name}/models", 200, name="cellar")
    call("GET", "/api/v1/clients/{name}/models", 404, name="nobody")
    call("POST", "/api/v1/clients/{name}/test", 200, {"model": "llama"}, name="cellar")
    call("POST", "/api/v1/clients/{name}/reset", 204, {"model": "lead"}, name="sim")
    call("PATCH", "/api/v1/clients/{name}", 204, {"api_key": "another"}, name="cellar")
    call("PATCH", "/api/v1/clients/{name}", 409, {"api_key": "another"}, name="sim")
    chain = "/api/v1/chains/{name}"
    call("PUT", chain, 200, {"models": ["cellar:llama", "sim:lead"], "version": 0}, name="mine")
    call("PUT", chain, 409, {"models": ["sim:lead"], "version": 0}, name="mine")
    call("PUT", chain, 422, {"models": [], "version": 1}, name="mine")
    call("GET", chain, 200, name="mine")
    call("GET", chain, 404, name="nobody")
    call("GET", "/api/v1/chains", 200)
    call("DELETE", "/api/v1/clients/{name}", 409, name="cellar")
    call("DELETE", chain + "?version=1", 204, name="mine")
    call("DELETE", chain + "?version=2", 409, name="mine")
    call("DELETE", chain, 422, name="mine")
    call("POST", chain + "/restore", 200, {"number": 1, "version": 2}, name="mine")
    call("POST", chain + "/restore", 404, {"number": 9, "version": 3}, name="mine")
    call("GET", chain, 200, name="default")
