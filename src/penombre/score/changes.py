"""Changes: how soon they are noticed, how seldom without cause, and whether their kind is told (T11, T12)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from penombre.score.runner import Answer, Figures, Outcome, Public, Truth
from penombre.score.study import Line, Study, above, below
from penombre.score.summary import Measured, mean, median
from penombre.sentences import sentence
from penombre.simulate.counts.changes import CHANGE_HARD, CHANGE_UNSEEN, CHANGE_VARIANTS, change_world

TYPES = ("behaviour", "attribution", "robots", "breakage")
LEARNING = 24
"""Days before anything can be noticed."""
NEAR = 7
"""Days within which a change found is taken for a true one."""
LATE = 28
"""A change not noticed within so many days was missed."""


def figures(answer: Answer, public: Public, truth: Truth) -> Figures:
    """Alarms without cause, days until a change was noticed, kinds found for kinds drawn, pages named."""
    days = len(public["dark"])
    # the size is relative: 1 is a doubling
    drawn = [(int(day), str(kind), float(size)) for day, kind, size in truth["changes"]]
    alarms = sorted(int(alarm["day"]) for alarm in answer["alarms"])
    found = dict.fromkeys(("false_alarms", "quiet_days", "half_more", "doubled"), math.nan)
    caused = [day for day, _, _ in drawn]
    false = [day for day in alarms if not any(day_of <= day <= day_of + LATE for day_of in caused)]
    found["false_alarms"] = float(len(false))
    found["quiet_days"] = float(max(days - LEARNING - LATE * len(drawn), 0))
    for day, kind, size in drawn:
        if kind in ("behaviour", "robots") and size > 0 and day >= 60:
            delay = next((alarm - day + 1 for alarm in alarms if day <= alarm <= day + LATE), LATE + 1)
            if 0.4 <= size <= 0.7:
                found["half_more"] = float(delay)
            elif 0.8 <= size <= 1.4:
                found["doubled"] = float(delay)
    found |= _kinds(answer["changes"], drawn)
    named = {int(page["page"]) for page in answer["pages"]}
    really = {int(page) for page, _, _ in truth["page_changes"]}
    found["false_pages"] = len(named - really) / max(len(named), 1)
    found["pages_found"] = len(named & really) / len(really) if really else math.nan
    return found


def _kinds(found: Sequence[Mapping[str, Any]], drawn: Sequence[tuple[int, str, float]]) -> Figures:
    """For each kind: how many were drawn and told right, drawn, and told."""
    counts = {f"{name}_{kind}": 0.0 for name in ("right", "drawn", "told") for kind in TYPES}
    left = list(found)
    for day, kind, _ in drawn:
        counts[f"drawn_{kind}"] += 1
        near = [each for each in left if abs(int(each["day"]) - day) <= NEAR]
        if near:
            nearest = min(near, key=lambda each: abs(int(each["day"]) - day))
            left.remove(nearest)
            counts[f"right_{kind}"] += nearest["type"] == kind
            if nearest["type"] in TYPES:
                counts[f"told_{nearest['type']}"] += 1
    for each in left:
        if each["type"] in TYPES:
            counts[f"told_{each['type']}"] += 1
    return counts


def days_between_false_alarms(outcomes: Sequence[Outcome]) -> Measured:
    """Days watched for each false alarm; as many as were watched where there was none."""
    alarms = sum(each.figures["false_alarms"] for each in outcomes)
    days = sum(each.figures["quiet_days"] for each in outcomes)
    value = days / max(alarms, 1.0)
    return Measured(value, value / math.sqrt(max(alarms, 1.0)), len(outcomes))


def macro_f1(outcomes: Sequence[Outcome]) -> Measured:
    """The mean over kinds of the harmonic mean of precision and recall; kinds never drawn are left out."""

    def score(chosen: Sequence[Outcome]) -> float:
        total = {name: sum(each.figures[name] for each in chosen) for name in chosen[0].figures if "_" in name}
        parts = [
            2 * total[f"right_{kind}"] / (total[f"drawn_{kind}"] + total[f"told_{kind}"])
            for kind in TYPES
            if total[f"drawn_{kind}"]
        ]
        return float(np.mean(parts)) if parts else math.nan

    if math.isnan(score(outcomes)):
        return Measured(math.nan, math.nan, 0)
    random = np.random.default_rng(0)
    again = [score([outcomes[row] for row in random.integers(0, len(outcomes), len(outcomes))]) for _ in range(200)]
    return Measured(score(outcomes), float(np.nanstd(again)), len(outcomes))


STUDY = Study(
    name=sentence("Changes"),
    estimator="changes",
    world=change_world,
    figures=figures,
    variants=CHANGE_VARIANTS,
    others=CHANGE_HARD,
    unseen=CHANGE_UNSEEN,
    lines=(
        Line("T11", "days between false alarms", days_between_false_alarms, "≥ 365", "≥ 200", above(365, 200), 0),
        Line("T11", "days until +40–70 % is noticed", median("half_more"), "≤ 5", "", below(5), 1),
        Line("T11", "days until a doubling is noticed", median("doubled"), "≤ 2.5", "", below(2.5), 1),
        Line("T11", "pages named that did not change", mean("false_pages"), "≤ 0.05", "≤ 0.05", below(0.05)),
        Line("T11", "pages that changed and were named", mean("pages_found"), "", "", above(0)),
        Line("T12", "kind of change, macro F1", macro_f1, "≥ 0.90", "≥ 0.80", above(0.90, 0.80)),
    ),
    first_seed=70_000,
)
