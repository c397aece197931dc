"""Turns answers into a share: the survey's difference estimator, with answers corrected for error and unwillingness."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np

if TYPE_CHECKING:
    from penombre.analyze.direct.landings import Floats
    from penombre.analyze.direct.tilt import Answers, Tilts

LEAST_ANSWERS = 30
LEAST_CONTRAST = 0.05


class TooFewAnswersError(ValueError):
    """A survey with too few answers to estimate from: there are bounds, no estimate."""

    def __init__(self, answers: int) -> None:
        super().__init__(
            f"{answers} answers from landings without a source, {LEAST_ANSWERS} are needed for an estimate. "
            "Ask more visitors (raise the survey's rate) or take a longer period; until then only bounds hold."
        )


class Signals(msgspec.Struct, frozen=True):
    """What each answer stands for among all landings without a source, on average over the answers it might have been.

    landings  (b, n) how many landings
    private   (b, n) how many private ones
    contrast  (b, n) mean score of private landings less that of public ones: Youden's index of the answer
    """

    landings: Floats
    private: Floats
    contrast: Floats


def signals(answers: Answers, tilts: Tilts, rates: Floats, rows: Floats, scores: Floats) -> Signals:
    """Unbiased signals of `private`, weighted by the inverse probability of being asked and answering.

    rates   (b, classes, cells) probability of answering
    rows    (b, classes, answers) probability of each answer
    scores  (answers,) value of each answer, 1 for `sent` and 0 else in the plain form

    With s the score of an answer and s0, s1 its means among public and private respondents at x, z = (s - s0)/(s1 - s0)
    has mean 1 when the landing was private and 0 when it was public: the correction of Rogan & Gladen (1978), with the
    public side mixed at x from the classes that fill it. The weight of each side is the inverse of its own rate, so
    that unequal willingness is undone before anything is averaged.
    """
    shares = tilts.classes(answers.seen, answers.traits)[:, :, 1:]
    shares = shares / shares.sum(2, keepdims=True)
    rate = rates[:, :, answers.cell].swapaxes(1, 2)
    mean = (rows @ scores)[:, None, :]
    public = (shares * rate[:, :, 1:]).sum(2)
    low = (shares * rate[:, :, 1:] * mean[:, :, 1:]).sum(2) / public
    contrast = mean[:, :, 0] - low
    kept = np.where(np.abs(contrast) < LEAST_CONTRAST, LEAST_CONTRAST, contrast)
    z = (scores[answers.answer] - low) / kept
    private = z / rate[:, :, 0] * answers.weight
    return Signals(private + (1 - z) / public * answers.weight, private, contrast)


def answer_scores(rows: Floats, shares: Floats) -> Floats:
    """(answers,) probability that an answer comes from a private landing: the score that tells the two sides best.

    rows    (classes, answers) probability of each answer
    shares  (classes,) of the classes among respondents
    Source: the likelihood ratio (Neyman & Pearson); any score is unbiased here, this one has the least variance.
    """
    joint = rows * shares[:, None]
    probabilities: Floats = joint[0] / joint.sum(0)
    return probabilities


def difference_estimate(
    landings: Floats, private: Floats, model: Floats, model_mean: Floats, power: Floats | None = None
) -> tuple[Floats, Floats]:
    """Share of private landings, the model's mean over all of them corrected by those who answered; and lambda.

    landings    (b, n) landings that each answer stands for, weights included
    private     (b, n) private ones of them
    model       (b or 1, n) probability by a model that did not learn from this answer
    model_mean  (b or 1,) its mean over all landings without a source
    power       (b or 1,) lambda; None: the one of least variance, within [0, 1.5]

    share = sum(private)/sum(landings) + lambda * (model_mean - sum(landings * model)/sum(landings))

    Raises TooFewAnswersError below LEAST_ANSWERS answers.
    Source: the generalised regression estimator (Särndal, Swensson & Wretman 1992), of which PPI++ (Angelopoulos,
    Duchi & Zrnic 2023) is the case of equal weights.
    """
    if landings.shape[1] < LEAST_ANSWERS:
        raise TooFewAnswersError(landings.shape[1])
    total = landings.sum(1)
    plain = private.sum(1) / total
    seen = (landings * model).sum(1) / total
    if power is None:
        by_model = landings * (model - seen[:, None])
        by_answer = private - plain[:, None] * landings
        power = np.clip((by_model * by_answer).sum(1) / np.maximum((by_model**2).sum(1), 1e-300), 0.0, 1.5)
    return plain + power * (model_mean - seen), power
