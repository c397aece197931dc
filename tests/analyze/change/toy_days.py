"""Small worlds in which one thing changes on one day."""

from __future__ import annotations

from typing import Any

import numpy as np

from penombre.analyze.change.days import Days

WEEK = np.array([1.05, 1.1, 1.05, 1.0, 1.0, 0.9, 0.9])
DAYS, DAY = 200, 120
SEASON = 28


def draw(random: np.random.Generator, mean: Any, dispersion: float = 60.0) -> Any:
    """Negative binomial counts."""
    return random.negative_binomial(dispersion, dispersion / (dispersion + np.maximum(mean, 1e-9)))


def days(kind: str, size: float = 0.5, seed: int = 0, pages: int = 12) -> Days:
    """A site on which, from DAY on, something of `kind` happens; "quiet" for nothing, "season" over SEASON days."""
    random = np.random.default_rng(seed)
    week = WEEK[np.arange(DAYS) % 7]
    later = np.arange(DAYS) >= DAY
    known, dark = np.array([500.0, 200.0, 80.0, 40.0])[:, None] * week, 400 * week
    night, silent, robots = 0.06 * dark, 30 * week, np.zeros(DAYS)
    told, alive = np.full(DAYS, 0.8), np.ones(DAYS)
    if kind == "behaviour":
        dark = np.where(later, size * dark, dark)
    elif kind == "attribution":
        moved = np.where(later, (1 - size) * dark, 0)
        dark, known[1] = dark - moved, known[1] + moved
    elif kind == "robots":
        robots = np.where(later, (1 / size - 1) * dark, 0)
    elif kind == "script_lost":
        told = np.where(later, size * told, told)
    elif kind == "all_lost":
        alive = np.where(later, size, 1.0)
    elif kind == "season":
        alive = size ** np.clip((np.arange(DAYS) - DAY) / SEASON + 0.5, 0, 1)
    else:
        assert kind == "quiet"
    shares = random.dirichlet(np.full(pages, 2.0))
    by_page = draw(random, shares[:, None] * (dark + robots) * alive)
    unknown = by_page.sum(axis=0)
    logged = draw(random, (known.sum(axis=0) + dark + robots) * alive * 1.5, 200.0)
    part = robots / (dark + robots)
    return Days(
        first_weekday=0,
        known=draw(random, known * alive),
        dark=unknown,
        pages=by_page,
        logged=logged,
        scripted=random.binomial(logged, told * (1 - 0.5 * part)),
        silent=draw(random, (silent + robots) * alive),
        networks=random.binomial(unknown, 0.8 * (1 - 0.9 * part)),
        night=random.binomial(
            unknown, np.where(part > 0, 0.06 * (1 - part) + 0.25 * part, night / np.maximum(dark, 1))
        ),
    )
