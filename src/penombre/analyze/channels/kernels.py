"""How landings follow a share: exponential delays, on the clock and on the clock of people who sleep."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

WEEK = 168
SETTLED_HOURS = 48
"""Hours at the start that tell how a page was shared before."""
FULLY_AWAKE = 0.7
"""From this quantile of the hours of the week on, everybody reads at once."""
NEGLIGIBLE = 1e-9
"""Landings that are dropped: denormal numbers would make all that follows ten times slower."""


def after(acts: Floats, mean_delay: float, pace: Floats, age_at_start: Floats) -> Floats:
    """Landings expected in each hour, one an act, when delays are exponential.

    acts           (..., P, T) acts by page and hour, somewhere within the hour
    mean_delay     in hours of the readers' clock
    pace           (T,) how far that clock moves in each hour: 1 throughout, or `waking_pace`
    age_at_start   (P,) age of the page at the first hour, negative where it appears later
    A page that is older than the series is taken to have been shared before as in its first two days.
    """
    fade = np.exp(-pace / mean_delay)
    # an act falls anywhere in its hour: the part of its landings that the hour does not see
    left = mean_delay / pace * (1.0 - fade)
    waiting = acts[..., :SETTLED_HOURS].mean(axis=-1) * mean_delay
    waiting = waiting * np.maximum(1.0 - np.exp(-np.maximum(age_at_start, 0.0) / mean_delay), 0.0)
    landed = np.empty_like(acts)
    for hour in range(acts.shape[-1]):
        fresh = acts[..., hour] * left[hour]
        landed[..., hour] = acts[..., hour] - fresh + waiting * (1.0 - fade[hour])
        waiting = waiting * fade[hour] + fresh
        waiting[np.abs(waiting) < NEGLIGIBLE] = 0.0
    return landed


def waking_pace(traffic: Floats, hour_of_week: Integers) -> Floats:
    """How fast the readers' clock runs in each hour, (T,) in (0, 1]: what is sent at night is read in the morning.

    traffic        (T,) landings of any kind
    hour_of_week   (T,) 0..167
    """
    hours = np.bincount(hour_of_week, minlength=WEEK)
    usual = np.bincount(hour_of_week, weights=traffic, minlength=WEEK) / np.maximum(hours, 1)
    usual = around_the_week(usual, np.array([0.25, 0.5, 0.25]))
    busy = np.quantile(usual[hours > 0], FULLY_AWAKE)
    if busy <= 0:
        return np.ones(len(hour_of_week))
    pace: Floats = np.clip(usual / busy, 0.02, 1.0)[hour_of_week]
    return pace


def around_the_week(values: Floats, weights: Floats) -> Floats:
    """A moving average (168,) that goes on from Sunday night to Monday morning; `weights` is of odd length."""
    reach = len(weights) // 2
    smooth: Floats = np.convolve(np.concatenate([values[-reach:], values, values[:reach]]), weights, "valid")
    return smooth
