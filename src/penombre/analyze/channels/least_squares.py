"""Least squares with coefficients that cannot be negative, from the normal equations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import nnls

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

RIDGE = 1e-8


def nonnegative(gram: Floats, moment: Floats) -> Floats:
    """The x >= 0 that minimises x' gram x / 2 - moment' x.

    gram     (J, J) symmetric, positive semi-definite; columns of zeros get a coefficient of zero
    moment   (J,), or (K, J) for many at once
    Source: Lawson & Hanson (1974), on the square root of the scaled matrix.
    """
    if not len(gram):
        return np.zeros_like(moment)
    scale = np.sqrt(np.maximum(np.diag(gram), 0.0))
    safe = np.where(scale > 0, scale, 1.0)
    values, vectors = np.linalg.eigh(gram / safe[:, None] / safe[None, :])
    root = np.sqrt(np.maximum(values, RIDGE * max(float(values[-1]), 1.0)))
    wanted = np.atleast_2d(np.where(scale > 0, moment / safe, 0.0)) @ vectors / root
    solved = np.array([nnls(root[:, None] * vectors.T, each)[0] for each in wanted]) / safe
    solved[:, scale == 0] = 0.0
    return np.asarray(solved.reshape(moment.shape), dtype=np.float64)
