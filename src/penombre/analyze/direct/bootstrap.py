"""Draws the survey, the controls and the folds again, together, to learn how far the estimate could have fallen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penombre.analyze.direct.classes import CLASSES
from penombre.analyze.direct.controls import Behaviour, behaviour
from penombre.analyze.direct.survey import (
    LEAST_ANSWERS,
    TooFewAnswersError,
    answer_scores,
    difference_estimate,
    signals,
)
from penombre.analyze.direct.tilt import Answers, Population, Tilts, fit_tilts, one_step

if TYPE_CHECKING:
    from penombre.analyze.direct.controls import Controls
    from penombre.analyze.direct.landings import Floats

REPLICATES = 600
FOLDS = 5
PARTITIONS = 3
AT_A_TIME = 4_000_000
"""Numbers held at a time: replicates times respondents times classes, or landings times replicates."""
SUBSAMPLE = 8_000
"""Landings on which the replicates' departures from the estimate are read; the estimate itself reads all."""
MODEL_ERROR = 0.10
"""How far the tilted predictor's mean may be from the truth whatever the survey's size: standard deviation, log odds.

With few answers the model's mean is the steadier, with many the survey's correction of it is the truer; this constant
says where they weigh the same.
"""


CHANCE = 1.96
"""How many of its standard deviations the survey's estimate may lie from the model's by chance."""


class Draws(msgspec.Struct, frozen=True):
    """The estimate (first) and its replicates, (1 + REPLICATES,) each; shares of landings that a question reaches.

    share        private share
    by_survey    the difference estimate alone
    by_model     the tilted predictor's mean alone
    power        lambda of the difference estimate
    sensitivity  part of private respondents who say `sent`
    specificity  part of public respondents who do not
    ratio        readiness to answer, private over public
    level        landings that the answers stand for, over those that were shown the question
    contrast     Youden's index of the answers' scores: how well an answer tells private from public
    tilts        of the predictor
    behaviour    of the classes before the question
    survey_weight   weight of the difference estimate in `share`, on the log odds
    """

    share: Floats
    by_survey: Floats
    by_model: Floats
    power: Floats
    sensitivity: Floats
    specificity: Floats
    ratio: Floats
    level: Floats
    contrast: Floats
    tilts: Tilts
    behaviour: Behaviour
    survey_weight: float


def draw_shares(
    answers: Answers,
    controls: Controls,
    learnt_shares: Floats,
    population: Population,
    shown: float,
    random: np.random.Generator,
) -> Draws:
    """Estimate and replicates from the answers, the controls and all landings without a source.

    learnt_shares  (classes,) the mix of causes that the predictor learnt from
    shown          inverse design probabilities of those that were shown the question, added up
    Raises TooFewAnswersError below LEAST_ANSWERS answers.
    Source: Bayesian bootstrap (Rubin 1981) of answers and control counts; cross-prediction (Zrnic & Candès 2024).
    """
    count = len(answers.answer)
    if count < LEAST_ANSWERS:
        raise TooFewAnswersError(count)
    before = behaviour(controls, REPLICATES, random)
    ones = np.ones((1, count))
    tilts, inverse = fit_tilts(answers, before.rates[0], before.rows[0], ones, learnt_shares)
    model, model_mean = _cross_fit(answers, before, learnt_shares, population, random)
    mix = tilts.classes(answers.seen, answers.traits)[0] * before.rates[0][:, answers.cell].T
    mix = (mix / mix.sum(1, keepdims=True) * answers.weight[:, None]).sum(0)
    scores = answer_scores(before.rows[0], mix / mix.sum())
    weights = np.concatenate([ones, random.exponential(size=(REPLICATES, count))])

    parts = []
    block = max(1, AT_A_TIME // (count * len(CLASSES)))
    for start in range(0, len(weights), block):
        some = slice(start, start + block)
        rates, rows, weight = before.rates[some], before.rows[some], weights[some]
        moved = one_step(answers, tilts, inverse, rates, rows, weight, learnt_shares)
        if start == 0:
            moved = moved.with_first(tilts)
        found = signals(answers, moved, rates, rows, scores)
        partition = np.arange(start, start + len(weight)) % PARTITIONS
        share, power = difference_estimate(
            found.landings * weight, found.private * weight, model[partition], model_mean[partition]
        )
        if start == 0:
            # the estimate itself is the mean over the partitions
            each = [
                difference_estimate(found.landings[:1], found.private[:1], model[[j]], model_mean[[j]])
                for j in range(PARTITIONS)
            ]
            share[0], power[0] = np.mean(each, axis=0)[:, 0]
        public, rate = _public_side(answers, moved, rates)
        said = rows[:, :, 0]
        parts.append(
            (
                share,
                power,
                said[:, 0],
                1 - (public * said[:, 1:]).sum(1) / public.sum(1),
                rate[:, 0] / public.sum(1),
                (found.landings * weight).sum(1) / shown,
                (found.contrast * weight).sum(1) / weight.sum(1),
                moved.by_class,
                moved.by_trait,
            )
        )
    by_survey, power, sensitivity, specificity, ratio, level, contrast, by_class, by_trait = (
        np.concatenate(each) for each in zip(*parts, strict=True)
    )
    moved = Tilts(by_class, by_trait)
    by_model = _model_means(moved, population)
    share, survey_weight = weighed(by_survey, by_model, random)
    return Draws(
        share,
        by_survey,
        by_model,
        power,
        sensitivity,
        specificity,
        ratio,
        level,
        contrast,
        moved,
        before,
        survey_weight,
    )


def log_odds(share: Floats) -> Floats:
    """Log odds of shares, which are first brought within (0.0005, 0.9995)."""
    kept = np.clip(share, 5e-4, 1 - 5e-4)
    odds: Floats = np.log(kept / (1 - kept))
    return odds


def spread(values: Floats) -> float:
    """Standard deviation of replicates by their 95 % limits, which a few wild ones do not move."""
    low, high = np.quantile(values, (0.025, 0.975))
    return float(high - low) / 3.92


def weighed(by_survey: Floats, by_model: Floats, random: np.random.Generator) -> tuple[Floats, float]:
    """The two estimates weighed by how far each may err, on the log odds; what the model may err by is drawn, too.

    Where they lie further apart than chance explains the model errs by more than it usually does: learnt from landings
    unlike those without a source, it may be sure and wrong. Source: variance between sources (DerSimonian & Laird
    1986).
    """
    survey, model = log_odds(by_survey), log_odds(by_model)
    apart = survey - model
    chance = spread(apart[1:])
    error = MODEL_ERROR**2 + max(float(apart[0]) ** 2 - (CHANCE * chance) ** 2, 0.0)
    weight = error / (error + chance**2)
    found = model + weight * apart
    found[1:] += (1 - weight) * np.sqrt(error) * random.normal(size=len(found) - 1)
    return 1 / (1 + np.exp(-found)), weight


def _public_side(answers: Answers, tilts: Tilts, rates: Floats) -> tuple[Floats, Floats]:
    """(b, classes - 1) respondents of each public class for one public landing, (b, classes) mean rate of answering."""
    shares = tilts.classes(answers.seen, answers.traits)[:, :, 1:]
    mix = (shares * answers.weight[:, None]).sum(1)
    rate = (rates[:, :, answers.cell] * answers.weight).sum(2) / answers.weight.sum()
    return mix / mix.sum(1, keepdims=True) * rate[:, 1:], rate


def _model_means(tilts: Tilts, population: Population) -> Floats:
    """(b,) mean probability of `private` over the population under each tilt."""
    few = population.every(max(1, len(population.seen) // SUBSAMPLE))
    roughly = tilts.private(few.seen, few.traits) @ few.reach / few.reach.sum()
    exact = population.mean_private(tilts.first())[0]
    means: Floats = np.clip(roughly + (exact - roughly[0]), 1e-4, 1 - 1e-4)
    return means


def _cross_fit(
    answers: Answers, before: Behaviour, learnt_shares: Floats, population: Population, random: np.random.Generator
) -> tuple[Floats, Floats]:
    """(PARTITIONS, n) probabilities of the respondents, each by a fit without it; (PARTITIONS,) population means."""
    count = len(answers.answer)
    fold = np.array([random.permutation(count) % FOLDS for _ in range(PARTITIONS)])
    kept = (fold[:, None, :] != np.arange(FOLDS)[None, :, None]).astype(float).reshape(-1, count)
    tilts, _ = fit_tilts(answers, before.rates[0], before.rows[0], kept, learnt_shares)
    inside = tilts.private(answers.seen, answers.traits).reshape(PARTITIONS, FOLDS, count)
    held = np.take_along_axis(inside, fold[:, None, :], axis=1)[:, 0]
    sizes = np.array([np.bincount(each, weights=answers.weight, minlength=FOLDS) for each in fold])
    means = population.mean_private(tilts).reshape(PARTITIONS, FOLDS)
    return held, (means * sizes).sum(1) / sizes.sum(1)
