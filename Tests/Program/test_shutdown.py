"""SIGTERM: running answers finish inside the grace time, or end with an error; everything is on record; the exit is clean."""

import json
import signal
import threading
import time

import httpx2 as httpx
import openai
import pytest
from program import eventually, one_provider, rows, verify
from prompter import Prompter

HELLO = [{"role": "user", "content": "Hello"}]
SCRIPT = {
    "models": {
        "long": {"words": 4000, "pace": 20},
        "quick": {"words": 5, "pace": 0},
        "mute": {"fault": "silence"},
    }
}


@pytest.fixture
def prompter():
    prompter = Prompter([f"word{number} " for number in range(30)])
    yield prompter
    prompter.end()


@pytest.fixture
def host(simulator, server, prompter):
    def start(*arguments, grace="120s", **options):
        config = one_provider(simulator(SCRIPT), server={"grace_period": grace})
        config["providers"]["prompter"] = prompter.provider
        config["chains"] = {name: [f"sim:{name}"] for name in SCRIPT["models"]} | {
            "default": ["sim:quick"], "prompted": ["prompter:star"]}
        return server(config, *arguments, **options)

    return start


class Listener(threading.Thread):
    """Reads a streamed answer to its end, line by line."""

    def __init__(self, host, model):
        super().__init__(daemon=True)
        self.host, self.model = host, model
        self.lines, self.request_id, self.broke_off = [], None, None
        self.start()
        eventually(lambda: self.lines, what="the first line of the stream")

    def run(self):
        body = {"model": self.model, "messages": HELLO, "stream": True}
        try:
            with self.host.http(timeout=60).stream("POST", "/v1/chat/completions", json=body) as answer:
                self.request_id = answer.headers["x-request-id"]
                for line in answer.iter_lines():
                    if line:
                        self.lines.append(line)
        except httpx.TransportError as error:
            self.broke_off = error

    def words(self):
        self.join(timeout=60)
        assert not self.is_alive()
        events = [json.loads(line.removeprefix("data: ")) for line in self.lines if line != "data: [DONE]"]
        return "".join(choice["delta"].get("content") or "" for event in events for choice in event.get("choices", []))


def refuses(host):
    """Whether a new request is turned away: no connection, or an error that says why."""
    try:
        body = {"model": "quick", "messages": HELLO}
        answer = httpx.post(f"{host.url}/v1/chat/completions", json=body, headers={"authorization": f"Bearer {host.key}"})
    except httpx.TransportError:
        return True
    if answer.status_code == 200:
        return False
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "server_stopping")
    assert answer.headers["retry-after"]
    return True


def assert_all_on_record(host, *identifiers):
    status, report = verify(host.data)
    assert (status, report["faultCount"], report["pending"]) == (0, 0, 0)
    assert report["stored"] == report["accepted"]
    stored = [identifier for (identifier,) in rows(host.data, "SELECT request_id FROM ai_usage_logs")]
    assert sorted(stored) == sorted(identifiers)


def test_a_running_stream_finishes_whole_inside_the_grace_time(host, prompter):
    host = host()
    prompter.let(5)
    listener = Listener(host, "prompted")
    host.process.send_signal(signal.SIGTERM)
    eventually(lambda: refuses(host), what="refusing new requests")
    assert listener.is_alive()
    prompter.let(25)
    assert len(listener.words().split()) == 30
    assert listener.lines[-1] == "data: [DONE]"
    assert host.process.wait(timeout=60) == 0
    assert_all_on_record(host, listener.request_id)
    assert rows(host.data, "SELECT outcome FROM ai_usage_logs") == [("completed",)]


def test_a_running_answer_that_is_not_streamed_finishes_too(host, prompter):
    host = host()
    answers = []
    caller = threading.Thread(
        target=lambda: answers.append(host.client().chat.completions.create(model="prompted", messages=HELLO)), daemon=True)
    caller.start()
    eventually(lambda: "Attempting model" in host.log, what="the attempt")
    host.process.send_signal(signal.SIGTERM)
    eventually(lambda: refuses(host), what="refusing new requests")
    prompter.let(30)
    caller.join(timeout=60)
    assert len(answers[0].choices[0].message.content.split()) == 30
    assert host.process.wait(timeout=60) == 0
    assert_all_on_record(host, answers[0]._request_id)


def test_a_stream_that_is_too_long_ends_with_an_error(host):
    host = host(grace="1s")
    listener = Listener(host, "long")
    began = time.monotonic()
    host.process.send_signal(signal.SIGTERM)
    # Sooner than after the grace time that there is without this setting.
    assert host.process.wait(timeout=25) == 0
    assert time.monotonic() - began > 0.9
    words = listener.words()
    assert words
    assert "data: [DONE]" not in listener.lines
    assert "error" in json.loads(listener.lines[-1].removeprefix("data: "))
    assert_all_on_record(host, listener.request_id)
    assert rows(host.data, "SELECT outcome FROM ai_usage_logs") != [("completed",)]


def test_an_answer_that_is_still_awaited_when_the_grace_time_is_over_is_an_error(host):
    host = host(grace="500ms")
    caught = []

    def ask():
        try:
            host.client().chat.completions.create(model="mute", messages=HELLO)
        except openai.APIError as error:
            caught.append(error)

    caller = threading.Thread(target=ask, daemon=True)
    caller.start()
    eventually(lambda: "Attempting model" in host.log, what="the attempt")
    assert host.stop() == 0
    caller.join(timeout=60)
    assert isinstance(caught[0], openai.InternalServerError)
    assert caught[0].status_code == 503
    assert_all_on_record(host, caught[0].request_id)


def test_an_idle_server_with_idle_connections_stops_at_once(host):
    took = []
    # Once more where the machine stood still meanwhile.
    while min(took, default=3) >= 3 and len(took) < 5:
        served = host()
        with served.http() as http:
            assert http.get("/health").status_code == 200
            began = time.monotonic()
            assert served.stop(within=60) == 0
            took.append(time.monotonic() - began)
    assert min(took) < 3


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_all_that_was_answered_is_indexed_when_the_server_has_stopped(host, how):
    host = host()
    client = host.client()
    answers = [client.chat.completions.create(model="quick", messages=HELLO)._request_id for _ in range(20)]
    assert host.stop(how) == 0
    assert_all_on_record(host, *answers)


def test_the_log_goes_to_a_file_as_json(host, tmp_path):
    file = tmp_path / "understudy.log"
    host = host("--log-format", "json", "--log-file", file)
    answer = host.client().chat.completions.create(model="quick", messages=HELLO)
    assert host.stop() == 0
    records = [json.loads(line) for line in file.read_text().splitlines()]
    assert len(records) >= 2
    assert any(answer._request_id in json.dumps(record) for record in records)
    assert "Attempting" not in host.log


def test_an_answer_can_be_asked_for_again_after_a_restart(host, server):
    first = host()
    first.client().chat.completions.create(model="quick", messages=HELLO)
    assert first.stop() == 0
    second = server(first.data.parent / "understudy.yaml", data=first.data)
    assert second.client(api_key=first.key).chat.completions.create(model="quick", messages=HELLO).choices
