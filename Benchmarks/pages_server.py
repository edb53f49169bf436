"""Servers with a simulated model and one visitor's conversations on them, for the benchmark of pages."""

import contextlib
import http.client
import json
import secrets
import subprocess
import time
from dataclasses import dataclass

from gateways import understudy_environment
from processes import Failed, first_line, running

CONFIG = """
providers:
  sim: {{ kind: openai, api_key: none, base_url: "{simulator}/v1" }}
conversations: {{ titles: first_line }}
chains: {{ default: [sim:lead] }}
assistants:
  bench: {{ name: Bench, chain: default, suggestions: [] }}
"""


@dataclass
class Server:
    """A running server, spoken to by one visitor over one connection."""

    name: str
    port: int
    cookie: str
    connection: http.client.HTTPConnection
    used: float = 0

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def send(self, method, path, body=None):
        """Begins a request, and answers with the response whose body is still to be read."""
        text = json.dumps(body) if isinstance(body, (dict, list)) else body
        headers = {"cookie": f"understudy_session={self.cookie}"} | ({"content-type": "application/json"} if text else {})
        # The server closes a connection on which nothing was asked for long.
        if time.monotonic() - self.used > 10:
            self.connection.close()
        self.connection.request(method, path, text, headers)
        response = self.connection.getresponse()
        self.used = time.monotonic()
        if response.status >= 300:
            raise Failed(f"{method} {path} on {self.name}: {response.status} {response.read()[:300]!r}")
        return response

    def json(self, method, path, body=None):
        data = self.send(method, path, body).read()
        return json.loads(data) if data else None


@contextlib.contextmanager
def simulator(binary, folder):
    """Answers at once, with one sentence."""
    script = folder / "script.yaml"
    script.write_text('{"pace": 0, "models": {"lead": {"answer": "It is going to rain."}}}')
    command = [binary, "simulate", "--port", "0", "--script", script]
    with running(command, folder, "simulator.log", understudy_environment(), output=subprocess.PIPE) as process:
        line = first_line(process, folder / "simulator.log")
        yield line[line.index("http://"):].split()[0].rstrip("/.,")


@contextlib.contextmanager
def server(binary, folder, name, simulator_url, database="sqlite"):
    folder = folder / name.replace(" ", "-")
    folder.mkdir()
    config = folder / "understudy.yaml"
    config.write_text(CONFIG.format(simulator=simulator_url) + f"database: {database}\n"
                      "rates: { visitor: { assets: 0, reading: 0, changing: 0, asking: 0, uploads: 0 } }\n")
    command = [binary, "serve", "--config", config, "--port", "0", "--data", folder / "data", "--log-level", "warning"]
    with running(command, folder, "server.log", understudy_environment(), output=subprocess.PIPE) as process:
        port = int(first_line(process, folder / "server.log").rstrip("/").rpartition(":")[2])
        yield Server(name, port, secrets.token_hex(32), http.client.HTTPConnection("127.0.0.1", port, timeout=600))


def fill(server, files):
    """Imports the files, and answers with the identifiers that the conversations have been given."""
    identifiers = []
    for text in files:
        report = server.json("POST", "/api/v1/conversations/import?strict=true", text)
        if report["problems"]:
            raise Failed(f"{server.name} did not take everything in: {report['problems'][0]}")
        identifiers += report["imported"]
    return identifiers
