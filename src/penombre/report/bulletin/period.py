"""The days that a bulletin is about, in its site's time zone, and the ones before them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from penombre.report.bulletin.errors import BulletinError
from penombre.sentences import say

LONGEST = 366  # days
_NAMES = re.compile(r"(\d{4}-\d\d)|(\d{4}-W\d\d)|(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)", re.ASCII)
Kind = Literal["month", "week", "days"]


class Period(msgspec.Struct, frozen=True):
    """Whole days, the last one included; a month and a week are those of the calendar, weeks from Monday on."""

    kind: Kind
    first: date
    last: date
    timezone: str

    @property
    def start(self) -> datetime:
        """Its first moment."""
        return datetime.combine(self.first, time(), ZoneInfo(self.timezone))

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + timedelta(days=1), time(), ZoneInfo(self.timezone))

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def name(self) -> str:
        """2026-03, 2026-W10 or 2026-03-02..2026-03-20."""
        if self.kind == "month":
            return f"{self.first:%Y-%m}"
        return f"{self.first:%G-W%V}" if self.kind == "week" else f"{self.first}..{self.last}"

    @property
    def before(self) -> Period:
        """The one before it: a month before a month, as many days before any other."""
        last = self.first - timedelta(days=1)
        first = last.replace(day=1) if self.kind == "month" else last - timedelta(days=self.days - 1)
        return msgspec.structs.replace(self, first=first, last=last)


def last_complete(kind: Literal["month", "week"], now: datetime, timezone: str) -> Period:
    """The newest month or week that is over at `now`."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    first_of_this = today.replace(day=1) if kind == "month" else today - timedelta(days=today.weekday())
    last = first_of_this - timedelta(days=1)
    first = last.replace(day=1) if kind == "month" else last - timedelta(days=6)
    return Period(kind, first, last, timezone)


def over(period: Period, now: datetime) -> Period:
    """The period. Raises BulletinError where it is not over at `now`: a part would be taken for the whole."""
    if period.end > now:
        raise BulletinError(say("{name} is not over yet", name=period.name))
    return period


def period_named(name: str, timezone: str) -> Period:
    """The period of such a name as `Period.name` gives. Raises BulletinError."""
    found = _NAMES.fullmatch(name)
    try:
        month, week, first, last = found.groups() if found else ("", "", "", "")
        if month:
            start = date.fromisoformat(f"{month}-01")
            return Period("month", start, (start + timedelta(days=31)).replace(day=1) - timedelta(days=1), timezone)
        if week:
            start = date.fromisoformat(f"{week}-1")
            return Period("week", start, start + timedelta(days=6), timezone)
        period = Period("days", date.fromisoformat(first), date.fromisoformat(last), timezone)
    except (ValueError, OverflowError):
        told = say("{name!r} is no period: write 2026-03, 2026-W10 or 2026-03-02..2026-03-20", name=name[:40])
        raise BulletinError(told) from None
    if not 1 <= period.days <= LONGEST:
        raise BulletinError(say("{name}: 1 to {longest} days", name=name, longest=LONGEST))
    return period
