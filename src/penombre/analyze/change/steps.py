"""How far a daily series stands higher or lower after a day than before it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penombre.analyze.change.expected import LEARNING, WEEK, usual_scatter, weekday_factors

if TYPE_CHECKING:
    from penombre.analyze.change.expected import Floats, Integers

WINDOW = 21
"""Days on either side that are compared."""
LEAST_WINDOW = 5
HALF = 10
"""Days on either side by which the wandering of the level is measured."""
LEAST_ELSEWHERE = 20
"""Days away from all dates below which the wandering of the level cannot be told."""
SPELL = 17
"""Days that holidays last, at most, or a measuring that fails for a while."""
NEAREST, AROUND = 4, 28
"""Days from a date within which its step is looked for, and days on either side that tell a step from a slope."""
SLOPES = (12, 16, 21, 28, 35)
"""Days that a gradual change takes."""
OUTLYING = 2.0
"""Deviations from the fortnight around it by which a day may stand out."""


class Step(msgspec.Struct, frozen=True):
    """The level of a series on either side of a day.

    before, after   mean daily counts, weekday habits taken off
    error           standard error of `after - before`
    log_error       standard error of `log_ratio`
    """

    before: float
    after: float
    error: float
    log_error: float

    @property
    def difference(self) -> float:
        """Counts a day."""
        return self.after - self.before

    @property
    def log_ratio(self) -> float:
        """Log of after over before, half a count added to both."""
        return math.log((self.after + 0.5) / (self.before + 0.5))

    @property
    def strength(self) -> float:
        """The log ratio in standard errors."""
        return self.log_ratio / self.log_error


def deseasonalised(counts: Integers, first_weekday: int) -> Floats:
    """(t,) counts with the weekdays' habits divided out."""
    factors = weekday_factors(counts.astype(float), first_weekday)
    without: Floats = counts / factors[(first_weekday + np.arange(len(counts))) % WEEK]
    return without


def lasting(levels: Floats) -> Floats:
    """(t,) levels without what passes within a week: days of fame, bank holidays, a day that was lost.

    A day counts for at most OUTLYING deviations from the median of the two weeks around it.
    """
    roots = 2 * np.sqrt(np.maximum(levels, 0) + 0.375)
    padded = np.pad(roots, WEEK, mode="edge")
    middle = np.median(np.lib.stride_tricks.sliding_window_view(padded, 2 * WEEK + 1), axis=1)
    usual = max(1.0, 1.4826 * float(np.median(np.abs(roots - middle))))
    kept: Floats = (np.clip(roots, middle - OUTLYING * usual, middle + OUTLYING * usual) / 2) ** 2 - 0.375
    return kept


def wandering(levels: Floats, cuts: Sequence[int]) -> float:
    """How much the days would have to scatter for chance alone to part neighbouring weeks as far as they are apart.

    levels   (t,) from `deseasonalised`; cuts   days around which something may have changed, left out

    In units of `usual_scatter`; 0 where too few days are left. Drift, holidays and good or bad weeks move the level
    without any change; a step counts by how far it stands out from that.
    """
    roots = 2 * np.sqrt(np.maximum(levels, 0) + 0.375)
    sums = np.concatenate([[0.0], np.cumsum(roots)])
    at = np.arange(HALF, len(roots) - HALF + 1)
    at = at[[all(abs(day - cut) >= HALF for cut in cuts) for day in at]]
    if len(at) < LEAST_ELSEWHERE:
        return 0.0
    gaps = (sums[at + HALF] - 2 * sums[at] + sums[at - HALF]) / HALF
    return float(1.4826 * np.median(np.abs(gaps)) / math.sqrt(2 / HALF))


def whole_weeks(counts: Integers, levels: Floats, day: int, first: int, last: int) -> tuple[float, float]:
    """Mean daily counts before and after `day`, of as many whole weeks as WINDOW and the neighbouring changes leave.

    counts   (t,) and the same as `levels`, which are taken where there is no whole week on a side

    Within whole weeks no habit of a weekday matters, such as a letter that goes out on Tuesdays.
    """
    before, after = slice(max(first, day - WINDOW), day), slice(day, min(last, day + WINDOW))
    if min(before.stop - before.start, after.stop - after.start) < WEEK:
        return float(levels[before].mean()), float(levels[after].mean())
    weeks_before = (before.stop - before.start) // WEEK * WEEK
    weeks_after = (after.stop - after.start) // WEEK * WEEK
    return float(counts[day - weeks_before : day].mean()), float(counts[day : day + weeks_after].mean())


def is_sudden(levels: Floats, day: int, first: int, last: int) -> bool:
    """Whether what changed around `day` did so from one day to the next, rather than over weeks.

    levels        (t,) from `deseasonalised`
    first, last   neighbouring changes: nothing before or from them on is looked at

    By least squares between square roots: the best step against the best straight slope between two levels.
    """
    begin, end = max(first, day - AROUND), min(last, day + AROUND)
    roots, days = 2 * np.sqrt(np.maximum(levels[begin:end], 0) + 0.375), np.arange(begin, end)

    def explained(middles: range, widths: Sequence[int]) -> float:
        middle, width = (axis.reshape(-1, 1) for axis in np.meshgrid(middles, widths))
        shapes = np.clip((days + 0.5 - middle) / width + 0.5, 0, 1)
        shapes -= shapes.mean(axis=1, keepdims=True)
        return float(((shapes @ roots) ** 2 / np.maximum((shapes**2).sum(axis=1), 1e-9)).max())

    slopes = explained(range(day - SLOPES[0], day + SLOPES[0] + 1), SLOPES)
    return explained(range(day - NEAREST, day + NEAREST + 1), (1,)) >= slopes


def is_spell(levels: Floats, day: int, ratio: float) -> bool:
    """Whether what fell at `day`, or came back then, stood as before within SPELL days, or still may.

    levels   (t,) from `deseasonalised`; ratio   of the levels after and before

    Holidays look like that, and so does a measuring that failed for a while.
    """
    if (len(levels) - day if ratio < 1 else day) <= SPELL:
        return True
    high, low = (levels[:day], levels[day:]) if ratio < 1 else (levels[day:][::-1], levels[:day][::-1])
    runs = np.lib.stride_tricks.sliding_window_view(low[: SPELL + LEAST_WINDOW], LEAST_WINDOW)
    halfway = float(_middle(high[-WINDOW:])) * math.sqrt(min(ratio, 1 / ratio))
    return float(np.median(runs, axis=1).max()) >= halfway


def is_beyond_usual(levels: Floats, day: int, ratio: float) -> bool:
    """Whether the level after `day` is higher than a failure, or its repair, can leave.

    levels   (t,) from `deseasonalised`; ratio   of the levels after and before

    Measuring that fails takes counts away and adds none: it leaves less than the usual of the twelve weeks before, and
    its repair the usual, which after weeks of failing only the best quarter of these days shows. A sale lifts all
    sources beyond that, and its end leaves the usual.
    """
    usual = float(np.quantile(levels[max(0, day - LEARNING) : day], 0.5 if ratio < 1 else 0.75))
    return float(_middle(levels[day : day + WINDOW])) > usual * math.sqrt(ratio)


def step_at(levels: Floats, day: int, first: int = 0, last: int | None = None, wanders: float = 0.0) -> Step:
    """The step of deseasonalised counts at `day`, the first of the new days.

    levels        (t,) from `deseasonalised`
    first, last   neighbouring changes: nothing before or from them on is looked at
    wanders       from `wandering`: the days are not taken to scatter less
    """
    last = len(levels) if last is None else last
    before = levels[max(first, day - WINDOW) : day]
    after = levels[day : min(last, day + WINDOW)]
    low, high = float(_middle(before)), float(_middle(after))
    roots = np.concatenate([2 * (np.sqrt(each + 0.375) - np.sqrt(_middle(each) + 0.375)) for each in (before, after)])
    scatter = max(usual_scatter(roots), wanders)
    errors = [scatter * math.sqrt(max(mean, 0.5) / len(days)) for mean, days in ((low, before), (high, after))]
    return Step(
        low,
        high,
        error=math.hypot(*errors),
        log_error=math.hypot(errors[0] / (low + 0.5), errors[1] / (high + 0.5)),
    )


def _middle(days: Floats) -> Floats:
    """The mean without the highest and the lowest day."""
    kept = np.sort(days)[1:-1] if len(days) >= LEAST_WINDOW else days
    mean: Floats = kept.mean()
    return mean
