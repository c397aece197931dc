"""What a day would have brought had nothing changed: weekday, slow level, and how far days scatter on their own."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import msgspec
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

WEEK = 7
LEARNING = 84
"""Days that the expectation of the next one rests on: its weekday's habit, its trend and its scatter."""
RECENT = 42
"""The last of them, which the level is read off."""
LEAST_LEARNING = 21
GAP = 3
"""The last days before today are not learnt from: a change that has just begun would hide itself."""
TREND = 0.003
"""Usual relative change a day of a site that grows or shrinks: what the trend is shrunk by."""
UNUSUAL, EXTREME = 2.0, 4.0
"""Surprise of the series beside from which, and at which, its move is taken for one that all sources share."""
SLOW, CLEAR = 1.5, 3.0
"""The same of a week's surprise: a season is slow, and no day of it unusual."""
LAGS = 5
"""Days over which one day may resemble another."""


class Expected(msgspec.Struct, frozen=True):
    """For one day: the count expected and the surprise of the one seen.

    mean      expected count
    surprise  square-root residual in units of its own usual scatter, 0 where too little was seen to say
    """

    mean: float
    surprise: float


def weekday_factors(counts: Floats, first_weekday: int) -> Floats:
    """(7,) how much of a week's mean each weekday brings, mean 1; shrunk to 1 where few weeks were seen.

    counts   (t,) days in a row, the first one on `first_weekday` (0 Monday)
    """
    weeks = len(counts) // WEEK
    if not weeks:
        return np.ones(WEEK)
    begins = (first_weekday + len(counts) - weeks * WEEK) % WEEK
    by_week = counts[-weeks * WEEK :].reshape(weeks, WEEK)
    # of each weekday's part of its week the median: a holiday or a spike is no habit, nor is a level that changed
    parts = np.median(by_week / np.maximum(by_week.mean(axis=1, keepdims=True), 1e-9), axis=0)
    weight = 2.0  # as if every weekday had been seen twice at the level of the week
    factors = np.maximum((np.roll(parts, begins) * weeks + weight) / (weeks + weight), 0.05)
    shaped: Floats = factors / factors.mean()
    return shaped


def stabilised(counts: Floats, mean: Floats) -> Floats:
    """(t,) residuals of about unit variance if the counts scatter by chance alone around `mean`.

    Source: the square-root transform with 3/8 added (Anscombe 1948).
    """
    residuals: Floats = 2.0 * (np.sqrt(counts + 0.375) - np.sqrt(mean + 0.375))
    return residuals


def expect(counts: Integers, first_weekday: int) -> Expected:
    """What the days before the last lead one to expect of the last one.

    counts   (t,) daily counts, the first on `first_weekday` (0 Monday), the last one to be judged
    """
    mean, past, since = _residuals(counts, first_weekday)
    if not len(past):
        return Expected(mean, 0.0)
    return Expected(mean, float(since[-1]) / usual_scatter(past))


def expect_beside(counts: Integers, beside: Integers, first_weekday: int) -> Expected:
    """The same, with a series that shares the site's good and bad days: landings of known source, for example.

    What moved both as it used to is no surprise. The other series may explain a surprise away; it never makes one.
    """
    mean, past, since = _residuals(counts, first_weekday)
    mean_beside, other, since_beside = _residuals(beside, first_weekday)
    if not len(past):
        return Expected(mean, 0.0)
    # a little less than measured: some weeks say it roughly
    together = float((past * other).sum() / (other**2).sum()) * len(past) / (len(past) + 5) if other.any() else 0.0
    together = max(together, 0.0)
    scatter = usual_scatter(past - together * other)
    today, beside_today = float(since[-1]), float(since_beside[-1])
    # holidays and news are rare and large, seasons slow: they move all sources by the same factor, whatever ordinary
    # days do
    day = abs(beside_today) / usual_scatter(other)
    week = float(np.concatenate([other, since_beside])[-WEEK:].sum()) / math.sqrt(WEEK) / usual_scatter(other)
    week = math.copysign(week, week * beside_today)
    unusual = max((day - UNUSUAL) / (EXTREME - UNUSUAL), (week - SLOW) / (CLEAR - SLOW))
    alike = max(float(np.sqrt(mean / mean_beside)) - together, 0.0) * min(max(unusual, 0.0), 1.0)
    explained = (together + alike) * beside_today
    left = today - min(max(explained, min(today, 0.0)), max(today, 0.0))
    return Expected(mean, left / scatter)


def _residuals(counts: Integers, first_weekday: int) -> tuple[float, Floats, Floats]:
    """The mean expected of the last day; stabilised residuals of the days learnt from and of those since; or none."""
    before = counts[:-1]
    learnt = before[:-GAP][-LEARNING:].astype(float)
    if len(learnt) < LEAST_LEARNING:
        return (float(before.mean()) if len(before) else 0.0), np.zeros(0), np.zeros(0)
    start = (first_weekday + len(before) - GAP - len(learnt)) % WEEK
    factors = weekday_factors(learnt, start)
    day = np.arange(len(learnt) + GAP + 1)
    profile = factors[(start + day) % WEEK]
    levels = learnt / profile[: len(learnt)]
    level = max(_robust_mean(levels[-RECENT:]), 0.05)
    from_recent = day - (len(learnt) - 1 - (min(len(learnt), RECENT) - 1) / 2)
    way = np.clip(1 + _trend(levels / level) * from_recent, 0.5, 2.0)
    mean = np.maximum(level * profile * way, 0.05)
    residuals = stabilised(counts[-len(day) :].astype(float), mean)
    return float(mean[-1]), residuals[: len(learnt)], residuals[len(learnt) :]


def _trend(levels: Floats) -> float:
    """Relative change a day of levels around 1, spikes and holidays cut off, shrunk to none where it is not sure."""
    middle = float(np.median(levels))
    away = levels - middle
    usual = max(1.4826 * float(np.median(np.abs(away))), 1e-9)
    away = np.clip(away, -2 * usual, 2 * usual)
    days = np.arange(len(levels)) - (len(levels) - 1) / 2
    return float((days * away).sum() / ((days**2).sum() + (usual / TREND) ** 2))


def usual_scatter(residuals: Floats) -> float:
    """Their standard deviation, at least that of pure chance; wider where days resemble the days before.

    Runs of alike days carry fewer surprises than they have days: the long-run variance (Newey & West 1987) says how
    many fewer.
    """
    centred = residuals - np.median(residuals)
    low, high = np.quantile(centred, (0.1, 0.9))
    spread = max(float(high - low) / 2.563, 0.5 * float(centred.std()), 1e-9)
    squares = float((centred**2).sum()) + 1e-9
    alike = sum(
        (1 - lag / (LAGS + 1)) * float((centred[:-lag] * centred[lag:]).sum()) / squares for lag in range(1, LAGS + 1)
    )
    # shrunk: some weeks say little about it
    alike = min(max(alike * len(centred) / (len(centred) + 20), 0.0), 1.5)
    # the spread was itself read off a few weeks: a little wider than it seems
    return max(1.0, float(spread * np.sqrt(1 + 2 * alike) * (1 + 2 / len(centred))))


def _robust_mean(values: Floats) -> float:
    """The mean without the tenth at either end."""
    cut = len(values) // 10
    return float(np.sort(values)[cut : len(values) - cut].mean())
