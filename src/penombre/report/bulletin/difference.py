"""Whether two estimates differ: only where the interval of their difference leaves zero out."""

from __future__ import annotations

import math
from typing import Literal

from scipy.stats import norm

from penombre.analyze.interval import Interval

NORMAL_95 = 1.959963984540054

Direction = Literal["more", "less", "alike"]


def difference(now: Interval, before: Interval) -> Interval:
    """`now` minus `before`, with limits as far apart as the two intervals together demand.

    Both have 95 % limits, which need not lie evenly, and are independent. Doubts that both share, such as how
    visitors answer, would cancel: they are left in, so that the interval is rather too wide.
    Source: the method of variance estimates recovery (Zou & Donner 2008).
    """
    middle = now.estimate - before.estimate
    below = math.hypot(now.estimate - now.low, before.high - before.estimate)
    above = math.hypot(now.high - now.estimate, before.estimate - before.low)
    return Interval(middle, middle - below, middle + above, min(now.n, before.n))


def among(interval: Interval, looked_at: int) -> Interval:
    """The interval with limits that hold for `looked_at` of its kind together (Bonferroni), each being looked at."""
    wider = float(norm.isf(0.025 / max(looked_at, 1))) / NORMAL_95
    return Interval(
        interval.estimate,
        interval.estimate - wider * (interval.estimate - interval.low),
        interval.estimate + wider * (interval.high - interval.estimate),
        interval.n,
    )


def direction(gap: Interval) -> Direction:
    """Where a difference leads, as far as its interval says."""
    if gap.low > 0:
        return "more"
    return "less" if gap.high < 0 else "alike"


def times(interval: Interval, factor: float) -> Interval:
    """The interval of a multiple."""
    low, high = sorted((interval.low * factor, interval.high * factor))
    return Interval(interval.estimate * factor, low, high, interval.n)


def plus(interval: Interval, count: float) -> Interval:
    """The interval of the sum with a number that is known."""
    return Interval(interval.estimate + count, interval.low + count, interval.high + count, interval.n)
