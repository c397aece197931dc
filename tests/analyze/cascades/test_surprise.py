"""Forecasts are as wide as past ones missed, no wider, and say so again alike."""

import numpy as np
import pytest

from penombre.analyze.cascades.surprise import LEAST_REPLAYED, UNTRIED, learn_spread, widened


def replays(n: int, spread: float) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(3)
    means = random.uniform(30, 200, n)
    told = random.poisson(means[:, None], (n, 400))
    came = random.poisson(means * np.exp(spread * random.standard_normal(n)))
    return told, came


@pytest.mark.parametrize("spread", [0.0, 0.3, 0.8])
def test_the_spread_that_the_past_had_is_found(spread: float) -> None:
    found = learn_spread(*replays(300, spread))
    assert found == pytest.approx(spread, abs=0.2)


def test_intervals_widened_so_hold_of_others() -> None:
    told, came = replays(400, 0.6)
    found = learn_spread(told[:200], came[:200])
    limits = np.array([np.quantile(widened(draws, found), (0.025, 0.975)) for draws in told[200:]])
    held = (limits[:, 0] <= came[200:]) & (came[200:] <= limits[:, 1])
    assert 0.9 <= held.mean() <= 0.99


def test_a_short_past_tells_nothing() -> None:
    told, came = replays(LEAST_REPLAYED - 1, 0.0)
    assert learn_spread(told, came) == UNTRIED
    assert learn_spread(np.zeros((0, 400), dtype=np.int64), np.zeros(0, dtype=np.int64)) == UNTRIED


def test_widening_leaves_the_middle_and_is_the_same_again() -> None:
    draws = np.full(400, 100)
    assert np.median(widened(draws, 0.7)) == pytest.approx(100, rel=0.01)
    assert widened(draws, 0.7).tolist() == widened(draws, 0.7).tolist()
    assert widened(draws, 0.0).tolist() == draws.tolist()
