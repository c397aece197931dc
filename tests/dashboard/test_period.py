"""Days are those of the site's own calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from penombre.dashboard.period import Period, last_days


@pytest.mark.parametrize(
    ("timezone", "now", "first", "start", "end", "whole"),
    [
        ("UTC", (2026, 3, 10, 12), date(2026, 3, 4), "2026-03-04 00:00:00", "2026-03-11 00:00:00", ("2026-03-04", "2026-03-11")),
        # one in the morning in Paris is the day before in Greenwich
        ("Europe/Paris", (2026, 3, 9, 23, 30), date(2026, 3, 4), "2026-03-03 23:00:00", "2026-03-10 23:00:00", ("2026-03-04", "2026-03-10")),
        # the clocks go forward on the 29th
        ("Europe/Paris", (2026, 3, 30, 12), date(2026, 3, 24), "2026-03-23 23:00:00", "2026-03-30 22:00:00", ("2026-03-24", "2026-03-30")),
        ("Asia/Kathmandu", (2026, 3, 10, 12), date(2026, 3, 4), "2026-03-03 18:15:00", "2026-03-10 18:15:00", ("2026-03-04", "2026-03-10")),
        ("America/Montreal", (2026, 1, 10, 12), date(2026, 1, 4), "2026-01-04 05:00:00", "2026-01-11 05:00:00", ("2026-01-05", "2026-01-11")),
    ],
)  # fmt: skip
def test_the_last_seven_days(
    timezone: str, now: tuple[int, ...], first: date, start: str, end: str, whole: tuple[str, str]
) -> None:
    found = last_days(7, timezone, datetime(*now, tzinfo=UTC))  # type: ignore[misc, arg-type]
    assert (found.first, found.days) == (first, 7)
    assert found.bounds() == {"start": start, "end": end}
    assert tuple(found.utc_days().values()) == whole


def test_the_days_before_end_where_it_begins() -> None:
    found = Period(date(2026, 3, 4), date(2026, 3, 10), "Europe/Paris")
    assert found.before == Period(date(2026, 2, 25), date(2026, 3, 3), "Europe/Paris")
    assert found.before.end == found.start
    assert (found.with_before.days, found.with_before.end) == (14, found.end)
