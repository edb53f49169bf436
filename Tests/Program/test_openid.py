"""Logging in through a real OpenID provider, started for the test."""

import json
from urllib.parse import parse_qs, urlparse

import httpx2 as httpx
import oidc_provider_mock
import pytest
from program import add_user, one_provider

USER = oidc_provider_mock.User(
    sub="248289761001",
    claims={"email": "jane@example.com", "email_verified": True, "preferred_username": "J. Doe", "name": "Jane Doe"})


@pytest.fixture(scope="module")
def provider():
    with oidc_provider_mock.run_server_in_thread(user_claims=[USER]) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def host(stage, server, provider):
    oidc = {"issuer": provider, "client_id": "understudy", "client_secret": "a/secret+1", "label": "Example ID"}
    host = server(one_provider(stage.simulator(), "star") | {"accounts": {"required": True, "oidc": oidc}})
    add_user(host.data, "root", "admin")
    return host


def browser(host):
    return httpx.Client(base_url=host.url, timeout=30)


def authorise(client, sub=USER.sub, path="/auth/oidc/login"):
    """Goes to the provider, agrees there, and answers with what the server says to whoever comes back."""
    away = client.get(path)
    assert away.status_code == 302
    back = httpx.post(away.headers["location"], data={"sub": sub})
    assert back.status_code == 302, back.text
    return away, back.headers["location"]


def test_logs_in_and_makes_an_account_the_first_time(host):
    with browser(host) as client:
        assert "Log in with Example ID" in client.get("/login").text
        away, address = authorise(client, path="/auth/oidc/login?next=/account")
        asked = parse_qs(urlparse(away.headers["location"]).query)
        assert asked["code_challenge_method"] == ["S256"] and asked["state"] and asked["nonce"]
        done = client.get(address)
        assert (done.status_code, done.headers["location"]) == (302, "/account")
        me = client.get("/auth/me").json()["user"]
        assert (me["username"], me["email"], me["display_name"], me["role"]) == (
            "j.doe", "jane@example.com", "Jane Doe", "member")
    with browser(host) as again:
        _, address = authorise(again)
        assert again.get(address).status_code == 302
        assert again.get("/auth/me").json()["user"]["id"] == me["id"]
    # There is no password to log in with.
    answer = browser(host).post("/auth/login", json={"username": "j.doe", "password": "some password"})
    assert answer.status_code == 401


def test_an_answer_counts_only_in_the_browser_that_asked_and_once(host):
    with browser(host) as victim, browser(host) as thief:
        _, address = authorise(victim)
        stolen = thief.get(address)
        assert stolen.status_code == 401 and "did not confirm who you are" in stolen.text
        thief.get("/auth/oidc/login")
        assert thief.get(address).status_code == 401
        assert victim.get(address.replace("state=", "state=x")).status_code == 401
        assert victim.get(address.replace("code=", "code=x")).status_code == 401
        assert victim.get(address).status_code == 302
        assert victim.get(address).status_code == 401


@pytest.mark.parametrize("path", ["/auth/oidc/callback", "/auth/oidc/callback?code=x", "/auth/oidc/callback?error=access_denied"])
def test_an_answer_that_is_none_is_refused(host, path):
    assert browser(host).get(path).status_code == 401


def test_a_provider_that_is_away_is_said(stage, server):
    oidc = {"issuer": "http://127.0.0.1:9", "client_id": "understudy"}
    host = server(one_provider(stage.simulator(), "star") | {"accounts": {"oidc": oidc}})
    add_user(host.data, "root", "admin")
    answer = browser(host).get("/auth/oidc/login")
    assert answer.status_code == 502 and 'role="alert"' in answer.text
    assert browser(host).get("/login").status_code == 200
    assert json.loads(browser(host).get("/health").text)
