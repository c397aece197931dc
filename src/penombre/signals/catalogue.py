"""Reads the tables of the catalogue that lie in `data/`."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.resources import files
from typing import cast

from penombre.signals.sign import Kind, Private, Sign

KINDS = ("human", "unfurl", "bot", "scanner", "ai")
PRIVACIES = ("yes", "no", "mixed")


class BadCatalogueError(ValueError):
    """A table of the catalogue says something that cannot be."""


def table(name: str) -> Iterator[dict[str, str]]:
    """The rows of `data/<name>.csv`."""
    text = (files("penombre.signals") / "data" / f"{name}.csv").read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def human_sign(row: dict[str, str], family: str, pattern: str, rank: int) -> Sign:
    """The sign of a row that speaks of a person's visit."""
    return sign_of({**row, "kind": "human"}, family, pattern, rank)


def sign_of(row: dict[str, str], family: str, pattern: str, rank: int) -> Sign:
    """The sign of a row of any table, checked."""
    if row["kind"] not in KINDS or row["private"] not in PRIVACIES:
        raise BadCatalogueError(f"{family}: {pattern}: kind {row['kind']!r}, private {row['private']!r}")
    return Sign(
        kind=cast("Kind", row["kind"]),
        app=row["app"],
        channel=row["channel"],
        private=cast("Private", row["private"]),
        family=family,
        pattern=pattern,
        strength=float(row["strength"]),
        rank=rank,
    )
