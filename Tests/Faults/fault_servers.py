"""Starts the built server and the simulated provider on free ports, and stops them again."""

import json
import os
import re
import signal
import subprocess
import tempfile
import threading
import time
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROTOCOLS = ["openai", "anthropic", "gemini", "ollama"]


def binary():
    """The server under test: UNDERSTUDY_BIN, else the debug build."""
    return os.environ.get("UNDERSTUDY_BIN") or str(ROOT / ".build/debug/understudy")


class Process:
    """A child whose first lines say where it listens."""

    def __init__(self, arguments, cwd, log, pattern):
        environment = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "TMPDIR")}
        self.log = log
        with open(log, "wb") as errors:
            self.child = subprocess.Popen(
                [binary(), *arguments], cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True)
        for line in self.child.stdout:
            if match := re.search(pattern, line):
                self.port = int(match.group(1))
                break
        else:
            raise RuntimeError(f"{arguments[0]} did not start: {Path(log).read_text(errors='replace')[-2000:]}")
        threading.Thread(target=self.child.stdout.read, daemon=True).start()

    @property
    def pid(self):
        return self.child.pid

    def stop(self):
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)
            try:
                self.child.wait(60)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()


class Simulator(Process):
    def __init__(self, folder, script=None):
        arguments = ["simulate", "--port", "0"]
        if script is not None:
            path = Path(folder) / "script.yaml"
            path.write_text(json.dumps(script))
            arguments += ["--script", str(path)]
        super().__init__(arguments, folder, Path(folder) / "simulator.log", r"http://[^:]+:(\d+)")
        # The log's times count from the simulator's start: requests of our own tie them to this clock. None came before it was made,
        # and the one that was on its way for the shortest time says it best.
        made = []
        for _ in range(10):
            made.append(time.monotonic())
            self.request("GET", "/v1/models")
        self.offset = max(before - entry["at_ms"] / 1000 for before, entry in zip(made, self.log_entries()))

    def request(self, method, path, body=None):
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, None if body is None else json.dumps(body))
            response = connection.getresponse()
            data = response.read()
            if response.status != 200:
                raise RuntimeError(f"{method} {path}: {response.status} {data[:300]}")
            return json.loads(data)
        finally:
            connection.close()

    def behave(self, model, **behaviour):
        self.request("POST", f"/simulate/models/{model}", behaviour)

    def log_entries(self):
        """Every request so far; `at` is its moment on this process's monotonic clock."""
        entries = self.request("GET", "/simulate/log")["requests"]
        for entry in entries:
            entry["at"] = getattr(self, "offset", 0) + entry["at_ms"] / 1000
        return entries


class Server(Process):
    """The server, with one provider a protocol, all of them played by `simulator`; patient where nothing else is set."""

    def __init__(self, folder, simulator, chains, **settings):
        base = f"http://127.0.0.1:{simulator.port}"
        addresses = {name: base + ("/v1" if name == "openai" else "") for name in PROTOCOLS}
        configuration = {
            "server": {"port": 0},
            "data": str(Path(folder) / "data"),
            "providers": {name: {"kind": name, "api_key": "rehearsal", "base_url": addresses[name]} for name in PROTOCOLS},
            "chains": chains,
            "deadlines": dict.fromkeys(("connect", "first_content", "last_first_content", "idle"), "60s"),
            **settings,
        }
        path = Path(folder) / "understudy.yaml"
        path.write_text(json.dumps(configuration))
        key = subprocess.run(
            [binary(), "key", "create", "--name", "faults", "--data", str(Path(folder) / "data"), "--json"],
            cwd=folder, capture_output=True, text=True, check=True)
        self.key = json.loads(key.stdout)["key"]
        super().__init__(["serve", "--config", str(path)], folder, Path(folder) / "server.log", r"http://[^:]+:(\d+)")


class Rehearsal:
    """Simulator and server together, in a folder of their own: a context manager."""

    def __init__(self, chains, script=None, **settings):
        self.arguments = (chains, script, settings)

    def __enter__(self):
        chains, script, settings = self.arguments
        self.folder = tempfile.TemporaryDirectory(prefix="understudy-faults-")
        self.simulator = Simulator(self.folder.name, script)
        try:
            self.server = Server(self.folder.name, self.simulator, chains, **settings)
        except BaseException:
            self.simulator.stop()
            self.folder.cleanup()
            raise
        return self

    def __exit__(self, *_):
        self.server.stop()
        self.simulator.stop()
        self.folder.cleanup()
