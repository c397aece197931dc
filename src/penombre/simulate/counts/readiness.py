"""How ready a visitor is to answer: device, habit, page, mood, hour and crowd."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from penombre.simulate.counts.arrivals import Arrivals
from penombre.simulate.counts.numbering import CAUSES, PRIVATE
from penombre.simulate.counts.traces import Traces
from penombre.simulate.counts.variants import Spans

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LINKS = ("additive", "interactions", "moods")


def readiness(rng: np.random.Generator, spans: Spans, landings: Arrivals, traces: Traces) -> Floats:
    """Logit of answering, up to a constant, before what the causes differ in everywhere."""
    mobile, returning, hour, page = traces.mobile, traces.returning, landings.hour, landings.page
    evening = hour >= 19
    of_page = rng.normal(0, rng.uniform(0.05, 0.25), int(page.max()) + 1)
    eta = rng.uniform(*spans.ignoring) * mobile + rng.uniform(-0.2, 0.7) * returning
    eta += rng.normal(0, 0.15) * (landings.kind == 0) + of_page[page] + rng.normal(0, 0.1, 9)[traces.browser]
    link = LINKS[rng.integers(len(LINKS))]
    if link == "interactions":
        eta += rng.normal(0, 0.3) * (mobile & returning) + rng.normal(0, 0.2) * (mobile & evening)
    elif link == "moods":  # some people answer everything
        eta += rng.uniform(0.2, 0.6) * rng.normal(0, 1, len(page)) + rng.uniform(-0.2, 0.2) * np.cos(hour * np.pi / 12)
    else:
        eta += rng.normal(0, 0.2) * evening
    if spans.by_hour[1] > 0:
        eta += _of_hours(rng, spans)[landings.cause, hour]
    if spans.by_crowd[0][1] > 0:
        eta -= _of_crowds(rng, spans)[landings.cause] * crowd(page)
    return np.asarray(eta)


def crowd(page: Ints) -> Floats:
    """(n,) the part of all landings that are on pages less read than that of each, half of its own page's with them."""
    read = np.bincount(page)
    order = np.argsort(read, kind="stable")
    below = np.empty(len(read))
    below[order] = np.cumsum(read[order]) - read[order] / 2
    return np.asarray(below[page] / len(page))


def _of_hours(rng: np.random.Generator, spans: Spans) -> Floats:
    """(12, 24) logit by cause and local hour: one peak in the evening, nothing over the day, none for what was sent."""
    best = rng.uniform(19, 23) + rng.normal(0, 1.0, len(CAUSES))
    peak = np.exp(1.5 * (np.cos((np.arange(24) + 0.5 - best[:, None]) * np.pi / 12) - 1))
    lift = rng.uniform(*spans.by_hour, len(CAUSES))
    lift[PRIVATE] = 0.0
    return np.asarray(lift[:, None] * (peak - peak.mean(axis=1, keepdims=True)))


def _of_crowds(rng: np.random.Generator, spans: Spans) -> Floats:
    """(12,) logit by cause between the least and the most read page; the private causes share theirs."""
    sent, others = spans.by_crowd
    slope = rng.uniform(*others, len(CAUSES))
    slope[PRIVATE] = rng.uniform(*sent)
    return slope
