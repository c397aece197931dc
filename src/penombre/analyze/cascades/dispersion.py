"""How unevenly clicks fall on shares, and how well that is known from a few big cascades."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from penombre.analyze.cascades.shares import Floats

USUAL_DISPERSION = 19.0
"""Variance over mean of the clicks of one share before any tag is lost: a few groups bring most clicks."""
PRIOR_WEIGHT = 5.0
"""Degrees of freedom that the usual dispersion counts for."""
MOST_WIDENED = 4.0
LEAST_FREEDOM, MOST_FREEDOM = 3.0, 1e6


def usual_dispersion(kept: float) -> float:
    """Variance over mean where each click, or what follows from it, is kept with this probability."""
    return 1 + kept * (USUAL_DISPERSION - 1)


def freedom(departures: Floats) -> float:
    """Degrees of freedom with which independent departures from a mean tell their own spread.

    Few big ones among many small ones tell little. Source: Satterthwaite 1946.
    """
    squares = departures**2
    total = float(squares.sum())
    if total <= 0:
        return LEAST_FREEDOM
    excess = len(squares) * float((squares**2).sum()) / total**2 - 1
    return min(max(2 * len(squares) / max(excess, 1e-9), LEAST_FREEDOM), MOST_FREEDOM)


def widened(draws: Floats, departures: Floats, usual: float, random: np.random.Generator) -> Floats:
    """Draws (1 + b,), the estimate first, further from it as far as their spread is itself uncertain.

    departures   (r,) of the cascades from what the estimate makes expected of them
    usual        sum of squares of the departures at the usual dispersion, which holds where few cascades tell otherwise
    As Student's law is wider than the normal; in proportion, so that nothing falls below zero.
    """
    if draws[0] <= 0:
        return draws
    told, squares = freedom(departures), float((departures**2).sum())
    degrees = told + PRIOR_WEIGHT
    more = min(max(usual / max(squares, 1e-9), 1.0), MOST_WIDENED)
    scale = (told + PRIOR_WEIGHT * more) / degrees
    factors = np.sqrt(scale * degrees / random.chisquare(degrees, len(draws) - 1))
    wide: Floats = np.append(draws[0], draws[0] * (draws[1:] / draws[0]) ** factors)
    return wide
