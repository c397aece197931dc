"""Clicks that were lost one by one are put back: the fitted law, and silence without any law."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given
from scipy.stats import nbinom

from penombre.analyze.cascades.offspring import Offspring, fit_offspring, silent_share

RANDOM = np.random.default_rng(8)


def test_the_law_is_found_through_the_losses() -> None:
    true = Offspring(0.3, 3.0, 0.6)
    fit = fit_offspring(true.draw(RANDOM, 20_000, kept=0.6), np.full(20_000, 0.6))
    assert fit.total_mean() == pytest.approx(true.total_mean(), rel=0.05)
    assert fit.silent() == pytest.approx(true.silent(), abs=0.04)


def test_shares_of_different_age_are_told_apart() -> None:
    true = Offspring(0.2, 2.0, 1.0)
    kept = np.repeat([0.1, 0.9], 8000)
    clicks = np.concatenate([true.draw(RANDOM, 8000, kept=0.1), true.draw(RANDOM, 8000, kept=0.9)])
    assert fit_offspring(clicks, kept).total_mean() == pytest.approx(true.total_mean(), rel=0.08)


@pytest.mark.parametrize("clicks", [[0] * 50, [3] * 50, [0, 400], [7]])
def test_strange_clicks_still_have_a_law(clicks: list[int]) -> None:
    fit = fit_offspring(np.array(clicks), np.full(len(clicks), 0.7))
    assert np.isfinite([fit.barren, fit.mean, fit.size]).all()
    assert 0 <= fit.silent() <= 1


@given(st.floats(0.5, 1.0), st.floats(0.1, 8.0), st.floats(0.2, 5.0))
def test_silence_is_exact_for_what_is_known_exactly(kept: float, mean: float, size: float) -> None:
    """A negative binomial stays one when its clicks are lost one by one."""
    observed = nbinom.pmf(np.arange(4000), size, size / (size + mean * kept))
    assert silent_share(observed, kept, 3000) == pytest.approx((size / (size + mean)) ** size, abs=1e-6)


def test_nothing_lost_is_what_was_seen() -> None:
    assert silent_share(np.array([0.4, 0.3, 0.3]), 1.0, 100) == pytest.approx(0.4)


@pytest.mark.parametrize("kept", [0.3, 0.4, 0.49])
def test_where_most_is_lost_silence_is_still_found(kept: float) -> None:
    true = Offspring(0.3, 2.5, 0.8)
    found = []
    for seed in range(20):
        clicks = true.draw(np.random.default_rng(seed), 3000, kept=kept)
        found.append(silent_share(np.bincount(clicks) / 3000, kept, 3000))
    assert np.mean(found) == pytest.approx(true.silent(), abs=0.03)
    assert np.std(found) < 0.05
