"""Landings that show say how many of the same channel do not."""

import numpy as np
import pytest
from scipy.stats import beta

from penombre.analyze.channels.design import Columns
from penombre.analyze.channels.twins import dark_parts, public_pull, strip_odds, strip_rates

from .worlds import Setting, toy_world


@pytest.mark.parametrize(("a", "b"), [(11.25, 3.75), (2.0, 38.0), (15.5, 0.5)])
def test_the_odds_have_the_moments_of_the_beta_law(a: float, b: float) -> None:
    shares = beta.rvs(a, b, size=200_000, random_state=1)
    odds = strip_odds(np.array([[a, b]]))
    logs = np.log(shares) - np.log1p(-shares)
    assert odds.log_mean[0] == pytest.approx(logs[np.isfinite(logs)].mean(), abs=0.05)
    assert odds.log_sd[0] == pytest.approx(logs[np.isfinite(logs)].std(), rel=0.05)


def test_three_of_four_stripped_are_three_dark_for_one_that_shows() -> None:
    part = dark_parts(2, np.array([1]), np.array([[7500.0, 2500.0]]), np.array([400]))
    assert np.isinf(part.log_sd[0])
    assert np.exp(part.log_mean[1]) == pytest.approx(1200, rel=0.01)
    assert part.log_sd[1] == pytest.approx(np.sqrt(1 / 400 + 1 / 1200), rel=0.1)


def test_two_twins_add_up_and_public_sources_say_nothing() -> None:
    strip = np.array([[5000.0, 5000.0]] * 3)
    part = dark_parts(2, np.array([0, 0, -1]), strip, np.array([300, 100, 9000]))
    assert np.exp(part.log_mean[0]) == pytest.approx(400, rel=0.02)
    assert np.isinf(part.log_sd[1])


def test_public_sources_are_held_to_their_odds_and_nothing_else_is() -> None:
    columns = Columns(np.zeros((1, 1, 3)), ("previews", "public", "news"), np.array([0, 0, 0]))
    pull = public_pull(columns, np.array([[4.0, 96.0]]))
    assert np.isinf(pull.sd[[0, 2]]).all()
    odds = beta.rvs(4, 96, size=200_000, random_state=1)
    odds = odds / (1 - odds)
    assert pull.mean[1] == pytest.approx(odds.mean(), rel=0.02)
    assert pull.sd[1] == pytest.approx(odds.std(), rel=0.05)


def test_the_strip_rate_follows_from_what_was_found() -> None:
    world = toy_world(Setting(pages=5, days=5), 5)
    series = world.series
    private = int(np.flatnonzero(series.twin >= 0)[0])
    shown = int(series.referred[private].sum())
    draws = np.full((50, len(series.channels)), 3.0 * shown)
    rates = strip_rates(series, draws)
    assert rates[private].estimate == pytest.approx(0.75)
    a, b = series.strip[0]
    assert rates[0].low == pytest.approx(float(beta.ppf(0.025, a, b)))
    assert rates[0].high == pytest.approx(float(beta.ppf(0.975, a, b)))
