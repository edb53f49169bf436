"""What answers cost, from the configuration or an admin's entry to the reports, to the last digit."""

import json
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import httpx2 as httpx
import pytest
from program import add_user, eventually, one_provider, understudy


@pytest.fixture
def priced(simulator, server):
    stage = simulator({"pace": 0, "models": {"lead": {"answer": "one two three"}, "second": {"answer": "four"}}})
    return server(one_provider(stage, "lead", "second", prices={
        "sim:lead": {"input": 0.15, "output": "0.000001"}, "sim:second": {"input": 0, "output": 0}}))


def admin(served):
    made = understudy("key", "create", "--name", "boss", "--scopes", "admin,read,chat", *served.store, "--json")
    return httpx.Client(base_url=served.url, headers={"authorization": f"Bearer {json.loads(made[1])['key']}"}, timeout=20)


def ask(client, model="default"):
    answer = client.post("/v1/chat/completions", json={"model": model, "messages": [{"role": "user", "content": "Hello you"}]})
    assert answer.status_code == 200
    return answer.json()["usage"]


def exact(text):
    """JSON whose numbers keep every digit."""
    return json.loads(text, parse_float=Decimal)


def report(client, answers, **parameters):
    def read():
        found = client.get("/api/v1/usage", params=parameters)
        assert found.status_code == 200, found.text
        found = exact(found.text)
        return found if found["totals"]["answers"] >= answers else None
    return eventually(read, what=f"{answers} answers in the report")


def test_an_answers_cost_is_right_to_the_last_digit(priced):
    with admin(priced) as client:
        usage = ask(client)
        total = report(client, 1)["totals"]
    cost = (usage["prompt_tokens"] * 150_000 + usage["completion_tokens"]) * Decimal("1e-12")
    assert total["cost"] == cost and total["unpriced"] == 0
    assert total["tokens"]["input"] == usage["prompt_tokens"]
    rows = priced.rows("SELECT cost, cost_picodollars, fallback FROM ai_usage_logs")
    assert rows == [(float(cost), int(cost * 10**12), 0)]
    assert priced.rows("SELECT cost_picodollars FROM ai_attempts") == [(int(cost * 10**12),)]
    metrics = httpx.get(f"{priced.url}/metrics").text
    assert re.search(rf'understudy_cost_dollars_total{{model="sim:lead"}} {float(cost)}', metrics)
    priced.verify()


def test_what_an_admin_enters_counts_from_then_on(priced):
    with admin(priced) as client:
        first = ask(client)
        entered = client.post("/api/v1/prices", json={"model": "sim:lead", "input": "3.000001", "valid_from": None})
        assert entered.status_code == 201, entered.text
        assert exact(entered.text)["prices"] == {"input": Decimal("3.000001")} and entered.json()["in_force"]
        ask(client)
        total = report(client, 2)["totals"]
        # The second has an answer, whose price is not known any more.
        assert total["unpriced"] == 1
        assert total["cost"] == (first["prompt_tokens"] * 150_000 + first["completion_tokens"]) * Decimal("1e-12")
        client.post("/api/v1/prices", json={"model": "sim:lead", "input": 3, "output": 0.25})
        third = ask(client)
        dearer = report(client, 3)["totals"]["cost"] - total["cost"]
        assert dearer == (third["prompt_tokens"] * 3_000_000 + third["completion_tokens"] * 250_000) * Decimal("1e-12")
        listed = client.get("/api/v1/prices", params={"model": "sim:lead"}).json()["prices"]
        assert [(each["source"], each["in_force"]) for each in listed] == [
            ("admin", True), ("admin", False), ("configuration", False)]
        client.post("/admin/prices", data={"model": "sim:lead", "input": "2"})
        entries = client.get("/api/v1/audit", params={"event": "price.entered"}).json()["entries"]
        assert [(each["subject_id"], each["detail"]) for each in reversed(entries)] == [
            ("sim:lead", "input $3.000001"), ("sim:lead", "input $3, output $0.25"), ("sim:lead", "input $2")]


@pytest.mark.parametrize("field, value", [
    ("input", -1), ("output", "-0.5"), ("cached_input", "NaN"), ("reasoning", 10000.5), ("audio_input", 0.0000001),
    ("cache_write", "free"), ("audio_output", True), ("input", [1]), ("output", "1e3"), ("output", ""),
])
def test_a_price_that_is_none_is_refused_by_its_name(priced, field, value):
    with admin(priced) as client:
        refused = client.post("/api/v1/prices", json={"model": "sim:lead", "input": 1, field: value})
        assert refused.status_code == 422, refused.text
        assert refused.json()["error"]["param"] == field
        assert len(client.get("/api/v1/prices").json()["prices"]) == 3


@pytest.mark.parametrize("body, param", [
    ({"model": "lead"}, "model"), ({"input": 1}, "model"), ({"model": "a: b"}, "model"),
    ({"model": "a:b", "valid_from": "2020-01-01T00:00:00Z"}, "valid_from"), ({"model": "a:b", "valid_from": "soon"}, "valid_from"),
])
def test_what_a_price_is_for_must_be_said(priced, body, param):
    with admin(priced) as client:
        refused = client.post("/api/v1/prices", json=body)
        assert (refused.status_code, refused.json()["error"]["param"]) == (422, param)


def test_a_price_of_minus_one_stops_the_start_at_its_line(tmp_path):
    (tmp_path / "understudy.yaml").write_text(
        "providers: { sim: { kind: openai, api_key: k } }\nprices:\n  sim:lead:\n    input: -1\n")
    status, _, errors = understudy("serve", "--config", tmp_path / "understudy.yaml", "--port", 0, cwd=tmp_path)
    assert status == 78
    assert "understudy.yaml:4: prices.sim:lead.input must be dollars for a million tokens" in errors


def test_everybody_sees_their_own_and_admins_see_all(priced):
    keys = {}
    for name in ("ada", "bob"):
        user = add_user(priced.data, name)
        made = understudy("key", "create", "--name", name, "--user", name, *priced.store, "--json")
        keys[name] = (user["id"], json.loads(made[1])["key"])
    clients = {name: httpx.Client(
        base_url=priced.url, headers={"authorization": f"Bearer {key}"}) for name, (_, key) in keys.items()}
    for name, count in (("ada", 2), ("bob", 1)):
        for _ in range(count):
            ask(clients[name])
    with admin(priced) as boss:
        groups = report(boss, 3, group_by="user")["groups"]
        assert [(each["name"], each["answers"]) for each in groups] == [("ada", 2), ("bob", 1)]
        assert report(boss, 1, user=keys["bob"][0])["totals"]["answers"] == 1
        named = report(boss, 3, group_by="key")["groups"]
        assert {each["name"] for each in named} == {"ada", "bob"}
    assert report(clients["ada"], 2, group_by="model")["totals"]["answers"] == 2
    refused = clients["ada"].get("/api/v1/usage", params={"user": keys["bob"][0]})
    assert refused.status_code == 403
    assert clients["ada"].get("/api/v1/prices").status_code == 403
    assert clients["ada"].post("/api/v1/prices", json={"model": "a:b", "input": 0}).status_code == 403
    assert httpx.get(f"{priced.url}/api/v1/usage").status_code == 401
    for client in clients.values():
        client.close()


@pytest.mark.parametrize("parameters, param", [
    ({"from": "yesterday"}, "from"), ({"to": "2026-13-01"}, "to"), ({"tz": "Moon/Base"}, "tz"), ({"group_by": "colour"}, "group_by"),
    ({"from": "2026-01-02", "to": "2026-01-01"}, "from"), ({"from": "1970-01-01"}, "from"),
])
def test_bad_parameters_are_refused_by_name(priced, parameters, param):
    with admin(priced) as client:
        for path in ("/api/v1/usage", "/api/v1/usage.csv"):
            refused = client.get(path, params=parameters)
            assert (refused.status_code, refused.json()["error"]["param"]) == (422, param)


def test_a_sheet_and_the_command_say_the_same(priced):
    with admin(priced) as client:
        # The same days for all, also when one of them ends meanwhile.
        today = datetime.now(UTC).date()
        days = {"from": str(today - timedelta(days=1)), "to": str(today + timedelta(days=2))}
        ask(client)
        document = report(client, 1, group_by="model", **days)
        sheet = client.get("/api/v1/usage.csv", params={"group_by": "model", "tz": "Asia/Tokyo"} | days)
        assert sheet.headers["content-type"] == "text/csv; charset=utf-8"
        assert sheet.headers["content-disposition"].startswith("attachment; filename=\"usage-20")
        lines = sheet.text.splitlines()
        assert len(lines) == 2 and lines[1].startswith("sim:lead,,1,1,0,1,0,")
        assert f"{document['totals']['cost']:f}" in lines[1]
    command = ["usage", "--by", "model", "--from", days["from"], "--to", days["to"]]
    status, output, errors = understudy(*command, "--json", *priced.store)
    assert status == 0, errors
    assert exact(output) == document
    status, output, _ = understudy(*command, "--csv", *priced.store)
    assert output.splitlines() == lines
    assert understudy("usage", "--by", "modle", *priced.store)[2].count("did you mean model?") == 1
    assert "sim:lead  1 answers" in understudy("usage", "--by", "model", *priced.store)[1]
