"""The days on which something changed: optimal cuts of several series at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import ruptures

from penombre.analyze.change.steps import LEAST_WINDOW

if TYPE_CHECKING:
    from penombre.analyze.change.expected import Floats

PENALTY, ALONE = 2.5, 3.5
"""Times the Bayesian information criterion, of several series and of one: days alike make false cuts cheap."""
APART = 7
"""Days within which two series change together."""
WITHIN = 1.92
"""Half the 95 % quantile of chi-square: days whose log likelihood lies within it of the best stay possible."""
AROUND = 6
"""Days on either side of a cut among which its date is looked for."""


def standardised(levels: Floats) -> Floats:
    """(t,) square roots of levels in units of their day-to-day scatter, which steps do not widen."""
    roots = 2 * np.sqrt(np.maximum(levels, 0) + 0.375)
    scatters = [np.median(np.abs(roots[lag:] - roots[:-lag])) / (0.6745 * np.sqrt(2)) for lag in (1, 7)]
    units: Floats = roots / max(1.0, *scatters)
    return units


def cuts(series: Sequence[Floats], alone: int = 0) -> list[int]:
    """First days of the new states of `series` (each (t,), standardised), in order.

    alone   so many of the first series are also cut on their own: what moves one drowns in the chance of many

    Source: PELT with a quadratic cost (Killick, Fearnhead & Eckley 2012), implemented by `ruptures`.
    """
    found = _cuts(np.column_stack(series), PENALTY)
    for each in series[:alone]:
        found += [day for day in _cuts(each[:, None], ALONE) if all(abs(day - other) >= APART for other in found)]
    return sorted(found)


def _cuts(together: Floats, penalty: float) -> list[int]:
    days, width = together.shape
    if days < 3 * LEAST_WINDOW:
        return []
    search = ruptures.KernelCPD(kernel="linear", min_size=LEAST_WINDOW).fit(together)
    return [int(day) for day in search.predict(pen=penalty * (width + 1) * np.log(days))[:-1]]


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
