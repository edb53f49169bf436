"""Webhooks from end to end: what is told, how it is signed, and what becomes of it when receivers or the server fail."""

import json
import subprocess

import httpx2 as httpx
import pytest
from program import add_user, admin_of, eventually, one_provider
from receiver import Receiver
from standardwebhooks import Webhook, WebhookVerificationError

CALL = {"model": "default", "messages": [{"role": "user", "content": "a secret question"}]}


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.end()


def config(simulator, *models, **more):
    return one_provider(simulator, *(models or ("star",))) | {"webhooks": {"allow_local": True}} | more


def hooked(admin, receiver, **more):
    made = admin.post("/api/v1/webhooks", json={"url": receiver.url, "allow_local": True} | more)
    assert made.status_code == 201, made.text
    return made.json()


def ask(host, **more):
    headers = {"authorization": f"Bearer {host.key}"}
    return httpx.post(f"{host.url}/v1/chat/completions", json=CALL | more, headers=headers, timeout=30)


def lower(headers):
    return {name.lower(): value for name, value in headers.items()}


def test_a_receiver_verifies_what_it_is_told_with_a_library(simulator, server, receiver):
    host = server(config(simulator({"pace": 0, "models": {"star": {}}})))
    with admin_of(host) as admin:
        hook = hooked(admin, receiver)
        assert hook["secret"].startswith("whsec_") and hook["events"] == []
        assert "secret" not in admin.get(f"/api/v1/webhooks/{hook['id']}").json()
        assert ask(host).status_code == 200
        eventually(lambda: receiver.told("answer.completed"), within=60, what="the answer's event")
        headers, body, _ = receiver.posts[0]
        event = Webhook(hook["secret"]).verify(body, lower(headers))
        assert (event["type"], event["version"]) == ("answer.completed", "1")
        data = event["data"]
        assert (data["surface"], data["chain"], data["model_identifier"]) == ("openai", "default", "sim:star")
        assert "secret question" not in body.decode()
        with pytest.raises(WebhookVerificationError):
            Webhook(hook["secret"]).verify(body.replace(b"star", b"moon"), lower(headers))

        # With another secret, the old one is good for a day.
        new = admin.post(f"/api/v1/webhooks/{hook['id']}/secret").json()
        assert new["secret"] != hook["secret"] and new["previous_secret_until"]
        assert admin.post(f"/api/v1/webhooks/{hook['id']}/test").status_code == 202
        eventually(lambda: receiver.told("webhook.test"), within=60)
        headers, body, _ = receiver.posts[-1]
        for secret in (hook["secret"], new["secret"]):
            assert Webhook(secret).verify(body, lower(headers))["type"] == "webhook.test"

        # As the documentation says it, with openssl alone.
        headers = lower(headers)
        check = """
            key=$(printf %s "${SECRET#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \\n')
            printf '%s.%s.%s' "$ID" "$TIMESTAMP" "$BODY" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64
            """
        said = subprocess.run(
            ["bash", "-c", check], capture_output=True, text=True, check=True,
            env={"PATH": "/usr/bin:/bin", "SECRET": new["secret"], "ID": headers["webhook-id"],
                 "TIMESTAMP": headers["webhook-timestamp"], "BODY": body.decode()})
        assert f"v1,{said.stdout.strip()}" == headers["webhook-signature"].split()[0]


def test_tells_of_documents_people_and_outages(simulator, server, receiver, tmp_path):
    sim = simulator({"pace": 0, "models": {"star": {}}})
    host = server(config(
        sim, routing={"breaker": {"failures": 1, "first_cooldown": "300ms", "longest_cooldown": "500ms"}}))
    with admin_of(host) as admin:
        hooked(admin, receiver)
        add_user(host.data, "bob")
        told = eventually(lambda: receiver.told("user.created"), within=60)[0]
        assert told["data"]["role"] == "member" and "bob" not in json.dumps(told)

        collection = admin.post("/api/v1/collections", json={"name": "papers"}).json()["id"]
        for name, content in [("good.md", b"# Rain\n\nIt rains."), ("broken.pdf", b"%PDF-1.7 and no more")]:
            sent = admin.post(f"/api/v1/collections/{collection}/documents", files={"file": (name, content)})
            assert sent.status_code in (200, 201, 202), sent.text
        ready = eventually(lambda: receiver.told("document.ready"), within=60)[0]
        failed = eventually(lambda: receiver.told("document.failed"), within=60)[0]
        assert ready["data"]["collection_id"] == collection and ready["data"]["passages"] == 1
        assert failed["data"]["reason_code"]
        assert "good" not in json.dumps(ready) and "broken.pdf" not in json.dumps(failed)

        sim.behave("star", fault="server_error")
        ask(host)
        out = eventually(lambda: receiver.told("chain.exhausted"), within=60)[0]
        assert out["data"] == {"chain": "default", "models": ["sim:star"]}
        assert eventually(lambda: receiver.told("breaker.opened"), within=60)[0]["data"]["model"] == "sim:star"
        assert eventually(lambda: receiver.told("answer.failed"), within=60)[0]["data"]["error_code"] == "all_models_unavailable"
        sim.behave("star", fault="none")
        eventually(lambda: ask(host).status_code == 200, within=60)
        assert eventually(lambda: receiver.told("chain.recovered"), within=60)[0]["data"] == {"chain": "default"}
        assert len(receiver.told("breaker.opened")) == 1, "a probe in vain is no other opening"
        # Once each, whatever was tried in between.
        ids = [lower(headers)["webhook-id"] for headers, _, _ in receiver.posts]
        assert len(ids) == len(set(ids))


def test_a_killed_server_delivers_what_was_committed(simulator, server, receiver, tmp_path):
    settings = config(simulator({"pace": 0, "models": {"star": {}}}))
    data = tmp_path / "data"
    host = server(settings, data=data)
    with admin_of(host) as admin:
        hooked(admin, receiver, events=["answer.completed"])
        # The receiver has taken it and not answered when the server dies: it comes again, as the same.
        receiver.script.append({"status": 204, "hang": 30})
        assert ask(host).status_code == 200
        eventually(lambda: receiver.posts, within=60, what="the first try")
    # And nobody listens when this one is answered.
    for _ in range(5):
        assert ask(host).status_code == 200
    host.kill()
    receiver.released.set()
    again = server(settings, data=data)
    eventually(lambda: len({lower(headers)["webhook-id"] for headers, _, _ in receiver.posts}) == 6, within=60, what="all of them")
    eventually(
        lambda: again.rows("SELECT COUNT(*) FROM webhook_deliveries WHERE status = 'delivered'")[0][0] == 6,
        within=60, what="them to be put on record")
    first = lower(receiver.posts[0][0])["webhook-id"]
    assert [lower(headers)["webhook-id"] for headers, _, _ in receiver.posts].count(first) == 2
    again.verify()


def test_failures_are_tried_again_logged_and_sent_anew(simulator, server, receiver):
    host = server(config(simulator({"pace": 0, "models": {"star": {}}})))
    with admin_of(host) as admin:
        hook = hooked(admin, receiver, events=["document.failed"])
        at = f"/api/v1/webhooks/{hook['id']}"
        other = Receiver()
        # The second is answered once it is seen what became of the first.
        receiver.script += [{"status": 307, "headers": {"location": other.url}}, {"status": 500, "hang": 60}]
        test = admin.post(f"{at}/test").json()
        eventually(lambda: len(receiver.posts) == 1, within=60)
        waiting = eventually(
            lambda: [d for d in admin.get(f"{at}/deliveries", params={"status": "pending"}).json()["deliveries"] if d["attempts"]],
            within=60)[0]
        assert (waiting["last_status"], waiting["id"]) == (307, test["id"])
        receiver.released.set()
        eventually(lambda: 'understudy_webhook_attempts_total{result="retry"}' in httpx.get(f"{host.url}/metrics").text, within=60)
        assert httpx.get(f"{host.url}/api/v1/health").status_code in (200, 404)
        assert httpx.get(f"{host.url}/ready").status_code == 200, "a receiver that is down is no fault of the server's"
        eventually(lambda: len(receiver.posts) == 2, within=60, what="the second try, after five seconds")
        assert not other.posts, "no redirect is followed"
        other.end()
        # By hand it goes at once, and again with the same id.
        eventually(lambda: admin.get(f"{at}/deliveries/{test['id']}").json()["attempts"] == 2, within=60)
        assert admin.post(f"{at}/deliveries/{test['id']}/replay").status_code == 202
        done = eventually(
            lambda: (d := admin.get(f"{at}/deliveries/{test['id']}").json())["status"] == "delivered" and d, within=60)
        assert [entry.get("status") for entry in done["log"]] == [307, 500, 204]
        assert done["payload"]["data"] == {"endpoint_id": hook["id"]}
        assert len({lower(headers)["webhook-id"] for headers, _, _ in receiver.posts}) == 1

        # Whoever says that it is gone is told nothing more.
        receiver.script.append({"status": 410})
        admin.post(f"{at}/test")
        eventually(lambda: admin.get(at).json()["enabled"] is False, within=60)
        assert admin.get(at).json()["disabled_reason"] == "gone"
        refused = admin.post(f"{at}/test")
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "webhook_disabled")
        events = [entry["event"] for entry in admin.get("/api/v1/audit").json()["entries"]]
        assert "webhook.disabled" in events and "webhook.created" in events
        assert admin.patch(at, json={"enabled": True}).json()["enabled"] is True
        assert admin.post(f"{at}/replay").json() == {"replayed": 1}
        eventually(lambda: admin.get(at).json()["deliveries"] == {"pending": 0, "delivered": 2, "dead": 0}, within=60)
        assert hook["secret"] not in host.log


def test_refuses_addresses_that_are_not_on_the_internet(simulator, server):
    host = server(one_provider(simulator({"pace": 0, "models": {"star": {}}}), "star"))
    with admin_of(host) as admin:
        for url in [
            "http://example.com/", "https://127.0.0.1/", "https://[::1]/", "https://localhost/", "https://169.254.169.254/latest",
            "https://10.0.0.8/", "https://2130706433/", "https://0x7f.1/", "https://[::ffff:127.0.0.1]/", "file:///etc/passwd", "x",
        ]:
            refused = admin.post("/api/v1/webhooks", json={"url": url})
            assert (refused.status_code, refused.json()["error"]["param"]) == (422, "url"), (url, refused.text)
        refused = admin.post("/api/v1/webhooks", json={"url": "https://127.0.0.1/", "allow_local": True})
        assert (refused.status_code, refused.json()["error"]["param"]) == (422, "allow_local")
        assert admin.get("/api/v1/webhooks").json()["webhooks"] == []
    with host.http() as key:
        assert key.get("/api/v1/webhooks").status_code == 403


def test_a_receiver_that_hangs_holds_up_nobody(simulator, server, receiver):
    host = server(config(simulator({"pace": 0, "models": {"star": {}}})))
    quick = Receiver()
    with admin_of(host) as admin:
        slow_hook, quick_hook = hooked(admin, receiver), hooked(admin, quick)
        receiver.script += [{"status": 204, "hang": 60}] * 20
        for _ in range(8):
            assert ask(host).status_code == 200
        eventually(lambda: len(quick.told("answer.completed")) == 8, within=60, what="the quick one's")
        last = max(moment for _, _, moment in quick.posts)
        # Before the first of the slow one's was given up.
        assert last - eventually(lambda: receiver.posts, within=60)[0][2] < 14
        assert sum(moment <= last for _, _, moment in receiver.posts) <= 4
        late = eventually(
            lambda: [
                d for d in admin.get(f"/api/v1/webhooks/{slow_hook['id']}/deliveries").json()["deliveries"] if d["attempts"]],
            within=60, what="the slow one to be given up for now")
        assert "15 s" in late[0]["last_error"]
        eventually(
            lambda: admin.get(f"/api/v1/webhooks/{quick_hook['id']}").json()["deliveries"]["delivered"] == 8,
            within=60, what="the quick one's to be put on record")
    quick.end()
