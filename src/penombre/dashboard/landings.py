"""Landings by what says where they came from: in all, by day, and by what they have in common."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penombre.dashboard.filter import RUNGS
from penombre.dashboard.period import Period
from penombre.dashboard.telling import K, harmless, tellable, together, told_count

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Counts = NDArray[np.int64]
    Flags = NDArray[np.bool_]

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

    def within(self, period: Period) -> Counted:
        """The rows of a period's days, where each is about a day."""
        first, last = period.first.isoformat(), period.last.isoformat()
        kept = [place for place, (day,) in enumerate(self.keys) if first <= day <= last]
        return Counted([self.keys[place] for place in kept], self.counts[kept])

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

    @property
    def size(self) -> int:
        """How many places it takes in a figure."""
        return self.days


class Hours(msgspec.Struct, frozen=True):
    """Neighbouring hours, told as one where one alone would be too few; `first` and `last` are when they begin, UTC."""

    first: datetime
    last: datetime
    parts: Parts

    @property
    def size(self) -> int:
        """How many hours."""
        return round((self.last - self.first) / timedelta(hours=1)) + 1


class Landings(msgspec.Struct, frozen=True):
    """All landings of a selection and period; `total` is None where they are too few."""

    total: int | None
    parts: Parts
    buckets: tuple[Bucket, ...] | tuple[Hours, ...]


UNTOLD = Landings(None, Parts(None, None, None, None, None), ())


def landings(days: Counted, period: Period, *, around: Sequence[Counted] = (), k: int = K) -> Landings:
    """From what was counted each day; days without anything have no row.

    around   the days of the selections with a filter less: what is left out of them must not be a few, either
    """
    rounded = bool(around)
    total = int(days.sums.sum())
    if not harmless(np.array([total, *(int(each.sums.sum()) - total for each in around)]), k).all():
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


def breakdown(
    rows: Counted, sums: Counts, *, around: Sequence[Counted] = (), k: int = K, shown: int = SHOWN
) -> Breakdown:
    """Rows, most first, of landings that are `sums` (5,) by rung in all.

    around   the rows of the selections with a filter less
    What is too few, here or in what is left out, goes into the rest, and so much more that nothing can be told of it,
    either.
    """
    rounded = bool(around)
    left_out = [_left_out(rows, each) for each in around]
    totals = rows.counts.sum(axis=1)
    # events may have come between two questions
    unlisted = np.maximum(sums.sum() - totals.sum(), 0).reshape(1)
    small = [~harmless(each.sum(axis=1), k) for each in left_out]
    kept = np.flatnonzero(tellable(totals.reshape(-1, 1), k, unlisted, _any(small, len(totals))) & (totals > 0))[:shown]
    rest = np.maximum(sums - rows.counts[kept].sum(axis=0), 0)
    small = [~np.all(harmless(each[kept], k), axis=1) for each in left_out]
    apart = tellable(rows.counts[kept], k, rest, _any(small, len(kept)))
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


def _left_out(rows: Counted, wider: Counted) -> Counts:
    """(n, 5) what a wider selection has more; of a row that it does not list, one: as good as a few."""
    known = dict(zip(wider.keys, wider.counts, strict=True))
    more = [
        known[key] - row if key in known else np.ones(len(RUNGS))
        for key, row in zip(rows.keys, rows.counts, strict=True)
    ]
    return np.maximum(np.array(more, dtype=np.int64).reshape(-1, len(RUNGS)), 0)


def _any(flags: Sequence[Flags], size: int) -> Flags:
    found: Flags = np.any([np.zeros(size, dtype=bool), *flags], axis=0)
    return found


def _parts(counts: Counts, *, rounded: bool) -> Parts:
    return Parts(*(told_count(count, rounded=rounded) for count in counts.tolist()))
