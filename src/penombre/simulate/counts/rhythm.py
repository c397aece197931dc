"""The week of each habit, and how long a message waits for its click, in hours since the start of the data."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from penombre.simulate.clock import HOUR, after_sleep, delays

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WEEK = 168
KERNELS = ("lognormal", "power_law", "weibull", "two_exponential")

# (hour of the peak, width in hours, height); what is left of a weekend day
_PEAKS: dict[str, tuple[tuple[float, float, float], ...]] = {
    "browsing": ((9.0, 2.5, 0.7), (13.0, 2.5, 0.8), (20.0, 3.0, 1.0)),
    "chat": ((8.0, 1.5, 0.4), (12.5, 2.0, 0.7), (20.8, 2.6, 1.3)),
    "work": ((10.0, 1.8, 1.0), (15.0, 2.2, 0.9)),
    "mail": ((8.5, 1.8, 1.0), (14.0, 3.0, 0.6), (20.0, 2.5, 0.4)),
}
_WEEKENDS = {"browsing": 0.85, "chat": 1.15, "work": 0.12, "mail": 0.6}


def week(rng: np.random.Generator, habit: str) -> Floats:
    """(168,) activity by local hour of the week from Monday 0 h on, mean 1, never zero."""
    hour = np.arange(24) + 0.5
    day = np.full(24, rng.uniform(0.02, 0.07))
    for peak, width, height in _PEAKS[habit]:
        away = np.abs(hour - peak - rng.normal(0, 0.5))
        day += height * rng.gamma(12, 1 / 12) * np.exp(-0.5 * (np.minimum(away, 24 - away) / width) ** 2)
    days = np.exp(rng.normal(0, 0.08, 7)) * np.where(np.arange(7) >= 5, _WEEKENDS[habit], 1.0)
    curve = np.outer(days, day).ravel()
    return np.asarray(curve / curve.mean())


def activity_until(activity: Floats, at: Floats) -> Floats:
    """The integral of a weekly curve from hour 0 to each hour; the curve goes on for ever in both directions."""
    whole = np.floor(at / WEEK)
    reached = np.concatenate([[0], np.cumsum(activity)])
    return np.asarray(whole * WEEK + np.interp(at - whole * WEEK, np.arange(WEEK + 1), reached))


def when_reached(activity: Floats, amount: Floats) -> Floats:
    """The hour at which the integral of the weekly curve reaches each amount: the inverse of `activity_until`."""
    whole = np.floor(amount / WEEK)
    reached = np.concatenate([[0], np.cumsum(activity)])
    return np.asarray(whole * WEEK + np.interp(amount - whole * WEEK, reached, np.arange(WEEK + 1)))


class Lag(msgspec.Struct, frozen=True):
    """How a message waits for its click.

    kernel    family of the delay, one of `KERNELS`; spread its width, about a standard deviation on the log scale
    stretched the delay runs on the readers' activity, so that nights are long; else it runs on the clock
    sleeping  on the clock: share of the readers who put off to the morning what would fall in the night
    """

    kernel: str
    spread: float
    stretched: bool
    sleeping: float


def draw_lag(rng: np.random.Generator, spread: tuple[float, float] = (0.9, 1.6)) -> Lag:
    """A way of waiting, its family as likely as any other."""
    kernel = str(rng.choice(KERNELS))
    return Lag(kernel, float(rng.uniform(*spread)), bool(rng.random() < 0.5), float(rng.uniform(0.3, 0.95)))


def clicked(
    rng: np.random.Generator, lag: Lag, sent: Floats, medians: Floats, activity: Floats, midnight: float
) -> Floats:
    """The hours of the clicks on messages of the hours `sent`, with the given medians of the delay in hours.

    activity  (168,) the readers' activity from hour 0 of the data on
    midnight  local hour of the day at hour 0 of the data
    """
    wait = delays(rng, medians * HOUR, lag.kernel, lag.spread) / HOUR
    if lag.stretched:
        return when_reached(activity, activity_until(activity, sent) + wait)
    at = after_sleep(rng, (sent + wait) * HOUR, np.full(len(sent), midnight), lag.sleeping) / HOUR
    return np.asarray(at)
