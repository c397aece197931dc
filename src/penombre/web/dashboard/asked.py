"""What a page of the dashboard is about, and the counts that answer it: exact ones, or in tens where days are free."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

import msgspec
import numpy as np
from sqlalchemy import Engine as Database

from penombre.collect.links.errors import UnknownLinkError
from penombre.collect.links.repository import Links
from penombre.collect.sites import Site
from penombre.dashboard.estimates import Kept, kept_estimate
from penombre.dashboard.filter import Filter
from penombre.dashboard.landings import UNTOLD, Breakdown, Counted, Landings, breakdown, landings
from penombre.dashboard.period import Period, day_of
from penombre.dashboard.reading import UNKNOWN_LINK, About, Reader, Selection, What
from penombre.dashboard.span import USUAL_PERIOD
from penombre.dashboard.telling import K
from penombre.dashboard.tens import LEAST, breakdown_in_tens, landings_in_tens, sums_in_tens
from penombre.store.engine import Engine

MOST_PAGES = 1000
"""Pages of a month that are looked at for a period of many."""
BY_HOUR = 2
"""Days up to which hours are drawn."""


class Asked(msgspec.Struct, frozen=True):
    """What a page is about, and where its facts are."""

    engine: Engine
    database: Database
    site: Site
    filter: Filter
    now: datetime

    @property
    def period(self) -> Period:
        """The days that are looked at."""
        return self.filter.span.period(self.site.timezone, self.now)

    @property
    def is_to_come(self) -> bool:
        """Whether none of them has begun."""
        return self.filter.span.is_to_come(day_of(self.now, self.site.timezone))

    @property
    def before(self) -> Period:
        """The days that they are compared with."""
        return self.filter.span.before(self.period)

    @property
    def is_whole(self) -> bool:
        """Whether it is the whole site in one of the periods that estimates are kept of."""
        return self.filter.span.is_usual and not self.filter.chosen

    @property
    def by_hour(self) -> bool:
        """Whether the figure shows hours."""
        return not self.filter.span.is_usual and self.period.days <= BY_HOUR

    def kept(self) -> Kept | None:
        """The newest estimate of the whole site in the period; None where none is kept of such a one."""
        span = self.filter.span
        return kept_estimate(self.engine, self.site.number, span.days) if span.is_usual else None

    def recent(self) -> Kept | None:
        """The newest estimate of the whole site: of the period, or of the usual one."""
        return self.kept() or kept_estimate(self.engine, self.site.number, USUAL_PERIOD)

    def reader(self, chosen: Filter) -> tuple[Selection, Reader]:
        """The selection of a filter, and who reads it."""
        selection = Selection(self.site, self.period, chosen, self._link(chosen.link))
        return selection, Reader(self.engine, selection)

    def around(self) -> list[Reader]:
        """Who read what is selected with a filter less: what that leaves out must not be a few, either.

        A short link is no part of landings, so there is nothing that it leaves out of them.
        """
        return [self.reader(self.filter.having(name, ""))[1] for name in self.filter.chosen if name != "link"]

    def _link(self, code: str) -> int:
        if not code:
            return 0
        try:
            found = Links(self.database).named(code)
        except UnknownLinkError:
            return UNKNOWN_LINK
        return found.number if found.site == self.site.number else UNKNOWN_LINK


class Looked(msgspec.Struct, frozen=True):
    """What was counted of a selection, as far as it may be told, and what breaks it down."""

    selection: Selection
    landings: Landings
    before: Landings  # untold where nothing is compared
    exact: Counted  # by day: not for telling
    table: Callable[[What], Breakdown]


def look(asked: Asked, *, compared: bool = False) -> Looked:
    """The landings asked for, and where wanted those of the days before. Raises StoreError."""
    return _exactly(asked, compared) if asked.filter.span.is_usual else _in_tens(asked, compared)


def _exactly(asked: Asked, compared: bool) -> Looked:
    """Of a usual period: exact without filters."""
    selection, reader = asked.reader(asked.filter)
    period, around = selection.period, asked.around()
    # both periods in one question
    days, *wider = (each.days(period.with_before if compared else period) for each in (reader, *around))

    def told(of: Period) -> Landings:
        return landings(days.within(of), of, around=[each.within(of) for each in wider])

    exact = days.within(period)

    def table(what: What) -> Breakdown:
        return breakdown(reader.by(what), exact.sums, around=[each.by(what) for each in around])

    return Looked(selection, told(period), told(asked.before) if compared else UNTOLD, exact, table)


def _in_tens(asked: Asked, compared: bool) -> Looked:
    selection, reader = asked.reader(asked.filter)
    period, earlier = selection.period, asked.before
    first = earlier if compared else period
    days = reader.days(Period(first.begun_months.first, period.last, period.timezone))
    found = landings_in_tens(days, period, reader.quarters() if asked.by_hour else None)

    def table(what: What) -> Breakdown:
        months = [
            (reader.by(what, lead, MOST_PAGES) if lead else _NOTHING, reader.by(what, piece, MOST_PAGES))
            for lead, piece in _pieces(period)
        ]
        return breakdown_in_tens(months, found.total or 0)

    before = landings_in_tens(days, earlier) if compared else UNTOLD
    return Looked(selection, found, before, days.within(period), table)


Tally: TypeAlias = Callable[[list[dict[str, Any]]], Mapping[tuple[str, ...], int]]
"""What rows of the store count, by what they have in common."""


def tallied(asked: Asked, what: About, tallies: Mapping[str, Tally]) -> dict[str, dict[tuple[str, ...], int]]:
    """Counts of what is no landing: exact of the whole site in a usual period, else in tens. Raises StoreError."""
    _, reader = asked.reader(asked.filter)
    if asked.is_whole:
        rows = reader.about(what)
        return {name: dict(tally(rows)) for name, tally in tallies.items()}
    months = [
        (reader.about(what, lead) if lead else [], reader.about(what, piece)) for lead, piece in _pieces(asked.period)
    ]
    return {
        name: {
            key: int(counts[0])
            for key, counts in sums_in_tens([(_columns(tally(a)), _columns(tally(b))) for a, b in months]).items()
        }
        for name, tally in tallies.items()
    }


def least(asked: Asked) -> int:
    """What is told of something with a name, at least."""
    return K if asked.is_whole else LEAST


_NOTHING = Counted([], np.zeros((0, 5), dtype=np.int64))


def _pieces(period: Period) -> list[tuple[Period | None, Period]]:
    """The months of a period: the days of each before it, and those within."""
    first, *others = period.months()
    return [(first.lead, first), *((None, each) for each in others)]


def _columns(counts: Mapping[tuple[str, ...], int]) -> dict[tuple[str, ...], Any]:
    return {key: np.array([count]) for key, count in counts.items()}
