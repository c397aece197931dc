"""Robots flood the site: far more of them than its own days with robots ever made likely, and enough to matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from penombre.act.alerts import Alert
from penombre.analyze.change.expected import expect

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]

DAY, SECONDS = 24, 86_400.0
BEGINS, ENDS = 7.0, 2.0
"""Surprise of the last 24 hours, in units of the usual scatter, at which it begins and below which it is over."""
MATTERS = 0.5
"""Robots beyond the usual, for each page view of a person in the same time, below which nobody need be woken."""


def flood(robots: Integers, people: Integers, last_weekday: int, now: float, *, going_on: bool = False) -> Alert | None:
    """The alert while it lasts.

    robots, people   (h,) requests of robots and page views of people by hour, the newest last
    last_weekday     weekday of the newest hour, 0 Monday
    going_on         whether it was told: then it lasts until all is as usual
    """
    days = len(robots) // DAY
    if not days:
        return None
    by_day = robots[-days * DAY :].reshape(days, DAY).sum(axis=1)
    found = expect(by_day, (last_weekday - (days - 1)) % 7)
    seen, human = int(by_day[-1]), int(people[-DAY:].sum())
    surprising = found.surprise >= (ENDS if going_on else BEGINS)
    matters = going_on or seen - found.mean >= MATTERS * max(human, 1)
    if not (surprising and matters):
        return None
    return Alert("flood", "", now - SECONDS, {"robots": seen, "usual": float(found.mean), "people": human})
