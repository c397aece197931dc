"""Landings and answers built by hand, for tests of the parts."""

from __future__ import annotations

from typing import Any

import numpy as np

from penombre.analyze.direct.cells import CELLS
from penombre.analyze.direct.classes import CLASSES
from penombre.analyze.direct.landings import ANSWERS, Landings
from penombre.analyze.direct.tilt import Answers


def landings(count: int, **fields: Any) -> Landings:
    """Ordinary landings without a source on one deep page; `fields` are arrays of length count, or one value for all."""
    usual: dict[str, Any] = {
        "page": 0, "page_kind": 2, "depth": 2, "slug_length": 20, "slug_digits": 0, "age_hours": 50.0, "day": 1, "hour": 12,
        "mobile": False, "browser": 0, "returning": False, "fetch_site": -1, "navigation": 0, "history": 1,
        "unfurls": 0.0, "social": 0.0, "search": 0.0, "presses": 0.0, "known": -1, "control": -1, "asked": False,
        "design": 0.1, "answer": -1, "answer_app": -1, "answer_audience": -1,
    }  # fmt: skip
    return Landings(**{name: np.full(count, 0, dtype=type(value)) + fields.get(name, value) if not isinstance(value, bool)
                       else np.full(count, value) | np.asarray(fields.get(name, value)) for name, value in usual.items()})  # fmt: skip


def respondents(count: int, random: np.random.Generator) -> tuple[Answers, np.ndarray, np.ndarray, np.ndarray]:
    """Landings asked at random whose classes are drawn as the predictor says; those who answered, and what is true.

    Returns the answers, rates (classes, cells), rows (classes, answers) and the private share of all that were asked.
    """
    rates = random.uniform(0.05, 0.3, (len(CLASSES), CELLS))
    rows = random.dirichlet(np.full(len(ANSWERS), 0.3), len(CLASSES))
    rows = 0.3 * rows
    for row, right in enumerate((0, 3, 2, 1, 4, 5, 6, 8)):
        rows[row, right] += 0.7
    seen = random.dirichlet(np.full(len(CLASSES), 0.5), count)
    seen = (seen + 1e-3) / (seen + 1e-3).sum(1, keepdims=True)
    traits = random.normal(size=(count, 2))
    cell = random.integers(0, CELLS, count)
    cause = (random.random((count, 1)) > seen.cumsum(1)[:, :-1]).sum(1)
    answered = random.random(count) < rates[cause, cell]
    said = (random.random((count, 1)) > rows[cause].cumsum(1)[:, :-1]).sum(1)
    some = np.flatnonzero(answered)
    weight = np.full(len(some), 1.0)
    return Answers(seen[some], traits[some], cell[some], said[some], weight), rates, rows, seen[:, 0].mean()
