"""`understudy vectors move` between the stores, against servers of each kind."""

import json
import os
import random
import signal
import subprocess
import sys
import uuid
from pathlib import Path

import httpx2 as httpx
import pgserver
import pytest
from program import BINARY, ROOT, clean_environment, understudy

SERVERS = ROOT / "Tests" / "VectorServers"
QDRANT_KEY, PINECONE_KEY = "qdrant-test-key", "pinecone-test-key"
DIMENSIONS = 8


@pytest.fixture(scope="module")
def stand_in():
    """Starts a program that ends with its standard input; answers the first line that it says."""
    running = []

    def start(*command, **environment):
        process = subprocess.Popen(list(map(str, command)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                   env=os.environ | environment)
        running.append(process)
        return process.stdout.readline().strip()

    yield start
    for process in running:
        process.stdin.close()
        process.wait(timeout=30)


@pytest.fixture(scope="module")
def qdrant(stand_in):
    return f"http://127.0.0.1:{stand_in(sys.executable, SERVERS / 'qdrant_server.py')}"


@pytest.fixture(scope="module")
def pinecone(stand_in):
    return f"http://127.0.0.1:{stand_in(sys.executable, SERVERS / 'pinecone_server.py', DIMENSIONS)}"


@pytest.fixture(scope="module")
def pgvector(stand_in):
    # Not in pytest's own folder, which other users may not enter: PostgreSQL does not run as root.
    folder = f"/tmp/us-pgv-{uuid.uuid4().hex[:8]}"
    programs = Path(pgserver.__file__).parent / "pginstall" / "bin"
    assert stand_in(ROOT / "Tests" / "TestSupport" / "postgres-cluster", folder, PGBIN=str(programs)) == "ready"
    return f"postgres://postgres@/postgres?host={folder}"


def fill(qdrant, collection, count):
    """Puts so many points into a new collection, as an earlier Understudy would have."""
    place = f"{qdrant}/collections/understudy-{collection}"
    with httpx.Client(headers={"api-key": QDRANT_KEY}) as client:
        client.put(place, json={"vectors": {"size": DIMENSIONS, "distance": "Cosine"}}).raise_for_status()
        numbers = random.Random(count)
        points = [{"id": number, "vector": [numbers.uniform(-1, 1) for _ in range(DIMENSIONS)],
                   "payload": {"document": f"d{number % 9}"}} for number in range(count)]
        client.put(f"{place}/points?wait=true", json={"points": points}).raise_for_status()


class Mover:
    def __init__(self, folder, qdrant, pinecone, pgvector):
        self.environment = {"QDRANT_URL": qdrant, "QDRANT_API_KEY": QDRANT_KEY, "PINECONE_API_KEY": PINECONE_KEY}
        self.folder, self.pinecone, self.pgvector = folder, pinecone, pgvector

    def config(self, *stores):
        vectors = {"store": "exact"}
        if "pinecone" in stores:
            vectors = {"store": "pinecone", "url": self.pinecone}
        elif "pgvector" in stores:
            vectors = {"store": "pgvector", "url": self.pgvector}
        file = self.folder / f"{vectors['store']}.json"
        file.write_text(json.dumps({"data": str(self.folder / "data"), "knowledge": {"vectors": vectors}}))
        return file

    def command(self, source, destination, *more):
        return ["vectors", "move", "--from", source, "--to", destination, "--config", self.config(source, destination), *more]

    def move(self, source, destination, *more):
        code, out, errors = understudy(*self.command(source, destination, "--json", *more), **self.environment)
        assert code in (0, 1), errors
        return code, json.loads(out) if out else None, errors


@pytest.fixture
def mover(tmp_path, qdrant, pinecone, pgvector):
    return Mover(tmp_path, qdrant, pinecone, pgvector)


def test_a_collection_goes_around_all_stores(mover, qdrant):
    """Qdrant, the data folder, pgvector, the data folder of another server, Pinecone: counted and compared at each."""
    name = str(uuid.uuid4())
    fill(qdrant, name, 450)
    only = ["--collection", name]
    for source, destination in [("qdrant", "exact"), ("exact", "pgvector"), ("exact", "pinecone")]:
        code, (dry,), _ = mover.move(source, destination, *only, "--dry-run")
        assert code == 0 and (dry["points"], dry["moved"], dry["arrived"], dry["dry_run"]) == (450, 450, 0, True)
        code, (report,), _ = mover.move(source, destination, *only)
        assert code == 0
        assert (report["dimensions"], report["moved"], report["verified"], report["arrived"], report["different"]) == (
            DIMENSIONS, 450, 450, 450, 0)
        # Once more: nothing is sent, everything is compared.
        code, (again,), _ = mover.move(source, destination, *only)
        assert code == 0 and (again["moved"], again["present"], again["verified"]) == (0, 450, 450)


def test_a_move_that_was_killed_goes_on(mover, qdrant):
    name = str(uuid.uuid4())
    fill(qdrant, name, 1500)
    process = subprocess.Popen(
        [BINARY, *map(str, mover.command("qdrant", "exact", "--collection", name))], stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True, env=clean_environment(**mover.environment))
    assert process.stderr.readline().startswith(f"{name}: 200 of 1500")
    process.send_signal(signal.SIGKILL)
    process.wait()
    code, (report,), _ = mover.move("qdrant", "exact", "--collection", name)
    assert code == 0
    assert report["present"] >= 200 and report["moved"] + report["present"] == 1500
    assert report["verified"] == report["arrived"] == 1500


def test_what_is_wrong_is_said_in_words(mover, tmp_path):
    code, out, errors = understudy(*mover.command("exact", "exact"), **mover.environment)
    assert code == 64 and "same store" in errors
    code, out, errors = understudy(*mover.command("exact", "quadrant"), **mover.environment)
    assert code == 64 and "qdrant" in errors
    code, out, errors = understudy(*mover.command("exact", "qdrant"))
    assert code == 1 and "QDRANT_URL" in errors and not out
    wrong = mover.environment | {"QDRANT_API_KEY": "wrong-key"}
    code, out, errors = understudy(*mover.command("qdrant", "exact"), **wrong)
    assert code == 1 and "does not accept the key" in errors and "wrong-key" not in errors
    gone = mover.environment | {"QDRANT_URL": "http://127.0.0.1:9"}
    code, out, errors = understudy(*mover.command("qdrant", "exact"), **gone)
    assert code == 1 and "Qdrant is not available" in errors
    code, out, errors = understudy(*mover.command("qdrant", "exact", "--collection", "nobody"), **mover.environment)
    assert code == 1 and "no collection of vectors nobody" in errors
    code, out, errors = understudy(*mover.command("exact", "qdrant"), **mover.environment)
    assert code == 0 and "There is no collection" in out


def test_a_server_without_the_extension_says_so(mover, cluster):
    """Debian's PostgreSQL of the other tests has no pgvector."""
    mover.pgvector = cluster.url(cluster.database())
    code, _, errors = mover.move("pgvector", "exact")
    assert code == 1 and "offers no pgvector" in errors
