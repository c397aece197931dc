"""The days that are looked at, in the calendar of the site."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec


class Period(msgspec.Struct, frozen=True):
    """Whole days, the last of which may not be over."""

    first: date
    last: date
    timezone: str

    @property
    def days(self) -> int:
        """How many there are."""
        return (self.last - self.first).days + 1

    @property
    def start(self) -> datetime:
        """The first moment, UTC."""
        return _midnight(self.first, self.timezone)

    @property
    def end(self) -> datetime:
        """The first moment after it, UTC."""
        return _midnight(self.last + timedelta(days=1), self.timezone)

    @property
    def before(self) -> Period:
        """As many days before."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1), self.timezone)

    @property
    def with_before(self) -> Period:
        """Both together."""
        return Period(self.before.first, self.last, self.timezone)

    @property
    def begun_months(self) -> Period:
        """The same from the first day of the month in which it begins."""
        return Period(self.first.replace(day=1), self.last, self.timezone)

    @property
    def lead(self) -> Period | None:
        """The days of its first month before it; None where it begins with the month."""
        if self.first.day == 1:
            return None
        return Period(self.first.replace(day=1), self.first - timedelta(days=1), self.timezone)

    def months(self) -> list[Period]:
        """It in pieces, each of one calendar month."""
        found: list[Period] = []
        first = self.first
        while first <= self.last:
            following = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
            found.append(Period(first, min(self.last, following - timedelta(days=1)), self.timezone))
            first = following
        return found

    def hours(self) -> list[datetime]:
        """The moments, UTC, at which its hours begin: of a day that changes the clocks 23 or 25."""
        size = int((self.end - self.start) / timedelta(hours=1))
        return [self.start + timedelta(hours=hour) for hour in range(size)]

    def bounds(self) -> dict[str, str]:
        """`start` and `end` as the store's queries take them."""
        return {"start": f"{self.start:%Y-%m-%d %H:%M:%S}", "end": f"{self.end:%Y-%m-%d %H:%M:%S}"}

    def utc_days(self) -> dict[str, str]:
        """The days of UTC that lie within it whole: `first_day`, and `after_last_day`."""
        whole = self.start.date() + timedelta(days=self.start.time() > time())
        return {"first_day": whole.isoformat(), "after_last_day": max(whole, self.end.date()).isoformat()}


def last_days(days: int, timezone: str, now: datetime) -> Period:
    """The last so many days, today among them."""
    today = day_of(now, timezone)
    return Period(today - timedelta(days=days - 1), today, timezone)


def day_of(moment: datetime, timezone: str) -> date:
    """The day that it is somewhere."""
    return moment.astimezone(ZoneInfo(timezone)).date()


def _midnight(day: date, timezone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC)
