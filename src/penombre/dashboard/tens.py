"""Landings in tens, so that periods which anybody may choose cannot be subtracted from one another (PR13, ADR 27).

With free periods a day is the difference of two of them, and whoever asks for hundreds could work out a single day even
from rounded figures, for each period would be rounded anew. So nothing is rounded but the sums since the beginning of
each calendar month, and what is told of a period is made of these: periods, however many, tell no more than the
rounded sums do, and between two of these lie at least the nineteen counts that would look the same.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

import numpy as np

from penombre.dashboard.filter import RUNGS
from penombre.dashboard.landings import SHOWN, UNTOLD, Breakdown, Bucket, Counted, Hours, Landings, Parts, Row
from penombre.dashboard.period import Period
from penombre.dashboard.telling import STEP

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Counts = NDArray[np.int64]

Key = TypeVar("Key", bound=Hashable)

LEAST = 3 * STEP
"""What is told of something that has a name, at least: so much in tens is more than ten in truth."""
WEEK = 7
MOST_DAYS = 120
"""Days that are drawn one by one; of more, weeks are."""


def in_tens(sums: Counts) -> Counts:
    """Sums since the beginning of a month as they are told."""
    told: Counts = STEP * ((sums + STEP // 2) // STEP)
    return told


def steps_in_tens(counts: Counts, months: Sequence[Hashable]) -> Counts:
    """(n, m) what is told of days or hours one after the other, from the beginning of a month.

    counts   (n, m) what was counted in each
    months   (n,) which month each is of
    """
    told = np.zeros_like(counts)
    for month in dict.fromkeys(months):
        rows = [place for place, name in enumerate(months) if name == month]
        told[rows] = np.diff(in_tens(np.cumsum(counts[rows], axis=0)), axis=0, prepend=0)
    return told


def sums_in_tens(months: Sequence[tuple[Mapping[Key, Counts], Mapping[Key, Counts]]]) -> dict[Key, Counts]:
    """What is told of a period by something in common.

    months   for each month that the period touches, what was counted in it before the period, and within
    """
    told: dict[Key, Counts] = {}
    for before, within in months:
        for key, counts in within.items():
            earlier = before.get(key, np.zeros_like(counts))
            more = in_tens(earlier + counts) - in_tens(earlier)
            told[key] = told[key] + more if key in told else more
    return told


def landings_in_tens(days: Counted, period: Period, quarters: Counted | None = None) -> Landings:
    """Landings of a period, by day, by week where it is long, or by hour.

    days       what was counted each day since the beginning of the period's first month, at least
    quarters   what was counted each quarter of an hour of the period, by its moment in seconds: then hours are told
    """
    first = period.begun_months.first
    counts, dates = _by_day(days, Period(first, period.last, period.timezone))
    told = steps_in_tens(counts, [(day.year, day.month) for day in dates])[(period.first - first).days :]
    parts, total = _parts(told.sum(axis=0)), int(told[:, -1].sum())
    if total < LEAST:
        return UNTOLD
    if quarters is None:
        unit = WEEK if period.days > MOST_DAYS else 1
        pieces = _together(told[:, -1], unit)
        buckets = tuple(
            Bucket(
                period.first + timedelta(days=each.start),
                period.first + timedelta(days=each.stop - 1),
                _parts(told[each].sum(axis=0)),
            )
            for each in pieces
        )
        return Landings(total, parts, buckets)
    return Landings(total, parts, _by_hour(counts, dates, period, quarters))


def breakdown_in_tens(months: Sequence[tuple[Counted, Counted]], total: int, shown: int = SHOWN) -> Breakdown:
    """Rows, most first, of landings that are told as `total` in all; what has few goes into the rest.

    months   for each month that the period touches, the rows before the period, and within
    """
    told = sums_in_tens([(_with_total(before), _with_total(within)) for before, within in months])
    ranked = sorted(told.items(), key=lambda item: (-int(item[1][-1]), item[0]))
    rows = tuple(
        Row(key[-1], int(counts[-1]), _parts(counts), key[0] if len(key) > 1 else "")
        for key, counts in ranked[:shown]
        if counts[-1] >= LEAST
    )
    return Breakdown(rows, max(total - sum(row.landings for row in rows), 0))


def _by_day(days: Counted, period: Period) -> tuple[Counts, list[date]]:
    """(n, 6) each day of a period, by rung and in all; days without anything have no row in `days`."""
    counts = np.zeros((period.days, len(RUNGS) + 1), dtype=np.int64)
    for (day,), row in zip(days.keys, days.counts, strict=True):
        place = (date.fromisoformat(day) - period.first).days
        if 0 <= place < period.days:
            counts[place] += [*row, row.sum()]
    return counts, [period.first + timedelta(days=day) for day in range(period.days)]


def _by_hour(counts: Counts, dates: Sequence[date], period: Period, quarters: Counted) -> tuple[Hours, ...]:
    """Hours of a period, after the days of its first month before it."""
    hours = period.hours()
    found = np.zeros((len(hours), len(RUNGS) + 1), dtype=np.int64)
    begin = period.start.timestamp()
    for (quarter,), row in zip(quarters.keys, quarters.counts, strict=True):
        place = int((float(quarter) - begin) // 3600)
        if 0 <= place < len(hours):
            found[place] += [*row, row.sum()]
    lead = (period.first - dates[0]).days
    zone = ZoneInfo(period.timezone)
    months = [(day.year, day.month) for day in (*dates[:lead], *(hour.astimezone(zone) for hour in hours))]
    told = steps_in_tens(np.concatenate([counts[:lead], found]), months)[lead:]
    return tuple(
        Hours(hours[each.start], hours[each.stop - 1], _parts(told[each].sum(axis=0)))
        for each in _together(told[:, -1], 1)
    )


def _together(totals: Counts, unit: int) -> list[slice]:
    """Neighbours to be drawn as one: so many, or as many more as it takes; what is left over goes with the last."""
    found: list[slice] = []
    begun = 0
    for end in range(1, len(totals) + 1):
        if end - begun >= unit and (totals[begun:end].sum() >= LEAST or not totals[begun:end].any()):
            found.append(slice(begun, end))
            begun = end
    if begun < len(totals) and found:
        found[-1] = slice(found[-1].start, len(totals))
    return found


def _with_total(rows: Counted) -> dict[tuple[str, ...], Counts]:
    return {key: np.append(row, row.sum()) for key, row in zip(rows.keys, rows.counts, strict=True)}


def _parts(counts: Counts) -> Parts:
    return Parts(*counts[: len(RUNGS)].tolist())
