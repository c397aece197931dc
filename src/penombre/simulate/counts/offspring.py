"""How unevenly clicks fall on shares: the laws that a world draws its heavy tail from."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LAWS = ("negative_binomial", "poisson_lognormal", "mixture")


class Offspring(msgspec.Struct, frozen=True):
    """The law of a share's strength, by which its expected clicks are multiplied.

    law     a gamma strength (counts are then negative binomial), a log-normal one, or nothing at all for some shares
            and either little or much for the others
    spread  coefficient of variation of the strength, roughly
    empty   share of the shares without any strength (mixture only)
    """

    law: str
    spread: float
    empty: float


def draw_offspring(rng: np.random.Generator, spread: tuple[float, float] = (0.4, 1.2)) -> Offspring:
    """A law, each as likely as any other."""
    return Offspring(str(rng.choice(LAWS)), float(rng.uniform(*spread)), float(rng.uniform(0.1, 0.35)))


def strengths(rng: np.random.Generator, offspring: Offspring, n: int) -> Floats:
    """(n,) strengths with mean 1."""
    if offspring.law == "negative_binomial":
        shape = 1 / offspring.spread**2
        return rng.gamma(shape, 1 / shape, n)
    if offspring.law == "poisson_lognormal":
        variance = np.log1p(offspring.spread**2)
        return np.asarray(np.exp(rng.normal(-variance / 2, np.sqrt(variance), n)))
    # one in five of the shares with any strength has the larger part of it
    high = 1 + 2 * offspring.spread
    low = (1 - 0.2 * high) / 0.8
    levels = np.where(rng.random(n) < 0.2, high, max(low, 0.05))
    levels /= 0.2 * high + 0.8 * max(low, 0.05)
    return np.where(rng.random(n) < offspring.empty, 0.0, levels / (1 - offspring.empty))
