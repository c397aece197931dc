"""A report is due once its period is over and settled, from the period on in which somebody subscribed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.dispatch.due import SETTLED, due_period
from penombre.dispatch.subscriptions import Rhythm, Subscription

SUBSCRIBED = datetime(2026, 3, 10, 12, tzinfo=UTC)


def subscriber(period: Rhythm = "month", since: datetime = SUBSCRIBED) -> Subscription:
    return Subscription("gazette", "a@example.org", period, "fr", True, since)


@pytest.mark.parametrize(
    ("period", "now", "due"),
    [
        ("month", "2026-03-31T23:00", None),
        ("month", "2026-04-01T04:59", None),  # 6:59 in Paris
        ("month", "2026-04-01T05:00", "2026-03"),
        ("month", "2026-04-30T21:59", "2026-03"),
        ("month", "2026-07-01T12:00", "2026-06"),  # off for months: the newest alone
        ("week", "2026-03-10T13:00", None),
        ("week", "2026-03-16T06:00", "2026-W11"),
        ("never", "2026-12-01T06:00", None),
    ],
)
def test_when_what_is_due(period: Rhythm, now: str, due: str | None) -> None:
    found = due_period(subscriber(period), datetime.fromisoformat(now).replace(tzinfo=UTC), "Europe/Paris")
    assert (found.name if found else None) == due


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(["month", "week"]),
)
def test_nothing_from_before_the_subscription_and_nothing_that_still_runs(
    since: datetime, now: datetime, period: Rhythm
) -> None:
    found = due_period(subscriber(period, since), now, "America/New_York")
    if found is not None:
        assert since < found.end <= now - SETTLED
    elif now - since > timedelta(days=63):
        pytest.fail("two months on, one is due")
