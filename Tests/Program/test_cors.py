"""What browsers are told of the pages of other sites."""

import httpx2 as httpx
import pytest
from program import eventually, understudy

APP = "https://app.example"


@pytest.fixture(scope="module")
def host(shared_stage):
    return shared_stage.server(f'server: {{ port: 0, allowed_origins: ["{APP}"] }}\n')


def preflight(host, path, origin, method="POST"):
    return httpx.options(f"{host.url}{path}", headers={
        "origin": origin, "access-control-request-method": method, "access-control-request-headers": "authorization"})


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/api/v1/keys", "/ai/chat", "/api/chatbot/chat", "/auth/login", "/api/auth/login"])
def test_a_listed_site_may_call_the_api(host, path):
    answer = preflight(host, path, APP)
    assert answer.status_code == 204 and answer.headers["access-control-allow-origin"] == APP
    assert "authorization" in answer.headers["access-control-allow-headers"]
    assert answer.headers["vary"] == "origin" and int(answer.headers["access-control-max-age"]) > 0
    assert "access-control-allow-credentials" not in answer.headers
    other = preflight(host, path, "https://evil.example")
    assert other.status_code == 403 and "access-control-allow-origin" not in other.headers and other.headers["vary"] == "origin"


@pytest.mark.parametrize("path", ["/", "/login", "/admin/keys", "/metrics", "/health"])
def test_pages_are_for_their_own_site(host, path):
    answer = httpx.get(f"{host.url}{path}", headers={"origin": APP})
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_errors_and_answers_can_be_read(host):
    refused = httpx.get(f"{host.url}/v1/models", headers={"origin": APP})
    with host.http() as http:
        answered = http.get("/v1/models", headers={"origin": APP})
    missing = httpx.get(f"{host.url}/api/v1/nothing", headers={"origin": APP})
    for answer, status in [(refused, 401), (answered, 200), (missing, 404)]:
        assert answer.status_code == status and answer.headers["access-control-allow-origin"] == APP
        exposed = answer.headers["access-control-expose-headers"]
        assert all(name in exposed for name in ["x-request-id", "retry-after", "ratelimit-remaining"])


def test_every_site_is_said_plainly_and_without_cookies(shared_stage):
    host = shared_stage.server('server: { port: 0, allowed_origins: ["*"] }\n')
    answer = preflight(host, "/v1/models", "https://anyone.example", "GET")
    assert answer.status_code == 204 and answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    assert preflight(host, "/v1/models", "null", "GET").status_code == 403
    changed = httpx.post(
        f"{host.url}/api/v1/conversations", json={}, headers={"origin": "https://anyone.example"}, cookies={"understudy_session": "0" * 64})
    assert changed.status_code == 403 and changed.json()["error"]["code"] == "cross_origin"


def test_sites_of_public_keys_may_ask(host):
    shop = "https://shop.example"
    assert preflight(host, "/api/v1/chat/query", shop).status_code == 403
    status, _, errors = understudy("key", "create", "--name", "shop", "--public", "--origin", shop, *host.store)
    assert status == 0, errors
    # Another process made it: this one looks again within five seconds.
    eventually(lambda: preflight(host, "/api/v1/chat/query", shop).status_code == 204, what="the site's leave")
    assert preflight(host, "/api/v1/chat/selection", shop).headers["access-control-allow-origin"] == shop
    assert preflight(host, "/api/v1/conversations", shop).status_code == 403
