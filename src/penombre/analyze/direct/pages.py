"""Dark share of single pages: what the model says of each, moved by the page's own answers as far as they can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np
from scipy.special import log_softmax, logsumexp, softmax

from penombre.analyze.direct.shift import shift_likelihood

if TYPE_CHECKING:
    from penombre.analyze.direct.controls import Behaviour
    from penombre.analyze.direct.landings import Floats, Integers
    from penombre.analyze.direct.tilt import Answers, Population, Tilts

LEAST_LANDINGS = 10
"""Landings without a source below which nothing is said of a page."""
SHIFTS = np.linspace(-3.0, 3.0, 61)
SPREADS = np.linspace(0.05, 1.5, 16)
USUAL_SPREAD = 0.5
"""How far pages lie from what the model says of them, log odds: half-normal prior of the standard deviation."""
MODELS = 60
AT_A_TIME = 50_000


class PageEffects(msgspec.Struct, frozen=True):
    """Departure of each page's log odds from the model, with its posterior standard deviation.

    mean, deviation  (pages,)
    """

    mean: Floats
    deviation: Floats


class PageShare(msgspec.Struct, frozen=True):
    """Dark share of a page's landings without a source: estimate, 95 % limits, and how many landings these are."""

    page: int
    estimate: float
    low: float
    high: float
    n: int


def page_effects(answers: Answers, pages: Integers, count: int, shares: Floats, behaviour: Behaviour) -> PageEffects:
    """Posterior of every page's departure, the spread of departures integrated out.

    pages   (n,) page of each respondent, numbers from 0 to count - 1
    shares  (n, classes) of the classes at each respondent's x, by the tilted predictor
    Source: empirical Bayes for small areas (Fay & Herriot 1979), with a hierarchical prior in place of a plugged-in
    variance (Morris 1983), and the answers' own likelihood in place of its normal approximation.
    """
    each = shift_likelihood(answers, shares, behaviour.rates[0], behaviour.rows[0], SHIFTS)
    by_page = np.zeros((count, len(SHIFTS)))
    np.add.at(by_page, pages, each)
    prior = log_softmax(-0.5 * (SHIFTS[None, :] / SPREADS[:, None]) ** 2, axis=1)
    # logarithms throughout: answers far from all that a narrow spread allows would leave it a probability of 0
    evidence = np.array([logsumexp(by_page + row, axis=1).sum() for row in prior])
    plausible = softmax(evidence - 0.5 * (SPREADS / USUAL_SPREAD) ** 2)
    posterior = np.zeros_like(by_page)
    for share, row in zip(plausible, prior, strict=True):
        posterior += share * softmax(by_page + row, axis=1)
    mean = posterior @ SHIFTS
    return PageEffects(mean, np.sqrt(np.maximum(posterior @ SHIFTS**2 - mean**2, 0.0)))


def page_shares(
    probabilities: Floats, model_deviation: Floats, effects: PageEffects, pages: Integers, names: Integers, extra: float
) -> list[PageShare]:
    """Every page with at least LEAST_LANDINGS landings without a source, in the order of `names`.

    probabilities    (n0,) of `private`, each page's effect included
    model_deviation  (count,) standard deviation of each page's log odds by the model
    pages            (n0,) page of each landing, numbers from 0 to count - 1
    names            (count,) the pages' own numbers
    extra            standard deviation of the log odds that all pages share (transport)
    """
    sizes = np.bincount(pages, minlength=len(names))
    share = np.bincount(pages, weights=probabilities, minlength=len(names)) / np.maximum(sizes, 1)
    share = np.clip(share, 1e-4, 1 - 1e-4)
    middle = np.log(share / (1 - share))
    # the landings that came are a draw, too: the share of few lies far from its expectation
    drawn = 1 / np.maximum(sizes * share * (1 - share), 0.25)
    deviation = np.sqrt(model_deviation**2 + effects.deviation**2 + extra**2 + drawn)
    low, high = 1 / (1 + np.exp(1.96 * deviation - middle)), 1 / (1 + np.exp(-1.96 * deviation - middle))
    return [
        PageShare(int(names[p]), float(share[p]), float(low[p]), float(high[p]), int(sizes[p]))
        for p in np.flatnonzero(sizes >= LEAST_LANDINGS)
    ]


def over_replicates(tilts: Tilts, population: Population, pages: Integers, count: int) -> tuple[Floats, Floats]:
    """(n0,) mean probability of `private` of each landing, (count,) standard deviation of each page's log odds.

    Over MODELS replicates of the tilt: their mean is less sure of itself than the fit alone, and rightly so.
    """
    few = tilts.some(MODELS)
    mean = np.empty(len(pages))
    total = np.zeros((len(few.by_class), count))
    for start in range(0, len(pages), AT_A_TIME):
        part = slice(start, start + AT_A_TIME)
        private = few.private(population.seen[part], population.traits[part])
        mean[part] = private.mean(0)
        for b, row in enumerate(private):
            total[b] += np.bincount(pages[part], weights=row, minlength=count)
    share = np.clip(total / np.maximum(np.bincount(pages, minlength=count), 1), 1e-4, 1 - 1e-4)
    return mean, np.log(share / (1 - share)).std(0)
