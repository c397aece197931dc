"""Collecting has stopped: nothing has come for longer than this site's own rhythm makes credible."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from penombre.act.alerts import Alert

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

FALSE_ALARMS_A_YEAR = 0.5
"""On a site whose visitors go on coming as they did."""
WEEK, DAY, HOUR = 168, 24, 3600.0
LEAST_HOURS = 14 * DAY
"""Of history: before, nobody knows the site's nights and Sundays."""
SHAPES = (1.0, 1e4)


def silence(counts: Integers, hour_of_week: Integers, last: float, now: float, listening_since: float) -> Alert | None:
    """The alert while nothing comes; None while that may be chance, or too little is known.

    counts            (h,) page views by hour, the last hour the one that runs
    hour_of_week      (h,) local hour of the week of each, 0 to 167
    last, now         seconds since 1970 of the newest page view, and of this moment
    listening_since   when this server was started: before, it could hear nothing
    Source: the chance that a negative binomial count is zero, for all that a gap should have brought by the site's own
    clock; the limit is set by how many gaps a year has.
    """
    heard = max(last, listening_since)
    gap = now - heard
    hours = math.ceil(gap / HOUR) + 1
    past, when = counts[:-hours], hour_of_week[:-hours]
    begun = int(np.argmax(past > 0)) if past.any() else len(past)
    past, when = past[begun:], when[begun:]
    if len(past) < LEAST_HOURS or gap <= 0:
        return None
    rate = _rate(past, when)
    usual = np.maximum(rate[when], 1e-3)
    shape = _shape(past, usual)
    missing = _missing(rate, hour_of_week, gap, now)
    # arrivals of one hour share its good or bad luck: an hour has about as many gaps of its own as `shape`, at most
    gaps_a_year = float((usual / (1 + usual / shape)).mean()) * DAY * 365
    if shape * math.log1p(missing / shape) < math.log(max(gaps_a_year, 1.0) / FALSE_ALARMS_A_YEAR):
        return None
    return Alert("silence", "", heard, {"missing": missing, "hours": gap / HOUR})


def _rate(past: Integers, when: Integers) -> Floats:
    """(168,) page views to expect in each hour of the week, drawn a little to its hour of the day: weeks are few."""
    by_day = np.bincount(when % DAY, past, minlength=DAY) / np.maximum(np.bincount(when % DAY, minlength=DAY), 1)
    seen = np.bincount(when, minlength=WEEK)
    rate: Floats = (np.bincount(when, past, minlength=WEEK) + np.tile(by_day, 7)) / (seen + 1)
    return rate


def _missing(rate: Floats, hour_of_week: Integers, gap: float, now: float) -> float:
    """Page views to expect between the last one and now."""
    parts = np.zeros(len(hour_of_week))
    left, part = gap, now % HOUR  # time zones are whole hours or halves; a half hour does no harm here
    for back in range(1, len(parts) + 1):
        took = min(left, part)
        parts[-back] = took / HOUR
        left -= took
        part = HOUR
        if left <= 0:
            break
    return float((parts * rate[hour_of_week]).sum())


def _shape(past: Integers, usual: Floats) -> float:
    """How evenly page views come: the shape of a gamma law of an hour's luck, by moments."""
    excess = float(((past - usual) ** 2 - usual).sum())
    return float(np.clip((usual**2).sum() / max(excess, 1e-9), *SHAPES))
