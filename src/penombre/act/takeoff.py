"""A page takes off in private: its landings leave their course, or a new page's leave that of all new pages here."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from scipy.special import stdtr

from penombre.act.alerts import Alert
from penombre.analyze.change.expected import GAP, LEAST_LEARNING, expect, expect_beside
from penombre.analyze.change.watch import LIMIT, watch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]

FALSE_ALARMS_A_YEAR = 1.0
"""At most about so many for a whole site on which nothing happens, old pages and new ones together; see the tests."""
SPIKE = 6.5
"""Surprise of a single day that need not wait to last."""
CALM = 2.0
"""Surprise below which a page is back in its course."""
LASTS = 28
"""Days after which the new level is the page's habit and no news."""
K = 10
"""Fewer landings of a page are not told (rule PR8)."""
NEW = 3
"""Whole days in which a page is judged beside other new pages."""
LEAST_PAGES = 20
DAY = 86_400.0


class PageDays(msgspec.Struct, frozen=True):
    """T whole days of one site, P pages.

    start            seconds since 1970 of the first day; first_weekday its weekday, 0 Monday
    pages            (P,) paths
    first            (P,) day on which each page was first seen, 0 where it was there before
    private          (P, T) landings of each page that may be private: of private source, or of none
    public           (P, T) landings of each page of a known public source
    rest             (T,) landings of the whole site that may be private
    born             (B, NEW) of pages that were new in these days: such landings up to the end of their first whole
                     day, the second, the third; -1 where that day is still to come. Only those with K landings.
    """

    start: float
    first_weekday: int
    pages: list[str]
    first: Integers
    private: Integers
    public: Integers
    rest: Integers
    born: Integers


def takeoffs(days: PageDays) -> list[Alert]:
    """Pages that are taking off as of the last whole day.

    Source: cumulative sums on stabilised residuals (Page 1954), combined with a limit for single days (Lucas 1982);
    new pages by Student's prediction of the logarithm from other new pages.
    """
    found = []
    for page in range(len(days.pages)):
        first = int(days.first[page])
        since = _old(days, page, first) if _has_habit(days, first) else _young(days, page, first)
        alert = None if since is None else _told(days, page, since)
        if alert is not None:
            found.append(alert)
    return found


def _has_habit(days: PageDays, first: int) -> bool:
    return len(days.rest) - first > LEAST_LEARNING + GAP + 1


def _old(days: PageDays, page: int, first: int) -> int | None:
    """The day since when a page with a course of its own has left it upwards; None where it has not."""
    counts = days.private[page, first:]
    beside = days.rest[first:] - counts
    weekday = (days.first_weekday + first) % 7
    # each page may give a false alarm: for all of them together to give no more, the sum must be as much higher as
    # the logarithm of their number
    limit = LIMIT + math.log(max(len(days.pages), 1) / FALSE_ALARMS_A_YEAR)
    alarms = watch(counts, weekday, beside, limit)
    last = len(counts) - 1
    if alarms and alarms[-1].rising:
        since = alarms[-1].since
        if last - since < LASTS and not _calm(counts, weekday, since):
            return first + since
    if expect_beside(counts, beside, weekday).surprise >= SPIKE:
        return first + last
    return None


def _calm(counts: Integers, weekday: int, since: int) -> bool:
    """Whether the last two days are such as the days before `since` let expect."""
    return all(expect(np.append(counts[:since], count), weekday).surprise < CALM for count in counts[-2:])


def _young(days: PageDays, page: int, first: int) -> int | None:
    """The day on which a new page left what new pages do here; None where it did not, or few are known."""
    age = len(days.rest) - first - 2  # whole days besides the one it came out on, from 0
    if not 0 <= age < NEW:
        return None
    others = days.born[:, age]
    mine = int(days.private[page, first:].sum())
    others = np.log1p(others[others >= 0].astype(float))
    place = np.flatnonzero(np.isclose(others, math.log1p(mine)))[:1]
    others = np.delete(others, place)  # the page itself
    if len(others) < LEAST_PAGES:
        return None
    spread = float(others.std(ddof=1)) * math.sqrt(1 + 1 / len(others))
    t = (math.log1p(mine) - float(others.mean())) / max(spread, 0.1)
    chance = float(stdtr(len(others) - 1, -t))
    tests_a_year = NEW * len(days.born) / len(days.rest) * 365
    return first if chance <= FALSE_ALARMS_A_YEAR / max(tests_a_year, 1.0) else None


def _told(days: PageDays, page: int, since: int) -> Alert | None:
    after, before = days.private[page, since:], days.private[page, max(since - LEAST_LEARNING, 0) : since]
    if after.sum() < K:
        return None
    public = days.public[page]
    return Alert(
        "takeoff",
        days.pages[page],
        days.start + since * DAY,
        {
            "now": float(after.mean()),
            "before": float(before.mean()) if len(before) else 0.0,
            "public_now": float(public[since:].mean()),
            "public_before": float(public[max(since - LEAST_LEARNING, 0) : since].mean()) if since else 0.0,
            "landings": float(after.sum()),
        },
    )
