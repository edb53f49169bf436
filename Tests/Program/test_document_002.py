"""Document 002 as tests: a rental shop's chatbot on a local Ollama, with accounts, sessions and recommendations."""

import csv
import json
from urllib.parse import quote

import httpx2 as httpx
import ollama
import pytest
from documents import log_in, make_user, shell
from program import ROOT, eventually, understudy

EXAMPLE = ROOT / "examples" / "musical-instruments"
CATALOGUE = {row["id"]: row for row in csv.DictReader((EXAMPLE / "catalogue.csv").open(encoding="utf-8"))}
FAST = {"UNDERSTUDY_ROUTING_BREAKER_FIRST_COOLDOWN": "100ms", "UNDERSTUDY_ROUTING_BREAKER_LONGEST_COOLDOWN": "200ms"}
SIX = [
    ("POST", "/api/chatbot/chat"), ("GET", "/api/chatbot/history/test1"), ("DELETE", "/api/chatbot/history/test1"),
    ("GET", "/api/chatbot/sessions"), ("GET", "/api/chatbot/recommendations/test1"), ("GET", "/api/chatbot/status"),
]

LOGIN = """
TOKEN=$(curl -X POST http://localhost:5000/api/auth/login \\
  -H "Content-Type: application/json" \\
  -d '{"email":"user@example.com","password":"password"}' \\
  | jq -r '.access_token')
"""


def rehearsal(sim):
    """What points the example at the simulator instead of Ollama."""
    return FAST | {"UNDERSTUDY_PROVIDERS_LOCAL_BASE_URL": sim.url}


@pytest.fixture(scope="module")
def sim(shared_stage):
    return shared_stage.simulator((EXAMPLE / "ollama.yaml").read_text().replace("pace: 20", "pace: 0"))


@pytest.fixture(scope="module")
def host(shared_stage, sim):
    host = shared_stage.server(EXAMPLE / "understudy.yaml", **rehearsal(sim))
    make_user(host, "user", "password", email="user@example.com")
    make_user(host, "other", "password", email="other@example.com")
    return host


@pytest.fixture(scope="module")
def http(host):
    return host.http(headers={"authorization": f"Bearer {log_in(host, 'user', 'password')}"})


@pytest.fixture(scope="module")
def other(host):
    return host.http(headers={"authorization": f"Bearer {log_in(host, 'other', 'password')}"})


@pytest.fixture
def alone(server, simulator):
    """A server and simulator of the test's own, to break."""
    sim = simulator({"pace": 0, "models": {"llama2": {"words": 5}}})
    return sim, server(EXAMPLE / "understudy.yaml", **rehearsal(sim))


def here(command, host):
    return command.replace("localhost:5000", f"localhost:{host.port}")


def say(http, session, message):
    answer = http.post("/api/chatbot/chat", json={"session_id": session, "message": message})
    assert answer.status_code == 200, answer.text
    return answer.json()


# Manual testing with cURL

def test_the_three_commands(host, tmp_path):
    login = """curl -X POST http://localhost:5000/api/auth/login \\
    -H "Content-Type: application/json" \\
    -d '{"email":"user@example.com","password":"password"}'"""
    session = json.loads(shell(here(login, host), tmp_path).stdout)
    assert {"access_token", "token_type", "expires_in", "refresh_token"} <= set(session)
    chat = """curl -X POST http://localhost:5000/api/chatbot/chat \\
    -H "Authorization: Bearer {TOKEN}" \\
    -H "Content-Type: application/json" \\
    -d '{"session_id":"test1","message":"Hello chatbot"}'"""
    reply = json.loads(shell(here(chat, host).replace("{TOKEN}", session["access_token"]), tmp_path).stdout)
    assert (reply["session_id"], reply["model"]) == ("test1", "local:llama2")
    assert reply["response"].startswith("Thank you for asking!")
    assert reply["recommendations"] == []
    history = """curl -X GET http://localhost:5000/api/chatbot/history/test1 \\
    -H "Authorization: Bearer {TOKEN}\""""
    kept = json.loads(shell(here(history, host).replace("{TOKEN}", session["access_token"]), tmp_path).stdout)
    assert [(message["role"], message["content"]) for message in kept["messages"]] == [
        ("user", "Hello chatbot"), ("assistant", reply["response"])]


def test_the_deployment_is_verified(host, tmp_path):
    command = LOGIN + """curl -X POST http://localhost:5000/api/chatbot/chat \\
  -H "Authorization: Bearer $TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{"session_id":"test","message":"Hello"}'
"""
    assert json.loads(shell(here(command, host), tmp_path).stdout)["session_id"] == "test"


def test_the_model_server_lists_llama2(sim, tmp_path):
    said = shell("curl http://localhost:11434/api/tags".replace("localhost:11434", f"localhost:{sim.port}"), tmp_path).stdout
    assert [model["name"] for model in json.loads(said)["models"]] == ["llama2"]
    assert [model.model for model in ollama.Client(host=sim.url).list().models] == ["llama2"]


# Security review

@pytest.mark.parametrize("token", [None, "us-wrong", "a.b.c"])
def test_all_six_endpoints_want_a_token(host, token):
    headers = {"authorization": f"Bearer {token}"} if token else {}
    for method, path in SIX:
        answer = httpx.request(method, host.url + path, headers=headers)
        assert (answer.status_code, set(answer.json())) == (401, {"error"}), path


def test_one_users_data_never_reaches_another(http, other):
    say(http, "shared name", "My secret is the Willow Violin")
    for path in ("history", "recommendations"):
        answer = other.get(f"/api/chatbot/{path}/shared%20name")
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "conversation_not_found")
    assert other.delete("/api/chatbot/history/shared%20name").status_code == 404
    say(other, "shared name", "Hello")
    assert [message["content"] for message in other.get("/api/chatbot/history/shared%20name").json()["messages"]][0] == "Hello"
    assert "shared name" in [entry["session_id"] for entry in other.get("/api/chatbot/sessions").json()["sessions"]]
    mine = http.get("/api/chatbot/history/shared%20name").json()["messages"]
    assert [message["content"] for message in mine if message["role"] == "user"] == ["My secret is the Willow Violin"]


def test_no_message_is_in_the_log(host, http):
    say(http, "log", "A very particular sentence about zithers")
    assert "zithers" not in host.log


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"message": "x"}, "session_id"), ({"session_id": "s"}, "message"), ({"session_id": "s", "message": ""}, "message"),
        ({"session_id": "", "message": "x"}, "session_id"), ({"session_id": "s" * 201, "message": "x"}, "session_id"),
        ({"session_id": 7, "message": "x"}, "session_id"), ({"session_id": "a\0b", "message": "x"}, "session_id"),
    ],
)
def test_bad_input_is_named(http, body, param):
    answer = http.post("/api/chatbot/chat", json=body)
    assert (answer.status_code, answer.json()["error"]["param"]) == (422, param)


def test_a_message_that_is_too_long_is_refused(http):
    assert http.post("/api/chatbot/chat", json={"session_id": "s", "message": "x" * 300_000}).status_code == 413


# Sessions

@pytest.mark.parametrize("session", ["a/b?c=d&e#f", "'; DROP TABLE conversations; --", "日本 🎸", "é" * 200, "%2F", "..", " "])
def test_any_string_is_a_session(http, session):
    say(http, session, "Hello")
    path = f"/api/chatbot/history/{quote(session, safe='').replace('.', '%2E')}"
    assert http.get(path).json()["session_id"] == session
    assert session in [entry["session_id"] for entry in http.get("/api/chatbot/sessions").json()["sessions"]]
    assert http.delete(path).status_code == 204
    assert http.get(path).status_code == 404


def test_a_session_goes_on_where_it_was(http, sim):
    say(http, "again", "I play the trumpet")
    sim.clear()
    say(http, "again", "Which one do you have?")
    assert len(http.get("/api/chatbot/history/again").json()["messages"]) == 4
    entry = next(entry for entry in http.get("/api/chatbot/sessions").json()["sessions"] if entry["session_id"] == "again")
    assert (entry["title"], entry["message_count"]) == ("I play the trumpet", 4)


def test_a_session_is_a_conversation_on_record(host, http):
    say(http, "on record", "Hello")
    find = "SELECT id FROM conversations WHERE session_id = 'on record'"
    (conversation,), = host.rows(find)
    rows = eventually(
        lambda: host.rows("SELECT model_identifier, surface, user_id FROM ai_usage_logs WHERE conversation_id = ?", conversation))
    assert [row[:2] for row in rows] == [("local:llama2", "chatbot")]
    assert rows[0][2]


# Recommendations

def test_recommendations_name_only_what_is_there_and_in_stock(http):
    for message in ("An electric guitar for rock", "saxophone", "a cello for my child", "Something for drums and percussion"):
        found = say(http, "wishes", message)["recommendations"]
        assert 1 <= len(found) <= 5
        for item in found:
            row = CATALOGUE[item["id"]]
            assert (item["name"], item["category"], item["stock"]) == (row["name"], row["category"], int(row["stock"]))
            assert (item["price"], item["currency"]) == (float(row["price"]), "EUR")
            assert item["stock"] > 0
            assert "your words" in item["reason"] and item["reason"].endswith(" in stock.")


def test_what_fits_best_comes_first(http):
    first = say(http, "first", "Which guitar is good for a beginner?")["recommendations"][0]
    assert (first["category"], CATALOGUE[first["id"]]["level"]) == ("Guitars", "beginner")
    assert first["reason"].startswith('Fits your words "guitar"')
    again = http.get("/api/chatbot/recommendations/first").json()
    assert (again["session_id"], again["recommendations"][0]["id"]) == ("first", first["id"])


def test_what_the_model_names_is_recommended_and_what_it_invents_is_not(alone):
    sim, host = alone
    sim.behave(
        "llama2", answer="Take the Harbour Trumpet [[item:TP-01]], the Golden Stradivarius [[item:GS-9]], or the Thunderfield "
        "Electric Guitar.")
    with host.http() as http:
        reply = say(http, "s", "What would you take?")
        metrics = http.get("/metrics").text
    assert [item["name"] for item in reply["recommendations"]] == ["Harbour Trumpet"]
    assert reply["recommendations"][0]["reason"] == "Named in the answer; 4 in stock."
    assert reply["response"] == "Take the Harbour Trumpet, the Golden Stradivarius, or the Thunderfield Electric Guitar."
    assert reply["dropped"] == {"unknown": 1, "out_of_stock": 1}
    assert 'understudy_recommendations_dropped_total{reason="unknown"} 1' in metrics


def test_the_profile_and_the_rentals_count(alone):
    """"User profile integration works": what somebody rents now is not recommended to them again."""
    sim, host = alone
    for name in ("user", "ines", "tomasz", "amara"):
        make_user(host, name, "password")
    status, output, errors = understudy(
        "catalogue", "customers", EXAMPLE / "customers.json", "--catalogue", "musical-instruments", "--data", host.data)
    assert (status, output) == (0, "4 people and 5 rentals\n"), errors
    token = log_in(host, "user", "password")
    with host.http(headers={"authorization": f"Bearer {token}"}) as http:
        assert [rental["name"] for rental in http.get("/api/v1/rentals").json()["rentals"]] == ["Willow Violin", "Pebble Soprano Ukulele"]
        found = say(http, "s", "What would fit me?")["recommendations"]
        assert found and "VN-01" not in {item["id"] for item in found}
        assert any("profile" in item["reason"] for item in found)
        assert "Bowed strings" in {item["category"] for item in found}


# Error handling

def test_a_model_that_fails_is_no_reason_to_say_nothing(alone):
    sim, host = alone
    sim.behave("llama2", fault="overloaded")
    with host.http() as http:
        reply = say(http, "s", "A violin for a beginner")
        assert reply["model"] is None
        assert reply["response"].startswith("No model can answer right now")
        assert reply["retry_after_seconds"] >= 1
        assert {item["name"] for item in reply["recommendations"]} >= {"Willow Violin", "Little Willow Violin"}
        sim.behave("llama2", fault="none", words=5)
        eventually(lambda: say(http, "s", "And now?")["model"] == "local:llama2", what="recovery")


def test_the_status_says_whether_the_model_server_answers(alone):
    sim, host = alone
    with host.http() as http:
        before = http.get("/api/chatbot/status").json()
        assert before["status"] == "ok"
        assert before["catalogue_items"] == len(CATALOGUE) >= 200
        assert before["models"] == [{"id": "local:llama2", "available": True}]
        server, = before["model_servers"]
        assert (server["provider"], server["answers"]) == ("local", True)
        sim.stop()
        after = http.get("/api/chatbot/status").json()
        assert after["status"] == "unavailable"
        server, = after["model_servers"]
        assert (server["answers"], server["problem"]) == (False, "connect")
        assert after["models"] == [{"id": "local:llama2", "available": False, "reason": "server_out"}]
        reply = say(http, "s", "A violin, please")
        assert (reply["model"], reply["recommendations"][0]["name"]) == (None, "Willow Violin")


@pytest.mark.parametrize(("content", "message"), [("name\n1\n", "no \"id\""), ("", "it is empty"), (None, "cannot be read")])
def test_a_file_that_is_no_catalogue_stops_the_start(tmp_path, content, message):
    if content is not None:
        (tmp_path / "items.csv").write_text(content)
    (tmp_path / "understudy.yaml").write_text(
        "assistants: { shop: { catalogue: items.csv } }\nserver: { port: 0 }\ndata: data\n")
    status, _, errors = understudy("serve", "--config", tmp_path / "understudy.yaml")
    assert status != 0
    assert message in errors


def test_without_any_model_a_plain_search_answers_and_says_so(stage, tmp_path):
    (tmp_path / "items.csv").write_text("id,name,stock\n1,Willow Violin,2\n")
    host = stage.server({"assistants": {"shop": {"catalogue": str(tmp_path / "items.csv")}}})
    with host.http() as http:
        reply = say(http, "s", "A violin, please")
    assert reply["response"].startswith("No language model is connected, so none was asked.")
    assert (reply["model"], [item["id"] for item in reply["recommendations"]]) == (None, ["1"])


# API documentation and health

def test_the_six_endpoints_are_described(host):
    described = httpx.get(f"{host.url}/api/openapi.json").json()["paths"]
    for method, path in SIX:
        assert method.lower() in described[path.replace("/test1", "/{session_id}")], path


def test_the_health_command_answers(host, tmp_path):
    said = shell(here("curl -X GET http://localhost:5000/api/health", host), tmp_path).stdout
    assert json.loads(said)["status"] == "ok"
