"""What the tests of the deployment share: programs, as in Tests/Program, and PostgreSQL."""

import pytest
from postgres import Cluster
from program import Stage


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    stage = Stage(tmp_path_factory.mktemp("stage"))
    yield stage
    stage.end()


@pytest.fixture(scope="session")
def cluster():
    cluster = Cluster()
    yield cluster
    cluster.end()
