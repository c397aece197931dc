"""Pages whose private traffic left its course, at most one in twenty of those named by mere chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from scipy.stats import t

from penombre.analyze.change.expected import WEEK, usual_scatter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from penombre.analyze.change.days import Days
    from penombre.analyze.change.expected import Floats, Integers
    from penombre.analyze.change.find import Change

HALF = 10
"""Days on either side that are compared."""
FALSE_DISCOVERIES = 0.05
SCATTER_KNOWN = 40
"""Degrees of freedom of a page's scatter, which is read off its own days."""
ROUNDS = 2
"""A large page that took off makes all others seem to fall behind, until they are compared without it."""
LEAST_LANDINGS = 60
"""Of a page in the period: below it, nothing lasting can be told."""


class PageChange(msgspec.Struct, frozen=True):
    """A page that gained or lost private traffic for good, beyond what the site as a whole did.

    page     number of the page; day   the first new day
    ratio    landings a day after it over before
    p        probability of a step this clear on a page that did not change, its days searched
    """

    page: int
    day: int
    ratio: float
    p: float


def page_changes(days: Days, changes: Sequence[Change] = (), rate: float = FALSE_DISCOVERIES) -> list[PageChange]:
    """Pages that changed, clearest first; `rate` bounds the expected share of false ones among them.

    changes   of the whole site: pages that moved when robots came, or when sources were filed otherwise, are no news

    Source: a scan of two-sample statistics, its maximum corrected by the number of independent windows; over the
    pages Benjamini & Hochberg (1995).
    """
    named: list[PageChange] = []
    for _ in range(ROUNDS):
        aside = np.isin(np.arange(len(days.pages)), [change.page for change in named])
        named = _named(days, aside, rate)
    unlike = [change.day for change in changes if change.type != "behaviour"]
    return [change for change in named if not any(abs(change.day - day) <= HALF for day in unlike)]


def _named(days: Days, aside: NDArray[np.bool_], rate: float) -> list[PageChange]:
    """Pages that changed relative to the rest of the site; those set `aside` do not count as the rest."""
    rest = days.dark - days.pages[aside].sum(axis=0)
    found = [
        _clearest(page, counts, rest - counts * ~aside[page])
        for page, counts in enumerate(days.pages)
        if counts.sum() >= LEAST_LANDINGS and len(counts) >= 3 * HALF
    ]
    found.sort(key=lambda change: change.p)
    most = len(days.pages)  # those too small to be looked at count as looked at
    kept = [rank for rank, change in enumerate(found, 1) if change.p <= rate * rank / most]
    return found[: max(kept, default=0)]


def _clearest(page: int, counts: Integers, rest: Integers) -> PageChange:
    """The step that stands out most from the page's course relative to the rest of the site."""
    course = _smooth(rest.astype(float))
    expected = np.maximum(counts.sum() * course / max(course.sum(), 1e-9), 0.02)
    surprise = 2 * (np.sqrt(counts + 0.375) - np.sqrt(expected + 0.375))
    sums = np.concatenate([[0.0], np.cumsum(surprise)])
    at = np.arange(HALF, len(counts) - HALF + 1)
    gap = (sums[at + HALF] - 2 * sums[at] + sums[at - HALF]) / HALF
    best = int(np.abs(gap).argmax())
    day = int(at[best])
    # scatter around the two levels, not around their mean
    sides = (surprise[day - HALF : day], surprise[day : day + HALF])
    whole = np.concatenate([surprise[: day - HALF], sides[0] - sides[0].mean(), sides[1] - sides[1].mean()])
    whole = np.concatenate([whole, surprise[day + HALF :]])
    scatter = usual_scatter(_without_slow(whole))
    # where the course itself wanders from week to week, windows differ by more than days do
    elsewhere = np.abs(gap[np.abs(at - day) > HALF])
    wandering = 1.4826 * float(np.median(elsewhere)) if len(elsewhere) else 0.0
    z = abs(float(gap[best])) / max(scatter * np.sqrt(2 / HALF), wandering)
    tries = max(4 * len(counts) / HALF, 1.0)
    p = min(1.0, tries * 2 * float(t.sf(z, SCATTER_KNOWN)))
    ratio = (counts[day : day + HALF].sum() + 0.5) / (counts[day - HALF : day].sum() + 0.5)
    return PageChange(page, day, float(ratio), p)


def _smooth(counts: Floats) -> Floats:
    """A week's running mean times the weekday's habit: the site's course without its chance."""
    padded = np.concatenate(
        [np.full(WEEK // 2, counts[:WEEK].mean()), counts, np.full(WEEK // 2, counts[-WEEK:].mean())]
    )
    level = np.convolve(padded, np.full(WEEK, 1 / WEEK), mode="valid")
    ratio = counts / np.maximum(level, 1e-9)
    habit = np.array([np.median(ratio[day::WEEK]) for day in range(min(WEEK, len(counts)))])
    smooth: Floats = level * habit[np.arange(len(counts)) % WEEK]
    return smooth


def _without_slow(surprise: Floats) -> Floats:
    """Day-to-day scatter alone."""
    kernel = np.full(2 * HALF + 1, 1 / (2 * HALF + 1))
    slow = np.convolve(np.pad(surprise, HALF, mode="edge"), kernel, mode="valid")
    rest: Floats = surprise - slow
    return rest
