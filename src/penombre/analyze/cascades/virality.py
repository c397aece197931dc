"""Structural virality: the mean distance between two shares of a tree, low for a broadcast, high for a chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from penombre.analyze.cascades.draws import DRAWS, interval_of
from penombre.analyze.cascades.forest import Forest, plant

if TYPE_CHECKING:
    from penombre.analyze.cascades.offspring import Offspring
    from penombre.analyze.cascades.shares import Floats
    from penombre.analyze.interval import Interval

MOST_SHARES = 8
"""Shares for each root at which growth is stopped: near K = 1 it would hardly end."""
MOST_GENERATIONS = 60
ROOTS, ROOTS_A_DRAW = 6000, 1200
FORESTS = 30
"""Forests grown for the interval, each with other draws of K and of survival."""


def structural_virality(forest: Forest) -> Floats:
    """(t,) mean pairwise distance in each tree of at least two shares, by root from the first to the last.

    An edge lies between n_v (n - n_v) pairs, n_v the size of the subtree below it, so one sum over edges is enough.
    Source: Goel, Anderson, Hofman & Watts 2015 (Wiener index over pairs).
    """
    size = forest.size.astype(np.float64)
    whole = size[forest.root]
    child = forest.parent >= 0
    pairs = np.bincount(forest.root[child], weights=(size * (whole - size))[child], minlength=len(size))
    trees = (forest.parent < 0) & (forest.size > 1)
    means: Floats = 2 * pairs[trees] / (size[trees] * (size[trees] - 1))
    return means


def observed_virality(forest: Forest, random: np.random.Generator) -> Interval | None:
    """Mean over the trees of two shares and more, a lower bound as lost tokens cut trees up; None without any."""
    trees = structural_virality(forest)
    if not len(trees):
        return None
    weights = random.exponential(size=(DRAWS, len(trees)))
    return interval_of(np.append(trees.mean(), weights @ trees / weights.sum(axis=1)), len(trees))


def modelled_virality(
    observed: Interval, offspring: Offspring, k: Floats, survival: Floats, random: np.random.Generator
) -> Interval:
    """Mean virality as it would be seen if no link lost its token.

    observed    what was seen
    offspring   clicks of a share
    k, survival (1 + b,) reproduction number and share of links that keep their token: the estimate, then draws
    The fitted process is grown twice, with all links and with those that keep their token; what was seen is multiplied
    by the ratio of the two, in which most of what the model gets wrong cancels.
    """
    clicks = max(offspring.total_mean(), 1e-9)

    def loss(draw: int, roots: int) -> float:
        whole = _mean(grow(offspring, float(k[draw]) / clicks, roots, random))
        cut = _mean(grow(offspring, float(k[draw] * survival[draw]) / clicks, roots, random))
        return max(whole / cut, 1.0)

    ratios = np.array([loss(1 + draw, ROOTS_A_DRAW) for draw in range(min(FORESTS, len(k) - 1))])
    seen = random.normal(observed.estimate, (observed.high - observed.low) / (2 * 1.96), (10, len(ratios)))
    drawn = (np.maximum(seen, 1.0) * ratios).ravel()
    return interval_of(np.append(observed.estimate * loss(0, ROOTS), drawn), observed.n)


def _mean(forest: Forest) -> float:
    trees = structural_virality(forest)
    return float(trees.mean()) if len(trees) else 1.0


def grow(offspring: Offspring, reshared: float, roots: int, random: np.random.Generator) -> Forest:
    """A forest as the fitted shares would make it if no link lost its token.

    reshared   shares per click; with the clicks per share it makes K
    """
    parents, newest, total = [np.full(roots, -1)], np.arange(roots), roots
    for _ in range(MOST_GENERATIONS):
        if not len(newest) or total >= MOST_SHARES * roots:
            break
        children = np.repeat(newest, offspring.draw(random, len(newest), reshared))
        parents.append(children)
        newest = np.arange(total, total + len(children))
        total += len(children)
    return plant(np.concatenate(parents))
