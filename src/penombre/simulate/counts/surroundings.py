"""What had happened on the page before each landing: previews, public landings, presses of share buttons."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from penombre.simulate.counts.arrivals import Arrivals
from penombre.simulate.counts.numbering import PRIVATE, SEARCH, SOCIAL, is_private
from penombre.simulate.counts.variants import Spans

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_SLOTS = 2  # counted by the half hour, the one of the landing left out
# messenger, SMS, e-mail, work chat: how readily the app fetches a preview, and hours from message to click
_PREVIEWS = np.array([0.9, 0.35, 0.1, 1.2])
_HOURS_TO_CLICK = np.array([0.4, 0.5, 2.0, 0.7])


def since_sent(rng: np.random.Generator, landings: Arrivals) -> Floats:
    """(n,) hours from the message to each landing, 0 where nobody sent one."""
    private = np.flatnonzero(is_private(landings.cause))
    app = landings.cause[private] - PRIVATE[0]
    since = np.zeros(len(landings.cause))
    since[private] = (_HOURS_TO_CLICK * np.exp(rng.normal(0, 0.4, 4)))[app] * _waits(rng, len(private))
    return since


def before(
    rng: np.random.Generator, spans: Spans, days: int, landings: Arrivals, since: Floats | None = None
) -> dict[str, Floats]:
    """(n,) previews, landings from public networks and from search in the three hours before each landing, and
    presses in the 24 hours before, all of the same page.

    since   (n,) see `since_sent`; drawn here unless somebody had to know before
    """
    page, moment, known = landings.page, landings.moment, landings.known
    private = np.flatnonzero(is_private(landings.cause))
    app = landings.cause[private] - PRIVATE[0]
    wait = (since_sent(rng, landings) if since is None else since)[private]
    previewed = rng.uniform(*spans.previewed) * _PREVIEWS * rng.uniform(0.6, 1.2, 4)
    fetched = rng.random(len(private)) < previewed[app]
    pressed = rng.random(len(private)) < rng.uniform(0.05, 0.2)
    # drafts, imitators, and links that nobody followed
    idle = np.flatnonzero(rng.random(len(page)) < rng.uniform(0.005, 0.03))
    idly = np.flatnonzero(rng.random(len(page)) < rng.uniform(0.001, 0.004))
    sent_at = moment[private] - wait
    events = {
        "unfurls": (
            np.concatenate([page[private[fetched]], page[idle]]),
            np.concatenate([sent_at[fetched], moment[idle] + rng.uniform(-6, 6, len(idle))]),
        ),
        "social": (page[known == SOCIAL], moment[known == SOCIAL]),
        "search": (page[known == SEARCH], moment[known == SEARCH]),
        "presses": (
            np.concatenate([page[private[pressed]], page[idly]]),
            np.concatenate([sent_at[pressed], moment[idly]]),
        ),
    }
    slots = 24 * days * _SLOTS
    now = (moment * _SLOTS).astype(np.int64)
    counted = {}
    for name, (where, when) in events.items():
        slot = np.floor(when * _SLOTS).astype(np.int64)
        inside = (slot >= 0) & (slot < slots)
        counts = np.bincount(where[inside] * slots + slot[inside], minlength=(int(page.max()) + 1) * slots)
        until = np.concatenate([[0], np.cumsum(counts)]).astype(np.float64)
        earliest = np.maximum(now - (24 if name == "presses" else 3) * _SLOTS, 0)
        counted[name] = until[page * slots + now] - until[page * slots + earliest]
    return counted


def _waits(rng: np.random.Generator, n: int) -> Floats:
    """Times from a message to its click, of a median near 1 and a law drawn anew."""
    law = rng.integers(3)
    if law == 0:
        return np.exp(rng.normal(0, rng.uniform(0.8, 1.5), n))
    if law == 1:
        return rng.weibull(0.6, n) * 1.8
    return np.where(rng.random(n) < 0.6, rng.exponential(0.6, n), rng.exponential(6.0, n))
