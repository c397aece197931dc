"""Which report is due: the newest period that is over, once its last events have had time to come in."""

from __future__ import annotations

from datetime import datetime, timedelta

from penombre.dispatch.subscriptions import Subscription
from penombre.report.bulletin.period import Period, last_complete

SETTLED = timedelta(hours=7)
"""After the period's end: its report is there in the morning."""


def due_period(subscription: Subscription, now: datetime, timezone: str) -> Period | None:
    """The period whose report this address should have by `now`; None where there is none yet.

    The first one is the period in which it subscribed. Of several missed while the machine was off only the newest
    is due: a late report is of use, a heap of them is not.
    """
    if subscription.period == "never":
        return None
    period = last_complete(subscription.period, now - SETTLED, timezone)
    return period if period.end > subscription.since else None
