"""Probability that each landing without a source was sent in private, agreeing with the estimate on the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq

from penombre.analyze.direct.shift import shifted

if TYPE_CHECKING:
    from penombre.analyze.direct.landings import Floats

FURTHEST = 12.0


def rectified(probabilities: Floats, reach: Floats, share: float) -> Floats:
    """(n0,) probabilities moved alike on the log odds, times `reach`, so that their mean is `share`.

    probabilities  (n0,) by the tilted predictor, of landings that a question reaches
    reach          (n0,) probability that a question reaches the landing
    share          the estimate, at most the mean of `reach`
    """

    def excess(shift: float) -> float:
        return float((shifted(probabilities, shift) * reach).mean()) - share

    if excess(-FURTHEST) >= 0:
        shift = -FURTHEST
    elif excess(FURTHEST) <= 0:
        shift = FURTHEST
    else:
        shift = brentq(excess, -FURTHEST, FURTHEST, xtol=1e-6)
    return np.asarray(shifted(probabilities, shift) * reach)
