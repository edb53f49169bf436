"""Budgets hold: a hundred calls at once, servers that are killed, two servers on one database, and what refusals and warnings say."""

import base64
import email
import email.policy
import hashlib
import hmac
import http.server
import json
import socket
import ssl
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx2 as httpx
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from program import PATIENCE, add_user, eventually, one_provider

# A dollar for a thousand tokens of an answer; prompts are free, so a call costs as much as its answer may have tokens.
PRICES = {"sim:star": {"input": 0, "output": 1000}}
CALL = {"model": "default", "messages": [{"role": "user", "content": "Hello"}], "max_tokens": 10}
WORST = 0.01
# No day, and so no budget, ends while these tests run.
FAR_FROM_MIDNIGHT = "UTC" if 6 <= time.gmtime().tm_hour < 18 else "Etc/GMT-12"


def config(simulator, **more):
    more["budgets"] = {"time_zone": FAR_FROM_MIDNIGHT} | more.get("budgets", {})
    return one_provider(simulator, "star") | {"prices": PRICES, "conversations": {"titles": "first_line"}} | more


def simulated(simulator, **behaviour):
    return simulator({"pace": 0, "models": {"star": {"words": 10} | behaviour}})


def limit(host, scope, name, **values):
    admin = add_user(host.data, f"root{time.monotonic_ns()}", "admin")["username"]
    with httpx.Client(base_url=host.url) as client:
        token = client.post("/auth/login", json={"username": admin, "password": "a long password"}).json()["access_token"]
        client.headers["authorization"] = f"Bearer {token}"
        done = client.post("/api/v1/limits", json={"scope": scope, "name": name} | values)
        assert done.status_code == 201, done.text
        return token, done.json()


def ask(host, key, **more):
    """The status and body of one call; None where the server was killed under it."""
    try:
        response = httpx.post(
            f"{host.url}/v1/chat/completions", json=CALL | more, headers={"authorization": f"Bearer {key}"}, timeout=2 * PATIENCE)
        return response.status_code, response.json(), response.headers
    except httpx.TransportError:
        return None


def burst(hosts, key, count=100):
    with ThreadPoolExecutor(count) as pool:
        jobs = [pool.submit(ask, hosts[n % len(hosts)], key) for n in range(count)]
        return [job.result() for job in jobs]


def counters(rows):
    return {(subject, len(period)): (reserved, spent) for subject, period, reserved, spent in rows(
        "SELECT subject, period, reserved_picodollars, spent_picodollars FROM spending_counters")}


def test_a_hundred_calls_at_once_overspend_nothing_though_the_server_is_killed(simulator, server, tmp_path):
    sim = simulated(simulator)
    data = tmp_path / "data"
    cut = 0
    for turn in range(20):
        name = f"assistant-{turn}"
        settings = config(
            sim, assistants={name: {"name": name, "chain": "default"}},
            limits={f"assistant:{name}": {"dollars_per_day": WORST * 10}})
        host = server(settings, data=data)
        sim.clear()
        kills = turn % 2 == 1
        killer = threading.Timer(0.05 + 0.02 * turn, host.kill) if kills else None
        if killer:
            killer.start()
        with ThreadPoolExecutor(100) as pool:
            jobs = [pool.submit(ask, host, host.key, model=name) for _ in range(100)]
            answers = [job.result() for job in jobs]
        if killer:
            killer.join()
            host = server(settings, data=data)
            answers += [ask(host, host.key, model=name) for _ in range(15)]
            # What the ledger shows is settled, and nothing is settled twice.
            shown = "SELECT 1 FROM spending_reservations r JOIN ai_usage_logs u ON u.request_id = r.request_id"
            eventually(lambda: not host.rows(shown), what="settling")
        admitted = len(sim.requests("star"))
        assert admitted <= 10, f"turn {turn}: {admitted} were admitted"
        told = [answer[0] for answer in answers if answer]
        cut += len(answers) - len(told)
        assert set(told) <= {200, 429}
        assert told.count(200) <= 10
        if not kills:
            assert told.count(200) == 10
        host.stop()
        reserved, spent = counters(host.rows)[(f"assistant:{name}", 10)]
        assert reserved + spent <= WORST * 10 * 1e12
        recorded = host.rows("SELECT COALESCE(SUM(cost_picodollars), 0) FROM ai_usage_logs WHERE assistant = ?", name)
        assert spent == recorded[0][0]
        open_sum = host.rows(
            "SELECT COALESCE(SUM(amount_picodollars), 0) FROM spending_reservations WHERE subject = ?", f"assistant:{name}")
        assert reserved == open_sum[0][0]
    assert cut > 0, "no call was under way when the server was killed"


def test_an_orphan_is_settled_when_the_ledger_shows_it_and_counts_until_then(simulator, server, tmp_path):
    sim = simulated(simulator, fault="silence")
    data = tmp_path / "data"
    settings = config(
        sim, assistants={"one": {"name": "One", "chain": "default"}}, limits={"assistant:one": {"dollars_per_day": WORST}})
    host = server(settings, data=data)
    caller = threading.Thread(target=ask, args=(host, host.key), kwargs={"model": "one"})
    caller.start()
    eventually(lambda: host.rows("SELECT 1 FROM spending_reservations"), what="the reservation")
    host.kill()
    caller.join()
    again = server(settings, data=data)
    status, body, headers = ask(again, again.key, model="one")
    assert (status, body["error"]["code"]) == (429, "budget_exceeded")
    assert body["error"]["type"] == "rate_limit_error"
    assert body["error"]["limit"]["left"] == 0
    assert int(headers["retry-after"]) >= 1 and headers["ratelimit-remaining"] == "0"


def test_two_servers_on_one_postgresql_share_a_budget(simulator, server, cluster):
    sim = simulated(simulator)
    url = cluster.url(cluster.database())
    settings = config(
        sim, database=url, assistants={"one": {"name": "One", "chain": "default"}},
        limits={"assistant:one": {"dollars_per_day": WORST * 10}})
    hosts = [server(settings), server(settings)]
    with ThreadPoolExecutor(100) as pool:
        jobs = [pool.submit(ask, hosts[n % 2], hosts[n % 2].key, model="one") for n in range(100)]
        answers = [job.result() for job in jobs]
    told = [answer[0] for answer in answers if answer]
    assert told.count(200) == 10 and told.count(429) == 90, sorted(told)
    assert len(sim.requests("star")) == 10


def test_a_refusal_says_which_limit_in_every_surface_and_metrics_count_it(simulator, server):
    host = server(config(simulated(simulator)))
    add_user(host.data, "ada")
    token, _ = limit(host, "user", "ada", dollars_per_day=0)
    with httpx.Client(base_url=host.url) as ada:
        logged = ada.post("/auth/login", json={"username": "ada", "password": "a long password"}).json()
        ada.headers["authorization"] = f"Bearer {logged['access_token']}"
        for path, body in [
            ("/v1/chat/completions", CALL), ("/v1/chat/completions", CALL | {"stream": True}),
            ("/ai/chat", {"prompt": "Hello"}), ("/api/chatbot/chat", {"session_id": "s", "message": "Hello"}),
        ]:
            refused = ada.post(path, json=body)
            error = refused.json()["error"]
            assert (refused.status_code, error["code"]) == (429, "budget_exceeded"), path
            assert error["limit"]["scope"] == "user" and error["limit"]["measure"] == "dollars_per_day"
            assert "$0 is left" in error["message"]
            assert ("type" in error) == path.startswith("/v1/")
            assert int(refused.headers["retry-after"]) > 0
        mine = ada.get("/api/v1/limits/mine").json()["limits"]
        assert [(each["measure"], each["left"]) for each in mine] == [("dollars_per_day", 0)]
        assert ada.get("/api/v1/limits").status_code == 403
        page = ada.get("/usage").text
        assert "What you have left" in page and page.count("<meter") == 1
    assert 'understudy_limit_refusals_total{scope="user",limit="dollars_per_day",code="budget_exceeded"} 4' in httpx.get(
        f"{host.url}/metrics").text
    # Nobody else is limited.
    assert ask(host, host.key)[0] == 200


def test_absurd_limits_are_named(server, simulator):
    host = server(config(simulated(simulator)))
    add_user(host.data, "ada")
    token, made = limit(host, "role", "viewer", requests_per_minute=5)
    with httpx.Client(base_url=host.url, headers={"authorization": f"Bearer {token}"}) as admin:
        for field, value in [
            ("dollars_per_day", -1), ("dollars_per_day", "NaN"), ("dollars_per_month", 1e12), ("dollars_per_month", "1e3"),
            ("requests_per_minute", 0), ("requests_per_minute", 1.5), ("tokens_per_minute", -3), ("tokens_per_minute", "many"),
        ]:
            for refused in (
                admin.post("/api/v1/limits", json={"scope": "user", "name": "ada", field: value}),
                admin.patch(f"/api/v1/limits/{made['id']}", json={field: value}),
            ):
                assert (refused.status_code, refused.json()["error"].get("param")) == (422, field), (field, value, refused.text)
        for body, param in [
            ({"scope": "user", "name": "nobody", "dollars_per_day": 1}, "name"), ({"scope": "planet", "name": "x"}, "scope"),
            ({"scope": "role", "name": "king", "dollars_per_day": 1}, "name"),
        ]:
            refused = admin.post("/api/v1/limits", json=body)
            assert (refused.status_code, refused.json()["error"]["param"]) == (422, param)
        again = admin.post("/api/v1/limits", json={"scope": "role", "name": "viewer", "dollars_per_day": 1})
        assert (again.status_code, again.json()["error"]["code"]) == (409, "limit_taken")
        changed = admin.patch(f"/api/v1/limits/{made['id']}", json={"dollars_per_day": 0.1, "requests_per_minute": None})
        assert (changed.json()["dollars_per_day"], changed.json().get("requests_per_minute")) == (0.1, None)
        assert admin.delete(f"/api/v1/limits/{made['id']}").status_code == 204
        assert admin.delete(f"/api/v1/limits/{made['id']}").status_code == 404


def test_a_minutes_requests_are_limited(server, simulator):
    sim = simulated(simulator)
    host = server(config(
        sim, assistants={"one": {"name": "One", "chain": "default"}}, limits={"assistant:one": {"requests_per_minute": 2}}))
    assert [ask(host, host.key, model="one")[0] for _ in range(2)] == [200, 200]
    # Every half a minute one more is allowed, also while these are made.
    status, body, headers = eventually(lambda: (told := ask(host, host.key, model="one"))[0] != 200 and told, what="the limit")
    assert (status, body["error"]["code"]) == (429, "rate_limit_exceeded")
    assert 1 <= int(headers["retry-after"]) <= 30


def test_a_model_without_a_price_is_refused_by_name(server, simulator):
    sim = simulated(simulator)
    host = server(one_provider(sim, "star") | {
        "assistants": {"one": {"name": "One", "chain": "default"}}, "limits": {"assistant:one": {"dollars_per_day": 5}}})
    status, body, _ = ask(host, host.key, model="one")
    assert (status, body["error"]["code"]) == (403, "price_unknown")
    assert "sim:star" in body["error"]["message"]


def test_the_configuration_is_checked(tmp_path):
    from program import understudy

    file = tmp_path / "understudy.yaml"
    for text, said in [
        ("limits: { user:ada: { dollars_per_day: -1 } }", "dollars_per_day must be dollars"),
        ("limits: { ada: { dollars_per_day: 1 } }", "is nobody that can be limited"),
        ("limits: { role:membr: { dollars_per_day: 1 } }", 'did you mean "role:member"?'),
        ("limits: { user:ada: { dollars_per_dy: 1 } }", "dollars_per_day"),
        ("budgets: { time_zone: Mars/North }", "must be a time zone"),
    ]:
        file.write_text(text + "\n")
        status, _, errors = understudy("serve", "--config", file, "--data", tmp_path / "data", "--port", 0)
        assert status != 0 and said in errors, (text, errors)


class Hook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.posts.append((dict(self.headers.items()), body))
        self.send_response(503 if len(self.server.posts) == 1 else 204)
        self.end_headers()

    def log_message(self, *arguments):
        pass


@pytest.fixture
def hook():
    hook = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    hook.posts = []
    threading.Thread(target=hook.serve_forever, daemon=True).start()
    yield hook
    hook.shutdown()


class Mailbox:
    def __init__(self):
        self.letters = []
        self.secured = []

    async def handle_DATA(self, server, session, envelope):
        self.secured.append(session.ssl is not None or isinstance(server.transport.get_extra_info("sslcontext"), ssl.SSLContext))
        self.letters.append(envelope)
        return "250 OK"


@pytest.fixture
def open_mailbox():
    """open_mailbox(**how) runs a mail server on a free port."""
    controllers = []

    def open_mailbox(**how):
        box = Mailbox()
        controller = Controller(box, hostname="127.0.0.1", port=0, ready_timeout=PATIENCE, **how)
        # Port 0 is any free one, which the controller does not find by itself.
        address = lambda: controller.server.sockets[0].getsockname()  # noqa: E731
        controller._trigger_server = lambda: socket.create_connection(address()).close()
        controller.start()
        controllers.append(controller)
        box.port = address()[1]
        return box

    yield open_mailbox
    for controller in controllers:
        controller.stop()


@pytest.fixture
def mailbox(open_mailbox):
    return open_mailbox()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of its own for localhost, and its context for a server."""
    folder = tmp_path_factory.mktemp("certificate")
    file, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=DNS:localhost", "-keyout", key, "-out", file], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key)
    return file, context


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mail_goes_over_tls_to_whom_it_is_meant_for(server, simulator, open_mailbox, certificate, security):
    file, context = certificate
    how = {"tls_context": context, "require_starttls": True} if security == "starttls" else {"ssl_context": context}
    box = open_mailbox(
        authenticator=lambda server, session, envelope, mechanism, data: AuthResult(success=data.password == b"postal"),
        auth_required=True, auth_require_tls=security == "starttls", **how)
    settings = config(
        simulated(simulator), assistants={"ärmel": {"name": "One", "chain": "default"}},
        limits={"assistant:ärmel": {"dollars_per_day": WORST}}, budgets={"mail_to": ["ops@example.com"]},
        mail={
            "host": "localhost", "port": box.port, "security": security, "from": "understudy@example.com",
            "username": "us", "password": "postal", "ca_file": str(file)})
    host = server(settings)
    assert ask(host, host.key, model="ärmel")[0] == 200
    eventually(lambda: box.letters, what="the mail")
    assert box.secured == [True]
    letter = email.message_from_bytes(box.letters[0].content, policy=email.policy.default)
    assert letter["subject"] == "Understudy: assistant ärmel has used 80 % of a budget"
    assert "0.01 of 0.01 dollars" in letter.get_content()

    # Nobody's certificate that is not trusted.
    stranger = server(settings | {"mail": {name: value for name, value in settings["mail"].items() if name != "ca_file"}})
    assert ask(stranger, stranger.key, model="ärmel")[0] == 200
    eventually(lambda: "not delivered by mail" in stranger.log)
    assert len(box.letters) == 1
    assert "postal" not in host.log + stranger.log


def test_four_fifths_are_told_once_by_webhook_and_mail(server, simulator, tmp_path, hook, mailbox):
    secret = base64.b64encode(b"a secret of thirty-two bytes ....").decode()
    sim = simulated(simulator)
    settings = config(
        sim, assistants={"one": {"name": "One", "chain": "default"}}, limits={"assistant:one": {"dollars_per_day": WORST * 5}},
        budgets={
            "webhook": {"url": f"http://127.0.0.1:{hook.server_port}/hook", "secret": f"whsec_{secret}", "local": True},
            "mail_to": ["ops@example.com", "boss@example.com"]},
        mail={"host": "127.0.0.1", "port": mailbox.port, "security": "none", "from": "understudy@example.com"})
    data = tmp_path / "data"
    host = server(settings, data=data)
    for _ in range(3):
        assert ask(host, host.key, model="one")[0] == 200
    assert not mailbox.letters and not hook.posts
    assert ask(host, host.key, model="one")[0] == 200
    eventually(lambda: mailbox.letters and len(hook.posts) == 2, what="the warning")
    headers, body = hook.posts[1]
    assert hook.posts[0][1] == body, "tried again as it was"
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(base64.b64decode(secret), signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    told = json.loads(body)
    assert told["type"] == "budget.warning"
    assert told["data"] | {"period": None, "renews_at": None} == {
        "scope": "assistant", "name": "one", "limit": "dollars_per_day", "limit_dollars": 0.05, "spent_dollars": 0.04,
        "percent": 80, "period": None, "renews_at": None}
    letter = mailbox.letters[0]
    assert letter.rcpt_tos == ["ops@example.com", "boss@example.com"]
    head, _, text = letter.content.decode().partition("\r\n\r\n")
    assert "Subject: Understudy: assistant one has used 80 % of a budget" in head
    assert "0.04 of 0.05 dollars" in base64.b64decode(text).decode()
    host.stop()
    again = server(settings, data=data)
    assert ask(again, again.key, model="one")[0] == 200
    again.stop()
    assert len(mailbox.letters) == 1 and len(hook.posts) == 2
