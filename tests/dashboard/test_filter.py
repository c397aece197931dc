"""A filter says what an address asks for, whatever the address says."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.dashboard.filter import CHANNELS, DEVICES, NAMES, RUNGS, Filter, read_filter
from penombre.dashboard.span import NAMED, PERIODS, Span

FILTERS = st.builds(
    Filter,
    span=st.one_of(
        st.builds(Span, st.sampled_from(PERIODS)),
        st.builds(Span, name=st.sampled_from(NAMED)),
        st.dates().map(lambda day: Span(first=day)),
        st.dates().map(lambda day: Span(last=day)),
        st.tuples(st.dates(), st.dates()).map(lambda both: Span(first=min(both), last=max(both))),
    ),
    page=st.from_regex(r"/[a-zéà&=?%#+ /'\"<>-]{0,20}[a-z]", fullmatch=True),
    channel=st.sampled_from(["", *CHANNELS]),
    app=st.sampled_from(["", "WhatsApp", "X (Twitter)", "Sm'all & <b>"]),
    device=st.sampled_from(["", *DEVICES]),
    country=st.sampled_from(["", "FR", "BE"]),
    rung=st.sampled_from(["", *RUNGS]),
    link=st.sampled_from(["", "spring", "A_b-9"]),
    tag=st.sampled_from(["", "w1", "e2"]),
)


@given(FILTERS)
def test_what_is_written_into_an_address_is_read_from_it(found: Filter) -> None:
    assert read_filter(dict(parse_qsl(found.query(lang="fr")))) == found


@given(st.dictionaries(st.sampled_from([*NAMES, "days", "period", "from", "to", "lang", "sort"]), st.text(max_size=80)))
def test_no_address_is_too_odd(query: dict[str, str]) -> None:
    found = read_filter(query)
    assert found.span.days in PERIODS
    assert found.span.name in ("", *NAMED)
    assert found.rung in ("", *RUNGS)
    assert found.device in ("", *DEVICES)
    assert found.channel in ("", *CHANNELS)
    assert read_filter(dict(parse_qsl(found.query()))) == found


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("days", "31"),
        ("days", "30; DROP TABLE events"),
        ("period", "tomorrow"),
        ("period", "today'"),
        ("from", "2026-02-30"),
        ("from", "20260201"),
        ("from", "2026-W05-1"),
        ("to", "99999-01-01"),
        ("to", "2026-01-01T00:00"),
        ("channel", "messenger' OR 1=1 --"),
        ("device", "phone\n"),
        ("country", "fr"),
        ("country", "FRA"),
        ("rung", "attributed"),
        ("link", "a/b"),
        ("tag", "w1'"),
        ("page", "/a\x00b"),
        ("page", "/" + "a" * 2000),
        ("app", "\ud800"),
    ],
)
def test_what_cannot_be_meant_is_let_fall(name: str, value: str) -> None:
    found = read_filter({name: value})
    assert found in (Filter(), Filter(device="phone"))


def test_a_filter_is_put_on_and_taken_off() -> None:
    found = Filter(device="phone").having("page", "/a b")
    assert found.chosen == {"page": "/a b", "device": "phone"}
    assert found.query() == "page=%2Fa+b&device=phone"
    assert found.having("device", "").chosen == {"page": "/a b"}
    assert not Filter().query()
    assert found.only(["page"]).chosen == {"page": "/a b"}
    assert found.spanning(Span(name="today")).query() == "period=today&page=%2Fa+b&device=phone"
