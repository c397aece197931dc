"""What a day would have brought had nothing changed: weekday, slow level, and how far days scatter on their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

WEEK = 7
LEARNING = 42
"""Days that the expectation of the next one rests on; its weekday's habit rests on twice as many."""
LEAST_LEARNING = 21
GAP = 3
"""The last days before today are not learnt from: a change that has just begun would hide itself."""


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
    weekday = (first_weekday + np.arange(len(counts))) % WEEK
    level = max(float(np.median(counts)), 0.5)
    weight = 2.0  # as if every weekday had been seen twice at the level of the week
    seen = np.bincount(weekday, minlength=WEEK)
    # of each weekday the median: a holiday or a spike is not its habit
    usual = np.array([np.median(counts[weekday == day]) if seen[day] else level for day in range(WEEK)])
    factors = (usual * seen + weight * level) / ((seen + weight) * level)
    shaped: Floats = np.maximum(factors, 0.05) / np.maximum(factors, 0.05).mean()
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
    mean, residuals = _residuals(counts, first_weekday)
    if not len(residuals):
        return Expected(mean, 0.0)
    return Expected(mean, float(residuals[-1]) / usual_scatter(residuals[:-1]))


def expect_beside(counts: Integers, beside: Integers, first_weekday: int) -> Expected:
    """The same, with a series that shares the site's good and bad days: landings of known source, for example.

    What moved both as it used to is no surprise. The other series may explain a surprise away; it never makes one.
    """
    mean, residuals = _residuals(counts, first_weekday)
    _, others = _residuals(beside, first_weekday)
    if not len(residuals):
        return Expected(mean, 0.0)
    past, other = residuals[:-1], others[:-1]
    # a little less than measured: forty days say it roughly
    together = float((past * other).sum() / (other**2).sum()) * len(past) / (len(past) + 5) if other.any() else 0.0
    together = max(together, 0.0)
    explained = together * float(others[-1])
    today = float(residuals[-1])
    left = today - min(max(explained, min(today, 0.0)), max(today, 0.0))
    return Expected(mean, left / usual_scatter(past - together * other))


def _residuals(counts: Integers, first_weekday: int) -> tuple[float, Floats]:
    """The mean expected of the last day, and stabilised residuals of the days learnt from and of the last; or none."""
    before = counts[:-1]
    learnt = before[:-GAP][-2 * LEARNING :].astype(float)
    if len(learnt) < LEAST_LEARNING:
        return (float(before.mean()) if len(before) else 0.0), np.zeros(0)
    start = (first_weekday + len(before) - GAP - len(learnt)) % WEEK
    factors = weekday_factors(learnt, start)
    profile = factors[(start + np.arange(len(learnt))) % WEEK]
    recent, profile = learnt[-LEARNING:], profile[-LEARNING:]
    level = _robust_mean(recent / profile)
    mean = max(level * factors[(first_weekday + len(before)) % WEEK], 0.05)
    days = np.append(recent, float(counts[-1]))
    return mean, stabilised(days, np.append(np.maximum(level * profile, 0.05), mean))


def usual_scatter(residuals: Floats) -> float:
    """Their standard deviation, at least that of pure chance; wider where days resemble the day before.

    Runs of alike days carry fewer surprises than they have days: the long-run deviation of a first-order
    autoregression (1 + r) / (1 - r) says how many fewer.
    """
    centred = residuals - np.median(residuals)
    low, high = np.quantile(centred, (0.1, 0.9))
    spread = max(float(high - low) / 2.563, 0.5 * float(centred.std()), 1e-9)
    before, after = centred[:-1], centred[1:]
    # shrunk: forty days say little about it
    alike = float((before * after).sum() / ((centred**2).sum() + 1e-9)) * len(centred) / (len(centred) + 20)
    alike = min(max(alike, 0.0), 0.6)
    # the spread was itself read off a few weeks: a little wider than it seems
    return max(1.0, float(spread * np.sqrt((1 + alike) / (1 - alike)) * (1 + 2 / len(centred))))


def _robust_mean(values: Floats) -> float:
    """The mean without the tenth at either end."""
    cut = len(values) // 10
    return float(np.sort(values)[cut : len(values) - cut].mean())
