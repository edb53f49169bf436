"""Every response says what is left of its rate, and what is too much is refused: by address, person and key."""

import re

import httpx2 as httpx
import pytest
from program import add_user, one_provider

HEADERS = ("ratelimit-limit", "ratelimit-remaining", "ratelimit-reset", "ratelimit-policy")


@pytest.fixture
def limited(server, simulator):
    """A server with narrow rates, which believes a proxy on 10.0.0.0/8 as well."""
    def make(**rates):
        sim = simulator({"pace": 0, "models": {"star": {"answer": "Yes."}}})
        return server(one_provider(sim, "star") | {"rates": rates, "server": {"trusted_proxies": ["10.0.0.0/8"]}})
    return make


def test_every_response_says_what_is_left(limited):
    host = limited()
    with httpx.Client(base_url=host.url) as client:
        page = client.get("/", headers={"accept": "text/html"})
        assets = set(re.findall(r"/assets/[^\"' ]+", page.text))
        assert assets
        for path in ["/", "/health", "/live", "/ready", "/metrics", "/api/health", "/api/check-availability/", "/nowhere",
                     "/v1/models", "/api/docs", *sorted(assets)[:3]]:
            response = client.get(path)
            for name in HEADERS:
                assert response.headers.get(name), f"{path} says no {name}"
            limit = int(response.headers["ratelimit-limit"])
            assert 0 <= int(response.headers["ratelimit-remaining"]) < limit
            assert 0 <= int(response.headers["ratelimit-reset"]) <= 60
            assert response.headers["ratelimit-policy"] == f"{limit};w=60"
        assert client.post("/v1/chat/completions", content=b"{").headers["ratelimit-limit"]
        assert client.request("DELETE", "/health").headers["ratelimit-limit"]


def test_what_is_too_much_is_refused_until_there_is_room_again(limited):
    host = limited(visitor={"reading": 3})
    with httpx.Client(base_url=host.url, headers={"x-forwarded-for": "203.0.113.1"}) as client:
        left = [client.get("/api/check-availability/").headers["ratelimit-remaining"] for _ in range(3)]
        assert left == ["2", "1", "0"]
        over = client.get("/api/check-availability/")
        assert over.status_code == 429
        assert over.json()["error"]["code"] == "rate_limit_exceeded"
        assert over.json()["error"]["retry_after_seconds"] == int(over.headers["retry-after"])
        assert 1 <= int(over.headers["retry-after"]) <= 20
        assert over.headers["x-request-id"]
        page = client.get("/", headers={"accept": "text/html,*/*", "accept-language": "ar"})
        assert page.status_code == 429 and page.headers["content-type"].startswith("text/html")
        assert 'dir="rtl"' in page.text and page.headers["retry-after"]
        # What watches the server has a rate of its own.
        assert client.get("/health").status_code == 200
        # Another address has one of its own; a lie before the proxy's word changes nothing.
        assert client.get("/api/check-availability/", headers={"x-forwarded-for": "203.0.113.2"}).status_code == 200
        assert client.get("/api/check-availability/", headers={"x-forwarded-for": "9.9.9.9, 203.0.113.1"}).status_code == 429
        assert client.get("/api/check-availability/", headers={"x-forwarded-for": "203.0.113.1, 10.1.2.3"}).status_code == 429
        # All addresses of one customer's network are one.
        for last in "123":
            client.get("/api/check-availability/", headers={"x-forwarded-for": f"2001:db8:1:2::{last}"})
        assert client.get("/api/check-availability/", headers={"x-forwarded-for": "2001:db8:1:2:9::9"}).status_code == 429
        assert client.get("/api/check-availability/", headers={"x-forwarded-for": "2001:db8:1:3::1"}).status_code == 200
        metrics = client.get("/metrics").text
        assert re.search(r'understudy_rate_limited_requests_total\{party="visitor",kind="reading"\} [5-9]', metrics)


def test_people_and_keys_are_counted_wherever_they_come_from(limited):
    host = limited(key={"asking": 2}, person={"reading": 2}, visitor={"reading": 1})
    call = {"model": "default", "messages": [{"role": "user", "content": "Hello"}]}
    with httpx.Client(base_url=host.url, timeout=20) as client:
        def ask(key, address):
            return client.post("/v1/chat/completions", json=call,
                               headers={"authorization": f"Bearer {key}", "x-forwarded-for": address})
        assert [ask(host.key, f"203.0.113.{number}").status_code for number in range(3)] == [200, 200, 429]
        refused = ask(host.key, "203.0.113.9")
        assert refused.json()["error"]["type"] == "rate_limit_error" and refused.headers["retry-after"]
        assert ask(host.make_key("other")["key"], "203.0.113.1").status_code == 200

        add_user(host.data, "ada", "member")
        token = client.post("/auth/login", json={"username": "ada", "password": "a long password"}).json()["access_token"]
        headers = {"authorization": f"Bearer {token}"}
        answers = [client.get("/ai/models", headers=headers | {"x-forwarded-for": f"203.0.113.{n}"}) for n in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        # What does not count as a proof is counted by its address, and so are visitors with new cookies.
        bogus = [client.get("/ai/models", headers={"authorization": "Bearer us-no", "x-forwarded-for": "203.0.113.50"}).status_code
                 for _ in range(2)]
        assert bogus == [401, 429]
        assert client.get("/", headers={"x-forwarded-for": "203.0.113.50", "cookie": "understudy_browser=" + "a" * 43}).status_code == 429


def test_a_rate_of_zero_is_none_and_says_nothing(limited):
    host = limited(visitor={"reading": 0})
    with httpx.Client(base_url=host.url) as client:
        for _ in range(50):
            response = client.get("/api/check-availability/")
            assert response.status_code == 200 and "ratelimit-limit" not in response.headers
