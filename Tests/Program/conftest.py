"""What the tests of the whole program share; the programs themselves are in program.py."""

import pytest
from postgres import Cluster
from program import Stage


@pytest.fixture
def stage(tmp_path):
    stage = Stage(tmp_path)
    yield stage
    stage.end()


@pytest.fixture
def simulator(stage):
    return stage.simulator


@pytest.fixture
def server(stage):
    return stage.server


@pytest.fixture(scope="module")
def shared_stage(tmp_path_factory):
    """For a whole file: programs that its tests only talk to."""
    stage = Stage(tmp_path_factory.mktemp("stage"))
    yield stage
    stage.end()


@pytest.fixture(scope="session")
def cluster():
    """PostgreSQL for all tests that only use it."""
    cluster = Cluster()
    yield cluster
    cluster.end()


@pytest.fixture
def own_cluster():
    """PostgreSQL for a test that stops it."""
    cluster = Cluster()
    yield cluster
    cluster.end()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request):
    """The setting `database` for an empty database, of each kind in turn."""
    if request.param == "sqlite":
        return "sqlite"
    cluster = request.getfixturevalue("cluster")
    return cluster.url(cluster.database())
