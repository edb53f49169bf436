"""`understudy migrate`, `backup`, `restore` and `import-sqlite`, on both databases."""

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from program import understudy

WORDS = [
    "Running migration: Add default_model_id to conversations",
    "Successfully added default_model_id column to conversations table",
]
ROW = "('%s', 'ann', 'A title', NULL, '2026-11-21 08:00:00.000', '2026-11-21 08:00:00.000')"
INSERT = "INSERT INTO conversations (id, user_id, title, assistant, created_at, updated_at) VALUES "


class Store:
    """A data folder with a configured database."""

    def __init__(self, folder, database, cluster=None):
        self.folder = folder
        self.database = database
        self.cluster = cluster
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "understudy.yaml").write_text(json.dumps({"database": database}))
        self.flags = ["--config", folder / "understudy.yaml", "--data", folder / "data"]

    def run(self, *arguments):
        return understudy(*arguments, *self.flags)

    def json(self, *arguments):
        status, output, errors = self.run(*arguments, "--json")
        assert status == 0, errors
        return json.loads(output)

    def sql(self, sql):
        """What is selected, as lines with bars between values."""
        if self.cluster:
            return self.cluster.psql(sql, database=self.database.rsplit("/", 1)[1])
        with closing(sqlite3.connect(self.folder / "data" / "understudy.db")) as connection:
            rows = connection.execute(sql).fetchall()
            connection.commit()
            return "\n".join("|".join("" if value is None else str(value) for value in row) for row in rows)


@pytest.fixture(params=["sqlite", "postgresql"])
def make_store(request, tmp_path):
    return maker(request, tmp_path, request.param)


@pytest.fixture(params=["sqlite", "postgresql"])
def make_other(request, tmp_path):
    return maker(request, tmp_path, request.param)


def maker(request, tmp_path, kind):
    def make(name="store"):
        if kind == "sqlite":
            return Store(tmp_path / f"{name}-{kind}", "sqlite")
        cluster = request.getfixturevalue("cluster")
        return Store(tmp_path / f"{name}-{kind}", cluster.url(cluster.database()), cluster)

    return make


@pytest.fixture
def store(make_store):
    return make_store()


def test_up_says_what_it_does_in_the_documents_words(store):
    status, output, errors = store.run("migrate", "up")
    assert (status, errors) == (0, "")
    lines = output.splitlines()
    assert lines[2:4] == WORDS
    assert store.run("migrate", "up")[1] == "The schema is up to date.\n"
    assert store.json("migrate", "up") == {"applied": 0}


def test_status_down_and_up_again(store):
    before = store.json("migrate", "status")
    assert before and all(line.get("applied_at") is None for line in before)
    count = len(before)
    assert store.json("migrate", "up") == {"applied": count}
    assert all(line["applied_at"] for line in store.json("migrate", "status"))
    status, output, _ = store.run("migrate", "down", "2")
    assert status == 0
    assert output.count("Rolling back migration: ") == output.count("Successfully rolled back: ") == 2
    status, output, _ = store.run("migrate", "status")
    lines = output.splitlines()
    assert len(lines) == count
    assert [("missing" in line) for line in lines] == [False] * (count - 2) + [True] * 2
    assert store.json("migrate", "up") == {"applied": 2}
    assert store.json("migrate", "down", count + 5) == {"taken_back": count}
    assert store.run("migrate", "down")[1] == "There is no migration to take back.\n"


def test_two_at_once_migrate_once(store):
    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(lambda _: store.json("migrate", "up")["applied"], range(4)))
    assert sum(results) == len(store.json("migrate", "status"))


def test_a_newer_schema_is_refused_with_what_to_run(store):
    store.json("migrate", "up")
    store.sql(
        "INSERT INTO schema_migrations (number, title, checksum, applied_at) VALUES (999, 't', 'c', '2026-11-21 08:00:00')"
        + (" RETURNING number" if store.cluster else ""))
    for command in (["migrate", "up"], ["migrate", "status"], ["key", "list"]):
        status, _, errors = store.run(*command)
        assert status == 1
        assert "schema 999" in errors and "understudy migrate down" in errors
    status, _, errors = understudy("serve", "--port", "0", *store.flags)
    assert status == 1
    assert "made by a newer Understudy" in errors


def test_a_database_that_is_away_is_named_without_its_password(tmp_path):
    store = Store(tmp_path, "postgres://u:hush@127.0.0.1:1/n")
    (tmp_path / "understudy.yaml").write_text(json.dumps({"database": store.database, "database_wait": "0s"}))
    for command in (["migrate", "up"], ["key", "list"], ["backup", tmp_path / "b"], ["serve", "--port", "0"]):
        status, output, errors = store.run(*command)
        assert status == 1
        assert "the database is not available" in errors and "127.0.0.1" in errors
        assert "hush" not in output + errors


@pytest.mark.parametrize("arguments", [["migrate", "down", "0"], ["migrate", "down", "x"], ["migrate"], ["import-sqlite", "none"]])
def test_a_wrong_command_is_explained(arguments):
    status, output, errors = understudy(*arguments)
    assert "Usage:" in errors or "USAGE:" in output
    assert status == (0 if arguments == ["migrate"] else 64)


def filled(store, count=300):
    store.json("migrate", "up")
    store.sql(INSERT + ", ".join(ROW % f"c{number}" for number in range(count)))
    return store


def test_a_backup_comes_back_in_either_database(make_store, make_other, tmp_path):
    store, other = filled(make_store()), make_other("other")
    file = tmp_path / "understudy.backup"
    made = store.json("backup", file)
    assert made["tables"]["conversations"] == 300
    assert file.stat().st_mode & 0o077 == 0
    assert other.json("restore", file) == made
    select = "SELECT id, user_id, title, assistant, default_model_id FROM conversations ORDER BY id"
    assert other.sql(select) == store.sql(select)

    status, _, errors = other.run("restore", file)
    assert status == 1
    assert "conversations has 300 rows" in errors and "--replace" in errors
    other.sql("DELETE FROM conversations WHERE id = 'c7'")
    status, output, _ = other.run("restore", file, "--replace")
    assert status == 0
    assert "300 rows of conversations" in output
    assert other.sql(select) == store.sql(select)


def test_a_backup_that_was_changed_is_refused(make_store, tmp_path):
    store = filled(make_store(), 3)
    file = tmp_path / "understudy.backup"
    store.json("backup", file)
    file.write_text(file.read_text().replace("A title", "B title"))
    status, _, errors = store.run("restore", file, "--replace")
    assert status == 1
    assert "checksum" in errors
    assert store.sql("SELECT COUNT(*) FROM conversations WHERE title = 'A title'") == "3"


def test_a_grown_sqlite_moves_to_postgresql(tmp_path, cluster):
    small = filled(Store(tmp_path / "small", "sqlite"))
    big = Store(tmp_path / "big", cluster.url(cluster.database()), cluster)
    file = tmp_path / "small" / "data" / "understudy.db"
    status, output, errors = big.run("import-sqlite", file)
    assert status == 0, errors
    assert "300 rows of conversations" in output
    assert big.sql("SELECT COUNT(*) FROM conversations") == "300"
    assert big.run("import-sqlite", file)[0] == 1
    assert [path.name for path in file.parent.iterdir() if "passage" in path.name or "try" in path.name] == []
    status, _, errors = small.run("import-sqlite", file)
    assert status == 64
    assert "the configured database itself" in errors


def test_nothing_is_restored_under_a_running_server(server, tmp_path):
    host = server({"chains": {"default": ["builtin:documents"]}})
    file = tmp_path / "understudy.backup"
    status, _, errors = understudy("backup", file, *host.store)
    assert status == 0, errors
    status, _, errors = understudy("restore", file, "--replace", *host.store)
    assert status == 1
    assert "in use" in errors
    host.stop()
    status, _, errors = understudy("restore", file, "--replace", *host.store)
    assert status == 0, errors
