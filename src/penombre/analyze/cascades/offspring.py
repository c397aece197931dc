"""How many clicks a share brings: zero-inflated negative binomial, fitted to what is left of them after losses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, gammaln, logit
from scipy.stats import binom

if TYPE_CHECKING:
    from penombre.analyze.cascades.shares import Floats, Integers

LEAST_KEPT = 0.25
"""Where less is kept, too little is known of what was lost."""


class Offspring(msgspec.Struct, frozen=True):
    """Clicks of a share: none with probability `barren`, else negative binomial with `mean` and `size`.

    A small size means that few shares bring most clicks; variance = mean + mean² / size.
    """

    barren: float
    mean: float
    size: float

    def total_mean(self) -> float:
        return (1 - self.barren) * self.mean

    def silent(self) -> float:
        """Share of shares without any click."""
        return self.barren + (1 - self.barren) * float((1 + self.mean / self.size) ** -self.size)

    def draw(self, random: np.random.Generator, n: int, kept: float = 1.0) -> Integers:
        """(n,) clicks of n shares of which each is kept with probability `kept`."""
        rates = random.gamma(self.size, self.mean * kept / self.size, n) * (random.random(n) >= self.barren)
        return random.poisson(rates)


def fit_offspring(clicks: Integers, kept: Floats) -> Offspring:
    """Maximum likelihood under thinning: a negative binomial stays one, with its mean times what is kept.

    clicks   (n,) observed clicks of each share
    kept     (n,) probability in (0, 1] that a click of this share is observed: token kept, and come before the end
    Source: zero-inflated negative binomial offspring as in Lloyd-Smith et al. 2005 (superspreading), with a weak prior
    that keeps the parameters finite where few shares are known.
    """
    # shares with the same clicks and about the same chance count together
    rows, counts = np.unique(np.stack([clicks, np.round(kept * 50)]), axis=1, return_counts=True)
    x, chance = rows[0], np.maximum(rows[1], 1) / 50
    mean = float(clicks.sum() / max(kept.sum(), 1e-9)) + 0.01

    def loss(parameters: Floats) -> float:
        barren, log_mean, log_size = parameters
        size, expected = np.exp(log_size), np.exp(log_mean) * chance
        log_negative = (
            gammaln(x + size) - gammaln(size) - gammaln(x + 1)
            + size * (log_size - np.log(size + expected)) + x * (np.log(expected) - np.log(size + expected))
        )  # fmt: skip
        log_fertile, log_barren = -np.logaddexp(0, barren), -np.logaddexp(0, -barren)
        likely = np.where(x > 0, log_fertile + log_negative, np.logaddexp(log_barren, log_fertile + log_negative))
        prior = ((barren - logit(0.3)) / 2) ** 2 + ((log_mean - np.log(mean)) / 2) ** 2 + (log_size / 2) ** 2
        return float(-(counts * likely).sum() + 0.5 * prior)

    start = np.array([logit(0.3), np.log(mean / 0.7), -0.3])
    barren, log_mean, log_size = minimize(loss, start, method="L-BFGS-B", bounds=[(-8, 8), (-8, 12), (-6, 6)]).x
    return Offspring(float(expit(barren)), float(np.exp(log_mean)), float(np.exp(log_size)))


def silent_share(histogram: Floats, kept: float, shares: int) -> float:
    """Share of shares without a click, without a model of the clicks.

    histogram   (x,) share of the shares with 0, 1, 2... observed clicks; shares: how many they are
    kept        probability that a click is observed; below LEAST_KEPT only that much of the loss is put back
    Each click is lost on its own, so the generating function of the true clicks at 0 is that of the observed ones at
    1 - 1/kept: an alternating sum, whose terms grow where more than half is lost, and are then faded out.
    Source: the fading is that of Efron & Thisted 1976 for unseen species, as set by Orlitsky, Suresh & Wu 2016.
    """
    lost = 1 / max(kept, LEAST_KEPT) - 1
    clicks = np.arange(len(histogram))
    terms = histogram * (-lost) ** clicks
    if lost > 1:
        length = int(0.5 * np.log2(shares * lost**2 / (lost - 1)))
        terms = terms * binom.sf(clicks - 1, length, 2 / (2 + lost))
    return min(max(float(terms.sum()), 0.0), 1.0)
