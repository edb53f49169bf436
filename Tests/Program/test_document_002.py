"""Document 002 as tests: a rental shop's chatbot on a local Ollama, with accounts, sessions and recommendations."""

import csv
import json
import shutil
import subprocess
import time
from urllib.parse import quote

import httpx2 as httpx
import ollama
import pytest
from documents import log_in, make_user, shell
from postgres import free_port
from program import BINARY, DEADLINES_IN_ENVIRONMENT, PATIENCE, ROOT, eventually, quickest, understudy

EXAMPLE = ROOT / "examples" / "musical-instruments"
CATALOGUE = {row["id"]: row for row in csv.DictReader((EXAMPLE / "catalogue.csv").open(encoding="utf-8"))}
FAST = DEADLINES_IN_ENVIRONMENT | {
    "UNDERSTUDY_ROUTING_BREAKER_FIRST_COOLDOWN": "100ms", "UNDERSTUDY_ROUTING_BREAKER_LONGEST_COOLDOWN": "200ms"}
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


# Deployment steps 3 to 5: the environment, the migrations, an admin, the proxy

def test_the_env_file_of_the_document_configures_the_server(stage, sim, cluster, tmp_path):
    """The document's own four commands write it; `flask db upgrade` and `create-admin-user` are ours by other names."""
    url = cluster.url(cluster.database())
    done = shell(f"""# Or create .env file
echo "FLASK_ENV=production" > .env
echo "SECRET_KEY=3f9c1d5b7a2e4f6081c3d5e7f9a1b3c5" >> .env
echo "DATABASE_URL={url}" >> .env
echo "JWT_SECRET_KEY=a1b3c5d7e9f10213243546576879808f" >> .env
""", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    store = ["--config", EXAMPLE / "understudy.yaml", "--data", tmp_path / "data"]
    status, output, errors = understudy("migrate", "up", *store, cwd=tmp_path)
    assert status == 0 and "chat_messages" in cluster.psql(
        "SELECT table_name FROM information_schema.tables", url.rsplit("/", 1)[1]), output + errors
    host = stage.server(EXAMPLE / "understudy.yaml", data=tmp_path / "data", cwd=tmp_path, **rehearsal(sim))
    made = shell(
        f"echo 'a secure password' | '{BINARY}' user create admin --email admin@example.com --role admin "
        f"--config '{EXAMPLE}/understudy.yaml' --data '{tmp_path}/data'", tmp_path)
    assert made.returncode == 0, made.stderr
    with host.http(headers={}) as http:
        session = http.post("/api/auth/login", json={"email": "admin@example.com", "password": "a secure password"}).json()
        http.headers["authorization"] = f"Bearer {session['access_token']}"
        assert http.get("/api/v1/users").json()["users"][0]["role"] == "admin"
        say(http, "kept in PostgreSQL", "Hello")
    assert cluster.psql("SELECT COUNT(*) FROM chat_messages", url.rsplit("/", 1)[1]) == "2"
    for secret in ("3f9c1d5b7a2e4f6081c3d5e7f9a1b3c5", "a1b3c5d7e9f10213243546576879808f", "a secure password"):
        assert secret not in host.log


NGINX = """upstream app {
    server 127.0.0.1:8000;
}

server {
    listen 80;
    server_name api.example.com;

    # Redirect HTTP to HTTPS
    return 301 https://$server_name$request_uri;
}

server {
    listen 443 ssl http2;
    server_name api.example.com;

    ssl_certificate /etc/letsencrypt/live/api.example.com/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/api.example.com/privkey.pem;

    # Performance settings
    client_max_body_size 20M;
    proxy_read_timeout 120s;
    proxy_connect_timeout 120s;

    # Logging
    access_log /var/log/nginx/api_access.log;
    error_log /var/log/nginx/api_error.log;

    location / {
        proxy_pass http://app;
        proxy_set_header Host $host;
        proxy_set_header X-Real-IP $remote_addr;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
        
        # Chatbot specific timeout (longer for LLM)
        proxy_read_timeout 180s;
    }

    # Health check endpoint
    location /health {
        access_log off;
        return 200 "healthy\\n";
    }
}
"""


@pytest.fixture
def proxy(host, tmp_path):
    """The document's nginx before the example, on ports and with a certificate of the test's own; answers its address."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin")
    assert program, "scripts/install-deps test installs nginx"
    certificate, key = tmp_path / "fullchain.pem", tmp_path / "privkey.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=api.example.com", "-keyout", key,
         "-out", certificate], check=True, capture_output=True)
    plain, secure = free_port(), free_port()
    site = NGINX.replace("127.0.0.1:8000", f"127.0.0.1:{host.port}").replace("listen 80", f"listen 127.0.0.1:{plain}").replace(
        "listen 443", f"listen 127.0.0.1:{secure}").replace("/etc/letsencrypt/live/api.example.com", str(tmp_path)).replace(
        "/var/log/nginx", str(tmp_path))
    temporary = "".join(f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    file = tmp_path / "nginx.conf"
    file.write_text(
        f"daemon off;\npid {tmp_path}/pid;\nerror_log {tmp_path}/error.log;\nevents {{}}\nhttp {{\n{temporary}{site}}}\n")
    tested = subprocess.run([program, "-t", "-e", tmp_path / "error.log", "-c", file], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    process = subprocess.Popen([program, "-e", tmp_path / "error.log", "-c", file], stderr=subprocess.DEVNULL)
    address = f"https://127.0.0.1:{secure}"
    eventually(lambda: shell(f"curl -sk {address}/health", tmp_path).stdout == "healthy\n", what="nginx")
    yield f"curl -sk --resolve api.example.com:{secure}:127.0.0.1", secure
    process.terminate()
    process.wait(timeout=PATIENCE)


def test_the_deployment_is_verified_behind_the_documents_nginx(proxy, tmp_path):
    """Step 7's commands: `-k` for the test's own certificate, and its port, are all that is changed."""
    curl, port = proxy

    def type_in(command):
        command = command.replace("curl", curl).replace("https://api.example.com", f"https://api.example.com:{port}")
        return json.loads(shell(command, tmp_path).stdout)

    assert type_in("curl -X GET https://api.example.com/api/health")["status"] == "ok"
    said = type_in("""TOKEN=$(curl -X POST https://api.example.com/api/auth/login \\
  -H "Content-Type: application/json" \\
  -d '{"email":"user@example.com","password":"password"}' \\
  | jq -r '.access_token')

curl -X POST https://api.example.com/api/chatbot/chat \\
  -H "Authorization: Bearer $TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{"session_id":"test","message":"Hello"}'
""")
    assert (said["session_id"], said["model"]) == ("test", "local:llama2")


# Rollback plan, and "Conversation history persisting"

def test_a_rollback_and_the_way_back_keep_the_conversations(stage, sim, tmp_path):
    """Stop, `flask db downgrade` by our name, start, verify: the server brings its database up again by itself."""
    host = stage.server(EXAMPLE / "understudy.yaml", data=tmp_path / "data", **rehearsal(sim))
    make_user(host, "user", "password", email="user@example.com")
    with host.http(headers={"authorization": f"Bearer {log_in(host, 'user', 'password')}"}) as http:
        reply = say(http, "kept", "Hello chatbot")
    host.stop()
    status, _, errors = understudy("migrate", "down", *host.store)
    assert status == 0, errors
    again = stage.server(EXAMPLE / "understudy.yaml", data=tmp_path / "data", **rehearsal(sim))
    said = shell("curl https://api.example.com/api/health".replace("https://api.example.com", again.url), tmp_path).stdout
    assert json.loads(said)["status"] == "ok"
    with again.http(headers={"authorization": f"Bearer {log_in(again, 'user', 'password')}"}) as http:
        kept = http.get("/api/chatbot/history/kept").json()["messages"]
    assert [message["content"] for message in kept] == ["Hello chatbot", reply["response"]]


# Success criteria

def test_the_chatbot_endpoints_respond_within_five_seconds(http):
    say(http, "test1", "Hello chatbot")


    def took(method, path):
        began = time.monotonic()
        body = {"session_id": "test1", "message": "Hello"} if method == "POST" else None
        assert http.request(method, path, json=body).status_code in (200, 204, 404), path
        return time.monotonic() - began

    for endpoint in SIX:
        assert quickest(lambda: took(*endpoint)) < 5, endpoint


def test_the_monitoring_of_the_document_has_its_numbers(http):
    """Request rate, response time and error rate of the chat, and the health of the database."""
    say(http, "watched", "Hello")
    assert http.post("/api/chatbot/chat", json={}).status_code == 422
    said = http.get("/metrics").text
    for status in (200, 422):
        assert f'understudy_http_requests_total{{route="/api/chatbot/chat",method="POST",status="{status}"}}' in said
    assert 'understudy_http_request_duration_seconds_count{route="/api/chatbot/chat"' in said
    assert "understudy_first_content_seconds_count" in said
    assert http.get("/api/health").json()["checks"]["database"]["status"] == "ok"


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


@pytest.mark.parametrize("fault", [
    "unauthorized", "rate_limit", "server_error", "bad_gateway", "malformed_chunk", "empty", "reset", "wrong_content_type",
    "error_in_200", "model_not_found",
])
def test_whatever_goes_wrong_with_the_model_the_shop_answers(alone, fault):
    sim, host = alone
    sim.behave("llama2", fault=fault, words=5)
    with host.http() as http:
        reply = say(http, "s", "A violin for a beginner")
        assert reply["response"] and reply["recommendations"][0]["name"] == "Willow Violin"
        for revealing in ("Error", ".swift", "fatal", "http://127.0.0.1"):
            assert revealing not in reply["response"]
        assert http.get("/api/health").json()["checks"]["database"]["status"] == "ok"


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
