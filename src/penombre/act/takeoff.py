"""A page takes off in private: its landings leave their course, or a new page's leave that of all new pages here."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penombre.act.alerts import Alert
from penombre.analyze.change.expected import GAP, LEAST_LEARNING, RECENT, expect, expect_beside
from penombre.analyze.change.watch import LIMIT, watch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]

FALSE_ALARMS_A_YEAR = 1.0
"""At most about so many for a whole site whose pages with a habit keep it; see the tests."""
SPIKE = 6.5
"""Surprise of a single day that need not wait to last."""
SURE = 3.0
"""Standard errors by which a page must have risen beyond the rest of its site."""
CALM = 2.0
"""Surprise below which a page is back in its course."""
LASTS = 28
"""Days after which the new level is the page's habit and no news."""
K = 10
"""Fewer landings of a page are not told (rule PR8)."""
NEW = 3
"""Whole days in which a page is judged beside other new pages."""
LEAST_PAGES = 40
TAIL = 4
"""The upper quarter of new pages says how far fame reaches here."""
TAIL_ALLOWANCE = 3.0
"""False alarms a year that the power law would allow; fame that is log-normal gives 0.3 (measured, see docs)."""
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
    new pages by the tail of other new pages' landings, taken to be a power law (Hill 1975).
    """
    found = []
    for page in range(len(days.pages)):
        first = int(days.first[page])
        if _has_habit(days, first):
            since = _old(days, page, first)
            if since is not None and not _beyond_the_site(days, page, since):
                since = None
        else:
            since = _young(days, page, first)
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
    quiet = len(counts) - LASTS > LEAST_LEARNING + GAP and _calm(counts, weekday, len(counts) - LASTS)
    # the sum takes a question a day; where the last days are as those of a month ago were, none need be asked
    alarms = [] if quiet else watch(counts, weekday, beside, limit)
    last = len(counts) - 1
    if alarms and alarms[-1].rising:
        since = alarms[-1].since
        if last - since < LASTS and not _calm(counts, weekday, since):
            return first + since
    if expect_beside(counts, beside, weekday).surprise >= SPIKE:
        return first + last
    return None


def _beyond_the_site(days: PageDays, page: int, since: int) -> bool:
    """Whether the page rose by more than all others did: when a site as a whole rises, no page takes off."""
    counts = days.private[page].astype(float)
    others = days.rest - counts
    before = slice(max(since - RECENT, int(days.first[page])), since)
    grew = (others[since:].mean() + 0.5) / (others[before].mean() + 0.5)
    roots = 2 * np.sqrt(counts + 0.375)
    scatter = max(1.0, float(roots[before].std()))
    expected = 2 * math.sqrt(counts[before].mean() * grew + 0.375)
    return (float(roots[since:].mean()) - expected) * math.sqrt(len(roots) - since) / scatter >= SURE


def _calm(counts: Integers, weekday: int, since: int) -> bool:
    """Whether the last two days, taken together, are such as the days before `since` let expect."""
    surprises = [expect(np.append(counts[:since], count), weekday).surprise for count in counts[-2:]]
    return sum(surprises) / 2 < CALM


def _young(days: PageDays, page: int, first: int) -> int | None:
    """The day on which a new page left what new pages do here; None where it did not, or few are known."""
    age = len(days.rest) - first - 2  # whole days besides the one it came out on, from 0
    if not 0 <= age < NEW:
        return None
    others = days.born[:, age]
    mine = int(days.private[page, first:].sum())
    known = np.sort(np.log1p(others[others >= 0].astype(float)))
    known = np.delete(known, np.flatnonzero(np.isclose(known, math.log1p(mine)))[:1])  # the page itself
    if len(known) < LEAST_PAGES:
        return None
    many = len(known) // TAIL
    threshold = known[-many - 1]
    beyond = float((known[-many:] - threshold).sum())
    # the tail's index is drawn from few pages: the chance with what is not known about it summed out
    chance = many / len(known) * (1 + max(math.log1p(mine) - threshold, 0.0) / max(beyond, 0.1)) ** -many
    tests_a_year = NEW * len(days.born) / len(days.rest) * 365
    return first if chance <= TAIL_ALLOWANCE / max(tests_a_year, 1.0) else None


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
