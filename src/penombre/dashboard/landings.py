"""Landings by what says where they came from: in all, by day, and by what they have in common."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penombre.dashboard.filter import RUNGS
from penombre.dashboard.period import Period
from penombre.dashboard.telling import K, harmless, tellable, tellable_line, together

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Counts = NDArray[np.int64]
    Cells = dict[tuple[str, ...], dict[int, int]]

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


class Lattice(msgspec.Struct, frozen=True):
    """Exact counts that say all that a selection and the wider ones around it say: not for telling.

    keys     (n,) what each row is about, such as a day, a page, or a channel and its app
    counts   (n, c, 5) landings by cell and rung. The first cell is the selection; the others are what each combination
             of its filters leaves out: whatever wider selections tell is a sum of these.
    """

    keys: list[tuple[str, ...]]
    counts: Counts

    @property
    def sums(self) -> Counts:
        """(c, 5) all rows together."""
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
    """All landings of a selection and period; `total` is None where they, or those left out, are too few."""

    total: int | None
    parts: Parts
    buckets: tuple[Bucket, ...]


UNTOLD = Landings(None, Parts(None, None, None, None, None), ())


def landings(days: Lattice, period: Period, k: int = K) -> Landings:
    """From the lattice of each day; days without anything have no row."""
    sums = days.sums
    if not harmless(sums.sum(axis=1), k).all():
        return UNTOLD
    counts = np.zeros((period.days, *sums.shape), dtype=np.int64)
    for (day,), cells in zip(days.keys, days.counts, strict=True):
        place = (date.fromisoformat(day) - period.first).days
        if 0 <= place < period.days:
            counts[place] += cells
    total = int(sums[0].sum())
    buckets = [
        Bucket(
            period.first + timedelta(days=each.start),
            period.first + timedelta(days=each.stop - 1),
            Parts(*counts[each, 0].sum(axis=0).tolist()),
        )
        for each in together(counts.reshape(len(counts), -1), k)
    ]
    return Landings(total, told_parts(sums, k), tuple(buckets) if total else ())


def told_parts(sums: Counts, k: int = K) -> Parts:
    """The parts of the first cell beside its total, without those that are too few here or in what is left out.

    sums   (c, 5) landings by cell and rung
    """
    told = tellable(sums.T, k).tolist()
    return Parts(*(count if tells else None for count, tells in zip(sums[0].tolist(), told, strict=True)))


def told_alone(parts: Parts, k: int = K) -> Parts:
    """Exact parts without those that are too few, beside their total."""
    counts = [getattr(parts, rung) for rung in RUNGS]
    return Parts(*(count if tells else None for count, tells in zip(counts, tellable_line(counts, k), strict=True)))


def breakdown(rows: Lattice, sums: Counts, k: int = K, shown: int = SHOWN) -> Breakdown:
    """Rows, most first, of landings whose lattice is `sums` in all.

    What is too few goes into the rest, and so much more that nothing can be told of it, either.
    """
    totals = rows.counts.sum(axis=2)
    # events may have come between two questions
    unlisted = np.maximum(sums.sum(axis=1) - totals.sum(axis=0), 0)
    told = tellable(totals, k, rest=unlisted) & (totals[:, 0] > 0)
    kept = np.flatnonzero(told)[:shown]
    flat = rows.counts.reshape(len(rows.keys), -1)
    rest = np.maximum(sums.reshape(-1) - flat[kept].sum(axis=0), 0)
    apart = tellable(flat[kept], k, rest=rest)
    return Breakdown(
        tuple(
            Row(
                name=rows.keys[place][-1],
                channel=rows.keys[place][0] if len(rows.keys[place]) > 1 else "",
                landings=int(totals[place, 0]),
                parts=Parts(*rows.counts[place, 0].tolist()) if tells else None,
            )
            for place, tells in zip(kept.tolist(), apart.tolist(), strict=True)
        ),
        int(max(sums[0].sum() - totals[kept, 0].sum(), 0)),
    )


def lattice(rows: Cells, others: Cells, masks: Sequence[int], *, pages: bool) -> Lattice:
    """Put the cells of rows side by side: those of the selection's page, and where `pages` those of every other page.

    masks   what may be left out, as sums of a bit a filter; 0 comes first
    Cells are 8 times a mask plus the rung, as the store's queries number them.
    """
    keys = list(dict.fromkeys([*rows, *others]))
    counts = np.zeros((len(keys), 1 + pages, len(masks), len(RUNGS)), dtype=np.int64)
    place = {mask: number for number, mask in enumerate(masks)}
    number = {key: row for row, key in enumerate(keys)}
    for outside, found in enumerate((rows, others)):
        for key, cells in found.items():
            for cell, count in cells.items():
                counts[number[key], outside, place[cell // 8], cell % 8] += count
    return Lattice(keys, counts.reshape(len(keys), -1, len(RUNGS)))
