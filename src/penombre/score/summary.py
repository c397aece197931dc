"""From the figures of many worlds to a line of the table: a share or a median with its Monte Carlo error."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec
import numpy as np

from penombre.score.runner import Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

RESAMPLES = 400


class Measured(msgspec.Struct, frozen=True):
    """A figure over worlds with its Monte Carlo standard error; NaN where no world has it."""

    value: float
    error: float
    worlds: int


Measure: TypeAlias = Callable[[Sequence[Outcome]], Measured]


def share(name: str) -> Measure:
    """How often a figure that is 0 or 1 is 1."""

    def measure(outcomes: Sequence[Outcome]) -> Measured:
        values = _values(outcomes, name)
        if not len(values):
            return Measured(math.nan, math.nan, 0)
        found = float(values.mean())
        return Measured(found, math.sqrt(max(found * (1 - found), 0.25 / len(values)) / len(values)), len(values))

    return measure


def median(name: str) -> Measure:
    """The median of a figure."""
    return lambda outcomes: _resampled(_values(outcomes, name), np.median)


def mean(name: str) -> Measure:
    """The mean of a figure."""
    return lambda outcomes: _resampled(_values(outcomes, name), np.mean)


def where(name: str, wanted: bool, measure: Measure) -> Measure:
    """A measure over the worlds whose figure `name` is 1, or is not."""
    return lambda outcomes: measure([each for each in outcomes if bool(each.figures.get(name)) is wanted])


def _resampled(values: NDArray[np.float64], of: Callable[..., Any]) -> Measured:
    """Source of the error: the bootstrap over worlds."""
    if not len(values):
        return Measured(math.nan, math.nan, 0)
    random = np.random.default_rng(0)
    again = of(values[random.integers(0, len(values), (RESAMPLES, len(values)))], axis=1)
    return Measured(float(of(values)), float(np.std(again)), len(values))


def _values(outcomes: Sequence[Outcome], name: str) -> NDArray[np.float64]:
    values: NDArray[np.float64] = np.array([each.figures.get(name, math.nan) for each in outcomes], dtype=float)
    return values[~np.isnan(values)]
