"""How far a daily series stands higher or lower after a day than before it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penombre.analyze.change.expected import WEEK, usual_scatter, weekday_factors

if TYPE_CHECKING:
    from penombre.analyze.change.expected import Floats, Integers

WINDOW = 21
"""Days on either side that are compared."""
LEAST_WINDOW = 5


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


def step_at(levels: Floats, day: int, first: int = 0, last: int | None = None) -> Step:
    """The step of deseasonalised counts at `day`, the first of the new days.

    levels        (t,) from `deseasonalised`
    first, last   neighbouring changes: nothing before or from them on is looked at
    """
    last = len(levels) if last is None else last
    before = levels[max(first, day - WINDOW) : day]
    after = levels[day : min(last, day + WINDOW)]
    low, high = float(_middle(before)), float(_middle(after))
    roots = np.concatenate([2 * (np.sqrt(each + 0.375) - np.sqrt(_middle(each) + 0.375)) for each in (before, after)])
    scatter = usual_scatter(roots)
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
