"""Days are those that an address means at this moment: none to come, none forgotten, whatever it says (case S13)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.dashboard.span import LONGEST, NAMED, PERIODS, Span, read_span

NOW = datetime(2026, 3, 30, 22, 30, tzinfo=UTC)  # the 31st in Paris
PARIS = "Europe/Paris"


@pytest.mark.parametrize(
    ("query", "first", "last", "before"),
    [
        ({}, (3, 2), (3, 31), ((1, 31), (3, 1))),
        ({"days": "7"}, (3, 25), (3, 31), ((3, 18), (3, 24))),
        ({"period": "today"}, (3, 31), (3, 31), ((3, 30), (3, 30))),
        ({"period": "yesterday"}, (3, 30), (3, 30), ((3, 29), (3, 29))),
        # the same part of February is over earlier
        ({"period": "month"}, (3, 1), (3, 31), ((2, 1), (2, 28))),
        ({"period": "last_month"}, (2, 1), (2, 28), ((1, 1), (1, 31))),
        ({"from": "2026-03-05", "to": "2026-03-10"}, (3, 5), (3, 10), ((2, 27), (3, 4))),
        ({"from": "2026-03-10", "to": "2026-03-05"}, (3, 5), (3, 10), ((2, 27), (3, 4))),
        ({"from": "2026-03-30"}, (3, 30), (3, 31), ((3, 28), (3, 29))),
        ({"to": "2026-03-30"}, (3, 1), (3, 30), ((1, 30), (2, 28))),
        ({"from": "2026-03-30", "to": "2031-01-01"}, (3, 30), (3, 31), ((3, 28), (3, 29))),
        ({"from": "2031-01-01"}, (3, 31), (3, 31), ((3, 30), (3, 30))),
        # what is said best wins
        ({"from": "nonsense", "days": "7"}, (3, 25), (3, 31), ((3, 18), (3, 24))),
        ({"period": "today", "from": "2026-01-01", "days": "90"}, (3, 31), (3, 31), ((3, 30), (3, 30))),
    ],
)
def test_what_an_address_means(
    query: dict[str, str],
    first: tuple[int, int],
    last: tuple[int, int],
    before: tuple[tuple[int, int], tuple[int, int]],
) -> None:
    span = read_span(query)
    found = span.period(PARIS, NOW)
    assert (found.first, found.last) == (date(2026, *first), date(2026, *last))
    earlier = span.before(found)
    assert (earlier.first, earlier.last) == tuple(date(2026, *each) for each in before)


@pytest.mark.parametrize(
    ("query", "said", "to_come"),
    [
        ({}, {}, False),
        ({"period": "month"}, {"period": "month"}, False),
        ({"from": "2026-03-30"}, {"from": "2026-03-30"}, False),
        ({"to": "2026-03-30"}, {"to": "2026-03-30"}, False),
        ({"from": "2026-03-30", "to": "2030-01-01"}, {"from": "2026-03-30", "to": "2026-03-31"}, False),
        ({"to": "2026-04-01"}, {"from": "2026-03-03", "to": "2026-03-31"}, False),
        ({"from": "1999-01-01"}, {"from": "2025-03-02", "to": "2026-03-31"}, False),
        # no day of it is there to be shown: it is named as it was asked for
        ({"from": "2026-04-01"}, {"from": "2026-04-01"}, True),
        ({"from": "2030-01-01", "to": "2030-01-02"}, {"from": "2030-01-01", "to": "2030-01-02"}, True),
        ({"to": "2030-01-02"}, {"to": "2030-01-02"}, True),
    ],
)
def test_what_is_asked_for_is_named_as_it_is_shown(query: dict[str, str], said: dict[str, str], to_come: bool) -> None:
    span, today = read_span(query), date(2026, 3, 31)
    assert span.shown(today).said == said
    assert span.is_to_come(today) == to_come
    if not to_come:
        assert span.shown(today).period(PARIS, NOW) == span.period(PARIS, NOW)


def test_half_of_a_month_is_compared_with_the_same_half() -> None:
    span, now = Span(name="month"), datetime(2026, 3, 12, 12, tzinfo=UTC)
    earlier = span.before(span.period(PARIS, now))
    assert (earlier.first, earlier.last) == (date(2026, 2, 1), date(2026, 2, 12))


def test_a_year_is_within_what_is_kept() -> None:
    found = Span(name="year").period(PARIS, NOW)
    assert found.days == 365
    far = read_span({"from": "0001-01-01", "to": "9999-12-31"}).period(PARIS, NOW)
    assert (far.last, far.days) == (date(2026, 3, 31), LONGEST)
    assert read_span({"to": "0001-01-01"}).period(PARIS, NOW).days == 1


@given(
    st.dictionaries(
        st.sampled_from(["days", "period", "from", "to"]),
        st.one_of(st.text(max_size=12), st.dates().map(str), st.sampled_from([*NAMED, *map(str, PERIODS)])),
    ),
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(["UTC", PARIS, "Pacific/Kiritimati", "America/Montreal", "Australia/Lord_Howe"]),
)
def test_whatever_is_asked_for_there_are_days(query: dict[str, str], now: datetime, timezone: str) -> None:
    span = read_span(query)
    found = span.period(timezone, now)
    assert 1 <= found.days <= LONGEST
    assert found.start <= now
    assert found.first > now.date() - timedelta(days=LONGEST + 2)
    earlier = span.before(found)
    assert 1 <= earlier.days <= LONGEST
    assert earlier.last < found.first
    assert span.is_usual == (found.last >= now.date() - timedelta(days=1) and not span.said.keys() - {"days"})
    assert read_span(span.said) == span
