"""A PostgreSQL cluster of the tests' own, on a free port of the loopback interface."""

import os
import random
import shutil
import socket
import subprocess
import uuid
from contextlib import suppress
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[1] / "TestSupport" / "postgres-cluster"


given = set()


def free_port():
    """Another each time, below those that the system gives to connections and to servers that ask for any: nobody takes it before
    it is used."""
    lowest = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    below = range(max(1024, lowest - 10_000), lowest)
    for port in [*random.SystemRandom().sample(below, min(100, len(below))), 0]:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            port = probe.getsockname()[1]
            if port not in given:
                given.add(port)
                return port
    raise AssertionError("no port is free")


class Cluster:
    """Runs until `stop`, or until this process ends; `start` begins it again with what it held."""

    def __init__(self):
        # Not in pytest's own folder, which other users may not enter: PostgreSQL does not run as root.
        self.folder = Path(f"/tmp/us-pg-{uuid.uuid4().hex[:8]}")
        self.port = free_port()
        self.process = None
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [SCRIPT, self.folder, str(self.port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=os.environ | {"KEEP": "1"})
        assert self.process.stdout.readline() == "ready\n"

    def stop(self):
        """Ends the server as an administrator would who cannot wait."""
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=120)

    def end(self):
        if self.process.poll() is None:
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def psql(self, sql, database="postgres"):
        """What `psql` prints for `sql`, bare."""
        done = subprocess.run(
            ["psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-d", database, "-AtX", "-v", "ON_ERROR_STOP=1",
             "-c", sql],
            capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def database(self):
        """The name of a new, empty one."""
        name = f"d{uuid.uuid4().hex[:12]}"
        self.psql(f"CREATE DATABASE {name}")
        return name

    def url(self, database):
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"
