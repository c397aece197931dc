"""The most that private landings can fill of those without a source, judged by how proven private landings look."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from penombre.analyze.direct.landings import Floats

CONFIDENCE_LEFT = 0.05
THRESHOLDS = 64


def mixture_bound(proven: Floats, hidden: Floats) -> float:
    """Upper bound of the private part of the landings without a source, in [0, 1]; 1 where nothing can be said.

    proven  (m,) score of proven private landings, by a fit that did not see them
    hidden  (n0,) score of landings without a source
    For every set of landings the private part cannot exceed the set's frequency among `hidden` over its frequency among
    `proven`. A bound and an alarm, never an estimate: proven private landings may be another kind than hidden ones, and
    the bound is only reached if something private looks like nothing else. Both frequencies are moved by the
    Dvoretzky-Kiefer-Wolfowitz limit so that all thresholds hold together.
    Source: mixture proportion of Blanchard, Lee & Scott (2010).
    """
    if not len(proven) or not len(hidden):
        return 1.0
    error_proven, error_hidden = (np.sqrt(np.log(2 / CONFIDENCE_LEFT) / (2 * len(x))) for x in (proven, hidden))
    cuts = np.quantile(proven, np.linspace(0, 0.98, THRESHOLDS))
    above_proven = 1 - np.searchsorted(np.sort(proven), cuts, side="left") / len(proven)
    above_hidden = 1 - np.searchsorted(np.sort(hidden), cuts, side="left") / len(hidden)
    sure = above_proven > 2 * error_proven
    if not sure.any():
        return 1.0
    ratio = (above_hidden[sure] + error_hidden) / (above_proven[sure] - error_proven)
    return float(min(1.0, ratio.min()))
