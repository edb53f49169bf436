"""With cloud providers disabled nothing leaves for them: every connect and every datagram of the server is watched.

Two providers of the chain are not local: a simulator on another loopback address, which the configuration says is none, and a name
that would have to be looked up. The tracer is no parent of the server, so that the server ends as it always does.
"""

import json
import re
import sqlite3
import subprocess
from pathlib import Path

import httpx2 as httpx
import pytest
from program import DEADLINES, PATIENCE, Program, Server, Simulator, eventually, rows

HELLO = [{"role": "user", "content": "Hello, how are you?"}]
CLOUD, HOME = "127.0.0.2", "127.0.0.1"


class Cloud(Simulator):
    """A simulator on an address of its own."""

    def __init__(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "script.yaml").write_text(json.dumps({"pace": 0}))
        Program.__init__(self, folder, ["simulate", "--host", CLOUD, "--port", 0, "--script", folder / "script.yaml"])
        self.url = f"http://{CLOUD}:{self.port}"


class Watched:
    """A server on the cloud, a name, and a local model; and what it has sent where."""

    def __init__(self, stage, **more):
        self.cloud = stage._add(Cloud(stage.folder / "cloud"))
        self.home = stage.simulator({"pace": 0})
        folder = stage.folder / "watched"
        config = {
            "providers": {
                "cloud": {"kind": "openai", "base_url": f"{self.cloud.url}/v1", "api_key": "k", "local": False},
                "named": {"kind": "gemini", "base_url": "http://models.understudy.invalid", "api_key": "k"},
                "home": {"kind": "ollama", "base_url": self.home.url},
            },
            "chains": {
                "default": ["cloud:large", "named:far", "home:small"], "clouds": ["named:far", "cloud:large"],
            },
            "assistants": {"ann": {"name": "Ann", "chain": "default"}},
            # Where no resolver answers, the name keeps whoever asks for it waiting for as long as this.
            "deadlines": DEADLINES | {"connect": "10s"},
        } | more
        self.trace = stage.folder / "trace"
        self.server = stage._add(Server(folder, config))
        self.tracer = subprocess.Popen(
            ["strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o", self.trace, "-p",
             str(self.server.process.pid)], stderr=subprocess.DEVNULL)
        eventually(self.is_watching, what="the tracer")

    def is_watching(self):
        """Whether every thread of the server is watched."""
        threads = Path(f"/proc/{self.server.process.pid}/task").iterdir()
        try:
            return all(f"TracerPid:\t{self.tracer.pid}\n" in (thread / "status").read_text() for thread in threads)
        except OSError:
            return False  # One has ended meanwhile.

    def seen(self):
        return self.trace.read_text() if self.trace.exists() else ""

    def outside(self):
        """The watched calls that went to the cloud or to any resolver."""
        return [
            line for line in self.seen().splitlines()
            if re.search(rf'{re.escape(CLOUD)}"|htons\(53\)|/nscd/|resolve', line)
        ]

    def ask(self, model, **more):
        return self.server.http().post("/v1/chat/completions", json={"model": model, "messages": HELLO, **more})

    def end(self):
        self.tracer.terminate()
        self.tracer.wait(PATIENCE)


@pytest.fixture
def watched(stage):
    made = []

    def watch(**more):
        made.append(Watched(stage, **more))
        return made[-1]

    yield watch
    for each in made:
        each.end()


@pytest.fixture
def person():
    """Somebody at the page: a browser's session."""
    clients = []

    def person(watched):
        client = httpx.Client(base_url=watched.server.url)
        client.get("/")
        clients.append(client)
        return client

    yield person
    for client in clients:
        client.close()


def say(person, **more):
    """Has a message answered in a new conversation; answers the events."""
    conversation = person.post("/api/v1/conversations", json={}).json()["id"]
    answer = person.post(f"/api/v1/conversations/{conversation}/messages", json={"content": "Hello", **more})
    if answer.status_code != 200:
        return answer
    return {
        block.split("event: ")[1].split("\n")[0]: json.loads(block.split("data: ")[1])
        for block in answer.text.split("\n\n") if block
    }


def everything(watched, person):
    """Whatever may make the server ask somebody."""
    assert say(person)["done"]["model"] == "home:small"
    for model in ("ann", "default"):
        answer = watched.ask(model).json()
        assert answer["model"] == "home:small", answer
    for model in ("cloud:large", "named:far", "clouds"):
        for stream in (False, True):
            answer = watched.ask(model, stream=stream)
            assert (answer.status_code, answer.json()["error"]["code"]) == (503, "cloud_disabled")
    embed = watched.server.http()
    for model in ("cloud:large", "named:far"):
        answer = embed.post("/v1/embeddings", json={"model": model, "input": "Hello"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "cloud_disabled")
    for answer in (embed.post("/ai/chat", json={"prompt": "Hi"}), embed.post("/api/chatbot/chat", json={"session_id": "s", "message": "Hi"})):
        assert answer.json()["model"] == "home:small", answer
    assert [model["id"] for model in embed.get("/ai/models").json()["models"]] == ["home:small"]
    assert embed.get("/api/chatbot/status").json()["status"] == "ok"
    eventually(lambda: rows(watched.server.data, "SELECT 1 FROM ai_usage_logs WHERE surface = 'title'"), what="a title by a model")
    # To find a bare name, providers are asked what they list.
    assert embed.post("/v1/embeddings", json={"model": "no-such-model", "input": "Hello"}).status_code == 404
    for path in ("/api/v1/setup", "/api/v1/models", "/settings", "/", "/api/check-availability/"):
        assert person.get(path).status_code == 200


def test_with_the_cloud_allowed_it_is_asked(watched, person):
    host = watched(conversations={"titles": "first_line"})
    assert say(person(host))["done"]["model"] == "cloud:large"
    assert host.ask("clouds").json()["model"] == "cloud:large"
    assert len(host.cloud.requests()) == 2
    seen = "\n".join(host.outside())
    assert CLOUD in seen
    assert re.search(r"htons\(53\)|nscd|resolve", seen), "the name was not looked up, so this test could not see it"


def test_with_the_servers_setting_nothing_leaves(watched, person):
    host = watched(routing={"cloud": "disabled"})
    somebody = person(host)
    everything(host, somebody)
    # Nobody can allow it for themselves.
    answer = somebody.patch("/api/v1/settings", json={"disable_cloud_providers": False})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "set_by_server")
    connect = {"kind": "openai", "api_key": "k", "base_url": f"http://{CLOUD}:{host.cloud.port}/v1"}
    assert somebody.post("/api/v1/setup/providers", json=connect).status_code in (403, 409)
    everything(host, somebody)
    assert host.outside() == []
    assert host.cloud.requests() == []
    assert host.home.requests()


def test_with_a_persons_setting_nothing_leaves_for_them_alone(watched, person):
    host = watched()
    careful, careless = person(host), person(host)
    settings = careful.patch("/api/v1/settings", json={"disable_cloud_providers": True}).json()
    assert settings == {"disable_cloud_providers": True, "set_by_server": False}
    # A key that belongs to nobody is a person too.
    assert host.server.http().patch("/api/v1/settings", json={"disable_cloud_providers": True}).status_code == 200
    assert host.ask("clouds").status_code == 503
    before = len(host.outside()), len(host.cloud.requests())
    everything(host, careful)
    assert (len(host.outside()), len(host.cloud.requests())) == before
    assert say(careless)["done"]["model"] == "cloud:large"
    assert len(host.cloud.requests()) > before[1]
    # And back.
    careful.delete("/api/v1/settings")
    assert say(careful)["done"]["model"] == "cloud:large"


def test_survives_a_restart(stage, watched, person):
    host = watched()
    somebody = person(host)
    somebody.patch("/api/v1/settings", json={"disable_cloud_providers": True})
    host.end()
    host.server.stop()
    again = stage._add(Server(stage.folder / "again", host.server.data.parent / "understudy.yaml", data=host.server.data))
    with httpx.Client(base_url=again.url, cookies=dict(somebody.cookies)) as same:
        assert same.get("/api/v1/settings").json()["disable_cloud_providers"] is True
        assert say(same)["done"]["model"] == "home:small"
    assert host.cloud.requests() == []


def test_says_so_when_nobody_local_is_left(watched, person):
    host = watched(
        chains={"default": ["cloud:large"], "homes": ["home:small"]},
        assistants={"ann": {"name": "Ann", "chain": "default", "model_selection": "hidden"}})
    somebody = person(host)
    somebody.patch("/api/v1/settings", json={"disable_cloud_providers": True})
    answer = say(somebody)
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "cloud_disabled")
    availability = somebody.get("/api/check-availability/").json()
    assert availability["available"] is False and "Cloud providers are disabled" in availability["message"]
    assert httpx.get(f"{host.server.url}/api/check-availability/").json()["available"] is True
    assert host.cloud.requests() == []


def test_learns_what_another_server_on_the_same_database_was_told(watched, person):
    host = watched()
    somebody = person(host)
    say(somebody)
    answers = "SELECT user_id FROM ai_usage_logs WHERE surface = 'page'"
    eventually(lambda: rows(host.server.data, answers), what="the answer's record")
    owner = rows(host.server.data, answers)[0][0]
    with sqlite3.connect(f"{host.server.data}/understudy.db", timeout=PATIENCE) as database:
        database.execute(
            "INSERT INTO owner_settings (owner_id, cloud_disabled, updated_at) VALUES (?, TRUE, '2030-01-01 00:00:00.000')", [owner])
    eventually(lambda: say(somebody)["done"]["model"] == "home:small", what="the rule")
