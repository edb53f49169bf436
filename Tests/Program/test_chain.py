"""The example of document 000: five models that stand in for one another, and the commands its operators type."""

import json
import os
import pty
import re
import subprocess
from contextlib import contextmanager
from datetime import datetime

import httpx2 as httpx
import openai
import pytest
from documents import shell
from program import DEADLINES_IN_ENVIRONMENT, PATIENCE, ROOT, eventually

EXAMPLE = ROOT / "examples" / "nexus-core"
MODELS = ["gemini-exp-1206", "gemini-2.5-pro", "gemini-2.5-flash", "gemini-2.5-flash-lite", "gemini-2.0-flash"]
HELLO = [{"role": "user", "content": "Hello, how are you?"}]
AVAILABLE = '{"available":true,"message":"Service available"}'

# Whoever is out stays out, whoever is slow is waited for, and what can be tried again at once is not.
STEADY = DEADLINES_IN_ENVIRONMENT | {
    "UNDERSTUDY_ROUTING_PATIENCE": "10ms",
    "UNDERSTUDY_ROUTING_BREAKER_FIRST_COOLDOWN": "10m",
    "UNDERSTUDY_ROUTING_BREAKER_LONGEST_COOLDOWN": "10m",
}
# The rehearsal of an outage in less time: a model that is silent is soon given up for the next, and the last is waited for.
IMPATIENT = {"UNDERSTUDY_DEADLINES_FIRST_CONTENT": "400ms"}
FORGIVING = {"UNDERSTUDY_ROUTING_BREAKER_FIRST_COOLDOWN": "100ms", "UNDERSTUDY_ROUTING_BREAKER_LONGEST_COOLDOWN": "500ms"}


@pytest.fixture
def nexus(server, tmp_path):
    """Starts the example as it is shipped, before a simulator."""

    def start(simulator, *arguments, **settings):
        (tmp_path / "logs").mkdir(exist_ok=True)
        environment = {"GEMINI_API_KEY": "rehearsal", "UNDERSTUDY_PROVIDERS_GEMINI_BASE_URL": simulator.url} | STEADY | settings
        return server(
            EXAMPLE / "understudy.yaml", "--log-file", "logs/django.log", *arguments, cwd=tmp_path, **environment)

    return start


def say_hello(host, **options):
    return host.client().chat.completions.create(model="nexus-core", messages=HELLO, **options)


def availability(host):
    return httpx.get(f"{host.url}/api/check-availability/").json()


def take_out_all_models(sim, host):
    behaviours = [
        {"fault": "rate_limit", "retry_after": 300}, {"fault": "overloaded"}, {"fault": "server_error"},
        {"fault": "wrong_content_type"}, {"fault": "unauthorized"},
    ]
    for model, behaviour in zip(MODELS, behaviours, strict=True):
        sim.behave(model, **behaviour)

    def all_out():
        with pytest.raises(openai.InternalServerError):
            say_hello(host)
        document = availability(host)
        return None if document["available"] else document

    return eventually(all_out, what="every model out")


@pytest.mark.parametrize("stream", [False, True])
def test_four_models_failing_in_four_ways_is_invisible(simulator, nexus, stream):
    sim = simulator((EXAMPLE / "outage.yaml").read_text())
    host = nexus(sim, **IMPATIENT)
    direct = httpx.post(f"{sim.url}/v1/chat/completions", json={"model": MODELS[-1], "messages": HELLO})
    whole = direct.json()["choices"][0]["message"]["content"]
    sim.clear()
    if stream:
        chunks = list(say_hello(host, stream=True))
        assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == whole
        assert chunks[-1].choices[0].finish_reason == "stop"
        assert chunks[-1].model == f"gemini:{MODELS[-1]}"
    else:
        answer = say_hello(host)
        assert answer.choices[0].message.content == whole
        assert answer.model == f"gemini:{MODELS[-1]}"
    asked = [entry["model"] for entry in sim.requests()]
    assert list(dict.fromkeys(asked)) == MODELS
    assert len(asked) <= 2 * len(MODELS)
    assert availability(host)["available"]


def test_with_all_five_out_the_service_says_so_and_when_to_come_back(simulator, nexus):
    sim = simulator()
    host = nexus(sim)
    assert httpx.get(f"{host.url}/api/check-availability/").text == AVAILABLE
    document = take_out_all_models(sim, host)
    assert set(document) == {"available", "message", "retry_at", "retry_after_seconds", "models"}
    assert document["available"] is False
    assert not any(model in document["message"] for model in MODELS)
    assert document["retry_after_seconds"] >= 1
    assert datetime.fromisoformat(document["retry_at"]).tzinfo
    assert [model["model"] for model in document["models"]] == [f"gemini:{model}" for model in MODELS]
    assert [model["reason"] for model in document["models"]][:2] == ["rate_limited", "overloaded"]
    assert all(datetime.fromisoformat(model["retry_at"]) for model in document["models"])
    answer = host.http().post("/v1/chat/completions", json={"model": "nexus-core", "messages": HELLO})
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "all_models_unavailable")
    assert int(answer.headers["retry-after"]) >= 1


def test_the_service_recovers_alone(simulator, nexus):
    sim = simulator()
    host = nexus(sim, **FORGIVING)
    take_out_all_models(sim, host)
    sim.behave("gemini-2.5-pro", fault="none")
    eventually(lambda: availability(host)["available"], what="recovery without a request")
    assert say_hello(host).model == "gemini:gemini-2.5-pro"


def test_a_model_that_is_out_is_left_alone(simulator, nexus):
    sim = simulator({"pace": 0, "models": {MODELS[0]: {"fault": "rate_limit", "retry_after": 300}}})
    host = nexus(sim)
    for _ in range(10):
        assert say_hello(host).model == f"gemini:{MODELS[1]}"
    assert len(sim.requests(MODELS[0])) == 1


# What the document's operators type.

@contextmanager
def watching(command, cwd):
    """Runs a command that never ends, as in a terminal; gives a function that answers what it has printed so far."""
    reader, terminal = pty.openpty()
    os.set_blocking(reader, False)
    process = subprocess.Popen(["bash", "-c", command], cwd=cwd, stdout=terminal, stderr=terminal, start_new_session=True)
    os.close(terminal)
    printed = bytearray()

    def text():
        try:
            while piece := os.read(reader, 65536):
                printed.extend(piece)
        except BlockingIOError:
            pass
        return printed.decode(errors="replace")

    try:
        yield text
    finally:
        os.killpg(process.pid, 15)
        process.wait(timeout=PATIENCE)
        os.close(reader)


def test_the_availability_commands_work_as_written(simulator, nexus, tmp_path):
    sim = simulator()
    host = nexus(sim)
    (tmp_path / "bin").mkdir()
    mail = tmp_path / "bin" / "mail"
    mail.write_text('#!/bin/sh\n{ echo "$@"; cat; } >> mailbox\n')
    mail.chmod(0o755)
    path = f"{tmp_path}/bin:{os.environ['PATH']}"
    cron = (
        """curl -s http://localhost:8000/api/check-availability/ | grep -q '"available":true' """
        """|| echo "⚠️ Service unavailable" | mail -s "Nexus Alert" admin@example.com"""
    ).replace("localhost:8000", f"localhost:{host.port}")

    assert shell(f"curl -s http://localhost:{host.port}/api/check-availability/", tmp_path).stdout == AVAILABLE
    assert shell(cron, tmp_path, PATH=path).returncode == 0
    assert not (tmp_path / "mailbox").exists()
    take_out_all_models(sim, host)
    shell(cron, tmp_path, PATH=path)
    assert (tmp_path / "mailbox").read_text() == "-s Nexus Alert admin@example.com\n⚠️ Service unavailable\n"


def test_the_log_shows_the_first_model_answering(simulator, nexus, tmp_path):
    host = nexus(simulator())
    with watching('tail -f logs/django.log | grep -E "model|fallback"', tmp_path) as seen:
        say_hello(host)
        eventually(lambda: "Success with gemini-exp-1206 on attempt 1" in seen(), what="the second line of the document")
        assert "Attempting model 1/5: gemini-exp-1206" in seen()


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("tail -f logs/django.log | grep -i error", "error"),
        ('tail -f logs/django.log | grep "Success with"', "Success with gemini-2.5-pro on attempt 2"),
        ('tail -f {tmp}/logs/django.log | grep --line-buffered -E "model|fallback|exhausted"', "fallback to gemini-2.5-pro"),
    ],
)
def test_the_watching_commands_show_a_fallback(simulator, nexus, tmp_path, command, expected):
    host = nexus(simulator({"pace": 0, "models": {MODELS[0]: {"fault": "rate_limit", "retry_after": 300}}}))
    with watching(command.format(tmp=tmp_path), tmp_path) as seen:
        say_hello(host)
        eventually(lambda: expected in seen(), what=expected)


def test_the_searching_commands_find_rate_limits_and_exhaustion(simulator, nexus, tmp_path):
    sim = simulator()
    host = nexus(sim)
    take_out_all_models(sim, host)
    assert "gemini-exp-1206" in shell('grep -i "rate limit" logs/django.log', tmp_path).stdout
    assert "exhausted" in shell('tail -100 logs/django.log | grep -E "model|fallback|exhausted"', tmp_path).stdout
    assert not re.search("Hello, how are you", shell("cat logs/django.log", tmp_path).stdout)


def test_the_log_speaks_in_json_when_asked(simulator, nexus, tmp_path):
    host = nexus(simulator(), "--log-format", "json")
    answer = say_hello(host)
    # Without a last line that is being written.
    lines = (tmp_path / "logs/django.log").read_text().rpartition("\n")[0].splitlines()
    records = [json.loads(line) for line in lines]
    mine = [record for record in records if answer._request_id in json.dumps(record)]
    assert any("Attempting model 1/5: gemini-exp-1206" in json.dumps(record) for record in mine)
    assert any("Success with gemini-exp-1206 on attempt 1" in json.dumps(record) for record in mine)
