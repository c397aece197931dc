"""The small database of what people set up: sites and links. SQLite in the data folder, PostgreSQL by its address.

The events are elsewhere (`engine.py`). Every use of the file opens a connection of its own, so that a file that was
moved or restored under a running program is noticed at the next use, and the old one never written to by mistake.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from penombre.foreign import retold
from penombre.sentences import reason, say
from penombre.store.migrations import NEWEST

FILE = "penombre.db"
PATIENCE = 5.0  # seconds a writer waits for another
UPGRADE_PATIENCE = 60.0  # seconds a starting process waits for another's upgrade
_UPGRADE_LOCK = 7_046_029_254  # any number, the same in every process: PostgreSQL's advisory lock
_READ_ONLY = "reading"


class DatabaseError(Exception):
    """The database cannot be used: which, why, and what to do."""


class SchemaTooNewError(DatabaseError):
    """A newer Penombre has written this database."""


def database_url(data: Path) -> str:
    """The address of the database in a data folder."""
    return URL.create("sqlite", database=str(data / FILE)).render_as_string()


def open_database(url: str) -> Engine:
    """Open the database at `url`, made or brought up to date where needed; two processes may start at once.

    Raises DatabaseError, or SchemaTooNewError where a newer program has been here.
    """
    database = database_at(url)
    prepare(database)
    return database


def database_at(url: str) -> Engine:
    """The database at `url`, not looked at yet. Raises DatabaseError for an address that can be no database's."""
    address = make_url(url)
    return _sqlite(address) if address.get_backend_name() == "sqlite" else _server(address)


def prepare(database: Engine, *, create: bool = True, patience: float = PATIENCE) -> None:
    """Make the database or bring it up to date, where needed; `patience` is how many seconds to wait for others.

    Without `create` an empty one is an error: it is another database's place, which should come back (case F11).
    Raises DatabaseError, SchemaTooNewError.
    """
    try:
        if not create and not _schema(database, patience):
            raise DatabaseError(say("{database}: there is nothing in it. Restore a copy.", database=_name(database)))
        if database.dialect.name == "sqlite":
            _prepare_file(Path(_name(database)).absolute(), create=create, patience=patience)
        _upgrade(database, patience)
    except SQLAlchemyError as error:
        raise _told(database, error) from None


@contextlib.contextmanager
def reading(database: Engine, patience: float = PATIENCE) -> Iterator[Connection]:
    """A connection that sees one state of the database; it waits `patience` seconds at most where somebody locks it."""
    try:
        with database.connect().execution_options(**{_READ_ONLY: True}) as connection:
            if database.dialect.name == "sqlite":
                _sqlite_connection(connection).execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")
            with connection.begin():
                yield connection
    except DBAPIError as error:
        raise _told(database, error) from None


@contextlib.contextmanager
def writing(database: Engine) -> Iterator[Connection]:
    """A transaction: everything done in the block is kept, or nothing."""
    try:
        with database.begin() as connection:
            yield connection
    except DBAPIError as error:
        raise _told(database, error) from None


def _sqlite(address: URL) -> Engine:
    if not address.database or address.database == ":memory:":
        raise DatabaseError(
            say(
                "{address}: the database needs a file: sqlite:////folder/{file}",
                address=address.render_as_string(),
                file=FILE,
            )
        )
    path = Path(address.database).absolute()
    database = create_engine(address, creator=lambda: _connect(path, PATIENCE), poolclass=NullPool)
    event.listen(database, "begin", _begin)
    return database


def _prepare_file(path: Path, *, create: bool, patience: float) -> None:
    try:
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
        _write_ahead(path, patience)
    except OSError as error:
        raise DatabaseError(
            say(
                "{path}: {reason}. Choose another data folder or change its permissions.",
                path=path,
                reason=reason(error),
            )
        ) from None
    except sqlite3.DatabaseError as error:
        raise DatabaseError(_sqlite_advice(str(path), str(error))) from None


def _server(address: URL) -> Engine:
    try:
        return create_engine(address, pool_pre_ping=True)
    except ModuleNotFoundError as error:
        raise DatabaseError(
            say(
                "{address}: the driver {driver} is not installed. Install it beside Penombre.",
                address=address.render_as_string(),
                driver=error.name,
            )
        ) from None


def _connect(path: Path, patience: float) -> sqlite3.Connection:
    """A connection to a file that is there; one that is gone is not made anew, empty, behind everybody's back."""
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode=rw", uri=True, timeout=patience, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _write_ahead(path: Path, patience: float) -> None:
    """Switch the file to write-ahead logging, once for all; SQLite does not wait by itself where two do so at once."""
    deadline = time.monotonic() + patience
    with contextlib.closing(_connect(path, patience)) as connection:
        while True:
            try:
                connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
            else:
                return


def _begin(connection: Connection) -> None:
    """Begin where SQLAlchemy says so, and ask for the writer's turn at once; Python's driver would do both too late."""
    if connection.get_execution_options().get(_READ_ONLY, False):
        connection.exec_driver_sql("BEGIN")
    else:
        connection.exec_driver_sql("PRAGMA synchronous = FULL")
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _upgrade(database: Engine, patience: float) -> None:
    if _schema(database, patience) == NEWEST:
        return
    from alembic import command  # noqa: PLC0415  (a sixth of a second that only an upgrade should cost)
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with database.connect() as connection:
        if database.dialect.name == "sqlite":
            longest = patience if patience < PATIENCE else UPGRADE_PATIENCE
            _sqlite_connection(connection).execute(f"PRAGMA busy_timeout = {int(longest * 1000)}")
        with connection.begin():
            if database.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})")
            found = _schema_of(connection)
            if found and found not in known:
                raise SchemaTooNewError(
                    say(
                        "{database}: a newer Penombre has written it (schema {found}, this program knows "
                        "{newest}). Install the newer program again, or restore a copy made before the upgrade.",
                        database=_name(database),
                        found=found,
                        newest=NEWEST,
                    )
                )
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _schema(database: Engine, patience: float) -> str:
    with reading(database, patience) as connection:
        return _schema_of(connection)


def _schema_of(connection: Connection) -> str:
    """The number of the newest migration that was run; empty on a new database."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return ""
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or ""


def _sqlite_connection(connection: Connection) -> Any:
    """The driver's connection: a PRAGMA must not begin a transaction."""
    return connection.connection.dbapi_connection


def _name(database: Engine) -> str:
    return database.url.database or "" if database.dialect.name == "sqlite" else database.url.render_as_string()


def _told(database: Engine, error: SQLAlchemyError) -> DatabaseError:
    problem = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    if database.dialect.name == "sqlite":
        return DatabaseError(_sqlite_advice(_name(database), problem))
    return DatabaseError(
        say(
            "{database}: {problem}",
            database=_name(database),
            problem=problem.splitlines()[0] if problem else type(error).__name__,
        )
    )


def _sqlite_advice(path: str, problem: str) -> str:
    for sign, advice in (
        ("locked", say("Another program is writing to it; try again, or stop what holds it.")),
        (
            "unable to open",
            say("It is gone, or may not be read. Restore it, or check the data folder and its permissions."),
        ),
        ("not a database", say("The file holds something else. Move it away and restore a copy.")),
        ("malformed", say("The file is damaged. Move it away and restore a copy.")),
        ("readonly", say("It may not be written to. Check the permissions of the file and of its folder.")),
        ("full", say("The disk is full. Make room and try again.")),
    ):
        if sign in problem:
            return say("{path}: {problem}. {advice}", path=path, problem=retold(problem), advice=advice)
    return say("{path}: {problem}", path=path, problem=retold(problem))
