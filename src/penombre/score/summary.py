"""From the figures of many worlds to a line of the table: a share or a median with its Monte Carlo error."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

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


def share(outcomes: Sequence[Outcome], name: str) -> Measured:
    """How often a figure that is 0 or 1 is 1."""
    values = _values(outcomes, name)
    if not len(values):
        return Measured(math.nan, math.nan, 0)
    mean = float(values.mean())
    return Measured(mean, math.sqrt(max(mean * (1 - mean), 0.25 / len(values)) / len(values)), len(values))


def median(outcomes: Sequence[Outcome], name: str) -> Measured:
    """The median of a figure."""
    return _resampled(outcomes, name, np.median)


def mean(outcomes: Sequence[Outcome], name: str) -> Measured:
    """The mean of a figure."""
    return _resampled(outcomes, name, np.mean)


def _resampled(outcomes: Sequence[Outcome], name: str, of: Callable[..., float]) -> Measured:
    """Source of the error: the bootstrap over worlds."""
    values = _values(outcomes, name)
    if not len(values):
        return Measured(math.nan, math.nan, 0)
    random = np.random.default_rng(0)
    again = of(values[random.integers(0, len(values), (RESAMPLES, len(values)))], axis=1)
    return Measured(float(of(values)), float(np.std(again)), len(values))


def _values(outcomes: Sequence[Outcome], name: str) -> NDArray[np.float64]:
    values: NDArray[np.float64] = np.array([outcome.figures.get(name, math.nan) for outcome in outcomes], dtype=float)
    return values[~np.isnan(values)]
