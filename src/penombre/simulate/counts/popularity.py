"""When each page is read: its appeal and age, the week, the level of the days, and news that lifts many at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from penombre.simulate.counts.channel_variants import Spans
from penombre.simulate.counts.rhythm import WEEK, week

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BEFORE = 96
"""Hours before the data in which messages already go out."""


class Popularity:
    """What all ways to a page have in common in one world.

    published  (P,) hour the page appeared; a third of the pages is much older than the data
    """

    def __init__(self, rng: np.random.Generator, pages: int, hours: int, start: int, spans: Spans) -> None:
        self.pages, self.hours = pages, hours
        self._hour = np.arange(-BEFORE, hours)
        self._hour_of_week = np.mod(self._hour + start, WEEK)
        self._everywhere = spans.spikes_all
        old = rng.random(pages) < 0.33
        self.published = np.where(old, -rng.uniform(200, 3000, pages), rng.uniform(-150, 0.92 * hours, pages))
        appeal = np.exp(rng.normal(0, 1.0, pages))
        self._popular = appeal[:, None] * self._ageing(rng, old)
        # the level of the days wanders
        level = np.interp(self._hour, np.arange(-BEFORE, hours + 24, 24), _walk(rng, (hours + BEFORE) // 24 + 1))
        self._level = np.exp(level)
        self._news = self._spikes(rng, spans)

    def _ageing(self, rng: np.random.Generator, old: NDArray[np.bool_]) -> Floats:
        age = self._hour[None, :] - self.published[:, None]
        life = np.exp(rng.normal(np.log(rng.uniform(14, 50)), 0.4, self.pages))[:, None]
        since = np.maximum(age, 0) / life
        shape = np.exp(-since) if rng.random() < 0.5 else (1 + since) ** -rng.uniform(1.3, 2.2)
        floor = np.where(old, rng.uniform(0.15, 0.4), rng.uniform(0.01, 0.06))[:, None]
        return np.asarray((age >= -0.5) * (floor + (1 - floor) * shape))

    def _spikes(self, rng: np.random.Generator, spans: Spans) -> Floats:
        news = np.zeros((self.pages, len(self._hour)))
        for _ in range(rng.integers(int(spans.spikes[0]), int(spans.spikes[1]) + 1)):
            since = self._hour - rng.uniform(0, self.hours)
            size = spans.spike_size * min(1 + rng.pareto(1.5), 8.0)
            lift = size * (since >= 0) * np.exp(-np.maximum(since, 0) / rng.uniform(6, 20))
            lifted = np.ones(self.pages) if self._everywhere else rng.random(self.pages) < 2 / self.pages
            news += np.outer(lifted * np.exp(rng.normal(0, 0.4, self.pages)), lift)
        return news

    def field(self, rng: np.random.Generator, habit: str, own: float = 0.35) -> Floats:
        """(P, `BEFORE` + T) where and when one way to the pages is used, summing to 1.

        own  how far its pages differ from those of other ways (log scale)
        """
        taste = np.exp(rng.normal(0, own, self.pages))[:, None]
        gain = rng.uniform(0.6, 1.4) if self._everywhere else rng.uniform(0, 1.6)
        late = int(rng.integers(0, 4))
        news = 1 + gain * np.concatenate(
            [np.zeros((self.pages, late)), self._news[:, : len(self._hour) - late]], axis=1
        )
        rate = self._popular ** rng.uniform(0.7, 1.15) * taste * news
        rate = rate * (week(rng, habit)[self._hour_of_week] * self._level)
        return np.asarray(rate / rate.sum())

    def mailings(self, rng: np.random.Generator) -> Floats:
        """(P, `BEFORE` + T) the readers of an untagged newsletter, each issue with the newest pages; sums to 1."""
        rate = np.zeros((self.pages, len(self._hour)))
        every = int(rng.choice([24, 48, 168]))
        for at in range(int(rng.integers(0, every)), self.hours, every):
            age = at - self.published
            named = np.argsort(np.where(age >= 0, age, np.inf))[: rng.integers(3, 7)]
            since = self._hour - at
            rate[named[age[named] >= 0]] += (since >= 0) * np.exp(-np.maximum(since, 0) / rng.uniform(3, 10))
        return rate / rate.sum() if rate.sum() else self.field(rng, "mail")


def _walk(rng: np.random.Generator, n: int) -> Floats:
    steps = np.cumsum(rng.normal(0, 0.06, n)) + rng.normal(0, 0.1, n)
    return np.asarray(steps - steps.mean())
