"""Alarms come soon after a change and hardly ever without one."""

from typing import Any

import numpy as np
import pytest

from penombre.analyze.change.watch import watch
from tests.analyze.change.toy_days import WEEK, draw


def series(seed: int, days: int, change: int | None = None, size: float = 1.0) -> Any:
    mean = 200 * WEEK[np.arange(days) % 7]
    if change is not None:
        mean = np.where(np.arange(days) >= change, size * mean, mean)
    return draw(np.random.default_rng(seed), mean, 20.0)


@pytest.mark.parametrize(("size", "within"), [(2.0, 4), (1.6, 8), (0.5, 6)])
def test_a_lasting_change_is_noticed_within_days(size: float, within: int) -> None:
    noticed = []
    for seed in range(12):
        alarms = [alarm for alarm in watch(series(seed, 130, 100, size), 0) if alarm.day >= 100]
        noticed.append(alarms[0].day - 99 if alarms else 99)
        if alarms:
            assert alarms[0].rising == (size > 1)
    assert np.median(noticed) <= within


def test_false_alarms_are_about_a_year_apart() -> None:
    days = sum(len(watch(series(100 + seed, 700), 0)) for seed in range(8))
    assert days <= 8 * 700 / 365 + 12  # four standard deviations above the number expected


def test_one_day_of_fame_is_no_lasting_change() -> None:
    counts = np.full(100, 200)
    counts[60] = 5_000
    assert watch(counts, 0) == []


def test_after_an_alarm_the_new_level_is_the_habit() -> None:
    counts = np.concatenate([np.full(60, 200), np.full(140, 500)])
    [alarm] = watch(counts, 0)
    assert alarm.since == 60


def test_a_season_of_all_sources_raises_hardly_an_alarm() -> None:
    season = WEEK[np.arange(200) % 7] * 0.65 ** np.clip((np.arange(200) - 80) / 42, 0, 1)
    alone = beside = 0
    for seed in range(12):
        random = np.random.default_rng(seed)
        counts, known = draw(random, 300 * season, 40.0), draw(random, 3000 * season, 300.0)
        alone += len(watch(counts, 0))
        beside += len(watch(counts, 0, known))
    assert alone >= 12
    assert beside <= 0.3 * alone
