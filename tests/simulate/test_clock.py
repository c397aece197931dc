"""Delays have the median asked for in every family; nobody clicks before the message."""

import numpy as np
import pytest

from penombre.simulate.clock import DAY, HOUR, Clock, after_sleep, delays


@pytest.mark.parametrize("kernel", ["lognormal", "power_law", "weibull", "two_exponential"])
@pytest.mark.parametrize("spread", [0.9, 1.9])
def test_medians_of_the_kernels(kernel: str, spread: float) -> None:
    drawn = delays(np.random.default_rng(1), np.full(40_000, 1800.0), kernel, spread)
    assert np.median(drawn) == pytest.approx(1800, rel=0.35)
    assert drawn.min() >= 4


def test_moments_stay_in_the_period_and_work_stays_in_office_hours() -> None:
    rng = np.random.default_rng(2)
    clock = Clock(rng, 1_772_323_200.0, 14, 0.8)
    at = clock.moments(rng, 20_000, "work")
    assert clock.inside(at).all()
    hour = at % DAY / HOUR
    assert ((hour >= 8) & (hour < 19)).mean() > 0.85


def test_clicks_of_the_night_come_in_the_morning() -> None:
    rng = np.random.default_rng(3)
    at = np.full(1000, 10 * DAY + 2 * HOUR)
    later = after_sleep(rng, at, np.zeros(1000), 1.0)
    assert (later >= 10 * DAY + 6.5 * HOUR).all()
