"""Watches a daily series and says when it has left its habits, seldom wrongly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from penombre.analyze.change.expected import expect, expect_beside

if TYPE_CHECKING:
    from penombre.analyze.change.expected import Integers

SLACK = 0.6
"""Surprise a day that is let pass: half of the smallest lasting shift to be found, one standard deviation."""
LIMIT = 6.0
MOST_A_DAY = 6.0
"""One day of fame is no lasting change: more surprise than this counts as this."""


class Alarm(msgspec.Struct, frozen=True):
    """A lasting change was noticed.

    day      when it was noticed
    since    the day the sum began to grow: when it probably happened
    rising   up or down
    """

    day: int
    since: int
    rising: bool


def watch(counts: Integers, first_weekday: int, beside: Integers | None = None, limit: float = LIMIT) -> list[Alarm]:
    """Alarms of one series, each day judged with what was known the day before.

    counts   (t,) daily counts from `first_weekday` (0 Monday) on
    beside   (t,) counts that share the site's good and bad days, such as landings of known source
    limit    height of the sum at which it is said; the higher the rarer are false alarms

    After an alarm the habits are learnt anew from the day the change began.
    Source: two-sided cumulative sums (Page 1954) on stabilised residuals of a running expectation.
    """
    alarms: list[Alarm] = []
    begun, up, down = 0, 0.0, 0.0
    up_since = down_since = 0
    for day in range(len(counts)):
        seen, weekday = counts[begun : day + 1], (first_weekday + begun) % 7
        found = expect(seen, weekday) if beside is None else expect_beside(seen, beside[begun : day + 1], weekday)
        surprise = found.surprise
        surprise = min(max(surprise, -MOST_A_DAY), MOST_A_DAY)
        up_since = up_since if up > 0 else day
        down_since = down_since if down > 0 else day
        up, down = max(0.0, up + surprise - SLACK), max(0.0, down - surprise - SLACK)
        if max(up, down) >= limit:
            rising = up >= down
            since = up_since if rising else down_since
            alarms.append(Alarm(day, since, rising))
            begun, up, down = since, 0.0, 0.0
    return alarms
