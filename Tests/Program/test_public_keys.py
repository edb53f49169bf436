"""Public keys, as an operator makes them and as a page and a thief use them."""

import json
import re

import httpx2 as httpx
import pytest
from program import add_user, admin_of, understudy

SHOP = "https://shop.example"


@pytest.fixture(scope="module")
def host(shared_stage):
    server = shared_stage.server("server: { port: 0 }\n")
    server.admin = admin_of(server)
    yield server
    server.admin.close()


def create(host, *arguments):
    status, output, errors = understudy("key", "create", "--name", "shop", *arguments, *host.store, "--json")
    return (json.loads(output) if status == 0 else None), errors


def code(answer):
    return answer.json()["error"]["code"]


def ask(host, key, origin=SHOP, path="/api/v1/chat/query", **headers):
    headers = {"authorization": f"Bearer {key}"} | ({"origin": origin} if origin else {}) | headers
    return httpx.post(f"{host.url}{path}", headers=headers, json={"question": "How?", "session_id": "a"}, timeout=20)


def test_a_command_makes_one_and_shows_it_again(host):
    made, _ = create(host, "--public", "--origin", "https://Shop.example:443/", "--origin", "http://localhost:3000", "--expires", "90d")
    assert re.fullmatch("pk_[0-9a-f]{64}", made["key"]) and made["origins"] == [SHOP, "http://localhost:3000"]
    _, output, _ = understudy("key", "list", *host.store)
    assert made["key"] in output and f"public {SHOP},http://localhost:3000" in output
    listed = {key["id"]: key for key in host.admin.get("/api/v1/keys?all=true").json()["keys"]}
    assert listed[made["id"]]["key"] == made["key"] and listed[made["id"]]["public"] is True
    assert all("key" not in key for key in listed.values() if not key["public"])
    assert ask(host, made["key"]).status_code not in (401, 403)
    understudy("key", "revoke", made["id"], *host.store)


@pytest.mark.parametrize("arguments, said", [
    (["--public"], "--origin"), (["--origin", SHOP], "--public"), (["--public", "--origin", "shop.example"], "origins"),
    (["--public", "--origin", SHOP, "--scopes", "read"], "--scopes"), (["--public", "--origin", SHOP, "--assistant", "none"], "none"),
    (["--public", "--origin", SHOP, "--collection", "none"], "none"), (["--public", "--origin", "*"], "origins"),
])
def test_a_wrong_one_is_not_made(host, arguments, said):
    made, errors = create(host, *arguments)
    assert made is None and said in errors


def test_the_api_makes_one_for_admins_only(host):
    body = {"name": "shop", "public": True, "origins": [SHOP], "requests_per_minute": 100, "visitor_requests_per_minute": 5}
    made = host.admin.post("/api/v1/keys", json=body)
    assert made.status_code == 201 and made.json()["visitor_requests_per_minute"] == 5
    for wrong, field in [
        ({"origins": []}, "origins"), ({"origins": ["nowhere"]}, "origins"), ({"scopes": ["chat"]}, "scopes"),
        ({"assistant": "none"}, "assistant"), ({"collections": ["none"]}, "collections"),
        ({"visitor_requests_per_minute": 0}, "visitor_requests_per_minute"),
        # A secret key for a page would be a trap.
        ({"public": False}, "public"), ({"public": None}, "public"),
    ]:
        answer = host.admin.post("/api/v1/keys", json=body | wrong)
        assert (answer.status_code, answer.json()["error"]["param"]) == (422, field)
    add_user(host.data, "eve")
    token = httpx.post(f"{host.url}/auth/login", json={"username": "eve", "password": "a long password"}).json()["access_token"]
    refused = httpx.post(f"{host.url}/api/v1/keys", headers={"authorization": f"Bearer {token}"}, json=body)
    assert (refused.status_code, code(refused)) == (403, "not_allowed")
    assert host.admin.delete(f"/api/v1/keys/{made.json()['id']}").status_code == 204


def test_a_thief_gets_nowhere_with_it(host):
    made, _ = create(host, "--public", "--origin", SHOP)
    key = made["key"]
    for origin, reason in [(None, "origin_missing"), ("null", "origin_not_allowed"), ("https://evil.example", "origin_not_allowed")]:
        answer = ask(host, key, origin)
        assert (answer.status_code, code(answer)) == (403, reason)
    headers = {"authorization": f"Bearer {key}", "origin": SHOP}
    for method, path in [
        ("GET", "/api/v1/conversations"), ("GET", "/api/v1/collections"), ("GET", "/v1/models"), ("POST", "/v1/chat/completions"),
        ("GET", "/ai/models"), ("GET", "/api/chatbot/sessions"), ("GET", "/auth/me"), ("GET", "/api/v1/keys"), ("GET", "/"),
        ("GET", "/admin/keys"), ("GET", "/api/v1/chat/query"), ("GET", "/nowhere"),
    ]:
        answer = httpx.request(method, f"{host.url}{path}", headers=headers)
        assert (answer.status_code, code(answer)) == (403, "public_key_only_asks"), path
    understudy("key", "revoke", made["id"], *host.store)


def test_an_admin_makes_one_on_the_page(host):
    login = httpx.post(
        f"{host.url}/login", data={"username": "ada", "password": "a long password"}, headers={"sec-fetch-site": "same-origin"})
    with httpx.Client(base_url=host.url, cookies=login.cookies) as person:
        form = {"do": "create_public", "public_name": "shop", "origins": f"{SHOP}\nhttp://localhost:1"}
        page = person.post("/admin/keys", data=form)
        assert page.status_code == 201
        key = re.search("pk_[0-9a-f]{64}", page.text).group()
        assert f"&lt;script src=&quot;{host.url}/widget.js&quot; data-key=&quot;{key}&quot; async&gt;&lt;/script&gt;" in page.text
        assert f"script-src {host.url}; connect-src {host.url}" in page.text
        assert key in person.get("/admin/keys").text
        wrong = person.post("/admin/keys", data=form | {"origins": "shop"})
        assert wrong.status_code == 422 and "One origin a line" in wrong.text and ">shop</textarea>" in wrong.text
    assert ask(host, key).status_code not in (401, 403)
