"""When things happen: the hours of each habit, the delays of messages, the sleep of those who get them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HOUR = 3600.0
DAY = 86400.0

# Weights of the 24 local hours: everyday browsing, evening chat, office hours, morning mail.
_PROFILES: dict[str, tuple[float, ...]] = {
    "browsing": (9, 5, 3, 2, 2, 4, 12, 28, 42, 48, 48, 50, 55, 54, 48, 46, 47, 50, 54, 56, 58, 55, 42, 22),
    "chat": (14, 8, 4, 2, 2, 3, 9, 22, 32, 36, 38, 42, 52, 50, 42, 40, 44, 54, 64, 72, 84, 88, 70, 36),
    "work": (1, 1, 1, 1, 1, 2, 8, 25, 70, 96, 98, 92, 55, 70, 92, 90, 84, 66, 30, 14, 8, 6, 4, 2),
    "mail": (5, 3, 2, 2, 3, 10, 34, 66, 82, 78, 64, 54, 50, 48, 46, 42, 38, 36, 34, 32, 32, 30, 22, 11),
    "machine": (1,) * 24,
}
HABITS = {
    "typed": "browsing", "search": "browsing", "social": "chat", "messenger": "chat", "sms": "chat", "email": "mail",
    "workchat": "work", "newsletter": "mail", "assistant": "work", "document": "work", "referral": "browsing",
    "automation": "machine",
}  # fmt: skip


class Clock:
    """The hours of one world: a level per day, drawn once, and the profiles of its habits."""

    def __init__(self, rng: np.random.Generator, start: float, days: int, weekend: float) -> None:
        self.start, self.days = start, days
        self.end = start + days * DAY
        level = np.cumsum(rng.normal(0, 0.06, days)) + rng.normal(0, 0.08, days)
        weekday = np.array([int(start // DAY + 3 + day) % 7 for day in range(days)])
        self._weekday = weekday
        self._levels = np.exp(level - level.mean())
        self._weekend = weekend
        self._warp = {name: np.exp(rng.normal(0, 0.15, 24)) for name in _PROFILES}

    def moments(self, rng: np.random.Generator, n: int, habit: str, offset_hours: Floats | float = 0.0) -> Floats:
        """`n` moments of the period with the hours of a habit, local time being `offset_hours` ahead of UTC."""
        weekend = {"work": 0.12, "machine": 1.0}.get(habit, self._weekend)
        days = self._levels * np.where(self._weekday >= 5, weekend, 1.0)
        if habit == "machine":
            days = np.ones(self.days)
        day = rng.choice(self.days, n, p=days / days.sum())
        return self.start + day * DAY + self._in_day(rng, n, habit, offset_hours)

    def near(self, rng: np.random.Generator, wanted: Floats, habit: str, offset_hours: Floats | float = 0.0) -> Floats:
        """Moments on the days of `wanted`, at hours of the habit, never before `wanted`."""
        day = np.floor((wanted - self.start) / DAY) * DAY + self.start
        at = day + self._in_day(rng, len(wanted), habit, offset_hours)
        return np.where(at < wanted, wanted + rng.exponential(0.7 * HOUR, len(wanted)), at)

    def _in_day(self, rng: np.random.Generator, n: int, habit: str, offset_hours: Floats | float) -> Floats:
        weights = np.array(_PROFILES[habit], dtype=float) * self._warp[habit]
        local = rng.choice(24, n, p=weights / weights.sum()) + rng.random(n)
        return np.mod(local - offset_hours, 24.0) * HOUR

    def inside(self, at: Floats) -> NDArray[np.bool_]:
        """Which moments lie in the period."""
        return (at >= self.start) & (at < self.end)


def delays(rng: np.random.Generator, medians: Floats, kernel: str, spread: float) -> Floats:
    """Seconds between a message and the click on it, of the world's kernel, with the given medians (seconds)."""
    n = len(medians)
    if kernel == "lognormal":
        shape = np.exp(rng.normal(0, spread, n))
    elif kernel == "power_law":
        tail = 0.9 + 0.5 / spread  # a Lomax law: median (2^(1/tail) - 1)
        shape = ((1 - rng.random(n)) ** (-1 / tail) - 1) / (2 ** (1 / tail) - 1)
    elif kernel == "weibull":
        k = 0.75 / spread
        shape = rng.weibull(k, n) / np.log(2) ** (1 / k)
    else:  # two exponentials: those who look at once, those who look later
        soon = rng.random(n) < 0.6
        shape = np.where(soon, rng.exponential(0.5, n), rng.exponential(6.0 * spread, n))
    # a message takes a few seconds to be read; nobody clicks on one of three months ago
    return np.clip(medians * shape, 4.0, 90 * DAY)


def after_sleep(rng: np.random.Generator, at: Floats, offset_hours: Floats, sleeping: float) -> Floats:
    """Clicks that would fall in the night move to the morning, for the share `sleeping` of people."""
    local = np.mod(at / HOUR + offset_hours, 24.0)
    asleep = (local < 6.5) & (rng.random(len(at)) < sleeping)
    morning = at + (6.5 - local) * HOUR + rng.exponential(1.1 * HOUR, len(at))
    return np.where(asleep, morning, at)
