"""Time as the visitors live it: an hour at night is shorter than an hour in the evening."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from penombre.analyze.cascades.shares import Floats

LEAST_ACTIVITY = 1e-3
"""Hours without any visitor still pass, so that no two moments fall together."""


def active_hours(at: Floats, activity: Floats) -> Floats:
    """Active hours from the start until each moment: the integral of the activity, whose mean is 1.

    at         (n,) hours since the start, not before it
    activity   (h,) activity of the hours from the start on, repeated without end; a week has 168
    Returns (n,). Over whole weeks active hours and hours are the same.
    """
    curve = np.maximum(activity, LEAST_ACTIVITY)
    curve = curve / curve.mean()
    passed = np.concatenate([[0.0], np.cumsum(curve)])
    hours = np.maximum(at, 0.0)
    rounds, rest = np.divmod(hours, len(curve))
    clock: Floats = rounds * len(curve) + np.interp(rest, np.arange(len(passed)), passed)
    return clock
