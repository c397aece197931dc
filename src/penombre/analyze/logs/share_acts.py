"""How many times a page was shared, read off the link previews that apps ask for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import msgspec

from penombre.analyze.logs.evidence import Acts

if TYPE_CHECKING:
    from penombre.analyze.logs.evidence import Integers

FetchedBy = Literal["sender", "vendor", "instance", "own_server", "unknown"]
UNSENT = 0.05
"""Drafts that fetch a preview and are never sent."""


class Habit(msgspec.Struct, frozen=True):
    """How an app fetches previews."""

    fetched_by: FetchedBy
    cache_minutes: float
    requests_per_share: float


def share_acts(habit: Habit, hours: Integers, requests: Integers, senders: Integers, period_hours: float) -> Acts:
    """Share acts of one page in one app.

    hours, requests, senders   (n,) the hours with previews (hours since 1970), requests and different senders in each
    period_hours               the length of the log

    Where the sender's device fetches, an act is a sender. Where the vendor fetches and caches, the previews seen
    are the windows of the cache in which somebody shared: m busy windows of W mean -W ln(1 - m/W) acts if sharing is a
    Poisson process, and m at least. Where every instance fetches, a burst is one public post.
    """
    seen = float(senders.sum())
    asked = float(requests.sum()) / max(habit.requests_per_share, 1.0)
    if habit.fetched_by == "sender":
        sent = seen * (1 - UNSENT)
        return Acts(sent, 0.8 * sent, max(seen, asked))
    if habit.fetched_by in ("instance", "unknown"):
        bursts = float(len(hours))
        return Acts(bursts, min(1.0, bursts), max(seen, bursts))
    window = max(habit.cache_minutes / 60, 1e-3)
    busy = float(len(set((hours / window).astype(int).tolist()))) if window >= 1 else max(asked, float(len(hours)))
    windows = max(period_hours / window, 1.0)
    central = uncached(busy, windows)
    return Acts(central, busy, max(uncached(busy + 2 * math.sqrt(busy), windows), central))


def uncached(busy: float, windows: float) -> float:
    """Acts behind `busy` of `windows` cache windows; capped where every window is busy and nothing tells how many."""
    quiet = max(windows - busy, 0.5)
    return windows * math.log(windows / quiet) if windows > busy else busy * (1 + math.log(2 * max(windows, 1.0)))


def together(acts: list[Acts]) -> Acts:
    """The sum over pages or apps; the errors are taken to go the same way, which is the cautious reading."""
    return Acts(sum(act.estimate for act in acts), sum(act.low for act in acts), sum(act.high for act in acts))
