"""Months and weeks are those of the site's own calendar, whatever hour the server has."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.report.bulletin.errors import BulletinError
from penombre.report.bulletin.period import LONGEST, Period, last_complete, over, period_named

ZONES = ["UTC", "Europe/Paris", "America/New_York", "Pacific/Auckland"]
moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))


@given(moments, st.sampled_from(["month", "week"]), st.sampled_from(ZONES))
def test_the_last_complete_period_is_over_and_the_next_is_not(now: datetime, kind: str, zone: str) -> None:
    period = last_complete(kind, now, zone)  # type: ignore[arg-type]
    assert period.end <= now
    following = last_complete(kind, period.end + timedelta(days=31), zone)  # type: ignore[arg-type]
    assert following.last > period.last
    assert now < period.end + timedelta(days=31 if kind == "month" else 7, hours=2)


@given(moments, st.sampled_from(["month", "week"]), st.sampled_from(ZONES))
def test_the_one_before_ends_where_it_begins(now: datetime, kind: str, zone: str) -> None:
    period = last_complete(kind, now, zone)  # type: ignore[arg-type]
    assert period.before.end == period.start
    assert period.before.name != period.name
    assert period.before.first.day == 1 or kind == "week"


def test_the_hour_of_the_site_decides() -> None:
    midnight_in_paris = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
    assert last_complete("month", midnight_in_paris, "Europe/Paris").name == "2026-03"
    assert last_complete("month", midnight_in_paris, "UTC").name == "2026-02"
    assert last_complete("week", datetime(2026, 3, 9, 0, 30, tzinfo=UTC), "UTC").name == "2026-W10"


@pytest.mark.parametrize(
    ("kind", "first", "last", "before", "name"),
    [
        ("month", date(2026, 3, 1), date(2026, 3, 31), date(2026, 2, 1), "2026-03"),
        ("week", date(2026, 1, 5), date(2026, 1, 11), date(2025, 12, 29), "2026-W02"),
        ("days", date(2026, 3, 2), date(2026, 3, 11), date(2026, 2, 20), "2026-03-02..2026-03-11"),
    ],
)
def test_names_and_lengths(kind: str, first: date, last: date, before: date, name: str) -> None:
    period = Period(kind, first, last, "Europe/Paris")  # type: ignore[arg-type]
    assert (period.before.first, period.name) == (before, name)
    assert period.days == (last - first).days + 1


@given(
    st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, LONGEST), st.sampled_from(["month", "week", "days"])
)
def test_a_period_is_found_again_by_its_name(first: date, days: int, kind: Any) -> None:
    if kind == "days":
        period = Period("days", first, first + timedelta(days=days - 1), "Europe/Paris")
    else:
        period = last_complete(kind, datetime(first.year, first.month, first.day, tzinfo=UTC), "Europe/Paris")
    assert period_named(period.name, "Europe/Paris") == period


def test_only_what_is_over_can_be_reported() -> None:
    march = period_named("2026-03", "Europe/Paris")
    assert over(march, march.end.astimezone(UTC)) == march
    with pytest.raises(BulletinError, match="2026-03 is not over yet"):
        over(march, march.end - timedelta(seconds=1))


@pytest.mark.parametrize(
    "name",
    ["", "month", "2026-13", "2026-00", "2026-W00", "2026-W54", "0000-01", "2026-3", "2026-02-30..2026-03-01", "9999-12",
     "2026-03-02..2026-03-01", "2025-01-01..2026-03-01", "2026-03 ", "٢٠٢٦-03", "2026-03-01"],
)  # fmt: skip
def test_what_is_no_period_is_told(name: str) -> None:
    with pytest.raises(BulletinError):
        period_named(name, "Europe/Paris")
