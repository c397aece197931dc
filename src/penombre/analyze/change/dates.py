"""The days on which something changed: optimal cuts of several series at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import ruptures

from penombre.analyze.change.steps import LEAST_WINDOW

if TYPE_CHECKING:
    from penombre.analyze.change.expected import Floats

PENALTY = 2.5
"""Times the Bayesian information criterion: days that resemble the day before make false cuts cheap."""
WITHIN = 1.92
"""Half the 95 % quantile of chi-square: days whose log likelihood lies within it of the best stay possible."""
AROUND = 6


def standardised(levels: Floats) -> Floats:
    """(t,) square roots of levels in units of their day-to-day scatter, which steps do not widen."""
    roots = 2 * np.sqrt(np.maximum(levels, 0) + 0.375)
    scatters = [np.median(np.abs(roots[lag:] - roots[:-lag])) / (0.6745 * np.sqrt(2)) for lag in (1, 7)]
    units: Floats = roots / max(1.0, *scatters)
    return units


def cuts(series: Sequence[Floats]) -> list[int]:
    """First days of the new states of `series` (each (t,), standardised), in order.

    Source: PELT with a quadratic cost (Killick, Fearnhead & Eckley 2012), implemented by `ruptures`.
    """
    together = np.column_stack(series)
    days, width = together.shape
    if days < 3 * LEAST_WINDOW:
        return []
    penalty = PENALTY * (width + 1) * np.log(days)
    search = ruptures.KernelCPD(kernel="linear", min_size=LEAST_WINDOW).fit(together)
    return [int(day) for day in search.predict(pen=penalty)[:-1]]


def date_of(series: Sequence[Floats], near: int, first: int, last: int) -> tuple[int, int, int]:
    """The most likely day of one cut, and the first and last that stay possible.

    near          a cut; first, last   the cuts beside it
    """
    days = range(max(first + LEAST_WINDOW, near - AROUND), min(last - LEAST_WINDOW, near + AROUND) + 1)
    if not days:
        return near, near, near
    together = np.column_stack(series)[first:last]
    cost = np.array([_cost(together[: day - first]) + _cost(together[day - first :]) for day in days])
    # a chi-square of half its size: scatter was measured, not known
    likely = [day for day, each in zip(days, cost, strict=True) if each / 2 <= cost.min() / 2 + WITHIN]
    return days[int(cost.argmin())], likely[0], likely[-1]


def _cost(part: Floats) -> float:
    return float(((part - part.mean(axis=0)) ** 2).sum())
