"""How long what is kept: forgets what is too old, unless the clock gives reason to doubt how old it is (PR14, F08)."""

from __future__ import annotations

from penombre.store.event_store import EventStore
from penombre.store.lifetimes import DAY, KEEP, KEEP_ASIDE

LONGEST_SILENCE = 31 * DAY
"""After so long without an event, a clock set wrong is likelier than a site without a visitor."""


class DoubtfulClockError(Exception):
    """Nothing was forgotten: the clock stands far after the newest event."""


def forget(store: EventStore, now: float) -> dict[str, int]:
    """Forget what is older than it may be; how much that was, by sort. Raises DoubtfulClockError."""
    newest = store.numbers("retention/newest")
    # without events nothing can be doubted, nor lost: what was counted beside them has its time all the same
    if newest["events"] and now - newest["newest"] > LONGEST_SILENCE:
        days = (now - newest["newest"]) / DAY
        raise DoubtfulClockError(f"the newest event is {days:.0f} days old: is the clock right? Nothing was forgotten")
    limits = {sort: max(0, int(now - kept)) for sort, kept in KEEP.items()}
    old = store.numbers("retention/counts", **limits)
    for sort, count in old.items():
        if count:
            store.engine.execute(f"retention/{sort}", before=limits[sort])
    aside = [part for part in store.engine.rows("sound/detached") if int(part["since"]) < now - KEEP_ASIDE]
    for part in aside:
        store.engine.execute("sound/drop_detached", table=part["table"], part=part["name"])
    return {sort: count for sort, count in (old | {"parts taken out": len(aside)}).items() if count}
