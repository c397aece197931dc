from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.collect.live.limits import Buckets, TrustedProxies, household, neighbourhood

PROXIES = TrustedProxies(["127.0.0.0/8", "10.0.0.0/8", "::1/128"])


@given(st.lists(st.floats(0, 5), max_size=200), st.floats(0.1, 50), st.floats(1, 50))
def test_nobody_gets_more_than_a_burst_and_the_rate(pauses: list[float], rate: float, burst: float) -> None:
    buckets, now, taken = Buckets(rate, burst), 0.0, 0
    for pause in pauses:
        now += pause
        taken += buckets.take("one", now) == 0
    assert taken <= burst + rate * now + 1e-6


def test_who_was_refused_may_come_back_when_told() -> None:
    buckets = Buckets(2, 4)
    assert [buckets.take("one", 0.0) for _ in range(4)] == [0.0] * 4
    wait = buckets.take("one", 0.0)
    assert wait == pytest.approx(0.5)
    assert buckets.take("one", wait) == 0.0
    assert buckets.take("other", 0.0) == 0.0


def test_no_rate_no_limit() -> None:
    assert {Buckets(0, 0).take("one", 0.0) for _ in range(100)} == {0.0}


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.1", "198.51.100.7", "203.0.113.1"),
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "1.1.1.1, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("127.0.0.1", "10.0.0.3, 10.0.0.2", "127.0.0.1"),
        ("127.0.0.1", "forged\x1b[31m", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.7, unknown", "127.0.0.1"),
        ("::1", "2001:db8::7", "2001:db8::7"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1, " * 400 + "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "x" * 3000 + ", 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "8.8.8.8," * 600 + " 203.0.113.9, 127.0.0.2", "203.0.113.9"),
    ],
)
def test_s15_only_proxies_are_believed(peer: str, forwarded: str, client: str) -> None:
    assert PROXIES.client(peer, forwarded) == client


@given(st.text(max_size=300))
def test_s15_any_header_is_answered(forwarded: str) -> None:
    assert PROXIES.client("127.0.0.1", forwarded)
    assert PROXIES.client("not an address", forwarded) == "not an address"


def test_a_household_has_a_64_of_the_sixth_version() -> None:
    assert household("203.0.113.7") == "203.0.113.7"
    assert household("2001:db8:1:2::7") == household("2001:db8:1:2:3:4:5:6") != household("2001:db8:1:3::7")


def test_neighbourhoods() -> None:
    assert neighbourhood("203.0.113.7") == neighbourhood("203.0.113.99") != neighbourhood("203.0.114.7")
    assert neighbourhood("2001:db8:1::7") == neighbourhood("2001:db8:1:2::9") != neighbourhood("2001:db8:2::7")
