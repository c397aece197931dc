"""Draws of an unknown figure, the plain estimate first, read as an interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from penombre.analyze.interval import Interval

if TYPE_CHECKING:
    from penombre.analyze.cascades.shares import Floats

DRAWS = 400


def interval_of(draws: Floats, n: int) -> Interval:
    """The first of the draws (1 + b,) between the 2.5 % and 97.5 % quantiles of the others, itself always inside."""
    estimate = float(draws[0])
    low, high = np.quantile(draws[1:], (0.025, 0.975))
    return Interval(estimate, min(float(low), estimate), max(float(high), estimate), n)
