"""Changes of a period: when, of what kind, how large."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penombre.analyze.change.conservation import ChangeType, Steps, judge
from penombre.analyze.change.dates import cuts, date_of, standardised
from penombre.analyze.change.days import Days
from penombre.analyze.change.steps import deseasonalised, step_at
from penombre.analyze.interval import Interval

if TYPE_CHECKING:
    from penombre.analyze.change.expected import Floats, Integers

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
    by_name = _levels(days)
    known = [level for level in by_name["known"] if level.mean() >= LEAST_DAILY]
    dark = by_name["dark"][0]
    ratio = standardised(by_name["logged"][0] * _share(days.scripted, days.logged))
    series = [standardised(dark), ratio, *(standardised(level) for level in known)]
    found = [0, *cuts(series), len(dark)]
    changes = []
    for position in range(1, len(found) - 1):
        before, after = found[position - 1], found[position + 1]
        day, first, last = date_of(series, found[position], before, after)
        steps = Steps(
            known=[step_at(level, day, before, after) for level in by_name["known"]],
            **{name: step_at(by_name[name][0], day, before, after) for name in _SINGLE},
        )
        verdict = judge(steps)
        if verdict is not None:
            step = steps.dark
            low, high = (math.exp(step.log_ratio + side * 1.96 * step.log_error) for side in (-1, 1))
            size = Interval(math.exp(step.log_ratio), low, high, n=after - before)
            changes.append(Change(day, first, last, verdict.type, verdict.source, size, dict(verdict.evidence)))
    return changes


_SINGLE = ("dark", "total", "logged", "scripted", "silent", "networks", "night")


def _levels(days: Days) -> dict[str, list[Floats]]:
    """Every series with its weekdays' habits divided out."""
    single = {name: getattr(days, name) for name in _SINGLE if name != "total"}
    single["total"] = days.dark + days.known.sum(axis=0)
    levels = {name: [deseasonalised(counts, days.first_weekday)] for name, counts in single.items()}
    levels["known"] = [deseasonalised(counts, days.first_weekday) for counts in days.known]
    return levels


def _share(part: Integers, whole: Integers) -> Floats:
    share: Floats = part / np.maximum(whole, 1)
    return share
