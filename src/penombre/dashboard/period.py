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

    def bounds(self) -> dict[str, str]:
        """`start` and `end` as the store's queries take them."""
        return {"start": f"{self.start:%Y-%m-%d %H:%M:%S}", "end": f"{self.end:%Y-%m-%d %H:%M:%S}"}

    def utc_days(self) -> dict[str, str]:
        """The days of UTC that lie within it whole: `first_day`, and `after_last_day`."""
        whole = self.start.date() + timedelta(days=self.start.time() > time())
        return {"first_day": whole.isoformat(), "after_last_day": max(whole, self.end.date()).isoformat()}


def last_days(days: int, timezone: str, now: datetime) -> Period:
    """The last so many days, today among them."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    return Period(today - timedelta(days=days - 1), today, timezone)


def _midnight(day: date, timezone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC)
