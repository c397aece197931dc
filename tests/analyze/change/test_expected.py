"""Weekdays, levels and scatter of days on which nothing happened."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from penombre.analyze.change.expected import LEAST_LEARNING, expect, expect_beside, usual_scatter, weekday_factors
from tests.analyze.change.toy_days import draw


@given(arrays(np.int64, st.integers(1, 100), elements=st.integers(0, 10_000)), st.integers(0, 6))
def test_weekday_factors_are_positive_with_mean_one(counts: np.ndarray, first: int) -> None:
    factors = weekday_factors(counts.astype(float), first)
    assert factors.shape == (7,)
    assert (factors > 0).all()
    assert factors.mean() == pytest.approx(1.0)


def test_weekday_factors_find_the_week() -> None:
    week = np.array([1.2, 1.2, 1.1, 1.1, 1.0, 0.7, 0.7])
    counts = 1000 * week[(np.arange(70) + 3) % 7]
    assert weekday_factors(counts, 3) == pytest.approx(week, abs=0.06)


@pytest.mark.parametrize("day", [40, 45, 48])
def test_a_level_that_changed_is_no_weekday_habit(day: int) -> None:
    assert weekday_factors(np.where(np.arange(91) < day, 300.0, 100.0), 0) == pytest.approx(np.ones(7), abs=0.1)


def test_the_day_before_yesterday_is_not_learnt_from() -> None:
    quiet = np.full(60, 100)
    begun = np.concatenate([quiet, [900, 900, 900]])
    assert expect(np.append(begun, 100), 0).mean == pytest.approx(100, rel=0.01)


def test_nothing_surprises_before_enough_was_seen() -> None:
    assert expect(np.append(np.full(LEAST_LEARNING, 5), 10_000), 0).surprise == 0.0


def test_surprises_of_chance_have_unit_scatter_whatever_the_dispersion() -> None:
    random = np.random.default_rng(1)
    for dispersion in (5.0, 30.0, 1e6):
        mean = 300.0
        draws = random.negative_binomial(dispersion, dispersion / (dispersion + mean), (150, 90))
        surprises = [expect(row, 0).surprise for row in draws]
        assert 0.7 < np.std(surprises) < 1.3


@given(st.integers(0, 2**32 - 1))
def test_days_alike_count_as_fewer(seed: int) -> None:
    noise = np.random.default_rng(seed).standard_normal(80)
    walk = 3 * np.repeat(noise[:16], 5)
    assert usual_scatter(walk) >= usual_scatter(np.random.default_rng(seed).permutation(walk)) * 0.8
    assert usual_scatter(noise * 1e-3) == 1.0


def test_what_moved_both_series_as_it_used_to_is_no_surprise() -> None:
    random = np.random.default_rng(4)
    common = np.exp(random.normal(0, 0.2, 90))
    counts, beside = random.poisson(300 * common), random.poisson(2000 * common)
    counts[-1], beside[-1] = 600, 4000
    assert expect(counts, 0).surprise > 3
    assert expect_beside(counts, beside, 0).surprise < 0.6 * expect(counts, 0).surprise


def test_holidays_of_all_sources_are_no_surprise_even_the_first_time() -> None:
    random = np.random.default_rng(5)
    # nothing is common to both on ordinary days
    counts, beside = draw(random, np.full(90, 300.0), 30.0), draw(random, np.full(90, 2000.0), 100.0)
    counts[-1], beside[-1] = 150, 1000
    assert expect(counts, 0).surprise < -2.5
    assert expect_beside(counts, beside, 0).surprise > -1


def test_a_steady_trend_is_no_surprise() -> None:
    growth = 400 * (1 + 0.004 * np.arange(120))
    found = expect(np.append(np.rint(growth[:-1]), growth[-1]).astype(np.int64), 0)
    assert found.mean == pytest.approx(growth[-1], rel=0.05)
    assert abs(found.surprise) < 1.5


@given(st.integers(0, 2**32 - 1), st.integers(0, 2_000))
def test_the_other_series_never_makes_a_surprise(seed: int, last: int) -> None:
    random = np.random.default_rng(seed)
    counts, beside = random.poisson(300, 60), random.poisson(500, 60)
    beside[-1] = last
    alone, together = expect(counts, 0).surprise, expect_beside(counts, beside, 0).surprise
    assert together * alone >= 0
    assert abs(together) <= 1.6 * abs(alone) + 1e-9  # what is explained away leaves days that scatter less
