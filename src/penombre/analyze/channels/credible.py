"""Whether a whole vector lies in the joint credible set: more than each channel in its own interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEVEL = 0.95
LEAST = 1e-6


def in_joint_set(draws: Floats, volumes: Floats, level: float = LEVEL) -> bool:
    """Whether volumes (C,) lie in the set that holds `level` of the draws (n, C): an ellipsoid of their logarithms."""
    return _inside(np.log(np.maximum(draws, LEAST)), np.log(np.maximum(volumes, LEAST)), level)


def in_joint_mix_set(draws: Floats, mix: Floats, level: float = LEVEL) -> bool:
    """The same on the simplex, for the shares (C,) of the channels in their sum: centred log-ratios."""
    logs, point = np.log(np.maximum(draws, LEAST)), np.log(np.maximum(mix, LEAST))
    return _inside(logs - logs.mean(axis=1, keepdims=True), point - point.mean(), level)


def _inside(draws: Floats, point: Floats, level: float) -> bool:
    middle = draws.mean(axis=0)
    shape = np.linalg.pinv(np.atleast_2d(np.cov(draws.T)), rcond=1e-10, hermitian=True)
    distance = np.einsum("ni,ij,nj->n", draws - middle, shape, draws - middle)
    off = point - middle
    return bool(off @ shape @ off <= np.quantile(distance, level))
