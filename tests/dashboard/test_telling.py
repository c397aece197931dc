"""Nothing of fewer than k is told, and no difference of what is told gives it away (case P04)."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from penombre.dashboard.telling import K, harmless, tellable, tellable_line, together

SMALL = st.one_of(st.just(0), st.integers(0, 14), st.integers(0, 200))
TABLES = st.tuples(st.integers(1, 7), st.integers(1, 5)).flatmap(lambda shape: arrays(np.int64, shape, elements=SMALL))


@given(TABLES, st.integers(0, 30))
@settings(max_examples=200)
def test_neither_what_is_told_nor_what_is_left_of_the_sums_is_small(table: np.ndarray, rest: int) -> None:
    left = np.full(table.shape[1], rest)
    told = tellable(table, rest=left)
    assert harmless(table[told]).all()
    hidden = table[~told].sum(axis=0) + left
    # where even all of it is small, nothing is told at all
    assert harmless(hidden).all() or not told[table.sum(axis=1) > 0].any()


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([], []),
        ([0, 50], [True, True]),
        ([50, 40, 30], [True, True, True]),
        ([50, 40, 3], [True, False, False]),
        ([50, 40, 7, 8], [True, True, False, False]),
        ([50, 40, 1, 8], [True, False, False, False]),
        ([3], [False]),
    ],
)
def test_a_small_cell_takes_company_with_it(counts: list[int], told: list[bool]) -> None:
    assert tellable_line(counts) == told


@given(
    arrays(
        np.int64, st.tuples(st.integers(0, 40), st.integers(1, 4)), elements=st.one_of(st.just(0), st.integers(0, 25))
    )
)
def test_days_are_told_together_until_none_is_small(days: np.ndarray) -> None:
    found = together(days)
    assert all(harmless(days[each].sum(axis=0)).all() for each in found)
    if found:
        assert found[0].start == 0
        assert found[-1].stop == len(days)
        assert all(one.stop == two.start for one, two in itertools.pairwise(found))
    elif len(days):
        assert not harmless(days.sum(axis=0)).all()


def test_every_day_is_told_alone_where_it_can_be() -> None:
    days = np.array([[20, 0], [4, 0], [30, 12], [9, 11], [1, 0]])
    assert together(days) == [slice(0, 1), slice(1, 3), slice(3, 5)]
    assert K == 10
