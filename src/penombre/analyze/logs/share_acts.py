"""How many times pages were shared in an app, read off the link previews that it asks for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import msgspec
import numpy as np

from penombre.analyze.logs.evidence import Acts

if TYPE_CHECKING:
    from penombre.analyze.corroboration import PageHours
    from penombre.analyze.logs.evidence import Floats, Integers

FetchedBy = Literal["sender", "vendor", "instance", "own_server", "unknown"]
LANDINGS_A_POST = 10.0
"""Landings that one public post brings, within a wide margin."""
UNASKED = 0.4
"""Sends without any preview, at most: it is switched off, or the message was gone before it came."""
UNSENT = 0.05
"""Drafts that fetch a preview and are never sent."""
LEAST_UNCACHED = 0.05
"""The part of the readers to whose pages the app is taken to have had no preview yet, however full its cache looks."""
SOONEST = 0.1
"""The share of second looks at a page that may come before the cache has run out."""
_HOURS = 1 << 24


class Habit(msgspec.Struct, frozen=True):
    """How an app fetches previews."""

    fetched_by: FetchedBy
    cache_minutes: float


class Previews(msgspec.Struct, frozen=True):
    """The previews of one app by page and hour (hours since 1970), (n,) arrays, one item a pair that occurs."""

    page: Integers
    hour: Integers
    senders: Integers
    bursts: Integers
    """Requests more than a minute after the one before: the several requests of one preview are one."""


def share_acts(habit: Habit, previews: Previews, landings: PageHours, everywhere: float) -> Acts:
    """Share acts in one app.

    landings     on the pages that had previews, by page and hour
    everywhere   on all pages

    Where the sender's device fetches, an act is a sender; where a server does and caches, see `behind_a_cache`; where
    every instance fetches, what comes within an hour is one public post.
    """
    seen, bursts = float(previews.senders.sum()), float(previews.bursts.sum())
    if habit.fetched_by == "sender":
        sent = seen * (1 - UNSENT)
        return Acts(sent, 0.8 * sent, max(seen, bursts) / (1 - UNASKED))
    if habit.fetched_by in ("instance", "unknown"):
        posts = float(len(previews.hour))
        return Acts(posts, min(1.0, posts), max(seen, posts))
    return behind_a_cache(previews, habit.cache_minutes / 60, landings, everywhere)


def behind_a_cache(previews: Previews, window: float, landings: PageHours, everywhere: float) -> Acts:
    """Share acts of which a cache lets one through for each page and `window` (hours).

    A counter that is blind for a while after each event saw all events of its open time; those it missed came at the
    same rate. Here the time runs by landings, for pages are shared as they are read: acts for each landing on a page
    whose preview is not cached, times all landings. A cache runs out no later than the app looks again.

    Source: the dead time of particle counters (Müller 1973), non-extended.
    """
    if not len(previews.page):
        return Acts(0.0, 0.0, 0.0)
    fetches = float(previews.bursts.sum())
    shortest = min(window, _soonest_again(previews))
    central = _all_of(fetches, _blind(previews, shortest, landings), everywhere)
    more = fetches + 2 * math.sqrt(fetches)
    most = max(_all_of(more, _blind(previews, window, landings), everywhere), central)
    return Acts(central, fetches, most / (1 - UNASKED))


def acts_of_visitors(landings: int) -> Acts:
    """Private share acts of an app whose previews say nothing, from the visitors who show that they come from it.

    For Messenger: a quarter of its visitors keep a referrer (SparkToro 2023), which may name Facebook; its in-app
    browser marks some more. About a third show, of 1.3 a message; it may be all of 2, or a sixth of 0.8.
    """
    return Acts(landings * 3 / 1.3, landings / 2.0, landings * 6 / 0.8)


def together(acts: list[Acts]) -> Acts:
    """The sum over apps; the errors are taken to go the same way, which is the cautious reading."""
    return Acts(sum(act.estimate for act in acts), sum(act.low for act in acts), sum(act.high for act in acts))


def _all_of(fetches: float, blind: float, everywhere: float) -> float:
    seeing = max(everywhere - blind, LEAST_UNCACHED * everywhere)
    return fetches * max(everywhere / seeing, 1.0) if seeing > 0 else fetches


def _soonest_again(previews: Previews) -> float:
    """Hours after which the app looks at a page again, as a low quantile of the gaps; infinite where it never did."""
    keys = np.sort(_key(previews.page, previews.hour))
    gaps: Floats = np.diff(keys).astype(float)
    # several bursts in one hour are that many gaps of less than an hour
    gaps = np.concatenate([gaps[np.diff(keys // _HOURS) == 0], np.full(int((previews.bursts - 1).sum()), 0.5)])
    return float(np.quantile(gaps, SOONEST)) if len(gaps) else math.inf


def _blind(previews: Previews, window: float, landings: PageHours) -> float:
    """Landings on pages in the `window` after a preview of theirs."""
    order = np.argsort(_key(landings.page, landings.hour))
    keys = _key(landings.page, landings.hour)[order]
    until = np.concatenate([[0.0], np.cumsum(landings.count[order], dtype=float)])
    begins = np.sort(_key(previews.page, previews.hour))
    ends = begins + math.ceil(min(window, _HOURS / 4))
    ends[:-1] = np.minimum(ends[:-1], begins[1:])
    seen: Floats = until[np.searchsorted(keys, ends)] - until[np.searchsorted(keys, begins)]
    return float(seen.sum()) * min(window / math.ceil(window), 1.0) if window > 0 else 0.0


def _key(page: Integers, hour: Integers) -> Integers:
    return page.astype(np.int64) * _HOURS + hour.astype(np.int64)
