"""The database is brought up to date once, by one of those who start; what is wrong with it is told."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine

from penombre.collect.sites import Sites
from penombre.store import migrations
from penombre.store.database import (
    DatabaseError,
    SchemaTooNewError,
    database_at,
    database_url,
    open_database,
    reading,
    writing,
)
from penombre.store.migrations import NEWEST
from penombre.store.tables import changes, metadata, next_change


@pytest.fixture
def database(tmp_path: Path) -> Engine:
    return open_database(database_url(tmp_path))


def test_the_migrations_lead_to_the_tables_of_the_code(database: Engine) -> None:
    with reading(database) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == NEWEST


def test_a_database_is_opened_again_as_it_is(database: Engine, tmp_path: Path) -> None:
    Sites(database).add("paper", ["example.org"])
    assert Sites(open_database(database_url(tmp_path))).named("paper").hosts == ("example.org",)


def test_processes_that_start_together_end_with_one_schema(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from penombre.store.database import *; from penombre.collect.sites import *;"
        "sys.stdin.readline();"
        "db = open_database(database_url(Path(sys.argv[1]))); Sites(db).add(sys.argv[2], [sys.argv[2] + '.example.org'])"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path), f"site{number}"],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ,
        )
        for number in range(4)
    ]
    for process in started:  # all have imported what they need, or nearly, and go together
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.flush()
    for process in started:
        _, said = process.communicate(timeout=60)
        assert process.returncode == 0, said.decode()
    database = open_database(database_url(tmp_path))
    assert sorted(site.name for site in Sites(database).all()) == [f"site{number}" for number in range(4)]
    with reading(database) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM alembic_version").scalar() == 1


def test_sites_of_before_the_accounts_belong_to_the_first_workspace(tmp_path: Path) -> None:
    folder = Path(migrations.__file__).parent
    config = Config()
    config.set_main_option("script_location", str(folder))
    engine = database_at(database_url(tmp_path))
    with closing(sqlite3.connect(tmp_path / "penombre.db")):
        pass
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        connection.exec_driver_sql(
            "INSERT INTO sites (name, mode, timezone, created_at) VALUES ('old', 'strict', 'UTC', 0)"
        )
    upgraded = open_database(database_url(tmp_path))
    Sites(upgraded).add("new", ["example.org"])
    with reading(upgraded) as connection:
        found = connection.exec_driver_sql(
            "SELECT sites.name, workspaces.name FROM sites JOIN workspaces ON workspace = workspaces.number ORDER BY 1"
        )
        assert [tuple(row) for row in found] == [("new", "main"), ("old", "main")]


def test_a_schema_of_a_newer_program_is_refused_and_left_alone(database: Engine, tmp_path: Path) -> None:
    with writing(database) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9000'")
    with pytest.raises(SchemaTooNewError, match=r"newer Penombre.*schema 9000.*Install"):
        open_database(database_url(tmp_path))
    with reading(database) as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == "9000"


def test_an_upgrade_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr("alembic.op.create_index", failing)
    with pytest.raises(sqlite3.OperationalError):
        open_database(database_url(tmp_path))
    monkeypatch.undo()
    with sqlite3.connect(tmp_path / "penombre.db") as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []
    connection.close()
    assert Sites(open_database(database_url(tmp_path))).all() == []


def test_what_holds_for_durability(database: Engine) -> None:
    with writing(database) as connection:
        values = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert values == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


def _fail_after_a_change(database: Engine) -> None:
    with writing(database) as connection:
        next_change(connection, "links")
        raise ZeroDivisionError


def test_a_block_that_fails_changes_nothing(database: Engine) -> None:
    with pytest.raises(ZeroDivisionError):
        _fail_after_a_change(database)
    with reading(database) as connection:
        assert connection.execute(changes.select().where(changes.c.kind == "links")).one().number == 0


def test_a_reader_sees_one_state_while_others_write(database: Engine) -> None:
    with reading(database) as connection:
        before = connection.execute(changes.select()).all()
        with writing(database) as other:
            next_change(other, "links")
        assert connection.execute(changes.select()).all() == before


def test_a_file_of_something_else_is_told(tmp_path: Path) -> None:
    (tmp_path / "penombre.db").write_bytes(b"not a database, by far " * 400)
    with pytest.raises(DatabaseError, match=r"penombre\.db: .*not a database.*Move it away"):
        open_database(database_url(tmp_path))


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseError, match="Choose another data folder"):
        open_database(database_url(tmp_path / "file"))


def test_a_file_that_vanished_is_not_made_anew(database: Engine, tmp_path: Path) -> None:
    for file in tmp_path.glob("penombre.db*"):
        file.unlink()
    with pytest.raises(DatabaseError, match="It is gone"), reading(database):
        pass
    assert not (tmp_path / "penombre.db").exists()


@pytest.fixture
def locked(database: Engine, tmp_path: Path) -> Iterator[None]:
    """A writer that does not end."""
    connection = sqlite3.connect(tmp_path / "penombre.db", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield
    connection.close()


def test_a_writer_that_waits_in_vain_is_told(database: Engine, locked: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("penombre.store.database.PATIENCE", 0.05)
    with pytest.raises(DatabaseError, match=r"locked\. Another program is writing"), writing(database):
        pass


def test_a_path_with_odd_signs_is_a_path(tmp_path: Path) -> None:
    folder = tmp_path / "a b?c#d%41é"
    open_database(database_url(folder))
    assert (folder / "penombre.db").stat().st_size > 0


def test_only_a_file_will_do() -> None:
    with pytest.raises(DatabaseError, match="needs a file"):
        open_database("sqlite://")


def test_a_server_without_its_driver_is_told_without_the_password() -> None:
    with pytest.raises(DatabaseError, match="driver psycopg is not installed") as told:
        open_database("postgresql+psycopg://penombre:secret@db.example.org/penombre")
    assert "secret" not in str(told.value)
