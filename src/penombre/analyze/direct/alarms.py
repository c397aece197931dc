"""What should make a reader doubt the estimate: one stable code for each sign that an assumption fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.stats import fisher_exact

from penombre.analyze.direct.bootstrap import log_odds, spread
from penombre.analyze.direct.classes import classes_of
from penombre.analyze.direct.landings import ANSWERS
from penombre.analyze.direct.transport import WEIGHTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from penombre.analyze.direct.bootstrap import Draws
    from penombre.analyze.direct.landings import Landings
    from penombre.analyze.direct.transport import Transport
    from penombre.analyze.interval import Interval

LEVEL = 0.05
RARE_LEVEL = 0.001
"""For signs that are looked at beside the test of transport, so that together they seldom cry wolf."""
LEAST_CONTROL_ANSWERS = 30
USELESS_POWER = 0.1

TOO_FEW_ANSWERS = "too_few_answers"
NO_CONTROLS = "no_controls"
FAMILIES_DISAGREE = "families_disagree"
RESPONSE_LEVEL = "response_level"
MODEL_DRIFT = "model_drift"
MODEL_USELESS = "model_useless"
BEYOND_BOUNDS = "beyond_bounds"
BEYOND_UNLABELLED = "beyond_unlabelled"
RANDOM_ANSWERS = "random_answers"
ANSWERS_CHANGED = "answers_changed"
UNREACHED = "unreached"
EXTREME_SHARE = "extreme_share"


def transport_alarms(found: Transport) -> list[str]:
    """Private families that differ, or landings without a source that answer more or less often than their causes."""
    alarms = []
    if found.p_families < LEVEL * (WEIGHTS[0] + WEIGHTS[1]):
        alarms.append(FAMILIES_DISAGREE)
    if found.p_level < LEVEL * WEIGHTS[2]:
        alarms.append(RESPONSE_LEVEL)
    return alarms


def model_alarms(draws: Draws, sampling: Interval, most: float, most_unlabelled: float) -> list[str]:
    """A predictor that the survey belies or has no use for, and an interval beyond what is possible."""
    alarms = []
    apart = log_odds(draws.by_survey) - log_odds(draws.by_model)
    if abs(apart[0]) > 3.3 * spread(apart[1:]):
        alarms.append(MODEL_DRIFT)
    if draws.power[0] < USELESS_POWER:
        alarms.append(MODEL_USELESS)
    if sampling.low > most:
        alarms.append(BEYOND_BOUNDS)
    if sampling.low > most_unlabelled:
        alarms.append(BEYOND_UNLABELLED)
    return alarms


def answer_alarms(landings: Landings) -> list[str]:
    """Controls too few, answers at random among the unknown, controls that changed their ways within the period."""
    alarms = []
    answered = landings.answer >= 0
    classes = classes_of(landings.known)
    private, public = answered & (classes == 0), answered & (classes > 0)
    if min(private.sum(), public.sum()) < LEAST_CONTROL_ANSWERS:
        alarms.append(NO_CONTROLS)
    decoy = landings.answer == ANSWERS.index("decoy")
    hidden = answered & (landings.known < 0)
    if _more_often(decoy, hidden, private | public, alternative="greater") < RARE_LEVEL:
        alarms.append(RANDOM_ANSWERS)
    late = landings.day > np.median(landings.day)
    sent = landings.answer == ANSWERS.index("sent")
    if (
        min(_more_often(sent, side & late, side & ~late, alternative="two-sided") for side in (private, public))
        < RARE_LEVEL
    ):
        alarms.append(ANSWERS_CHANGED)
    return alarms


def _more_often(
    what: NDArray[np.bool_],
    here: NDArray[np.bool_],
    there: NDArray[np.bool_],
    alternative: Literal["two-sided", "greater"],
) -> float:
    """p-value that `what` is as frequent here as there. Source: Fisher's exact test."""
    table = np.array([[int((what & where).sum()), int((~what & where).sum())] for where in (here, there)])
    return float(fisher_exact(table, alternative=alternative).pvalue)
