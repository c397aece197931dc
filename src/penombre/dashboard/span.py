"""Which days an address asks for: the last so many, a name that means other days tomorrow, or two dates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

import msgspec

from penombre.dashboard.period import Period, day_of, last_days
from penombre.store.lifetimes import DAY, KEEP

PERIODS = (7, 30, 90)
"""Days of the usual periods; today is the last of them. Estimates are kept for these."""
USUAL_PERIOD = 30
NAMED = ("today", "yesterday", "month", "last_month", "year")
LONGEST = int(KEEP["events"] // DAY)
"""Days after which events are forgotten: none is looked for before."""
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Span(msgspec.Struct, frozen=True):
    """Days, as they are asked for.

    days         the last so many; they are not looked at where a name or a date says otherwise
    name         one of NAMED
    first, last  dates, in order; without the first the usual number until the last, without the last until today
    """

    days: int = USUAL_PERIOD
    name: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def is_usual(self) -> bool:
        """Whether it is one of PERIODS, of which estimates are kept."""
        return not (self.name or self.has_dates)

    @property
    def has_dates(self) -> bool:
        """Whether dates were chosen."""
        return self.first is not None or self.last is not None

    @property
    def said(self) -> dict[str, str]:
        """What an address says of it; nothing for the usual period."""
        if self.name:
            return {"period": self.name}
        if self.has_dates:
            return {name: day.isoformat() for name, day in (("from", self.first), ("to", self.last)) if day}
        return {"days": str(self.days)} if self.days != USUAL_PERIOD else {}

    def period(self, timezone: str, now: datetime) -> Period:
        """The days that this means at `now`, in the calendar of a site; none to come, none forgotten."""
        if self.is_usual:
            return last_days(self.days, timezone, now)
        return Period(*self._kept(day_of(now, timezone)), timezone)

    def is_to_come(self, today: date) -> bool:
        """Whether it has not begun."""
        return self.has_dates and self._dates(today)[0] > today

    def shown(self, today: date) -> Span:
        """The same with the dates that `period` leaves of it; one that has not begun as it is."""
        if not self.has_dates or self.is_to_come(today):
            return self
        first, last = self._kept(today)
        return self if (first, last) == self._dates(today) else Span(first=first, last=last)

    def before(self, period: Period) -> Period:
        """What a period of this span is compared with: the same part of the month before, or as many days before."""
        if self.name not in ("month", "last_month"):
            return period.before
        end = period.first - timedelta(days=1)
        begin = end.replace(day=1)
        last = end if self.name == "last_month" else min(end, begin + timedelta(days=period.days - 1))
        return Period(begin, last, period.timezone)

    def _kept(self, today: date) -> tuple[date, date]:
        """Its dates as far as they are neither to come nor forgotten."""
        oldest = today - timedelta(days=LONGEST - 1)
        first, last = (min(max(day, oldest), today) for day in self._dates(today))
        return first, last

    def _dates(self, today: date) -> tuple[date, date]:
        month = today.replace(day=1)
        match self.name:
            case "today":
                return today, today
            case "yesterday":
                return today - timedelta(days=1), today - timedelta(days=1)
            case "month":
                return month, today
            case "last_month":
                return (month - timedelta(days=1)).replace(day=1), month - timedelta(days=1)
            case "year":
                return today - timedelta(days=364), today
        last = self.last or today
        # a date may be so early that there is none before it
        return self.first or last - min(timedelta(days=USUAL_PERIOD - 1), last - date.min), last


def read_span(query: Mapping[str, str]) -> Span:
    """The days that an address asks for; what cannot be meant is let fall, reversed dates are put right."""
    if query.get("period") in NAMED:
        return Span(name=query["period"])
    first, last = _date(query.get("from", "")), _date(query.get("to", ""))
    if first and last:
        return Span(first=min(first, last), last=max(first, last))
    if first or last:
        return Span(first=first, last=last)
    days = query.get("days", "")
    return Span(int(days)) if days in map(str, PERIODS) else Span()


def _date(written: str) -> date | None:
    if not _DATE.fullmatch(written):
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
