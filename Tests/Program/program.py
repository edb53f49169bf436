"""Runs the built program as its users do: as processes, spoken to over loopback."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import httpx2 as httpx
import openai
from httpx2._config import DEFAULT_TIMEOUT_CONFIG

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("UNDERSTUDY_BIN", ".build/debug/understudy"))
BINARY = BINARY if BINARY.is_absolute() else ROOT / BINARY

# Seconds after which what should have happened will not: no promise of the server, but more than a machine under load stands still.
PATIENCE = 60
# The same for every request whose test says nothing of it; all of them share this one object, which has five seconds otherwise.
DEFAULT_TIMEOUT_CONFIG.__init__(PATIENCE)
# And for the server with a simulator: one that stands still for a moment is not to be taken for a model that is out.
DEADLINES = dict.fromkeys(("connect", "first_content", "last_first_content", "idle"), f"{PATIENCE}s")
DEADLINES_IN_ENVIRONMENT = {f"UNDERSTUDY_DEADLINES_{name.upper()}": value for name, value in DEADLINES.items()}

# What of this machine's environment would change the server's mind about its providers.
FOREIGN = re.compile(r"^(UNDERSTUDY_|.*_API_KEY$|OLLAMA_|OPENAI_|DATABASE_URL|POSTGRES_|REDIS_|QDRANT_|.*SECRET_KEY$|ALLOWED_ORIGINS)")


def clean_environment(**more):
    return {name: value for name, value in os.environ.items() if not FOREIGN.match(name)} | more


def understudy(*arguments, cwd=None, **environment):
    """Runs a command to its end; answers its exit code, standard output and standard error."""
    done = subprocess.run(
        [BINARY, *map(str, arguments)],
        capture_output=True, text=True, check=False, timeout=2 * PATIENCE, cwd=cwd, env=clean_environment(**environment),
    )
    return done.returncode, done.stdout, done.stderr


def run_alone(*arguments):
    """Runs a command to its end; answers its exit code, its standard output and the most memory, in kilobytes, that it took itself."""
    process = subprocess.Popen([BINARY, *map(str, arguments)], stdout=subprocess.PIPE, text=True, env=clean_environment())
    with process.stdout:
        output = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, output, used.ru_maxrss


def eventually(ask, within=PATIENCE, what=""):
    """The first true answer of `ask`, which is asked again and again for so many seconds."""
    deadline = time.monotonic() + within
    while True:
        if answer := ask():
            return answer
        assert time.monotonic() < deadline, f"not within {within} s: {what or ask}"
        time.sleep(0.02)


def quickest(measure, times=5):
    """The least of several figures: what something takes by itself, on a machine that may stand still for a moment."""
    return min(measure() for _ in range(times))


class Program:
    """A running process of the program, which says on its first line of output where it listens."""

    def __init__(self, folder, arguments, cwd=None, **environment):
        folder.mkdir(parents=True, exist_ok=True)
        self.output = folder / "output.txt"
        self.errors = folder / "errors.txt"
        with self.output.open("ab") as output, self.errors.open("ab") as errors:
            self.process = subprocess.Popen(
                [BINARY, *map(str, arguments)], stdout=output, stderr=errors, cwd=cwd or folder,
                env=clean_environment(**environment),
            )
        said = eventually(self._address, what="start")
        self.port = int(said.group(1))
        self.url = f"http://127.0.0.1:{self.port}"

    def _address(self):
        assert self.process.poll() is None, f"ended with {self.process.returncode}: {self.errors.read_text()}"
        return re.search(r"http://[^:]+:(\d+)\D", self.output.read_text())

    @property
    def log(self):
        return self.errors.read_text()

    def stop(self, how=signal.SIGTERM, within=PATIENCE):
        """Ends the process by its own id and answers its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(timeout=within)

    def kill(self):
        return self.stop(signal.SIGKILL)


class Simulator(Program):
    """`understudy simulate`."""

    def __init__(self, folder, script):
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "script.yaml"
        file.write_text(script if isinstance(script, str) else json.dumps(script, ensure_ascii=False))
        super().__init__(folder, ["simulate", "--port", 0, "--script", file])

    def requests(self, model=None):
        """What the simulator saw, of one model or of all."""
        entries = httpx.get(f"{self.url}/simulate/log").json()
        entries = entries["requests"] if isinstance(entries, dict) else entries
        return [entry for entry in entries if model is None or entry.get("model") == model]

    def clear(self):
        httpx.delete(f"{self.url}/simulate/log").raise_for_status()

    def behave(self, model, **behaviour):
        httpx.post(f"{self.url}/simulate/models/{model}", json=behaviour).raise_for_status()


class Server(Program):
    """`understudy serve`, with a key of its own."""

    def __init__(self, folder, config, *arguments, data=None, cwd=None, **environment):
        folder.mkdir(parents=True, exist_ok=True)
        self.data = data or folder / "data"
        file = config
        if not isinstance(config, Path):
            file = folder / "understudy.yaml"
            file.write_text(config if isinstance(config, str) else json.dumps(config, ensure_ascii=False))
        self.cwd = cwd
        self.store = ["--config", file, "--data", self.data]
        self.environment = environment
        super().__init__(folder, ["serve", *self.store, "--port", 0, *arguments], cwd=cwd, **environment)
        eventually(self._is_healthy, what="health")
        self.key = self.make_key("t")["key"]

    def _is_healthy(self):
        try:
            return httpx.get(f"{self.url}/health").status_code == 200
        except httpx.TransportError:
            return False

    def make_key(self, name):
        status, output, errors = understudy(
            "key", "create", "--name", name, *self.store, "--json", cwd=self.cwd, **self.environment)
        assert status == 0, errors
        return json.loads(output)

    def client(self, **options):
        return openai.OpenAI(**({"base_url": f"{self.url}/v1", "api_key": self.key, "max_retries": 0} | options))

    def async_client(self, **options):
        return openai.AsyncOpenAI(**({"base_url": f"{self.url}/v1", "api_key": self.key, "max_retries": 0} | options))

    def http(self, **options):
        """A plain HTTP client with the key."""
        headers = {"authorization": f"Bearer {self.key}"}
        return httpx.Client(**({"base_url": self.url, "headers": headers} | options))

    def rows(self, sql, *values):
        return rows(self.data, sql, *values)

    def verify(self):
        """`understudy log verify`, which must find the ledger sound."""
        status, report = verify(*self.store, cwd=self.cwd, **self.environment)
        assert status == 0, report
        return report


PASSWORD = "a long password"


def add_user(data, name, role="member", *more, password=PASSWORD):
    """Makes an account, and answers what was made."""
    done = subprocess.run(
        [BINARY, "user", "create", name, "--role", role, "--data", data, "--json", *more], input=password + "\n",
        capture_output=True, text=True, check=False, timeout=2 * PATIENCE, env=clean_environment())
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def admin_of(server):
    """A client of the API with an admin's token."""
    add_user(server.data, "ada", "admin")
    token = httpx.post(f"{server.url}/auth/login", json={"username": "ada", "password": PASSWORD}).json()["access_token"]
    return httpx.Client(base_url=server.url, headers={"authorization": f"Bearer {token}"})


def rows(data, sql, *values):
    with closing(sqlite3.connect(f"file:{data}/understudy.db?mode=ro", uri=True, timeout=PATIENCE)) as database:
        return database.execute(sql, values).fetchall()


def verify(*store, **options):
    """`understudy log verify`: its exit code and report."""
    store = ["--data", *store] if len(store) == 1 else store
    status, output, errors = understudy("log", "verify", *store, "--json", **options)
    return status, json.loads(output) if output else errors


class Stage:
    """Starts programs in a folder, and ends them all."""

    def __init__(self, folder):
        self.folder = folder
        self.programs = []

    def _place(self, name):
        return self.folder / f"{name}-{len(self.programs)}"

    def _add(self, program):
        self.programs.append(program)
        return program

    def simulator(self, script=None):
        return self._add(Simulator(self._place("simulator"), script or {"pace": 0}))

    def server(self, config, *arguments, **options):
        return self._add(Server(self._place("server"), config, *arguments, **options))

    def end(self):
        for program in reversed(self.programs):
            if program.process.poll() is None:
                program.kill()


def one_provider(simulator, *models, **more):
    """A configuration whose default chain is these models of the simulator, spoken to as OpenAI."""
    return {
        "providers": {"sim": {"kind": "openai", "base_url": f"{simulator.url}/v1", "api_key": "rehearsal"}},
        "chains": {"default": [f"sim:{model}" for model in models]},
        "deadlines": DEADLINES,
    } | more
