"""By how much past cascades missed what was told of them early: forecasts are widened until they would have held."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from penombre.analyze.cascades.shares import Floats, Integers

LIMITS = (0.025, 0.975)
SPREADS = np.linspace(0.0, 2.0, 41)
"""Standard deviations of the logarithm that are tried; a forecast off by a factor of fifty is not one."""
UNTRIED = 0.7
"""Where too few cascades are past to tell."""
LEAST_REPLAYED = 20


def widened(to_come: Integers, spread: float) -> Floats:
    """(b,) draws of what is to come, each times a log-normal factor of median 1, in an order of its own."""
    # quantiles of the law instead of chance: the same forecast twice is the same
    factors = np.exp(spread * ndtri((np.arange(len(to_come)) + 0.5) / len(to_come)))
    wide: Floats = to_come * np.random.default_rng(0).permutation(factors)
    return wide


def learn_spread(told: Integers, came: Integers) -> float:
    """The smallest spread with which the intervals of n replayed forecasts hold what came as often as they say.

    told   (n, b) draws of what was to come
    came   (n,) what came
    One more is asked to hold than the level says, as it is for one more cascade that the limits are wanted.
    Source: split conformal prediction (Papadopoulos et al. 2002; Vovk, Gammerman & Shafer 2005), the nested sets being
    the intervals of growing spread (Gupta, Kuchibhotla & Ramdas 2022).
    """
    if len(came) < LEAST_REPLAYED:
        return UNTRIED
    wanted = min((LIMITS[1] - LIMITS[0]) * (len(came) + 1) / len(came), 1.0)
    for spread in SPREADS:
        if _held(told, came, float(spread)).mean() >= wanted:
            return float(spread)
    return float(SPREADS[-1])


def _held(told: Integers, came: Integers, spread: float) -> NDArray[np.bool_]:
    low, high = np.quantile(np.stack([widened(draws, spread) for draws in told]), LIMITS, axis=1)
    held: NDArray[np.bool_] = (low <= came) & (came <= high)
    return held
