"""The document's words about the database, as it stands on the operator's machine: alembic, pg_dump and psql."""

import os
import subprocess
from datetime import date

import pytest
from documents import shell
from program import BINARY, PATIENCE, ROOT, clean_environment, understudy

ALEMBIC = ROOT / "deploy" / "docker" / "alembic"


@pytest.fixture
def machine(tmp_path):
    """A folder with `alembic` and `understudy` in reach, as in the image: types a command there."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "alembic").symlink_to(ALEMBIC)
    (folder / "understudy").symlink_to(BINARY)

    def type_in(command, **environment):
        path = f"{folder}:{os.environ['PATH']}"
        return subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=2 * PATIENCE,
                              env=clean_environment(PATH=path, UNDERSTUDY_DATA=str(tmp_path / "data"), **environment))
    return type_in


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request):
    """The environment that names an empty database."""
    if request.param == "sqlite":
        return {}
    cluster = request.getfixturevalue("cluster")
    # As docker-compose.prod.yml has it.
    return {"POSTGRES_HOST": "127.0.0.1", "POSTGRES_PORT": str(cluster.port), "POSTGRES_DB": cluster.database(),
            "POSTGRES_USER": "postgres", "POSTGRES_PASSWORD": "any"}


def said(done):
    assert done.returncode == 0, done.stderr
    return done.stdout


def missing(machine, where):
    return [line for line in said(machine("alembic current", **where)).splitlines() if " missing " in line]


def test_alembic_goes_up_and_back_by_one(machine, where):
    assert "Running migration: " in said(machine("alembic upgrade head", **where))
    assert said(machine("alembic upgrade head", **where)) == "The schema is up to date.\n"
    assert missing(machine, where) == []
    command = "alembic downgrade -1  # One migration back"
    assert said(machine(command, **where))
    assert len(missing(machine, where)) == 1
    assert said(machine("alembic downgrade -2", **where))
    assert len(missing(machine, where)) == 3
    assert said(machine("alembic history", **where)) == said(machine("understudy migrate status", **where))
    assert "Running migration: " in said(machine("alembic upgrade head", **where))
    assert missing(machine, where) == []


@pytest.mark.parametrize(
    "words", ["", "upgrade", "upgrade +1", "upgrade head --sql", "downgrade base", "downgrade -", "downgrade -x", "downgrade -1 -1",
              "downgrade", "revision -m x", "--help"])
def test_what_alembic_has_besides_is_declined(machine, words):
    done = machine(f"alembic {words}")
    assert (done.returncode, done.stdout) == (2, "")
    assert "understudy migrate" in done.stderr


def test_dumping_and_restoring_the_database_brings_everything_back(cluster, tmp_path):
    """`production_db`, as the document and docker-compose.prod.yml call it."""
    cluster.psql("CREATE DATABASE production_db")
    (tmp_path / "understudy.yaml").write_text(f"database: {cluster.url('production_db')}\n")
    store = ["--config", tmp_path / "understudy.yaml", "--data", tmp_path / "data"]
    assert understudy("key", "create", "--name", "before", *store)[0] == 0
    login = {"PGHOST": "127.0.0.1", "PGPORT": str(cluster.port), "PGUSER": "postgres"}
    dumped = shell("pg_dump production_db > backup_$(date +%Y%m%d).sql", tmp_path, **login)
    assert dumped.returncode == 0, dumped.stderr
    backup, = tmp_path.glob("backup_*.sql")
    assert abs((date.fromisoformat(backup.stem.removeprefix("backup_")) - date.today()).days) <= 1
    assert understudy("key", "create", "--name", "after", *store)[0] == 0
    backup.rename(tmp_path / "backup_20240101.sql")
    # What the document leaves out: a dump goes into an empty database.
    assert shell("dropdb --force production_db && createdb production_db", tmp_path, **login).returncode == 0
    restored = shell("psql -v ON_ERROR_STOP=1 production_db < backup_20240101.sql", tmp_path, **login)
    assert restored.returncode == 0, restored.stderr
    names = understudy("key", "list", *store)[1]
    assert "before" in names and "after" not in names
    assert understudy("migrate", "up", *store)[1] == "The schema is up to date.\n"
