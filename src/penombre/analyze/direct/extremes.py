"""Interval of a share near 0 or 1, where the normal approximation fails: the posterior over a grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from penombre.analyze.direct.shift import shift_likelihood, shifted

if TYPE_CHECKING:
    from penombre.analyze.direct.controls import Behaviour
    from penombre.analyze.direct.landings import Floats
    from penombre.analyze.direct.tilt import Answers

RARE = 0.05
"""Below it, or above one less it, the share is read off the posterior."""
DRAWS = 150
GRID = np.linspace(-13.0, 13.0, 261)


def rare_share(answers: Answers, shares: Floats, among: Floats, behaviour: Behaviour) -> tuple[float, float, float]:
    """Median and 95 % limits of the private share of the landings without a source.

    shares  (n, classes) of the classes at each respondent's x by the tilted predictor
    among   (m,) probability of `private` of landings without a source, all of them or a sample
    The share moves with the log odds of `private`, everywhere alike. Its prior is Jeffreys' Beta(1/2, 1/2); the
    likelihood of the answers is averaged over draws of how people answer, so that draws which the answers belie count
    for little.
    """
    weight = answers.weight * answers.weight.sum() / (answers.weight**2).sum()
    share = np.array([shifted(among, shift).mean() for shift in GRID])
    logs = np.array(
        [
            weight @ shift_likelihood(answers, shares, rates, rows, GRID)
            for rates, rows in zip(behaviour.rates[1 : 1 + DRAWS], behaviour.rows[1 : 1 + DRAWS], strict=True)
        ]
    )
    density = np.exp(logs - logs.max()).sum(0) * np.gradient(share, GRID) / np.sqrt(share * (1 - share))
    reached = np.cumsum(density) - density / 2
    middle, low, high = (float(x) for x in np.interp((0.5, 0.025, 0.975), reached / density.sum(), share))
    return middle, low, high
