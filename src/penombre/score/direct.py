"""The dark share of landings without a source: error, coverage, pages, single landings (T1 to T4)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from penombre.score.runner import Answer, Figures, Public, Truth
from penombre.score.study import Line, Study, above, below, within
from penombre.score.summary import mean, median, share, where
from penombre.sentences import sentence
from penombre.simulate.counts.landings import LANDING_HARD, LANDING_UNSEEN, LANDING_VARIANTS, landing_world

if TYPE_CHECKING:
    from numpy.typing import NDArray

SENT = 0  # the answer
PRIVATE = (3, 4, 5, 6)  # the causes
DEEP = 2
TRANSPORT_ALARMS = {"families_disagree", "response_level"}
"""Alarms that speak of tagged and untagged visitors who answer unlike one another."""
RELATIVE = Line(
    "T1",
    "relative error where the share is ≥ .25, median",
    median("relative_error"),
    "≤ .10",
    "≤ .15",
    below(0.10, 0.15),
)


def figures(answer: Answer, public: Public, truth: Truth) -> Figures:
    """Errors in points or relative, 1 where an interval holds; the deep-page rule and the raw survey beside them."""
    theta = float(truth["theta"])
    blind = public["known"] < 0
    deep_rule = float((blind & (public["page_kind"] == DEEP)).sum() / blind.sum())
    raw = public["answer"][blind & (public["answer"] >= 0)]
    found: Figures = {
        "deep_rule_error": _relative(deep_rule, theta),
        "survey_error": _relative(float((raw == SENT).mean()), theta) if len(raw) else math.nan,
        "answers": float(len(raw)),
        "alarmed": float(bool(TRANSPORT_ALARMS & set(answer["alarms"]))),
        "broken": float(not truth["transport_holds"]),
        "inside_bounds": float(answer["bounds"]["low"] <= theta <= answer["bounds"]["high"]),
    }
    found |= _site(answer, theta)
    found |= _pages(answer, truth)
    if answer["share"] is not None:
        found |= _landings(np.asarray(answer["probabilities"]), np.isin(truth["cause"][blind], PRIVATE))
    return found


def _site(answer: Answer, theta: float) -> Figures:
    whole, sampling = answer["share"], answer["sampling"]
    if whole is None:
        return {"refused": 1.0}
    relative = _relative(whole["estimate"], theta)
    points = abs(whole["estimate"] - theta)
    return {
        "refused": 0.0,
        "relative_error": relative if theta >= 0.25 else math.nan,
        "points": points,
        "covered": float(whole["low"] <= theta <= whole["high"]),
        "covered_sampling": float(sampling["low"] <= theta <= sampling["high"]),
        "width": whole["high"] - whole["low"],
        "wider": (whole["high"] - whole["low"]) / max(sampling["high"] - sampling["low"], 1e-9),
    }


def _pages(answer: Answer, truth: Truth) -> Figures:
    found = {int(page["page"]): page for page in answer["pages"]}
    pairs = [
        (found[int(page)], float(share))
        for page, share in zip(truth["pages"], truth["theta_by_page"], strict=True)
        if int(page) in found
    ]
    if len(pairs) < 3 or answer["share"] is None:
        return {}
    site = answer["share"]["estimate"]
    errors = [abs(page["estimate"] - really) for page, really in pairs]
    plain = [abs(site - really) for _, really in pairs]
    return {
        "page_error": float(np.mean(errors)),
        "page_gain": 1 - float(np.mean(errors)) / max(float(np.mean(plain)), 1e-9),
        "page_covered": float(np.mean([page["low"] <= really <= page["high"] for page, really in pairs])),
    }


def _landings(probability: NDArray[Any], private: NDArray[np.bool_]) -> Figures:
    """Brier skill, expected calibration error over ten equal groups, log loss relative to that of the base rate."""
    rate = private.mean()
    base = rate * (1 - rate)
    order = np.argsort(probability, kind="stable")
    groups = np.array_split(order, 10)
    clipped = np.clip(probability, 1e-6, 1 - 1e-6)
    loss = -np.mean(np.where(private, np.log(clipped), np.log(1 - clipped)))
    base_loss = -(rate * math.log(max(rate, 1e-9)) + (1 - rate) * math.log(max(1 - rate, 1e-9)))
    return {
        "brier_skill": 1 - float(((probability - private) ** 2).mean()) / max(float(base), 1e-9),
        "calibration_error": float(np.mean([abs(probability[g].mean() - private[g].mean()) for g in groups])),
        "log_loss_ratio": float(loss) / max(base_loss, 1e-9),
    }


def _relative(estimate: float, truth: float) -> float:
    return abs(estimate - truth) / max(truth, 1e-9)


STUDY = Study(
    name=sentence("The dark share of landings without a source"),
    estimator="direct",
    world=landing_world,
    figures=figures,
    variants=LANDING_VARIANTS,
    others=LANDING_HARD,
    unseen=LANDING_UNSEEN,
    lines=(
        RELATIVE,
        # asked elsewhere: the one or the other
        Line(
            "T1", "error in points, median", median("points"), "≤ .04", "or ≤ .03", below(0.04, 0.03), instead=RELATIVE
        ),
        Line("T1", "the deep-page rule's relative error", median("deep_rule_error"), "", "", below(9)),
        Line("T1", "the raw survey's relative error", median("survey_error"), "", "", below(9)),
        Line("T2", "full interval holds", share("covered"), "≥ .93", "≥ .90", above(0.93, 0.90)),
        Line(
            "T2",
            "sampling interval holds where transport does",
            where("broken", False, share("covered_sampling")),
            ".91–.97",
            "",
            within(0.91, 1.0),
        ),
        Line("T2", "the same where it does not", where("broken", True, share("covered_sampling")), "", "", above(0)),
        Line("T2", "full interval over sampling's, width", median("wider"), "≤ 1.4", "", below(1.4)),
        Line("T2", "width of the full interval", median("width"), "", "", below(1)),
        Line("T2", "worlds refused an answer", mean("refused"), "", "", below(1)),
        Line(
            "T2",
            "alarm where transport is broken",
            where("broken", True, share("alarmed")),
            "≥ .90",
            "≥ .90",
            above(0.90),
        ),
        Line("T2", "alarm where it holds", where("broken", False, share("alarmed")), "≤ .05", "≤ .05", below(0.05)),
        Line("T3", "pages: mean error in points", median("page_error"), "≤ .07", "≤ .10", below(0.07, 0.10)),
        Line("T3", "pages: gain over the site's share", median("page_gain"), "≥ .30", "", above(0.30)),
        Line("T3", "pages: intervals hold", mean("page_covered"), "≥ .93", "≥ .88", above(0.93, 0.88)),
        Line("T4", "landings: Brier skill", median("brier_skill"), "≥ .20", "", above(0.20)),
        Line("T4", "landings: calibration error", median("calibration_error"), "≤ .03", "≤ .06", below(0.03, 0.06)),
        Line("T4", "landings: log loss over base rate's", median("log_loss_ratio"), "≤ 1", "≤ 1.02", below(1.0, 1.02)),
        Line("bounds", "bounds without a model hold", share("inside_bounds"), "1", "1", above(0.995)),
    ),
    first_seed=50_000,
)
