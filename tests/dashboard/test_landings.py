"""Small sites: whoever subtracts all that the pages tell, filtered in every way, learns of no fewer than ten (P04)."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
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
        wider = [{"page": "", "device": device}] * bool(page) + [{"page": page, "device": ""}] * bool(device)
        days = asked(site, "day", page=page, device=device)
        overview = landings(days, DAY, around=[asked(site, "day", **each) for each in wider])
        if overview.total is None:
            continue
        told.append((frozenset(within), overview.total, rounded))
        of(overview.parts, within, rounded)
        for bucket in overview.buckets:
            of(bucket.parts, within, rounded)
        for place, key in ((0, "page"), (1, "device")):
            around = [asked(site, key, **each) for each in wider]
            table = breakdown(asked(site, key, page=page, device=device), days.sums, around=around)
            for row in table.rows:
                named = [cell for cell in within if cell[place] == row.name]
                told.append((frozenset(named), row.landings, rounded))
                of(row.parts, named, rounded)
    return told


def possible(group: frozenset[Cell], told: list[tuple[frozenset[Cell], int, bool]]) -> tuple[float, float]:
    """The least and the most that a group of cells can hold, given all that is told."""
    matrix = np.array([[cell in among for cell in CELLS] for among, _, _ in told], dtype=float)
    slack = np.array([STEP / 2 if rounded else 0.0 for _, _, rounded in told])
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
        limits.append(np.inf if found.status == 3 else sign * float(found.fun or 0.0))
    return limits[0], limits[1]


def small_groups(site: Site) -> Iterator[frozenset[Cell]]:
    """Cells, and pages, devices and pages on a device, that hold some people and fewer than ten."""
    groups = {frozenset({cell}) for cell in CELLS}
    for page, device in itertools.product(("", *PAGES), ("", *DEVICES)):
        groups.add(frozenset(cell for cell in CELLS if page in ("", cell[0]) and device in ("", cell[1])))
    yield from (group for group in groups if 0 < sum(site[cell] for cell in group) < K)


@given(SITES)
@settings(max_examples=60)
def test_no_sum_of_fewer_than_ten_can_be_worked_out(rows: list[tuple[str, str, int, int]]) -> None:
    site: Site = Counter()
    for page, device, part, count in rows:
        site[page, device, part] += count
    told = statements(site)
    assert all(value == 0 or value >= K for _, value, _ in told)
    exact = [each for each in told if not each[2]]
    for group in small_groups(site) if exact else ():
        low, high = possible(group, exact)
        assert high - low > 0.5, (group, exact)


def test_nor_with_every_filter_at_once() -> None:
    """Sites drawn once for all: where a count lies just where rounding turns, one in two thousand gives a sum away."""
    dice = np.random.default_rng(5)
    for _ in range(60):
        site: Site = Counter()
        for _ in range(dice.integers(1, 7)):
            cell = (PAGES[dice.integers(3)], DEVICES[dice.integers(2)], KINDS[dice.integers(2)])
            site[cell] += int(dice.choice([1, 2, 3, 9, 10, 11, 12, 13, 20, 21, 30, 45, 60, 140]))
        told = statements(site)
        for group in small_groups(site) if told else ():
            low, high = possible(group, told)
            assert high - low > 0.5, (site, group)


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


def test_what_filters_select_is_rounded_and_so_is_what_they_leave_out_looked_at() -> None:
    some, more, nearly = days_of([20, 0, 13, 12, 33]), days_of([40, 0, 13, 22, 33]), days_of([20, 0, 13, 15, 33])
    found = landings(some, MARCH, around=[more])
    assert (found.total, found.parts.none) == (80, 80)
    assert [bucket.parts.none for bucket in found.buckets] == [20, 0, 10, 10, 30]
    assert landings(some, MARCH, around=[more, nearly]).total is None
    rows = counted_of({("/a",): [0, 0, 0, 40, 0], ("/b",): [0, 0, 0, 30, 0], ("/c",): [0, 0, 0, 20, 0]})
    wider = counted_of({("/a",): [0, 0, 0, 70, 0], ("/b",): [0, 0, 0, 33, 0], ("/c",): [0, 0, 0, 20, 0]})
    table = breakdown(rows, rows.sums, around=[wider])
    assert [(row.name, row.landings) for row in table.rows] == [("/a", 40), ("/c", 20)]
    assert table.rest == 30
