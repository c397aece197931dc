"""Finds parts of the store that are damaged on disk, and takes them out, so that the rest can be read (case F07)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from penombre.store.engine import Engine

TABLES = ("events", "segments", "quarantine", "tallies", "registers", "migrations", "estimates")


class DamagedPart(msgspec.Struct, frozen=True):
    """A part whose files are not what was written."""

    table: str
    name: str
    rows: int
    why: str


def damaged_parts(engine: Engine, tables: Sequence[str] = TABLES) -> list[DamagedPart]:
    """The damaged parts of those of the tables that are there: reads every file, and holds up no other question."""
    rows = {(part["table"], part["name"]): int(part["rows"]) for part in engine.rows("sound/parts")}
    there = {table for table, _ in rows}
    return [
        DamagedPart(table, part["part_path"], rows.get((table, part["part_path"]), 0), part["message"])
        for table in tables
        if table in there
        for part in engine.rows_apart("sound/check", table=table)
        if not part["is_passed"]
    ]


def take_out(engine: Engine, parts: Sequence[DamagedPart]) -> None:
    """Take parts out of their tables; their files stay beside, and nothing is deleted."""
    for part in parts:
        engine.execute("sound/detach", table=part.table, part=part.name)
