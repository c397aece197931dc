"""What other tools would export of the same visits, each under its own rules."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from penombre.simulate.doors import CAUSES, DOORS, PRIVATE_CAUSES
from penombre.simulate.world import World
from penombre.simulate.writer import Run

Rows = Iterator[Sequence[object]]

_GA4 = {"search": "Organic Search", "social": "Organic Social", "email": "Email", "newsletter": "Email",
        "assistant": "Referral", "referral": "Referral"}  # fmt: skip
_MATOMO = {"search": "Search Engines", "social": "Social Networks", "assistant": "AI Assistants"}
_HEARD = {"search": "search engine", "social": "social media", "newsletter": "newsletter", "assistant": "AI assistant",
          **dict.fromkeys(PRIVATE_CAUSES, "a friend or colleague"), "typed": "knew it already"}  # fmt: skip
THRESHOLD = 10
"""Rows of fewer users are withheld by the one tool."""


def ga4_rows(world: World, run: Run, scripted: NDArray[np.bool_]) -> Rows:
    """Sessions by day and default channel group: consent asked for, last source that was not direct, rows withheld."""
    yield "Date", "Session default channel group", "Sessions"
    rng = world.stream("ga4")
    visits = run.visits
    consent = rng.random(int(visits.who.max(initial=0)) + 1) < rng.uniform(0.45, 0.9)
    rows = np.flatnonzero(scripted & consent[visits.who])
    order = rows[np.argsort(visits.at[rows], kind="stable")]
    last: dict[int, str] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for row in order.tolist():
        who = int(visits.who[row])
        group = "Direct"
        if visits.traced[row]:
            group = _GA4.get(DOORS[visits.door[row]].cause, "Unassigned")
            last[who] = group
        elif who in last:
            group = last[who]
        counts[_day(visits.at[row]).replace("-", ""), group] += 1
    yield from ((day, group, count) for (day, group), count in sorted(counts.items()) if count >= THRESHOLD)


def matomo_rows(run: Run, scripted: NDArray[np.bool_]) -> Rows:
    """Visits by day and channel type: no consent asked for, the visit's own source."""
    yield "date", "label", "nb_visits"
    visits = run.visits
    counts: Counter[tuple[str, str]] = Counter()
    for row in np.flatnonzero(scripted).tolist():
        cause = DOORS[visits.door[row]].cause
        label = "Direct Entry"
        if visits.campaign[row] >= 0:
            label = "Campaigns"
        elif visits.traced[row]:
            label = _MATOMO.get(cause, "Websites")
        counts[_day(visits.at[row]), label] += 1
    yield from ((day, label, count) for (day, label), count in sorted(counts.items()))


def crm_rows(world: World, run: Run) -> Rows:
    """Customers and what they said when asked how they had heard of the site, some of it wrong, some of it invented."""
    yield "converted_at", "heard_through", "value"
    rng = world.stream("crm")
    visits = run.visits
    rate = np.array([0.012 if cause in PRIVATE_CAUSES else 0.006 for cause in CAUSES])
    cause = np.array([CAUSES.index(door.cause) for door in DOORS])[visits.door]
    bought = np.flatnonzero(rng.random(len(visits)) < rate[cause])
    invented = ("billboard", "radio", "other")
    for row in bought[np.argsort(visits.at[bought], kind="stable")].tolist():
        said = _HEARD.get(CAUSES[cause[row]], "other")
        if rng.random() > 0.65:
            said = str(rng.choice([*sorted(set(_HEARD.values())), *invented]))
        days_later = rng.exponential(3)
        yield _day(visits.at[row] + days_later * 86_400), said, f"{20 * np.exp(rng.normal(1, 0.8)):.2f}"


def _day(at: float) -> str:
    """Every tool here is set to UTC."""
    return time.strftime("%Y-%m-%d", time.gmtime(at))
