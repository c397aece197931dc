"""Changes of a period: when, of what kind, how large."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penombre.analyze.change.conservation import ChangeType, Steps, judge
from penombre.analyze.change.dates import cuts, date_of, standardised
from penombre.analyze.change.days import Days
from penombre.analyze.change.steps import (
    LEAST_WINDOW,
    deseasonalised,
    is_beyond_usual,
    is_spell,
    is_sudden,
    lasting,
    step_at,
    wandering,
    whole_weeks,
)
from penombre.analyze.interval import Interval

if TYPE_CHECKING:
    from penombre.analyze.change.expected import Floats

LEAST_DAILY = 2.0
"""Landings a day below which a source is too small to be looked at on its own."""


class Change(msgspec.Struct, frozen=True):
    """Something changed and stayed so.

    day            the first new day; first, last   the days that it may have been (95 %)
    type           of what kind
    source         number of the known source that exchanged landings with the unattributed ones, -1 for none
    size           landings without a source after it, relative to before
    evidence       the figures that told the kind
    """

    day: int
    first: int
    last: int
    type: ChangeType
    source: int
    size: Interval
    evidence: dict[str, float]


def find_changes(days: Days) -> list[Change]:
    """The lasting changes of a site, in order of time. Days with less than three weeks on one side tell little."""
    if len(days.dark) < 3 * LEAST_WINDOW:
        return []
    by_name = _levels(days)
    known = [level for level in by_name["known"] if level.mean() >= LEAST_DAILY]
    dark = by_name["dark"][0]
    series = [standardised(level) for level in (dark, by_name["measured"][0], *known)]
    everything = deseasonalised(days.dark + days.known.sum(axis=0), days.first_weekday)
    found = [0, *cuts(series, alone=2), len(dark)]
    wanders = {name: [wandering(level, found) for level in levels] for name, levels in by_name.items()}
    changes = []
    for position in range(1, len(found) - 1):
        before, after = found[position - 1], found[position + 1]
        day, first, last = date_of(series, found[position], before, after)
        at = {
            name: [step_at(level, day, before, after, own) for level, own in zip(levels, wanders[name], strict=True)]
            for name, levels in by_name.items()
        }
        steps = Steps(
            known=at.pop("known"),
            dark_counts=whole_weeks(days.dark, dark, day, before, after),
            known_counts=[
                whole_weeks(each, level, day, before, after)
                for each, level in zip(days.known, by_name["known"], strict=True)
            ],
            sudden=is_sudden(by_name["total"][0], day, before, after),
            **{name: step for name, (step,) in at.items()},
        )
        verdict = judge(steps)
        if verdict is not None:
            step = steps.dark
            low, high = (math.exp(step.log_ratio + side * 1.96 * step.log_error) for side in (-1, 1))
            size = Interval(math.exp(step.log_ratio), low, high, n=after - before)
            changes.append(Change(day, first, last, verdict.type, verdict.source, size, dict(verdict.evidence)))
    return [_with_other_reasons(each, everything) for each in changes]


def _with_other_reasons(change: Change, everything: Floats) -> Change:
    """A breakage of everything is undetermined where holidays or a sale look the same."""
    ratio = change.evidence.get("all")
    if ratio and (is_spell(everything, change.day, ratio) or is_beyond_usual(everything, change.day, ratio)):
        return msgspec.structs.replace(change, type="undetermined")
    return change


def _levels(days: Days) -> dict[str, list[Floats]]:
    """Every series with its weekdays' habits divided out."""
    rest = days.known.sum(axis=0)
    counts = {
        "known": list(days.known),
        "dark": [days.dark],
        "total": [days.dark + rest],
        "logged": [days.logged],
        "silent": [days.silent],
        "networks": [days.networks],
        "night": [days.night],
    }
    levels = {name: [deseasonalised(each, days.first_weekday) for each in some] for name, some in counts.items()}
    levels["measured"] = [days.logged.mean() * days.scripted / np.maximum(days.logged, 1)]
    beside = deseasonalised(rest, days.first_weekday) + 1
    levels["apart"] = [levels["dark"][0] * (beside.mean() / beside)]
    return {name: [lasting(each) for each in some] for name, some in levels.items()}
