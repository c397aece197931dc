"""The part of the landings without a source that no question reaches: robots that pass for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penombre.analyze.direct.cells import CELLS, cells_of

if TYPE_CHECKING:
    from penombre.analyze.direct.landings import Floats, Integers, Landings

SURE = 3.0
"""Standard errors by which the question must be shown too rarely before robots are believed in."""
CREDIT = 10.0
"""Questions at the site's mean rate that every cell is credited with."""


class Reach(msgspec.Struct, frozen=True):
    """How many landings without a source a question can reach, beside those of known source.

    each    (n0,) probability that a question can reach the landing, 1 where nothing speaks against it
    mean    its mean
    error   standard error of the mean
    """

    each: Floats
    mean: float
    error: float


def reach_of(landings: Landings, hidden: Integers) -> Reach:
    """Compare how often the question was shown with how often the design would have it shown, cell by cell.

    Known landings give the rate at which people are reached (some leave before the question); a robot never is. A
    shortfall within SURE standard errors is taken for chance.
    """
    everything = Reach(np.ones(len(hidden)), 1.0, 0.0)
    controls = np.flatnonzero(landings.control >= 0)
    shown, due, noise = _counts(landings, hidden)
    if not due.sum():
        return everything
    shown_known, due_known, noise_known = _counts(landings, controls)
    rate = shown_known.sum() / due_known.sum() if due_known.sum() else 1.0
    rate_error = np.sqrt(noise_known.sum()) / due_known.sum() if due_known.sum() else 0.0
    ratio = shown.sum() / due.sum() / max(rate, 1e-9)
    error = ratio * np.hypot(np.sqrt(noise.sum()) / max(shown.sum(), 1.0), rate_error / max(rate, 1e-9))
    if not ratio + SURE * error < 1:
        return everything
    by_cell = np.clip((shown + CREDIT * ratio * rate) / (due + CREDIT) / rate, 0.02, 1.0)
    cell = cells_of(landings, hidden)
    # cells cut off at 1 would leave the mean too low
    size = np.bincount(cell, minlength=CELLS)
    by_cell = np.clip(by_cell * ratio / ((by_cell * size).sum() / size.sum()), 0.02, 1.0)
    each = by_cell[cell]
    return Reach(each, float(each.mean()), float(error))


def _counts(landings: Landings, rows: Integers) -> tuple[Floats, Floats, Floats]:
    """(CELLS,) questions shown, questions that the design would have shown, and the variance of the difference."""
    cell, design = cells_of(landings, rows), landings.design[rows]
    shown, due, noise = (
        np.bincount(cell, weights=weights, minlength=CELLS).astype(np.float64)
        for weights in (landings.asked[rows], design, design * (1 - design))
    )
    return shown, due, noise
