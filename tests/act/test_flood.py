"""A flood of robots is told when it is one and matters, until all is as usual."""

import numpy as np
import pytest

from penombre.act.flood import flood

HOURS = 42 * 24
NOW = 1_772_000_000.0


def hourly(a_day: float, seed: int, dispersion: float = 4.0) -> np.ndarray:
    random = np.random.default_rng(seed)
    mean = a_day / 24 * np.repeat(np.exp(random.normal(0, 0.3, HOURS // 24)), 24)
    return random.negative_binomial(dispersion, dispersion / (dispersion + mean))


def test_ten_times_as_many_robots_are_a_flood_and_its_end_is_seen() -> None:
    robots, people = hourly(400, 1), hourly(1_500, 2)
    robots[-20:] += 250
    found = flood(robots, people, 3, NOW)
    assert found is not None
    assert found.facts["robots"] > 10 * found.facts["usual"]
    calm = hourly(400, 3)
    assert flood(calm, people, 3, NOW, going_on=True) is None


def test_between_beginning_and_end_it_lasts() -> None:
    people = hourly(100, 2)
    levels = [factor for factor in np.arange(1.0, 8.0, 0.25) if _seen(factor, people, going_on=False)]
    lasting = [factor for factor in np.arange(1.0, 8.0, 0.25) if _seen(factor, people, going_on=True)]
    assert min(lasting) < min(levels)


def _seen(factor: float, people: np.ndarray, *, going_on: bool) -> bool:
    robots = hourly(400, 1)
    robots[-24:] = (robots[-24:] * factor).astype(int)
    return flood(robots, people, 3, NOW, going_on=going_on) is not None


def test_few_robots_beside_many_people_wake_nobody() -> None:
    robots = np.zeros(HOURS, dtype=np.int64)
    robots[-24:] = 10
    assert flood(robots, hourly(5_000, 2), 3, NOW) is None
    assert flood(robots[:20], robots[:20], 3, NOW) is None


@pytest.mark.parametrize("dispersion", [1.0, 8.0])
def test_quiet_sites_hear_nothing(dispersion: float) -> None:
    matters = sum(flood(hourly(900, seed, dispersion), hourly(900, 1), 3, NOW) is not None for seed in range(365))
    assert matters <= 1
