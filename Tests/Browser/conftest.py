"""Real Chromium against the real server, whose models are simulated ones that fail when told to.

UNDERSTUDY_BIN names the binary (default .build/debug/understudy), CHROMIUM the browser; with SCREENSHOTS=1 every state
that a test reaches is kept under screenshots/.
"""

import json
import os
import random
import re
import signal
import socket
import subprocess
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("UNDERSTUDY_BIN", str(ROOT / ".build/debug/understudy"))
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")

ANSWER = """I am well, thank you.

```swift
let rain = "always"
```

Here is **more** to read.
"""

DEVICES = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {
        "viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2,
    },
}

# How long anything may take, in milliseconds: no test is about speed, and machines stall.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)

# For the same reason the servers under test are patient with their models; what is still answered at the end is not waited for.
PATIENT = {
    "UNDERSTUDY_DEADLINES_CONNECT": "60s", "UNDERSTUDY_DEADLINES_FIRST_CONTENT": "120s",
    "UNDERSTUDY_DEADLINES_LAST_FIRST_CONTENT": "120s", "UNDERSTUDY_DEADLINES_IDLE": "120s",
    "UNDERSTUDY_SERVER_GRACE_PERIOD": "1s",
}


def free_port():
    """A port that is free, and that the kernel gives to nobody by itself, not even while the server is down."""
    while True:
        port = random.randrange(11_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def eventually(ask, what):
    """The first true answer of `ask`, which is asked again and again."""
    deadline = time.monotonic() + 2 * PATIENCE / 1000
    while not (answer := ask()):
        assert time.monotonic() < deadline, f"it never came: {what}"
        time.sleep(0.05)
    return answer


def end(process):
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def clean_environment():
    """The developer's own keys must not find their way into the tests."""
    names = ("GEMINI_API_KEY", "OPENAI_API_KEY", "ANTHROPIC_API_KEY", "OLLAMA_HOST")
    return {k: v for k, v in os.environ.items() if k not in names and not k.startswith("UNDERSTUDY_")}


class Simulator:
    def __init__(self, folder, models="models:\n  lead: {}\n  second: {}\n"):
        script = folder / "script.yaml"
        script.write_text(models)
        self.process = subprocess.Popen(
            [BINARY, "simulate", "--port", "0", "--script", str(script)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=clean_environment())
        for line in self.process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                self.url = found[0]
                return
        raise RuntimeError("the simulator did not start")

    def set(self, model, **behaviour):
        """From now on `model` behaves like this; by default it gives ANSWER."""
        behaviour.setdefault("answer", ANSWER)
        request = urllib.request.Request(
            f"{self.url}/simulate/models/{model}", json.dumps(behaviour, ensure_ascii=False).encode(), {"content-type": "application/json"})
        urllib.request.urlopen(request).close()

    @contextmanager
    def held(self):
        """Meanwhile no model says a word, whoever asks."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def asked(self):
        """How often a model was asked."""
        with urllib.request.urlopen(f"{self.url}/simulate/log") as answer:
            return sum("model" in entry for entry in json.load(answer)["requests"])

    def stop(self):
        end(self.process)


class Understudy:
    """`understudy serve`, with its data in `folder`; `config` is the text of a configuration, or the file of one."""

    def __init__(self, folder, config, **environment):
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = environment
        self.config = config
        if not isinstance(config, Path):
            self.config = folder / "understudy.yaml"
            self.config.write_text(config)
        self.start()

    def start(self):
        self.log = open(self.folder / "server.txt", "a")
        self.process = subprocess.Popen(
            [BINARY, "serve", "--config", str(self.config), "--port", str(self.port), "--data", str(self.folder / "data")],
            stdout=self.log, stderr=self.log, env=clean_environment() | PATIENT | self.environment)
        deadline = time.monotonic() + 2 * PATIENCE / 1000
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{self.url}/health").close()
                return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        raise RuntimeError((self.folder / "server.txt").read_text())

    def make_key(self):
        made = subprocess.run(
            [BINARY, "key", "create", "--name", "browser", "--data", str(self.folder / "data"), "--json"],
            capture_output=True, text=True, check=True, env=clean_environment())
        return json.loads(made.stdout)["key"]

    def stop(self):
        end(self.process)
        self.log.close()


CHAIN = """
providers:
  sim: {{ kind: openai, api_key: test, base_url: "{url}/v1" }}
models:
  sim:lead: {{ name: Lead Model }}
  sim:second: {{ name: Second Model }}
conversations: {{ titles: first_line }}
chains:
  default: [sim:lead, sim:second]
assistants:
  nexus-core:
    name: Nexus Core
    chain: default
    model_selection: hidden
    greeting: How can I help you today?
    suggestions: ["Hello, how are you?", "Write a haiku about rain"]
"""


@pytest.fixture
def simulator(tmp_path):
    simulator = Simulator(tmp_path)
    for model in ("lead", "second"):
        simulator.set(model)
    yield simulator
    simulator.stop()


@pytest.fixture
def understudy(tmp_path, simulator):
    """Nexus Core on two simulated models, lead and second."""
    server = Understudy(tmp_path, CHAIN.format(url=simulator.url))
    yield server
    server.stop()


@pytest.fixture
def titled(tmp_path, simulator):
    """The same, with titles made by a model."""
    server = Understudy(tmp_path, CHAIN.format(url=simulator.url).replace("first_line", "model"))
    yield server
    server.stop()


@pytest.fixture
def unconnected(tmp_path):
    """A server with no model at all."""
    server = Understudy(tmp_path, "assistants:\n  nexus-core: { name: Nexus Core, chain: default }\n")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"], timeout=2 * PATIENCE)
        yield browser
        browser.close()


class Reader:
    """A person at the page."""

    def __init__(self, page, url):
        self.page, self.url = page, url
        self.complaints = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self.hear)

    def hear(self, message):
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def open(self, path="/", ready="html[data-ready]"):
        self.page.goto(self.url + path)
        self.page.wait_for_selector(ready, state="attached")
        return self

    def find(self, selector):
        return self.page.locator(selector)

    @property
    def field(self):
        return self.find("#composer-text")

    @property
    def last(self):
        return self.find("#log > li").last

    def send(self, text):
        """Writes `text` and presses Enter, once there is somebody to hear it."""
        self.field.fill(text)
        self.page.wait_for_selector("html[data-ready]", state="attached")
        self.field.press("Enter")
        return self

    def ask(self, text):
        """Sends `text` and waits for the end of the answer, however it ends."""
        count = self.find(".assistant").count()
        self.send(text)
        expect(self.find(".assistant")).to_have_count(count + 1)
        return self.wait()

    def wait(self):
        expect(self.last).to_have_attribute("data-status", re.compile("complete|stopped|interrupted|failed"), timeout=2 * PATIENCE)
        # Until then nothing else is sent.
        expect(self.find("#composer .stop")).to_be_hidden()
        return self

    def status(self, value):
        expect(self.last).to_have_attribute("data-status", value)
        return self

    @contextmanager
    def standing_still(self):
        """Meanwhile nothing happens on the page for the mere passing of time: what is shown for a moment stays."""
        clock = self.page.clock
        clock.install()
        clock.pause_at(self.page.evaluate("Date.now()") / 1000 + 60)
        try:
            yield
        finally:
            clock.resume()

    def shoot(self, name):
        """Keeps a picture when asked to, and finds nothing that keeps anybody out."""
        self.page.wait_for_load_state()
        if os.environ.get("SCREENSHOTS"):
            folder = ROOT / "screenshots"
            folder.mkdir(exist_ok=True)
            self.page.screenshot(path=folder / f"{name}.png")
        found = Axe().run(self.page).response["violations"]
        assert not found, [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found]


@pytest.fixture
def visit(chromium):
    """visit(server, device, **options) opens the page for a new person."""
    contexts, readers = [], []

    def visit(server, device="desktop", path="/", ready="html[data-ready]", **options):
        options = {"reduced_motion": "reduce", "locale": "en", **DEVICES[device], **options}
        context = chromium.new_context(**options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        reader = Reader(context.new_page(), server.url)
        readers.append(reader)
        return reader.open(path, ready)

    yield visit
    for context in contexts:
        context.close()
    for reader in readers:
        assert reader.complaints == []
