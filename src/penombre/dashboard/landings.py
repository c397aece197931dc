"""Landings by what says where they came from: in all, by day, and by what they have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec
import numpy as np

from penombre.dashboard.filter import RUNGS
from penombre.dashboard.period import Period
from penombre.dashboard.telling import K, tellable, tellable_parts, together

SHOWN = 50


class Parts(msgspec.Struct, frozen=True):
    """Landings by rung; None is what is too few to be told."""

    proven: int | None  # a share tag of a private channel says so
    observed: int | None  # the app says so
    either: int | None  # an app or mailbox that serves public and private ends, or a copied link
    none: int | None  # nothing says where it came from
    public: int | None  # search, networks, other sites, campaigns

    @property
    def total(self) -> int:
        """All of them, where all are told."""
        return sum(getattr(self, rung) or 0 for rung in RUNGS)

    @property
    def certain(self) -> int | None:
        """Those that are private without doubt."""
        return None if self.proven is None or self.observed is None else self.proven + self.observed


class Row(msgspec.Struct, frozen=True):
    """Landings that have something in common: a page, an app, a device..."""

    name: str
    landings: int
    parts: Parts | None  # None where they are too few to be told apart
    channel: str = ""


class Breakdown(msgspec.Struct, frozen=True):
    """Rows, most first, and how many landings are in those that are too small to be shown or too many."""

    rows: tuple[Row, ...]
    rest: int


class Bucket(msgspec.Struct, frozen=True):
    """Neighbouring days, told as one where one alone would be too few."""

    first: date
    last: date
    parts: Parts

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1


class Landings(msgspec.Struct, frozen=True):
    """All landings of a selection and period; `total` is None where they are too few."""

    total: int | None
    parts: Parts
    buckets: tuple[Bucket, ...]


NOTHING = Parts(0, 0, 0, 0, 0)


def exact(row: Mapping[str, Any]) -> Parts:
    """A row of the store as it is: not yet for telling."""
    return Parts(*(int(row[rung]) for rung in RUNGS))


def landings(rows: Iterable[Mapping[str, Any]], period: Period, k: int = K) -> Landings:
    """From what was counted each day; days without anything have no row."""
    counts = np.zeros((period.days, len(RUNGS)), dtype=np.int64)
    for row in rows:
        place = (date.fromisoformat(row["day"]) - period.first).days
        if 0 <= place < period.days:
            counts[place] += [int(row[rung]) for rung in RUNGS]
    sums = counts.sum(axis=0)
    total = int(sums.sum())
    if 0 < total < k:
        return Landings(None, Parts(None, None, None, None, None), ())
    buckets = tuple(
        Bucket(
            period.first + timedelta(days=each.start),
            period.first + timedelta(days=each.stop - 1),
            Parts(*counts[each].sum(axis=0).tolist()),
        )
        for each in together(counts, k)
    )
    return Landings(total, told_parts(sums.tolist(), k), buckets if total else ())


def told_parts(counts: Sequence[int], k: int = K) -> Parts:
    """Parts beside their total, without those that are too few."""
    told = tellable(counts, k)
    return Parts(*(count if tells else None for count, tells in zip(counts, told.tolist(), strict=True)))


def breakdown(rows: Sequence[Mapping[str, Any]], total: Parts, k: int = K, shown: int = SHOWN) -> Breakdown:
    """Rows of `name` (or `channel` and `app`) and parts, most first, of landings that are `total` in all.

    What is too few goes into the rest, and so much more that nothing can be told of it, either.
    """
    counts = np.array([[int(row[rung]) for rung in RUNGS] for row in rows], dtype=np.int64).reshape(-1, len(RUNGS))
    sums = counts.sum(axis=1)
    unlisted = max(total.total - int(sums.sum()), 0)  # events may have come between two questions
    told = tellable(sums, k, rest=unlisted)
    kept = np.flatnonzero(told)[:shown]
    if len(kept) < int(told.sum()):
        # more rows are left out than would be hidden: their sum tells of at least as many
        unlisted += int(sums[np.flatnonzero(told)[shown:]].sum())
    rest = total.total - int(sums[kept].sum())
    rest_parts = np.maximum(np.array([getattr(total, rung) for rung in RUNGS]) - counts[kept].sum(axis=0), 0)
    apart = tellable_parts(counts[kept], k, rest=rest_parts)
    return Breakdown(
        tuple(
            Row(
                name=str(rows[place].get("name", rows[place].get("app", ""))),
                channel=str(rows[place].get("channel", "")),
                landings=int(sums[place]),
                parts=Parts(*counts[place].tolist()) if tells else None,
            )
            for place, tells in zip(kept.tolist(), apart.tolist(), strict=True)
        ),
        max(rest, 0),
    )
