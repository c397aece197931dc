"""Whom a request is from, and how it came: only the operator's proxies are believed (S15)."""

import pytest

from penombre.collect.live.limits import TrustedProxies
from penombre.collect.live.request import Peers

PEERS = Peers(TrustedProxies(("10.0.0.0/8",)), "")


@pytest.mark.parametrize(
    ("peer", "said", "scheme"),
    [
        ("10.0.0.1", b"https", "https"),
        ("10.0.0.1", b"HTTPS", "https"),
        ("10.0.0.1", b"http", "http"),
        ("10.0.0.1", b"https, http", "http"),
        ("192.0.2.1", b"https", "http"),
        ("192.0.2.1", b"", "http"),
        ("::ffff:10.0.0.1", b"https", "https"),
    ],
)
def test_https_is_what_a_proxy_says(peer: str, said: bytes, scheme: str) -> None:
    scope = {"client": (peer, 1), "headers": [(b"x-forwarded-proto", said)] if said else []}
    assert PEERS.scheme(scope) == scheme


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("10.0.0.1", [b"192.0.2.9"], "192.0.2.9"),
        ("10.0.0.1", [b"198.51.100.1, 192.0.2.9, 10.0.0.2"], "192.0.2.9"),
        ("10.0.0.1", [b"198.51.100.1", b"192.0.2.9"], "192.0.2.9"),
        ("192.0.2.1", [b"198.51.100.1"], "192.0.2.1"),
        ("10.0.0.1", [b"nonsense"], "10.0.0.1"),
    ],
)
def test_an_address_is_the_last_that_is_no_proxys(peer: str, forwarded: list[bytes], address: str) -> None:
    scope = {"client": (peer, 1), "headers": [(b"x-forwarded-for", value) for value in forwarded]}
    assert PEERS.address(scope) == address
