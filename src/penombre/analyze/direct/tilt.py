"""Brings the predictor to what the survey's answers say: from the mix it learnt from to the mix without a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penombre.analyze.direct.classes import CLASSES, USUAL_SHARES

if TYPE_CHECKING:
    from penombre.analyze.direct.landings import Floats, Integers

PRIVATE_SPREAD = 2.5
PUBLIC_SPREAD = 1.2
"""How far the log odds of a class may lie from the usual shares, before the answers."""
TRAIT_SPREAD = 0.4
"""How far one standard deviation of a trait may move the log odds of `private` beyond what the predictor says."""
STEPS = 25
AT_A_TIME = 50_000


class Answers(msgspec.Struct, frozen=True):
    """Those who were asked without a known source and answered.

    seen    (n, classes) predictor's probabilities
    traits  (n, q) traits that may move `private`, standardised over all landings without a source
    cell    (n,) cell of readiness to answer
    answer  (n,) index into ANSWERS
    weight  (n,) inverse of the design probability
    """

    seen: Floats
    traits: Floats
    cell: Integers
    answer: Integers
    weight: Floats


class Tilts(msgspec.Struct, frozen=True):
    """Changes of the predictor's log odds: one of each class, and one of `private` with each trait; b of them.

    by_class  (b, classes)
    by_trait  (b, q)
    """

    by_class: Floats
    by_trait: Floats

    def first(self) -> Tilts:
        return Tilts(self.by_class[:1], self.by_trait[:1])

    def some(self, count: int) -> Tilts:
        """The first `count` replicates, without the estimate."""
        return Tilts(self.by_class[1 : 1 + count], self.by_trait[1 : 1 + count])

    def with_first(self, fit: Tilts) -> Tilts:
        """The same with the only one of `fit` in the first place."""
        return Tilts(
            np.concatenate([fit.by_class, self.by_class[1:]]), np.concatenate([fit.by_trait, self.by_trait[1:]])
        )

    def private(self, seen: Floats, traits: Floats) -> Floats:
        """(b, n) probability that a landing was sent in private."""
        public = np.exp(self.by_class[:, 1:]) @ seen[:, 1:].T
        private = np.exp(self.by_class[:, :1] + self.by_trait @ traits.T) * seen[:, 0]
        return private / (private + public)

    def classes(self, seen: Floats, traits: Floats) -> Floats:
        """(b, n, classes) probability of each class."""
        odds = np.exp(self.by_class)[:, None, :] * seen[None]
        odds[:, :, 0] *= np.exp(self.by_trait @ traits.T)
        probabilities: Floats = odds / odds.sum(2, keepdims=True)
        return probabilities


class Population(msgspec.Struct, frozen=True):
    """All landings without a source.

    seen    (n0, classes) predictor's probabilities
    traits  (n0, q) traits that may move `private`, standardised
    reach   (n0,) probability that a question can reach the landing, which it cannot where a robot landed
    """

    seen: Floats
    traits: Floats
    reach: Floats

    def every(self, step: int) -> Population:
        return Population(self.seen[::step], self.traits[::step], self.reach[::step])

    def mean_private(self, tilts: Tilts) -> Floats:
        """(b,) mean probability of `private` over the landings that a question can reach."""
        total = np.zeros(len(tilts.by_class))
        for start in range(0, len(self.seen), AT_A_TIME):
            part = slice(start, start + AT_A_TIME)
            total += tilts.private(self.seen[part], self.traits[part]) @ self.reach[part]
        means: Floats = total / self.reach.sum()
        return means


def fit_tilts(
    answers: Answers, rates: Floats, rows: Floats, weights: Floats, learnt_shares: Floats
) -> tuple[Tilts, Floats]:
    """Most likely tilts given the answers, and the inverse of their information (b, p, p).

    rates    (classes, cells) probability of answering
    rows     (classes, answers) probability of each answer
    weights  (b, n) one fit for each row of weights, added to the design's
    Penalised likelihood of the answers given that one answered: among respondents at x a class has the odds
    share(x) * rate(x), and answer k comes with the rows' probability. Fisher scoring.
    """
    prior, spread = _prior(answers, learnt_shares)
    found = np.tile(prior, (len(weights), 1))
    total = weights * answers.weight * (len(answers.weight) / answers.weight.sum())
    count = len(CLASSES)
    for _ in range(STEPS):
        slope, curve = _score(answers, Tilts(found[:, :count], found[:, count:]), rates, rows, total)
        inverse = np.linalg.inv(curve + np.diag(1 / spread**2))
        step = np.einsum("bpq,bq->bp", inverse, slope - (found - prior) / spread**2)
        found = found + step / np.maximum(1.0, np.abs(step).max(1, keepdims=True))
        if np.abs(step).max() < 1e-3:
            break
    return Tilts(found[:, :count], found[:, count:]), inverse.astype(np.float64)


def one_step(
    answers: Answers, tilts: Tilts, inverse: Floats, rates: Floats, rows: Floats, weights: Floats, learnt_shares: Floats
) -> Tilts:
    """Tilts (b, ...) for b draws of rates (b, classes, cells), rows (b, classes, answers) and weights (b, n).

    One Newton step from the fit of the data as they are: `tilts` and `inverse` hold one fit.
    """
    prior, spread = _prior(answers, learnt_shares)
    total = weights * answers.weight * (len(answers.weight) / answers.weight.sum())
    at = np.concatenate([tilts.by_class, tilts.by_trait], axis=1)
    slope = _slope(answers, tilts, rates, rows, total)
    step = (slope - (at - prior) / spread**2) @ inverse[0]
    found = at + np.clip(step, -1.5, 1.5)
    return Tilts(found[:, : len(CLASSES)], found[:, len(CLASSES) :])


def _prior(answers: Answers, learnt_shares: Floats) -> tuple[Floats, Floats]:
    traits = answers.traits.shape[1]
    centre = np.concatenate([np.log(USUAL_SHARES / learnt_shares), np.zeros(traits)])
    spread = np.concatenate([[PRIVATE_SPREAD], np.full(len(CLASSES) - 1, PUBLIC_SPREAD), np.full(traits, TRAIT_SPREAD)])
    return centre, spread


def _pulls(answers: Answers, before: Floats, after: Floats) -> Floats:
    """(..., n, p) derivative of the log likelihood of each answer by each parameter."""
    change = after - before
    return np.concatenate([change, change[..., :1] * answers.traits], axis=-1)


def _slope(answers: Answers, tilts: Tilts, rates: Floats, rows: Floats, weights: Floats) -> Floats:
    before = tilts.classes(answers.seen, answers.traits) * rates[..., answers.cell].swapaxes(-1, -2)
    before = before / before.sum(-1, keepdims=True)
    after = before * rows[..., answers.answer].swapaxes(-1, -2)
    after = after / after.sum(-1, keepdims=True)
    change = after - before
    return np.concatenate(
        [np.einsum("bn,bnc->bc", weights, change), (weights * change[..., 0]) @ answers.traits], axis=1
    )


def _score(answers: Answers, tilts: Tilts, rates: Floats, rows: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Slope (b, p) of the log likelihood and its expected information (b, p, p)."""
    before = tilts.classes(answers.seen, answers.traits) * rates[:, answers.cell].T
    before = before / before.sum(-1, keepdims=True)
    chance = before @ rows
    information = np.zeros((len(weights), *(2 * [before.shape[-1] + answers.traits.shape[1]])))
    for k in range(rows.shape[1]):
        after = before * rows[:, k] / chance[..., k : k + 1]
        pulls = _pulls(answers, before, after)
        information += np.einsum("bn,bnp,bnq->bpq", weights * chance[..., k], pulls, pulls, optimize=True)
    after = before * rows[:, answers.answer].T
    pulls = _pulls(answers, before, after / after.sum(-1, keepdims=True))
    return np.einsum("bn,bnp->bp", weights, pulls), information
