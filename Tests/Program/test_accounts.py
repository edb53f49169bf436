"""Accounts over real HTTP: logging in, tokens, keys, roles, and who sees what."""

import base64
import functools
import hashlib
import hmac
import json
import statistics
import subprocess
import threading
import time

import httpx2 as httpx
import pytest
from program import BINARY, PASSWORD, add_user, clean_environment, eventually, one_provider, understudy


@pytest.fixture(scope="module")
def host(shared_stage):
    host = shared_stage.server(one_provider(shared_stage.simulator(), "star"))
    add_user(host.data, "root", "admin", "--email", "root@example.com")
    add_user(host.data, "ada")
    add_user(host.data, "eve")
    add_user(host.data, "vic", "viewer")
    return host


def anyone(host, /, **headers):
    return httpx.Client(base_url=host.url, headers=headers, timeout=60)


def log_in(host, name, password=PASSWORD):
    answer = anyone(host).post("/auth/login", json={"username": name, "password": password})
    assert answer.status_code == 200, answer.text
    return answer.json()


@functools.cache
def token(url, name):
    """One login serves all tests that do not end it: hashing takes its time on purpose."""
    answer = httpx.post(f"{url}/auth/login", json={"username": name, "password": PASSWORD}, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.json()["access_token"]


def as_user(host, name):
    return anyone(host, authorization=f"Bearer {token(host.url, name)}")


def code(answer):
    return answer.json()["error"]["code"]


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


# Logging in.

def test_logs_in_as_document_001_does(host):
    done = subprocess.run(
        f"""curl -s -X POST {host.url}/auth/login -H "Content-Type: application/json" """
        f"""-d '{{"username":"ada","password":"{PASSWORD}"}}' """, shell=True, capture_output=True, text=True, check=True)
    document = json.loads(done.stdout)
    assert document["token_type"] == "bearer" and document["expires_in"] == 900
    assert document["access_token"].count(".") == 2 and document["refresh_token"]


def test_logs_in_as_document_002_does(host):
    answer = anyone(host).post("/api/auth/login/", json={"email": "Root@Example.com", "password": PASSWORD})
    assert answer.status_code == 200 and answer.json()["user"]["role"] == "admin"


def test_a_token_says_who_one_is(host):
    answer = as_user(host, "ada").get("/auth/me")
    assert answer.json()["user"]["username"] == "ada"
    assert answer.json()["scopes"] == ["chat", "embeddings", "models", "read"]
    assert anyone(host).get("/auth/me").status_code == 401


@pytest.mark.parametrize("body, status, what", [
    ({"username": "ada", "password": "wrong"}, 401, "wrong_credentials"),
    ({"username": "nobody", "password": PASSWORD}, 401, "wrong_credentials"),
    ({"password": PASSWORD}, 422, "invalid_parameter"),
    ({"username": "ada"}, 422, "invalid_parameter"),
    ({"username": "ada", "password": 7}, 422, "invalid_parameter"),
    ({"username": "ada", "password": "x" * 2000}, 422, "invalid_parameter"),
    ({"username": "ada", "password": "x" * (1 << 20)}, 413, "body_too_large"),
    ({"username": "x" * 8000, "password": PASSWORD}, 401, "wrong_credentials"),
])
def test_a_bad_login_says_what_is_wrong(host, body, status, what):
    answer = anyone(host).post("/auth/login", json=body)
    assert (answer.status_code, code(answer)) == (status, what)


def test_guessing_is_slowed_down(stage, server):
    host = server(one_provider(stage.simulator(), "star"))
    add_user(host.data, "ada")
    with anyone(host) as client:
        tries = 0
        # Every half a minute one more is forgiven, also while these are made.
        while client.post("/auth/login", json={"username": "ada", "password": "wrong"}).status_code == 401:
            tries += 1
        assert 10 <= tries < 20
        answer = client.post("/auth/login", json={"username": "ada", "password": PASSWORD})
    assert (answer.status_code, code(answer)) == (429, "too_many_attempts")
    assert 1 <= int(answer.headers["retry-after"]) <= 30


# Tokens.

def test_a_token_opens_the_openai_api_and_stands_in_the_ledger(host):
    who = log_in(host, "ada")
    client = host.client(api_key=who["access_token"])
    done = client.chat.completions.with_raw_response.create(model="default", messages=[{"role": "user", "content": "Hi"}])
    request = done.headers["x-request-id"]
    row = eventually(lambda: host.rows("SELECT user_id, key_id FROM ai_usage_logs WHERE request_id = ?", request))
    assert row == [(who["user"]["id"], None)]


def test_every_bad_token_is_refused_with_a_reason(host):
    token = log_in(host, "ada")["access_token"]
    header, claims, signature = token.split(".")
    none = encoded(b'{"alg":"none","typ":"JWT"}')
    hs256 = encoded(b'{"alg":"HS256","typ":"JWT"}')
    foreign = encoded(hmac.new(b"another key", f"{hs256}.{claims}".encode(), hashlib.sha256).digest())
    said = json.loads(base64.urlsafe_b64decode(claims + "=="))
    changed = encoded(json.dumps(said | {"sub": "root"}).encode())
    for bad, why in [
        (f"{none}.{claims}.", "invalid_token"), (f"{none}.{claims}.{signature}", "invalid_token"),
        (f"{hs256}.{claims}.{foreign}", "invalid_token"), (f"{header}.{changed}.{signature}", "invalid_token"),
        (f"{header}.{claims}.", "invalid_token"), ("a.b.c", "malformed_token"), ("us-wrong", "invalid_api_key"),
        ("x" * 8000, "invalid_api_key"),
    ]:
        for path in ("/v1/models", "/auth/me", "/api/v1/conversations"):
            answer = anyone(host, authorization=f"Bearer {bad}").get(path)
            assert (answer.status_code, code(answer)) == (401, why), (bad[:60], path)


def test_an_expired_token_says_so(stage, server):
    host = server(one_provider(stage.simulator(), "star") | {"accounts": {"token_lifetime": "1s"}})
    add_user(host.data, "ada")
    client = as_user(host, "ada")
    eventually(lambda: client.get("/auth/me").status_code == 401)
    assert code(client.get("/auth/me")) == "token_expired"


def test_refreshing_rotates_and_a_copy_ends_the_login(host):
    first = log_in(host, "ada")
    second = anyone(host).post("/auth/refresh", json={"refresh_token": first["refresh_token"]})
    assert second.status_code == 200
    client = anyone(host, authorization=f"Bearer {second.json()['access_token']}")
    assert client.get("/auth/me").status_code == 200
    again = anyone(host).post("/auth/refresh", json={"refresh_token": first["refresh_token"]})
    assert (again.status_code, code(again)) == (401, "refresh_token_reused")
    assert code(client.get("/auth/me")) == "token_revoked"
    third = anyone(host).post("/auth/refresh", json={"refresh_token": second.json()["refresh_token"]})
    assert (third.status_code, code(third)) == (401, "invalid_refresh_token")


def test_logging_out_ends_the_token(host):
    client = anyone(host, authorization=f"Bearer {log_in(host, 'ada')['access_token']}")
    assert client.post("/auth/logout").status_code == 204
    assert code(client.get("/auth/me")) == "token_revoked"


def test_changing_ones_password(host):
    add_user(host.data, "pat")
    client = as_user(host, "pat")
    wrong = client.post("/auth/password", json={"current_password": "wrong", "new_password": "another password"})
    assert (wrong.status_code, code(wrong)) == (403, "wrong_password")
    short = client.post("/auth/password", json={"current_password": PASSWORD, "new_password": "short"})
    huge = client.post("/auth/password", json={"current_password": PASSWORD, "new_password": "x" * (1 << 20)})
    assert (huge.status_code, code(huge)) == (413, "body_too_large")
    assert (short.status_code, short.json()["error"]["param"]) == (422, "new_password")
    done = client.post("/auth/password", json={"current_password": PASSWORD, "new_password": "another password"})
    assert done.status_code == 204
    assert log_in(host, "pat", "another password")


# Roles, users and the audit log.

def test_only_admins_manage_users(host):
    for client in (as_user(host, "ada"), as_user(host, "vic"), host.http()):
        for method, path in [("GET", "/api/v1/users"), ("POST", "/api/v1/users"), ("GET", "/api/v1/audit"),
                             ("PATCH", "/api/v1/users/x"), ("POST", "/api/v1/users/x/password")]:
            answer = client.request(method, path, json={})
            assert (answer.status_code, code(answer)) == (403, "not_allowed"), (method, path)
    assert anyone(host).get("/api/v1/users").status_code == 401


def test_an_admin_makes_changes_and_closes_an_account(host):
    root = as_user(host, "root")
    made = root.post("/api/v1/users", json={"username": "Kim", "password": PASSWORD, "email": "kim@example.com"})
    assert made.status_code == 201 and made.json()["username"] == "kim"
    address = f"/api/v1/users/{made.json()['id']}"
    assert root.post("/api/v1/users", json={"username": "kim", "password": PASSWORD}).status_code == 409
    assert root.patch(address, json={"role": "viewer", "display_name": "Kim K."}).json()["role"] == "viewer"
    kim = as_user(host, "kim")
    fresh = root.post(address + "/password", json={}).json()["password"]
    assert kim.get("/auth/me").status_code == 401
    assert log_in(host, "kim", fresh)
    assert root.patch(address, json={"disabled": True}).json()["disabled"] is True
    closed = anyone(host).post("/auth/login", json={"username": "kim", "password": fresh})
    assert (closed.status_code, code(closed)) == (401, "account_disabled")
    assert code(root.patch(address, json={"role": "king"})) == "invalid_parameter"
    assert root.get("/api/v1/users/nobody").status_code == 404
    events = [entry["event"] for entry in root.get("/api/v1/audit").json()["entries"]]
    assert {"user.created", "user.role_changed", "user.disabled", "password.reset", "login.failed"} <= set(events)


def test_the_last_admin_stays(host):
    root = as_user(host, "root")
    who = root.get("/auth/me").json()["user"]["id"]
    answer = root.patch(f"/api/v1/users/{who}", json={"role": "member"})
    assert (answer.status_code, code(answer)) == (409, "last_admin")


def test_a_viewer_reads_and_asks_nothing(host):
    vic = as_user(host, "vic")
    assert vic.get("/api/v1/conversations").status_code == 200
    assert vic.get("/v1/models").status_code == 200
    body = {"model": "default", "messages": [{"role": "user", "content": "Hi"}]}
    for path, asked in [("/v1/chat/completions", body), ("/api/v1/conversations", {})]:
        answer = vic.post(path, json=asked)
        assert (answer.status_code, code(answer)) == (403, "not_allowed")


# Keys.

def test_a_key_is_made_with_scopes_an_end_and_a_limit(host):
    ada = as_user(host, "ada")
    made = ada.post("/api/v1/keys", json={
        "name": "reader", "scopes": ["models"], "expires_at": "2099-01-01T00:00:00Z", "requests_per_minute": 3})
    assert made.status_code == 201
    key = anyone(host, authorization=f"Bearer {made.json()['key']}")
    first = key.get("/v1/models")
    assert first.status_code == 200
    assert (first.headers["ratelimit-limit"], first.headers["ratelimit-remaining"]) == ("3", "2")
    refused = key.post("/v1/chat/completions", json={"model": "default", "messages": [{"role": "user", "content": "Hi"}]})
    assert (refused.status_code, code(refused)) == (403, "not_allowed")
    assert key.get("/v1/models").status_code == 200
    # Every twenty seconds one more is allowed, also while these are made.
    over = eventually(lambda: (answer := key.get("/v1/models")).status_code != 200 and answer, what="the limit")
    assert (over.status_code, code(over)) == (429, "rate_limit_exceeded")
    assert over.headers["retry-after"] and over.headers["ratelimit-remaining"] == "0"
    assert [each["name"] for each in ada.get("/api/v1/keys").json()["keys"]] == ["reader"]
    assert "key" not in ada.get("/api/v1/keys").json()["keys"][0]
    assert ada.delete(f"/api/v1/keys/{made.json()['id']}").status_code == 204
    assert code(key.get("/v1/models")) == "invalid_api_key"


@pytest.mark.parametrize("scope, path", [
    ("chat", "/v1/models"), ("chat", "/v1/models/default"), ("models", "/api/v1/conversations"), ("read", "/v1/models"),
])
def test_a_key_does_only_what_its_scopes_say(host, scope, path):
    made = as_user(host, "ada").post("/api/v1/keys", json={"name": "narrow", "scopes": [scope]}).json()
    answer = anyone(host, authorization=f"Bearer {made['key']}").get(path)
    assert (answer.status_code, code(answer)) == (403, "not_allowed")


@pytest.mark.parametrize("body, status", [
    ({"name": "k", "scopes": ["admin"]}, 403), ({"name": "k", "scopes": ["fly"]}, 422), ({"name": "k", "scopes": []}, 422),
    ({"name": ""}, 422), ({"name": "k", "expires_at": "2001-01-01T00:00:00Z"}, 422), ({"name": "k", "expires_at": "soon"}, 422),
    ({"name": "k", "requests_per_minute": 0}, 422), ({"name": "k", "user_id": "somebody else"}, 403), ({}, 422),
])
def test_a_bad_key_is_not_made(host, body, status):
    assert as_user(host, "ada").post("/api/v1/keys", json=body).status_code == status


def test_nobody_sees_or_ends_anothers_key(host):
    ada, eve = as_user(host, "ada"), as_user(host, "eve")
    made = ada.post("/api/v1/keys", json={"name": "mine"}).json()
    assert made["id"] not in eve.get("/api/v1/keys").text
    assert eve.delete(f"/api/v1/keys/{made['id']}").status_code == 404
    assert eve.get("/api/v1/keys?all=true").status_code == 403
    wrong = as_user(host, "root").get("/api/v1/keys?all=yes")
    assert (wrong.status_code, wrong.json()["error"]["param"]) == (422, "all")
    assert made["id"] in as_user(host, "root").get("/api/v1/keys?all=true").text


def test_a_key_makes_no_keys_unless_it_is_an_admins(host):
    answer = host.http().post("/api/v1/keys", json={"name": "child"})
    assert (answer.status_code, code(answer)) == (403, "not_allowed")


def test_a_key_of_a_user_is_made_on_the_command_line(host):
    status, output, errors = understudy(
        "key", "create", "--name", "cli", "--user", "ada", "--scopes", "models,read", "--expires", "1d", "--limit", "100",
        "--data", host.data, "--json")
    assert status == 0, errors
    me = anyone(host, authorization=f"Bearer {json.loads(output)['key']}").get("/auth/me").json()
    assert me["user"]["username"] == "ada" and me["scopes"] == ["models", "read"]
    for wrong in (["--scopes", "modles"], ["--expires", "soon"], ["--user", "nobody"], ["--user", "vic", "--scopes", "chat"]):
        status, _, errors = understudy("key", "create", "--name", "n", "--data", host.data, *wrong)
        assert status != 0 and errors, wrong


def test_a_keys_conversations_are_its_owners(host):
    ada = as_user(host, "ada")
    key = ada.post("/api/v1/keys", json={"name": "talker"}).json()["key"]
    opened = anyone(host, authorization=f"Bearer {key}").post("/api/v1/conversations", json={})
    assert opened.status_code == 201
    assert ada.get(f"/api/v1/conversations/{opened.json()['id']}").status_code == 200
    assert as_user(host, "eve").get(f"/api/v1/conversations/{opened.json()['id']}").status_code == 404


# The command line.

def test_users_are_listed_and_disabled(host):
    add_user(host.data, "old")
    status, output, _ = understudy("user", "list", "--data", host.data, "--json")
    assert status == 0 and "old" in [each["username"] for each in json.loads(output)]
    assert "password" not in output and "scrypt" not in output
    status, output, _ = understudy("user", "disable", "old", "--data", host.data)
    assert status == 0 and output == "old is disabled.\n"
    assert anyone(host).post("/auth/login", json={"username": "old", "password": PASSWORD}).status_code == 401
    status, _, errors = understudy("user", "disable", "nobody", "--data", host.data)
    assert status == 1 and "no such user" in errors
    status, _, errors = understudy("user", "disable", "root", "--data", host.data)
    assert status == 1 and "last admin" in errors


def test_a_short_password_is_refused_on_the_command_line(tmp_path):
    done = subprocess.run(
        [BINARY, "user", "create", "ada", "--data", tmp_path], input="short\n", capture_output=True, text=True, check=False,
        env=clean_environment())
    assert done.returncode == 1 and "8 to 1024 characters" in done.stderr


# Browsers.

def test_a_browser_logs_in_with_a_cookie_and_keeps_what_it_began(host):
    with anyone(host) as browser:
        browser.get("/")
        begun = browser.post("/api/v1/conversations", json={}).json()["id"]
        browser.patch("/api/v1/settings", json={"disable_cloud_providers": True})
        wrong = browser.post("/login", data={"username": "ada", "password": "wrong"})
        assert wrong.status_code == 401 and 'role="alert"' in wrong.text
        done = browser.post("/login", data={"username": "ada", "password": PASSWORD, "next": "/account"})
        assert (done.status_code, done.headers["location"]) == (303, "/account")
        cookie = done.headers["set-cookie"]
        assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Secure" not in cookie
        assert begun in browser.get("/").text
        assert browser.get("/api/v1/settings").json()["disable_cloud_providers"] is True
        assert begun in as_user(host, "ada").get("/api/v1/conversations").text
        assert as_user(host, "ada").delete("/api/v1/settings").status_code == 200
        # The cookie is for the pages; the API of programs wants a token.
        assert browser.get("/v1/models").status_code == 401
        out = browser.post("/logout")
        assert out.status_code == 303
        assert begun not in browser.get("/").text


@pytest.mark.parametrize("where", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", ""])
def test_logging_in_leads_nowhere_else(host, where):
    done = anyone(host).post("/login", data={"username": "ada", "password": PASSWORD, "next": where})
    assert (done.status_code, done.headers["location"]) == (303, "/")


@pytest.mark.parametrize("path", ["/login", "/logout", "/account", "/auth/login", "/auth/logout", "/api/v1/keys"])
@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}])
def test_another_sites_page_can_do_none_of_it(host, path, headers):
    answer = anyone(host, **headers).post(path, data={"username": "ada", "password": PASSWORD})
    assert (answer.status_code, code(answer)) == (403, "cross_origin")


def test_a_cookie_behind_tls_is_sent_over_tls_alone(host):
    done = anyone(host, **{"x-forwarded-proto": "https"}).post("/login", data={"username": "ada", "password": PASSWORD})
    assert "; Secure" in done.headers["set-cookie"]


def test_connecting_models_is_for_admins_once_there_are_accounts(host):
    body = {"kind": "openai", "api_key": "x", "models": ["m"]}
    for client in (anyone(host), as_user(host, "ada")):
        answer = client.post("/api/v1/setup/providers", json=body)
        assert (answer.status_code, code(answer)) == (403, "admins_only")
        assert client.get("/api/v1/setup").json()["can_connect"] is False
    assert as_user(host, "root").get("/api/v1/setup").json()["can_connect"] is True


# The first account.

def test_the_first_admin_is_made_from_this_machine_alone_and_once(stage, server):
    host = server(one_provider(stage.simulator(), "star"))
    form = {"username": "root", "password": PASSWORD, "email": ""}
    for headers in ({"host": "understudy.example"}, {"x-forwarded-for": "192.0.2.1"}):
        assert anyone(host, **headers).get("/setup-admin").status_code == 404
        assert anyone(host, **headers).post("/setup-admin", data=form).status_code == 404
    assert 'name="username"' in anyone(host).get("/setup-admin").text
    assert anyone(host).post("/setup-admin", data=form | {"password": "short"}).status_code == 422
    made = anyone(host).post("/setup-admin", data=form)
    assert made.status_code == 303 and "understudy_login=" in made.headers["set-cookie"]
    assert as_user(host, "root").get("/api/v1/users").status_code == 200
    assert anyone(host).post("/setup-admin", data=form | {"username": "two"}).status_code == 404


# Where accounts are required.

def test_nothing_is_open_to_visitors_where_accounts_are_required(stage, server):
    host = server(one_provider(stage.simulator(), "star") | {"accounts": {"required": True}})
    add_user(host.data, "ada")
    with anyone(host) as visitor:
        for path, where in [("/", "/login"), ("/c/some-id", "/login?next=/c/some-id")]:
            answer = visitor.get(path)
            assert (answer.status_code, answer.headers["location"]) == (302, where)
        for path in ("/api/v1/conversations", "/api/v1/setup", "/v1/models", "/api/v1/keys"):
            assert visitor.get(path).status_code == 401, path
        for path in ("/health", "/api/check-availability/", "/login"):
            assert visitor.get(path).status_code == 200, path
        visitor.post("/login", data={"username": "ada", "password": PASSWORD})
        assert visitor.get("/").status_code == 200
        assert visitor.get("/api/v1/conversations").status_code == 200
        out = visitor.post("/logout")
        assert out.headers["location"] == "/login"


# Floods.

def test_a_flood_of_logins_does_not_stop_the_answers(host):
    stop = threading.Event()
    statuses = set()

    def flood(number):
        with anyone(host, **{"x-forwarded-for": f"198.51.100.{number}"}) as client:
            while not stop.is_set():
                body = {"username": f"guess{number}", "password": "wrong password"}
                statuses.add(client.post("/auth/login", json=body).status_code)

    threads = [threading.Thread(target=flood, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    try:
        took = []
        with host.http() as client:
            for _ in range(20):
                began = time.monotonic()
                assert client.get("/v1/models").status_code == 200
                took.append(time.monotonic() - began)
        # Not the slowest: the machine may stand still for a moment.
        assert statistics.median(took) < 2
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert statuses <= {401, 429, 503}
