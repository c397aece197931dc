"""Counting mode: clicks per share, reproduction and dispersion from counts by channel and generation alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penombre.analyze.cascades.dispersion import PRIOR_WEIGHT, usual_dispersion

if TYPE_CHECKING:
    from penombre.analyze.cascades.shares import Floats, GenerationCounts

LEAST_EXPECTED = 3.0
"""Clicks expected in a cell for its departure to tell anything."""


class Draws(msgspec.Struct, frozen=True):
    """The plain estimate first, then draws: (1 + b,) each."""

    clicks_per_share: Floats
    k: Floats


def rates_from_counts(counts: GenerationCounts, survival: Floats, random: np.random.Generator) -> Draws:
    """Clicks per share and reproduction number.

    survival   (1 + b,) share of links that keep their tag: the estimate, then draws

    What is identified. With presses P_g and landings L_g of generation g, s the share of links that keep their tag:
        L_g / P_g      = s c    observed clicks per share, at each generation
        P_(g+1) / L_g  = a      shares per arriving visitor: who comes with tag g presses tag g + 1
        K = a c        = (P_2 + P_3 + …) / (s (P_1 + P_2 + …))
    A visitor whose link lost its tag starts again at 1, so P_1 holds first shares and broken chains alike; they need
    not be told apart, since each share has c clicks wherever it stands. "Or later" takes P and L of the same
    generations and enters the sums without harm. Shares of the last hours have clicks to come: read whole weeks.

    What is not. Only counts are kept, so the spread between shares must be bounded otherwise: given the presses of a
    generation, landings in it add up independent shares, and their variance is the mean times a dispersion D, which
    departures between generations of one channel show (Pearson), held near the usual where these are few. Each
    landing leads to a new share with probability a, so children have dispersion 1 + a (D - 1). The draws are of the
    gamma law with that mean and variance.
    Source: quasi-likelihood (McCullagh & Nelder 1989); estimation in branching processes by generation totals (Harris
    1948).
    """
    presses, landings = float(counts.presses.sum()), float(counts.landings.sum())
    children = float(counts.presses[:, 1:].sum())
    arrivals = min(children / landings, 1.0) if landings else 0.0
    b = len(survival) - 1
    spread = dispersion_draws(counts, float(survival[0]), b, random)
    spread_of_children = 1 + arrivals * (spread - 1)
    # a gamma of a half stands for what was never seen to happen (Jeffreys)
    drawn_landings = spread * random.gamma(landings / spread + 0.5)
    drawn_children = spread_of_children * random.gamma(children / spread_of_children + 0.5)
    exposure = presses * survival
    return Draws(
        clicks_per_share=np.append(landings, drawn_landings) / exposure,
        k=np.append(children, drawn_children) / exposure,
    )


def dispersion_draws(counts: GenerationCounts, survival: float, draws: int, random: np.random.Generator) -> Floats:
    """(draws,) variance over mean of the observed clicks of one share.

    Generations of one channel have the same clicks per share, so their departures from it are the shares' own spread.
    """
    usual = usual_dispersion(survival)
    presses, landings = counts.presses.astype(np.float64), counts.landings.astype(np.float64)
    mean = landings.sum(axis=1) / np.maximum(presses.sum(axis=1), 1.0)
    expected = presses * mean[:, None]
    tells = expected >= LEAST_EXPECTED
    departures = float(((landings - expected)[tells] ** 2 / expected[tells]).sum())
    # the departures of heavy tails scatter more than a chi-square: each counts half
    freedom = float(np.maximum(tells.sum(axis=1) - 1, 0).sum()) / 2
    total = (PRIOR_WEIGHT * usual + departures / 2) / (PRIOR_WEIGHT + freedom)
    spread: Floats = total * (PRIOR_WEIGHT + freedom) / random.chisquare(PRIOR_WEIGHT + freedom, draws)
    return np.maximum(spread, 1.0)
