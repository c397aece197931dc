"""The dark share of the landings without a source: survey, predictor, controls and their doubt, together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np
from scipy.stats import t as student

from penombre.analyze.direct.alarms import (
    EXTREME_SHARE,
    TOO_FEW_ANSWERS,
    UNREACHED,
    answer_alarms,
    model_alarms,
    transport_alarms,
)
from penombre.analyze.direct.bootstrap import Draws, draw_shares, log_odds
from penombre.analyze.direct.cells import cells_of
from penombre.analyze.direct.controls import count_controls
from penombre.analyze.direct.extremes import RARE, rare_share
from penombre.analyze.direct.model_free import Bounds, model_free_bounds
from penombre.analyze.direct.pages import PageShare, over_replicates, page_effects, page_shares
from penombre.analyze.direct.predictor import predict
from penombre.analyze.direct.probability import rectified
from penombre.analyze.direct.reach import Reach, reach_of
from penombre.analyze.direct.shift import shifted
from penombre.analyze.direct.survey import LEAST_ANSWERS
from penombre.analyze.direct.tilt import Answers, Population
from penombre.analyze.direct.traits import traits_of
from penombre.analyze.direct.transport import Transport, transport
from penombre.analyze.direct.unlabelled import mixture_bound
from penombre.analyze.interval import Interval

if TYPE_CHECKING:
    from penombre.analyze.direct.landings import Floats, Integers, Landings

SAMPLE = 4_000


class DirectEstimate(msgspec.Struct, frozen=True):
    """What is known of the dark share of the landings without a source; None and empty where too few answered.

    share            with everything that is in doubt: sampling and transport
    sampling         the same estimate, with the doubt of sampling alone
    bounds           without a model, and the old rule
    unlabelled_bound upper bound from how proven private landings look, in [0, 1]
    answers          answers of landings without a source
    response_rate    part of those shown the question who answered
    lambda_          weight of the predictor in the survey's estimate: 0 useless, 1 as good as it says
    sensitivity      part of private respondents who say so
    specificity      part of the others who do not say that they were sent the link
    response_ratio   readiness to answer, private over others
    transport_sd     what is allowed for tagged landings answering unlike untagged ones: standard deviation, log odds
    transport_p      p-value that they answer alike, as far as that shows
    tipping_point    log odds by which tagged private landings would have to answer more (or less) readily than untagged
                     ones for the estimate to lie on the interval's nearer limit
    alarms           codes of `alarms`, empty when nothing speaks against the estimate
    pages            pages with at least ten landings without a source
    probabilities    (n0,) that each landing without a source was sent in private, in their order
    """

    share: Interval | None
    sampling: Interval | None
    bounds: Bounds
    unlabelled_bound: float
    answers: int
    response_rate: float
    lambda_: float | None
    sensitivity: Interval | None
    specificity: Interval | None
    response_ratio: Interval | None
    transport_sd: float | None
    transport_p: float | None
    tipping_point: float | None
    alarms: list[str]
    pages: list[PageShare]
    probabilities: Floats


def estimate_direct(landings: Landings, seed: int = 0) -> DirectEstimate:
    """Dark share of the landings without a source, with its interval and what it rests on.

    Never raises for want of data: below LEAST_ANSWERS answers there are bounds, no estimate, and an alarm.
    Source: difference estimator with an auxiliary model (Särndal et al. 1992), corrected for wrong answers (Rogan &
    Gladen 1978) and unequal readiness to answer by the same question put to landings of known source.
    """
    random = np.random.default_rng(seed)
    hidden = np.flatnonzero(landings.known < 0)
    bounds = model_free_bounds(landings)
    asked = int(landings.asked[hidden].sum())
    respondents = np.flatnonzero(landings.answer[hidden] >= 0)
    prediction = predict(landings, random)
    unlabelled = mixture_bound(prediction.proven, prediction.hidden[:, 0])
    if len(respondents) < LEAST_ANSWERS:
        return DirectEstimate(
            None, None, bounds, unlabelled, len(respondents), len(respondents) / max(asked, 1),
            None, None, None, None, None, None, None, [TOO_FEW_ANSWERS], [], np.empty(0),
        )  # fmt: skip
    rows = hidden[respondents]
    traits = traits_of(landings, hidden, prediction)
    answers = Answers(
        prediction.hidden[respondents],
        traits[respondents],
        cells_of(landings, rows),
        landings.answer[rows],
        1 / landings.design[rows],
    )
    reach = reach_of(landings, hidden)
    population = Population(prediction.hidden, traits, reach.each)
    controls = count_controls(landings)
    shown = landings.asked[hidden] / landings.design[hidden]
    # robots are among all landings but not among those that were shown the question: these stand for the people
    people = Population(prediction.hidden, traits, shown) if reach.robots else population
    draws = draw_shares(answers, controls, prediction.learnt_shares, people, float(shown.sum()), random)

    found = transport(landings, float(draws.sensitivity[0]), draws.level)
    sampling, extreme = _sampling_interval(answers, draws, population, reach, random)
    allowance = _transport_deviation(found, draws)
    share = _widened(sampling, allowance)
    alarms = (
        transport_alarms(found)
        + model_alarms(draws, sampling, bounds.high, unlabelled)
        + answer_alarms(landings)
        + [UNREACHED] * reach.robots
        + [EXTREME_SHARE] * extreme
    )
    probabilities, pages = _spread_out(answers, draws, population, landings.page[hidden], respondents, share, allowance)
    private_answers, public_answers = (int(x) for x in (controls.answers[0].sum(), controls.answers[1:].sum()))
    return DirectEstimate(
        share=share,
        sampling=sampling,
        bounds=bounds,
        unlabelled_bound=unlabelled,
        answers=len(respondents),
        response_rate=len(respondents) / max(asked, 1),
        lambda_=float(draws.power[0]),
        sensitivity=_of_draws(draws.sensitivity, private_answers),
        specificity=_of_draws(draws.specificity, public_answers),
        response_ratio=_of_draws(draws.ratio, private_answers + public_answers),
        transport_sd=allowance,
        transport_p=found.p,
        tipping_point=_nearer_limit(share),
        alarms=alarms,
        pages=pages,
        probabilities=probabilities,
    )


def _sampling_interval(
    answers: Answers, draws: Draws, population: Population, reach: Reach, random: np.random.Generator
) -> tuple[Interval, bool]:
    """Of all landings without a source, those that no question reaches included; and whether the share is extreme."""
    count = len(answers.answer)
    if RARE < draws.share[0] < 1 - RARE:
        reached = np.clip(reach.mean + reach.error * random.normal(size=len(draws.share)), 0.01, 1.0)
        reached[0] = reach.mean
        odds = log_odds(draws.share * reached)
        low, middle, high = np.quantile(odds[1:], (0.025, 0.5, 0.975))
        effective = answers.weight.sum() ** 2 / (answers.weight**2).sum()
        wider = float(student.ppf(0.975, max(effective - 1, 2))) / 1.96
        limits = odds[0] + wider * np.array([low - middle, 0.0, high - middle])
        low, estimate, high = (float(x) for x in 1 / (1 + np.exp(-limits)))
        return Interval(estimate, low, high, count), False
    tilts = draws.tilts.first()
    few = population.every(max(1, len(population.seen) // SAMPLE))
    estimate, low, high = rare_share(
        answers, tilts.classes(answers.seen, answers.traits)[0], tilts.private(few.seen, few.traits)[0], draws.behaviour
    )
    return Interval(estimate * reach.mean, low * reach.mean, high * reach.mean, count), True


def _transport_deviation(found: Transport, draws: Draws) -> float:
    """Of the log odds of the share: the gap of readiness, and that of the answers times what the share makes of it."""
    odds = draws.ratio[0] * draws.share[0] / (1 - draws.share[0])
    among_respondents = odds / (1 + odds)
    slope = 1 / (max(draws.contrast[0], 0.1) * max(1 - among_respondents, 0.1))
    return float(np.hypot(found.readiness, found.sensitivity * slope))


def _widened(interval: Interval, deviation: float) -> Interval:
    """The interval with an independent doubt of the log odds added in squares, to either side."""
    middle, low, high = log_odds(np.array([interval.estimate, interval.low, interval.high]))
    below, above = np.hypot(middle - low, 1.96 * deviation), np.hypot(high - middle, 1.96 * deviation)
    limits = 1 / (1 + np.exp(-np.array([middle - below, middle + above])))
    return Interval(
        interval.estimate, min(float(limits[0]), interval.low), max(float(limits[1]), interval.high), interval.n
    )


def _nearer_limit(interval: Interval) -> float:
    middle, low, high = log_odds(np.array([interval.estimate, interval.low, interval.high]))
    return float(min(middle - low, high - middle))


def _of_draws(values: Floats, n: int) -> Interval:
    low, high = np.quantile(values[1:], (0.025, 0.975))
    return Interval(float(values[0]), float(min(low, values[0])), float(max(high, values[0])), n)


def _spread_out(
    answers: Answers,
    draws: Draws,
    population: Population,
    page: Integers,
    respondents: Integers,
    share: Interval,
    allowance: float,
) -> tuple[Floats, list[PageShare]]:
    """Probability of every landing and share of every page, whose mean is the estimate."""
    names, pages = np.unique(page, return_inverse=True)
    tilts = draws.tilts.first()
    shares = tilts.classes(answers.seen, answers.traits)[0]
    effects = page_effects(answers, pages[respondents], len(names), shares, draws.behaviour)
    model, deviations = over_replicates(draws.tilts, population, pages, len(names))
    probabilities = rectified(shifted(model, effects.mean[pages]), population.reach, share.estimate)
    return probabilities, page_shares(probabilities, deviations, effects, pages, names, allowance)
