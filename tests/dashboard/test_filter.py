"""A filter says what an address asks for, whatever the address says."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.dashboard.filter import CHANNELS, DEVICES, NAMES, PERIODS, RUNGS, Filter, read_filter

FILTERS = st.builds(
    Filter,
    days=st.sampled_from(PERIODS),
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


@given(st.dictionaries(st.sampled_from([*NAMES, "days", "lang", "sort"]), st.text(max_size=80)))
def test_no_address_is_too_odd(query: dict[str, str]) -> None:
    found = read_filter(query)
    assert found.days in PERIODS
    assert found.rung in ("", *RUNGS)
    assert found.device in ("", *DEVICES)
    assert found.channel in ("", *CHANNELS)
    assert read_filter(dict(parse_qsl(found.query()))) == found


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("days", "31"),
        ("days", "30; DROP TABLE events"),
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
