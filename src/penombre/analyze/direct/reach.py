"""The part of the landings without a source that no question reaches: robots that pass for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penombre.analyze.direct.cells import CELLS, cells_of

if TYPE_CHECKING:
    from penombre.analyze.direct.landings import Floats, Integers, Landings

SURE = 3.0
"""Standard errors by which the question must be shown too rarely before robots are said to be there."""
USUAL_ROBOTS = 0.03
FLOOD = 0.1
"""Before the counts: robots are a few per cent of the landings, exponentially spread; on one site in ten, any part."""
CREDIT = 10.0
"""Questions at the site's mean rate that every cell is credited with."""
GRID = np.linspace(0.0, 0.99, 1_000)


class Reach(msgspec.Struct, frozen=True):
    """How many landings without a source a question can reach, beside those of known source.

    each    (n0,) probability that a question can reach the landing
    mean    its mean
    error   standard deviation of the mean
    robots  the shortfall is no chance
    """

    each: Floats
    mean: float
    error: float
    robots: bool


def reach_of(landings: Landings, hidden: Integers) -> Reach:
    """Compare how often the question was shown with how often the design would have it shown, cell by cell.

    Known landings give the rate at which people are reached (some leave before the question); a robot never is. What
    the counts say of robots is weighed against how many there usually are.
    """
    shown, due, noise = _counts(landings, hidden)
    if not due.sum():
        return Reach(np.ones(len(hidden)), 1.0, 0.0, robots=False)
    shown_known, due_known, noise_known = _counts(landings, np.flatnonzero(landings.control >= 0))
    rate = shown_known.sum() / due_known.sum() if shown_known.sum() else 1.0
    rate_error = np.sqrt(noise_known.sum()) / due_known.sum() if shown_known.sum() else 0.0
    ratio = shown.sum() / due.sum() / rate
    error = max(ratio * np.hypot(np.sqrt(noise.sum()) / max(shown.sum(), 1.0), rate_error / rate), 1e-3)
    prior = (1 - FLOOD) * np.exp(-GRID / USUAL_ROBOTS) / USUAL_ROBOTS + FLOOD
    plausible = prior * np.exp(-0.5 * ((1 - GRID - ratio) / error) ** 2 + 0.5 * (max(ratio - 1, 0.0) / error) ** 2)
    plausible /= plausible.sum()
    robots = float(plausible @ GRID)
    doubt = float(np.sqrt(plausible @ (GRID - robots) ** 2))
    # where they land: cells differ as far as their own counts say
    by_cell = np.clip((shown + CREDIT * ratio * rate) / (due + CREDIT) / rate, 0.02, 1.0)
    size = np.bincount(cells_of(landings, hidden), minlength=CELLS)
    missing = (1 - by_cell) + 1e-6
    by_cell = 1 - np.clip(missing * robots * size.sum() / (missing * size).sum(), 0.0, 0.98)
    each = by_cell[cells_of(landings, hidden)]
    return Reach(each, float(each.mean()), doubt, robots=bool(ratio + SURE * error < 1))


def _counts(landings: Landings, rows: Integers) -> tuple[Floats, Floats, Floats]:
    """(CELLS,) questions shown, questions that the design would have shown, and the variance of the difference."""
    cell, design = cells_of(landings, rows), landings.design[rows]
    shown, due, noise = (
        np.bincount(cell, weights=weights, minlength=CELLS).astype(np.float64)
        for weights in (landings.asked[rows], design, design * (1 - design))
    )
    return shown, due, noise
