"""Figures as tables of rows for spreadsheets and programs: CSV, JSON lines and Parquet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal, TypeAlias

import msgspec

from penombre.dashboard.filter import RUNGS
from penombre.dashboard.landings import Breakdown, Bucket, Hours, Parts
from penombre.spreadsheet import cell
from penombre.store.engine import Engine
from penombre.web.api.selected import Selected

Name = Literal["timeline", "channels", "pages", "shares", "goals"]
Form = Literal["csv", "jsonl", "parquet"]
Row: TypeAlias = Mapping[str, str | int | float | None]
MEDIA = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson", "parquet": "application/vnd.apache.parquet"}


class Table(msgspec.Struct, frozen=True):
    """Rows of the same columns: text, whole numbers (`int`) or numbers (`float`), any of which may be missing."""

    columns: dict[str, type]
    rows: Sequence[Row]


_PARTS: dict[str, type] = dict.fromkeys(RUNGS, int)


def table(selected: Selected, name: Name) -> Table:
    """One of the tables. What is too few to be told is missing, as on the pages."""
    if name == "timeline":
        told = selected.timeline()
        pieces: list[Bucket | Hours] = [*told.buckets, *told.hours]
        when: type = str if told.hours else date
        return Table(
            {"first": when, "last": when, **_PARTS},
            [{"first": each.first.isoformat(), "last": each.last.isoformat(), **_parts(each.parts)} for each in pieces],
        )
    if name == "channels":
        return Table(
            {"channel": str, "app": str, "landings": int, **_PARTS},
            [
                {"channel": each.channel, "app": each.name, "landings": each.landings, **_parts(each.parts)}
                for each in selected.channels().counted.rows
            ],
        )
    if name == "pages":
        return Table({"page": str, "landings": int, **_PARTS}, list(_by_page(selected.pages().counted)))
    if name == "shares":
        return Table(
            {"channel": str, "app": str, "acts": int},
            [{"channel": each.channel, "app": each.name, "acts": each.count} for each in selected.shares().shares.apps],
        )
    return Table(
        {"goal": str, "currency": str, "reached": int, "worth": float, "private": int, "private_worth": float},
        [
            {
                "goal": each.name,
                "currency": each.currency,
                "reached": each.reached,
                "worth": each.worth,
                "private": each.private,
                "private_worth": each.private_worth,
            }
            for each in selected.goals().goals
        ],
    )


def written(found: Table, form: Form, engine: Engine) -> bytes:
    """The table as a file. In CSV a text that a spreadsheet would run as a formula gets an apostrophe."""
    if form == "csv":
        return _csv(found)
    lines = b"".join(msgspec.json.encode(row) + b"\n" for row in found.rows)
    return lines if form == "jsonl" else engine.parquet(found.columns, lines)


def _csv(found: Table) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, fieldnames=list(found.columns))
    writer.writeheader()
    writer.writerows({name: cell(value) for name, value in row.items()} for row in found.rows)
    return text.getvalue().encode()


def _by_page(counted: Breakdown) -> Iterable[Row]:
    return ({"page": each.name, "landings": each.landings, **_parts(each.parts)} for each in counted.rows)


def _parts(parts: Parts | None) -> Row:
    return {rung: None if parts is None else getattr(parts, rung) for rung in RUNGS}
