"""Free periods: whoever subtracts all that they tell learns of no fewer than ten (PR13, P04)."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog

from penombre.dashboard.filter import RUNGS
from penombre.dashboard.landings import Bucket, Counted
from penombre.dashboard.period import Period
from penombre.dashboard.telling import STEP, K
from penombre.dashboard.tens import (
    LEAST,
    breakdown_in_tens,
    in_tens,
    landings_in_tens,
    steps_in_tens,
    sums_in_tens,
)

FIRST = date(2026, 2, 27)
"""Two days before a month ends."""
FEW = st.one_of(st.integers(0, 14), st.integers(0, 60))
COUNTS = arrays(np.int64, (6, 2), elements=FEW)
"""Six days, of which four are in March, of two pages."""


def period(first: int, last: int) -> Period:
    return Period(FIRST + timedelta(days=first), FIRST + timedelta(days=last), "UTC")


def counted(counts: dict[str, int]) -> Counted:
    """Landings without a source."""
    rows = np.zeros((len(counts), len(RUNGS)), dtype=np.int64)
    rows[:, 3] = list(counts.values())
    return Counted([(key,) for key in counts], rows)


def days_of(counts: np.ndarray) -> Counted:
    return counted({(FIRST + timedelta(days=day)).isoformat(): int(count) for day, count in enumerate(counts)})


def months_of(counts: np.ndarray, first: int, last: int) -> list[tuple[Counted, Counted]]:
    """What the store answers of two pages: before the period, and within, month by month."""
    found = []
    for begin, end in ((0, 2), (2, 6)):
        if first < end and last >= begin:
            lead, within = counts[begin : max(first, begin)].sum(axis=0), counts[max(first, begin) : min(last + 1, end)]
            found.append(tuple(counted({"/a": int(a), "/b": int(b)}) for a, b in (lead, within.sum(axis=0))))
    return found  # type: ignore[return-value]


def known(counts: np.ndarray) -> np.ndarray:
    """(7,) what all periods together tell of a line of days: the rounded sums since each month's beginning."""
    return np.concatenate([in_tens(np.cumsum(counts[:2])), in_tens(np.cumsum(counts[2:]))])


@given(COUNTS)
def test_whatever_is_told_is_made_of_the_rounded_sums(counts: np.ndarray) -> None:
    total = counts.sum(axis=1)
    for first, last in itertools.combinations_with_replacement(range(6), 2):

        def made(line: np.ndarray, first: int = first, last: int = last) -> int:
            told = known(line)
            steps = np.concatenate([np.diff(told[:2], prepend=0), np.diff(told[2:], prepend=0)])
            return int(steps[first : last + 1].sum())

        found = landings_in_tens(days_of(total), period(first, last))
        wanted = made(total)
        assert found.total == (wanted if wanted >= LEAST else None)
        table = breakdown_in_tens(months_of(counts, first, last), wanted)
        assert {row.name: row.landings for row in table.rows} == {
            name: made(counts[:, place]) for place, name in enumerate(("/a", "/b")) if made(counts[:, place]) >= LEAST
        }
        assert sum(bucket.parts.total for bucket in found.buckets) in (0, wanted)
        for row in table.rows:
            assert counts[first : last + 1, ("/a", "/b").index(row.name)].sum() >= K, "what has a name is of ten"


@given(COUNTS)
@settings(max_examples=25)
def test_no_run_of_days_of_fewer_than_ten_can_be_worked_out(counts: np.ndarray) -> None:
    lines = [np.array([1, 0]), np.array([0, 1]), np.array([1, 1])]  # each page, and both
    matrix, low, high = [], [], []
    for line, month in itertools.product(lines, ((0, 2), (2, 6))):
        told = in_tens(np.cumsum(counts[month[0] : month[1]] @ line))
        for day, value in enumerate(told):
            among = np.zeros((6, 2))
            among[month[0] : month[0] + day + 1] = line
            matrix.append(among.ravel())
            low.append(value - STEP // 2)
            high.append(value + STEP // 2 - 1)
    left = np.vstack([matrix, -np.array(matrix)])
    right = np.concatenate([high, -np.array(low)])
    for (first, last), line in itertools.product(itertools.combinations_with_replacement(range(6), 2), lines):
        if not 0 < (counts[first : last + 1] @ line).sum() < K:
            continue
        wanted = np.zeros((6, 2))
        wanted[first : last + 1] = line
        ends = [
            sign
            * float(linprog(sign * wanted.ravel(), A_ub=left, b_ub=right, bounds=(0, None), method="highs").fun or 0)
            for sign in (1, -1)
        ]
        assert ends[1] - ends[0] > 0.5, (first, last, line)


@given(arrays(np.int64, st.tuples(st.integers(1, 30), st.integers(1, 3)), elements=FEW))
def test_steps_are_tens_and_near_what_was_counted(counts: np.ndarray) -> None:
    told = steps_in_tens(counts, [place // 10 for place in range(len(counts))])
    assert (told >= 0).all()
    assert not (told % STEP).any()
    assert (abs(told - counts) < STEP).all()


def test_a_month_alone_is_rounded_once() -> None:
    months = [({}, {"a": np.array([14])}), ({}, {"a": np.array([15])}), ({"a": np.array([4])}, {"a": np.array([3])})]
    assert sums_in_tens(months)["a"] == 10 + 20 + 10


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 28), 24), (date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_a_day_that_changes_the_clocks_has_its_hours(day: date, hours: int) -> None:
    paris = Period(day, day, "Europe/Paris")
    begun = [paris.start + timedelta(hours=hour) for hour in range(hours)]
    quarters = counted({str(int(hour.timestamp()) + 900): 40 for hour in begun})
    found = landings_in_tens(counted({day.isoformat(): 40 * hours}), paris, quarters)
    assert found.total == 40 * hours
    assert [(bucket.first, bucket.parts.none) for bucket in found.buckets] == [(hour, 40) for hour in begun]
    assert len({hour.astimezone(UTC) for hour in begun}) == len(paris.hours()) == hours


def test_hours_follow_on_the_days_of_their_month() -> None:
    day = Period(date(2026, 3, 2), date(2026, 3, 2), "UTC")
    quarters = counted({str(int(datetime(2026, 3, 2, 9, tzinfo=UTC).timestamp())): 38})
    # four came on the first: with them it is 42, so that 38 are told as 40
    found = landings_in_tens(counted({"2026-03-01": 4, "2026-03-02": 38}), day, quarters)
    assert (found.total, found.parts.none) == (40, 40)
    assert [bucket.parts.none for bucket in found.buckets if bucket.parts.total] == [40]
    small = landings_in_tens(counted({"2026-03-02": 12}), day, quarters)
    assert (small.total, small.buckets) == (None, ())


def test_few_are_drawn_with_their_neighbours_and_many_days_by_week() -> None:
    ten = Period(date(2026, 3, 1), date(2026, 3, 10), "UTC")
    day = {date(2026, 3, 1 + number).isoformat(): count for number, count in enumerate([12, 13, 14, 0, 50, 5])}
    found = landings_in_tens(counted(day), ten)
    told = [(bucket.first.day, bucket.size, bucket.parts.total) for bucket in found.buckets]
    assert told == [(1, 2, 30), (3, 3, 60), *((day, 1, 0) for day in range(6, 11))]
    year = Period(date(2026, 1, 1), date(2026, 12, 31), "UTC")
    weeks = landings_in_tens(counted({f"2026-{month:02}-15": 100 for month in range(1, 13)}), year).buckets
    assert all(isinstance(week, Bucket) and week.days >= 7 for week in weeks)
    assert sum(week.size for week in weeks) == 365
