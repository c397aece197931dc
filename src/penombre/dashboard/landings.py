"""Landings by what says where they came from: in all, by day, and by what they have in common."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penombre.dashboard.filter import RUNGS
from penombre.dashboard.period import Period
from penombre.dashboard.telling import K, tellable, together, told_count

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Counts = NDArray[np.int64]

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
        """All that are told."""
        return sum(getattr(self, rung) or 0 for rung in RUNGS)

    @property
    def certain(self) -> int | None:
        """Those that are private without doubt."""
        return None if self.proven is None or self.observed is None else self.proven + self.observed


class Counted(msgspec.Struct, frozen=True):
    """Exact counts of the store: not for telling.

    keys     (n,) what each row is about, such as a day, a page, or a channel and its app
    counts   (n, 5) landings by rung
    """

    keys: list[tuple[str, ...]]
    counts: Counts

    @property
    def sums(self) -> Counts:
        """(5,) all rows together."""
        found: Counts = self.counts.sum(axis=0)
        return found


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


UNTOLD = Landings(None, Parts(None, None, None, None, None), ())


def landings(days: Counted, period: Period, *, rounded: bool = False, k: int = K) -> Landings:
    """From what was counted each day; days without anything have no row.

    rounded   for a selection by filters: so that no other selection's figures tell by difference of a few
    """
    total = int(days.sums.sum())
    if 0 < total < k:
        return UNTOLD
    counts = np.zeros((period.days, len(RUNGS)), dtype=np.int64)
    for (day,), row in zip(days.keys, days.counts, strict=True):
        place = (date.fromisoformat(day) - period.first).days
        if 0 <= place < period.days:
            counts[place] += row
    buckets = [
        Bucket(
            period.first + timedelta(days=each.start),
            period.first + timedelta(days=each.stop - 1),
            _parts(counts[each].sum(axis=0), rounded=rounded),
        )
        for each in together(counts, k)
    ]
    return Landings(
        total=told_count(total, rounded=rounded),
        parts=told_parts(days.sums, rounded=rounded, k=k),
        buckets=tuple(buckets) if total else (),
    )


def told_parts(sums: Counts, *, rounded: bool = False, k: int = K) -> Parts:
    """(5,) counts beside their total, without those that are too few."""
    told = tellable(sums.reshape(-1, 1), k).tolist()
    parts = _parts(sums, rounded=rounded)
    return Parts(*(getattr(parts, rung) if tells else None for rung, tells in zip(RUNGS, told, strict=True)))


def told_alone(parts: Parts, k: int = K) -> Parts:
    """Exact parts without those that are too few."""
    return told_parts(np.array([getattr(parts, rung) for rung in RUNGS], dtype=np.int64), k=k)


def breakdown(rows: Counted, sums: Counts, *, rounded: bool = False, k: int = K, shown: int = SHOWN) -> Breakdown:
    """Rows, most first, of landings that are `sums` (5,) by rung in all.

    What is too few goes into the rest, and so much more that nothing can be told of it, either.
    """
    totals = rows.counts.sum(axis=1)
    # events may have come between two questions
    unlisted = np.maximum(sums.sum() - totals.sum(), 0).reshape(1)
    kept = np.flatnonzero(tellable(totals.reshape(-1, 1), k, rest=unlisted) & (totals > 0))[:shown]
    rest = np.maximum(sums - rows.counts[kept].sum(axis=0), 0)
    apart = tellable(rows.counts[kept], k, rest=rest)
    return Breakdown(
        tuple(
            Row(
                name=rows.keys[place][-1],
                channel=rows.keys[place][0] if len(rows.keys[place]) > 1 else "",
                landings=told_count(int(totals[place]), rounded=rounded),
                parts=_parts(rows.counts[place], rounded=rounded) if tells else None,
            )
            for place, tells in zip(kept.tolist(), apart.tolist(), strict=True)
        ),
        told_count(int(rest.sum()), rounded=rounded),
    )


def _parts(counts: Counts, *, rounded: bool) -> Parts:
    return Parts(*(told_count(count, rounded=rounded) for count in counts.tolist()))
