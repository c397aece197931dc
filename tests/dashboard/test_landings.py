"""Small sites: whoever subtracts all that the pages tell, filtered in every way, learns of no fewer than ten (P04)."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from penombre.dashboard.filter import RUNGS
from penombre.dashboard.landings import Counted, Parts, breakdown, landings
from penombre.dashboard.period import Period
from penombre.dashboard.telling import STEP, K

PAGES, DEVICES, KINDS = ("/a", "/b", "/c"), ("phone", "desktop"), (0, 3)  # proven, without a source
SITES = st.lists(
    st.tuples(
        st.sampled_from(PAGES),
        st.sampled_from(DEVICES),
        st.sampled_from(KINDS),
        st.one_of(st.integers(0, 14), st.integers(0, 60)),
    ),
    min_size=1,
    max_size=12,
)
DAY = Period(date(2026, 3, 4), date(2026, 3, 4), "UTC")
Cell = tuple[str, str, int]
Site = Counter[Cell]
CELLS = list(itertools.product(PAGES, DEVICES, KINDS))


def asked(site: Site, key: str, *, page: str = "", device: str = "") -> Counted:
    """What the store answers, by `key` (page, device or day)."""
    found: dict[str, list[int]] = {}
    for (a_page, a_device, part), count in site.items():
        if page in ("", a_page) and device in ("", a_device) and count:
            name = {"page": a_page, "device": a_device, "day": "2026-03-04"}[key]
            found.setdefault(name, [0] * len(RUNGS))[part] += count
    ranked = sorted(found.items(), key=lambda item: (-sum(item[1]), item[0]))
    return counted_of({(name,): counts for name, counts in ranked})


def counted_of(rows: dict[tuple[str, ...], list[int]]) -> Counted:
    return Counted(list(rows), np.array(list(rows.values()), dtype=np.int64).reshape(-1, len(RUNGS)))


def statements(site: Site) -> list[tuple[frozenset[Cell], int, bool]]:
    """Sums of cells that all pages together tell, and whether they are rounded."""
    told: list[tuple[frozenset[Cell], int, bool]] = []

    def of(parts: Parts | None, within: list[Cell], rounded: bool) -> None:
        for number, rung in enumerate(RUNGS):
            value = getattr(parts, rung) if parts else None
            if value is not None:
                told.append((frozenset(cell for cell in within if cell[2] == number), value, rounded))

    for page, device in itertools.product(("", *PAGES), ("", *DEVICES)):
        within = [cell for cell in CELLS if page in ("", cell[0]) and device in ("", cell[1])]
        rounded = bool(page or device)
        days = asked(site, "day", page=page, device=device)
        overview = landings(days, DAY, rounded=rounded)
        if overview.total is None:
            continue
        told.append((frozenset(within), overview.total, rounded))
        of(overview.parts, within, rounded)
        for bucket in overview.buckets:
            of(bucket.parts, within, rounded)
        for place, key in ((0, "page"), (1, "device")):
            table = breakdown(asked(site, key, page=page, device=device), days.sums, rounded=rounded)
            for row in table.rows:
                named = [cell for cell in within if cell[place] == row.name]
                told.append((frozenset(named), row.landings, rounded))
                of(row.parts, named, rounded)
    return told


def possible(group: frozenset[Cell], told: list[tuple[frozenset[Cell], int, bool]]) -> tuple[float, float]:
    """The least and the most that a group of cells can hold, given all that is told."""
    matrix = np.array([[cell in among for cell in CELLS] for among, _, _ in told], dtype=float)
    slack = np.array([STEP / 2 if rounded else 0.0 for *_, rounded in told])
    values = np.array([value for _, value, _ in told], dtype=float)
    wanted = np.array([float(cell in group) for cell in CELLS])
    limits = []
    for sign in (1, -1):
        found = linprog(
            sign * wanted,
            A_ub=np.vstack([matrix, -matrix]),
            b_ub=np.concatenate([values + slack, slack - values]),
            bounds=(0, None),
            method="highs",
        )
        limits.append(np.inf if found.status == 3 else sign * found.fun)
    return limits[0], limits[1]


@given(SITES)
@settings(max_examples=60)
def test_no_sum_of_fewer_than_ten_can_be_worked_out(rows: list[tuple[str, str, int, int]]) -> None:
    site: Site = Counter()
    for page, device, part, count in rows:
        site[page, device, part] += count
    told = statements(site)
    assert all(value == 0 or value >= K for _, value, _ in told)
    if not told:
        return
    groups = {frozenset({cell}) for cell in CELLS}
    for page, device in itertools.product(("", *PAGES), ("", *DEVICES)):
        groups.add(frozenset(cell for cell in CELLS if page in ("", cell[0]) and device in ("", cell[1])))
    for group in groups:
        truth = sum(site[cell] for cell in group)
        if 0 < truth < K:
            low, high = possible(group, told)
            assert high - low > 0.5, (group, truth, told)


def days_of(counts: list[int]) -> Counted:
    first = date(2026, 3, 1)
    return counted_of(
        {
            ((first + timedelta(days=place)).isoformat(),): [0, 0, 0, count, 0]
            for place, count in enumerate(counts)
            if count
        }
    )


MARCH = Period(date(2026, 3, 1), date(2026, 3, 5), "UTC")


def test_days_without_anything_are_days_all_the_same() -> None:
    found = landings(days_of([20, 0, 5, 6, 30]), MARCH)
    assert found.total == 61
    assert [(bucket.first.day, bucket.last.day, bucket.parts.none) for bucket in found.buckets] == [
        (1, 1, 20), (2, 2, 0), (3, 4, 11), (5, 5, 30),
    ]  # fmt: skip


@pytest.mark.parametrize(("counts", "total"), [([], 0), ([3, 4], None), ([3, 7], 10)])
def test_a_site_with_few_landings(counts: list[int], total: int | None) -> None:
    assert landings(days_of(counts), MARCH).total == total


def test_rows_are_told_with_their_parts_or_go_into_the_rest() -> None:
    rows = counted_of(
        {("/a",): [40, 0, 0, 60, 0], ("/b",): [12, 0, 0, 30, 0], ("/c",): [0, 0, 0, 11, 0], ("/d",): [2, 0, 0, 1, 0]}
    )
    found = breakdown(rows, rows.sums)
    assert [(row.name, row.landings, row.parts and row.parts.proven) for row in found.rows] == [
        ("/a", 100, 40), ("/b", 42, None),
    ]  # fmt: skip
    assert found.rest == 14


def test_what_filters_select_is_rounded_to_fives() -> None:
    found = landings(days_of([20, 0, 13, 12, 33]), MARCH, rounded=True)
    assert (found.total, found.parts.none) == (80, 80)
    assert [bucket.parts.none for bucket in found.buckets] == [20, 0, 15, 10, 35]
