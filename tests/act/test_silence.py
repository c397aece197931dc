"""Silence is told when the site's own rhythm makes it incredible, and not on a quiet night."""

import math
from typing import Any

import numpy as np
import pytest

from penombre.act.silence import silence

HOURS = 6 * 7 * 24
NIGHT = np.array(
    [
        0.3,
        0.15,
        0.1,
        0.05,
        0.05,
        0.1,
        0.4,
        0.8,
        1.2,
        1.4,
        1.5,
        1.5,
        1.6,
        1.5,
        1.4,
        1.4,
        1.4,
        1.5,
        1.6,
        1.7,
        1.7,
        1.5,
        1.0,
        0.6,
    ]
)
NOW = 1_772_000_000.0 // 3600 * 3600


def site(a_day: float, seed: int = 0, hours: int = HOURS) -> tuple[Any, Any]:
    """Page views by hour, with days and nights, good and bad days; the last hour is the one at NOW."""
    random = np.random.default_rng(seed)
    hour_of_week = np.arange(hours) % 168
    days = np.repeat(np.exp(random.normal(0, 0.25, hours // 24 + 1)), 24)[:hours]
    mean = a_day / 24 * NIGHT[hour_of_week % 24] * days
    return random.negative_binomial(8, 8 / (8 + np.maximum(mean, 1e-9))), hour_of_week


def last_arrival(counts: Any, at: int, random: np.random.Generator) -> float:
    """When the newest of the page views before the end of hour `at` came, within the last hour that had any."""
    newest = int(np.flatnonzero(counts[: at + 1]).max())
    return float(NOW - (len(counts) - 1 - newest) * 3600 + 3600 * (1 - random.random() / max(counts[newest], 1)))


@pytest.mark.parametrize(("a_day", "within_hours"), [(20_000, 1.0), (1_000, 9.0), (60, 72.0)])
def test_an_end_of_collecting_is_told_at_the_sites_own_pace(a_day: float, within_hours: float) -> None:
    counts, hour_of_week = site(a_day)
    stop = len(counts) - 1 - math.ceil(within_hours)
    counts[stop:] = 0
    now = NOW + 1800
    heard = now - within_hours * 3600
    found = silence(counts, hour_of_week, heard, now, 0.0)
    assert found is not None
    assert found.since == heard
    assert found.facts["missing"] > 5
    assert silence(counts, hour_of_week, now - 60, now, 0.0) is None


def test_a_night_is_no_silence() -> None:
    counts, hour_of_week = (each[:-19] for each in site(200))
    assert hour_of_week[-1] % 24 == 4
    counts[-4:] = 0
    assert silence(counts, hour_of_week, NOW - 3 * 3600, NOW, 0.0) is None


def test_what_no_server_heard_is_not_held_against_the_site() -> None:
    counts, hour_of_week = site(20_000)
    counts[-48:] = 0
    last = NOW - 48 * 3600
    assert silence(counts, hour_of_week, last, NOW, 0.0) is not None
    assert silence(counts, hour_of_week, last, NOW, NOW - 60) is None


def test_a_site_that_is_hardly_known_is_not_judged() -> None:
    counts, hour_of_week = site(20_000)
    counts[: -10 * 24] = 0
    assert silence(counts, hour_of_week, NOW - 7200, NOW, 0.0) is None
    assert silence(np.zeros_like(counts), hour_of_week, 0.0, NOW, 0.0) is None


@pytest.mark.parametrize("a_day", [40.0, 700.0, 15_000.0])
def test_false_alarms_are_years_apart(a_day: float) -> None:
    matters = looks = 0
    random = np.random.default_rng(9)
    for seed in range(5):
        counts, hour_of_week = site(a_day, seed, HOURS + 30 * 24)
        quiet = True
        for end in range(HOURS, len(counts), 2):
            looks += 2
            window = slice(end - HOURS, end)
            seen = counts[window].copy()
            seen[-1] = 0  # the hour has only begun
            last = last_arrival(seen, HOURS - 2, random)
            alarm = silence(seen, hour_of_week[window], last, NOW, 0.0) is not None
            matters += alarm and quiet
            quiet = not alarm
    # 0.41 site-years: none is expected
    assert looks > 3000
    assert matters == 0
