"""Intervals that hold however often one looks: for a figure that is on a screen every day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from penombre.analyze.direct.landings import Floats


def anytime_halfwidth(n: Floats | int, deviation: Floats | float, planned: int, alpha: float = 0.05) -> Floats:
    """Half the width, after n observations, of intervals that all hold together with probability 1 - alpha.

    n          observations so far, at least 1
    deviation  standard deviation of one observation: of n values averaged, or sqrt(n) times the standard error
    planned    number of observations at which the interval shall be as narrow as it can be
    Raises ValueError if `planned` is below 1 or alpha is not within (0, 1).
    Source: asymptotic confidence sequences (Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2021), from the normal
    mixture of Robbins (1970).
    """
    if planned < 1 or not 0 < alpha < 1:
        raise ValueError(f"planned is {planned} and alpha {alpha}: at least one observation, and alpha between 0 and 1")
    # nearly the mixture that is narrowest at `planned`
    scale = (-2 * np.log(alpha) + np.log(1 - 2 * np.log(alpha))) / planned
    n = np.asarray(n, dtype=np.float64)
    spread = n * scale + 1
    width: Floats = deviation * np.sqrt(2 * spread / (n**2 * scale) * np.log(np.sqrt(spread) / alpha))
    return width
