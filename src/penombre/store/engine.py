"""The embedded engine: runs the SQL files of this package, with typed parameters escaped as chDB wants them."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec
import numpy as np
import re2

from penombre.sentences import say

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Columns = dict[str, NDArray[Any]]

DAMAGE = frozenset({33, 39, 40, 74, 76, 87, 91, 107, 226, 227, 228, 246, 271, 400, 432, 740})
"""Codes by which the engine says that a file of the store is not what was written, or not there."""

Value: TypeAlias = "str | int | float | bool | Sequence[str] | Sequence[int]"


class StoreError(Exception):
    """The engine refused a query; the message is the engine's own."""

    @property
    def code(self) -> int:
        """The engine's number for what went wrong; 0 where it gave none."""
        found = re2.match(r"Code: (\d+)\.", str(self))
        return int(found[1]) if found else 0

    @property
    def name(self) -> str:
        """The engine's word for what went wrong, such as MEMORY_LIMIT_EXCEEDED; empty where it gave none."""
        found = re2.findall(r"\(([A-Z][A-Z_0-9]+)\)", str(self))
        return str(found[-1]) if found else ""


class NewerStoreError(StoreError):
    """A newer Penombre wrote this store."""


class Engine:
    """A session of the embedded engine on one folder. Only one may be open in a process."""

    def __init__(self, folder: Path, *, memory_limit: int = 1_000_000_000) -> None:
        """Open the store in `folder`; `memory_limit` is in bytes and holds for one query."""
        import chdb  # noqa: PLC0415  (takes a third of a second and 200 MB: only who needs it pays)

        self.saw_damage = False
        """Whether an answer failed because files of the store are damaged; whoever mends it says False again."""
        self._one_at_a_time = threading.Lock()
        self._refusals = (RuntimeError, chdb.ChdbError)
        self._folder = str(folder)
        try:
            self._session = chdb.session.Session(str(folder))
        except self._refusals as error:
            raise StoreError(str(error).split("\n", 1)[0]) from None
        for name, value in {
            "max_memory_usage": memory_limit,
            "max_bytes_before_external_group_by": memory_limit // 3,
            "max_bytes_before_external_sort": memory_limit // 3,
            "input_format_parallel_parsing": 1,
            "parallel_view_processing": 1,
            # smaller blocks than the usual million rows: the memory they need is found once and stays warm
            "max_insert_block_size": 262_144,
            "min_insert_block_size_rows": 262_144,
        }.items():
            self._session.query(f"SET {name} = {value}")

    def close(self) -> None:
        """Let go of the folder."""
        self._session.close()

    def run(self, sql: str, /, **parameters: Value) -> bytes:
        """Run one statement and return its rows as JSON lines."""
        return self._answer(sql, "JSONEachRow", parameters)

    def _answer(self, sql: str, form: str, parameters: Mapping[str, Value]) -> bytes:
        try:
            # a session has one set of parameters: two threads at once would take each other's
            with self._one_at_a_time:
                result = self._session.query(sql, form, params=escape(parameters))
        except self._refusals as error:
            refused = StoreError(str(error).split("\n", 1)[0])
            self.saw_damage |= refused.code in DAMAGE
            raise refused from None
        return bytes(result.bytes())

    def execute(self, name: str, /, **parameters: Value) -> None:
        """Run `sql/<name>.sql`, which changes something."""
        self.run(query_text(name), **parameters)

    def row(self, sql: str, /, **parameters: Value) -> dict[str, Any]:
        """The one row that a statement answers with."""
        answer: dict[str, Any] = msgspec.json.decode(self.run(sql, **parameters))
        return answer

    def rows(self, name: str, /, **parameters: Value) -> list[dict[str, Any]]:
        """The rows that `sql/<name>.sql` answers with: for small answers."""
        return [msgspec.json.decode(row) for row in self.run(query_text(name), **parameters).splitlines()]

    def rows_apart(self, name: str, /, **parameters: Value) -> list[dict[str, Any]]:
        """As `rows`, on a connection of its own: a question that takes seconds, and that nobody should wait for."""
        import chdb  # noqa: PLC0415

        try:
            connection = chdb.connect(self._folder)
            try:
                result = connection.query(query_text(name), "JSONEachRow", params=escape(parameters))
                return [msgspec.json.decode(row) for row in bytes(result.bytes()).splitlines()]
            finally:
                connection.close()
        except self._refusals as error:
            raise StoreError(str(error).split("\n", 1)[0]) from None

    def columns(self, name: str, /, **parameters: Value) -> Columns:
        """The columns of whole numbers that `sql/<name>.sql` answers with, as (n,) int64 arrays."""
        answer = self._answer(query_text(name), "JSONColumns", parameters)
        return {field: np.array(values, dtype=np.int64) for field, values in msgspec.json.decode(answer).items()}

    def records(self, name: str, kind: np.dtype[np.void], /, **parameters: Value) -> NDArray[np.void]:
        """The rows that `sql/<name>.sql` answers with, as (n,) records of `kind`."""
        return np.frombuffer(self._answer(query_text(name), "RowBinary", parameters), dtype=kind)

    def insert(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert `rows` (a mapping a row) into one of the schema's own tables."""
        if rows:
            lines = "\n".join(msgspec.json.encode(row).decode() for row in rows)
            self.run(f"INSERT INTO {table} FORMAT JSONEachRow {lines}")

    def insert_lines(self, table: str, lines: bytes) -> None:
        """Insert rows that are lines of JSON already into one of the schema's own tables."""
        if lines:
            self.run(
                f"INSERT INTO {table} SETTINGS input_format_skip_unknown_fields = 1 FORMAT JSONEachRow {lines.decode()}"
            )

    def parquet(self, columns: Mapping[str, type], lines: bytes) -> bytes:
        """A Parquet file of rows that are lines of JSON: columns of text, whole numbers, numbers and dates."""
        types = {str: "String", int: "Int64", float: "Float64", date: "Date"}
        shape = ", ".join(f"`{name}` Nullable({types[kind]})" for name, kind in columns.items())
        sql = "SELECT * FROM format(JSONEachRow, {shape:String}, {lines:String})"
        return self._answer(sql, "Parquet", {"shape": shape, "lines": lines.decode()})

    def create(self, schema: str) -> None:
        """Run the numbered files of `schema/<schema>/`, in their order."""
        for file in _schema_files(schema):
            self.run(file.read_text(encoding="utf-8"))

    def migrate(self, schema: str) -> None:
        """Run those of the numbered files of `schema/<schema>/` that this store has not seen yet.

        Raises NewerStoreError where a newer program wrote the store.
        """
        self.run("CREATE TABLE IF NOT EXISTS migrations (name String) ENGINE = MergeTree ORDER BY name")
        newer, waiting = self.migrations(schema)
        if newer:
            raise NewerStoreError(
                say("the store was written by a newer Penombre (it has {step}): start that one instead", step=newer[-1])
            )
        for file in _schema_files(schema):
            if file.name in waiting:
                self.run(file.read_text(encoding="utf-8"))
                self.insert("migrations", [{"name": file.name}])

    def migrations(self, schema: str) -> tuple[list[str], list[str]]:
        """Files that this store has seen and this program does not have, and the other way round. Changes nothing."""
        done: set[str] = set()
        if self.run("SELECT 1 FROM system.tables WHERE database = currentDatabase() AND name = 'migrations'"):
            done = {msgspec.json.decode(row)["name"] for row in self.run("SELECT name FROM migrations").splitlines()}
        files = {file.name for file in _schema_files(schema)}
        return sorted(done - files), sorted(files - done)


@contextlib.contextmanager
def temporary_engine(folder: Path | None = None, **options: Any) -> Iterator[Engine]:
    """An engine whose data are gone when it is closed; `folder` says where it may write meanwhile."""
    place = Path(tempfile.mkdtemp(prefix="penombre-", dir=folder))
    engine = Engine(place, **options)
    try:
        yield engine
    finally:
        engine.close()
        shutil.rmtree(place, ignore_errors=True)


def _schema_files(schema: str) -> list[Traversable]:
    folder = resources.files(__package__) / "schema" / schema
    return sorted(folder.iterdir(), key=lambda item: item.name)


@cache
def query_text(name: str) -> str:
    """The text of `sql/<name>.sql`."""
    return (resources.files(__package__) / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def escape(parameters: Mapping[str, Value]) -> dict[str, str]:
    """Parameters as chDB reads them: text in tab-separated escaping, the items of a list in quotes."""
    return {name: _escaped(value) for name, value in parameters.items()}


_CONTROL = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0"})


def _escaped(value: Value) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, str):
        return value.translate(_CONTROL)
    if isinstance(value, int | float):
        return str(value)
    return "[" + ",".join(_quoted(item) if isinstance(item, str) else str(item) for item in value) + "]"


def _quoted(text: str) -> str:
    return "'" + text.translate(_CONTROL).replace("'", "\\'") + "'"
