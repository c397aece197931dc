"""One spelling for one host; what programs read in different ways is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.collect.host import BadHostError, ascii_host, ascii_host_and_port, without_port


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("Example.ORG", "example.org"),
        ("münchen.de", "xn--mnchen-3ya.de"),
        ("XN--MNCHEN-3YA.de", "xn--mnchen-3ya.de"),
        ("faß.de", "xn--fa-hia.de"),
        ("ｅxample。org", "example.org"),
        ("r3---sn-x.example.org", "r3---sn-x.example.org"),
        ("my_shop.example.org", "my_shop.example.org"),
        ("localhost", "localhost"),
        ("192.168.0.1", "192.168.0.1"),
        ("１２７.0.0.1", "127.0.0.1"),
        ("[2001:DB8::0:1]", "[2001:db8::1]"),
    ],
)
def test_hosts_in_one_spelling(text: str, host: str) -> None:
    assert ascii_host(text) == host
    assert ascii_host(host) == host


@pytest.mark.parametrize(
    "text",
    [
        *("", ".", "a..b", ".a.b", "localhost.", "example.org.", "a b.org", "a%2eb.org", "a/b", "a@b", "a:b", "a\\b"),
        *("-a.org", "a-.org", "x" * 64 + ".org", "a." * 127 + "org", "a\0b.org", "a\n.org", "a\u202eb.org", "a℀b.org"),
        *(
            "0x7f.0.0.1",
            "2130706433",
            "127.1",
            "0177.0.0.1",
            "1.2.3.4.5",
            "1.2.3.256",
            "a.0x",
            "a.1",
            "1.2.3.",
            "٠.1.2.3",
        ),
        *("[::1", "::1", "[]", "[::ffff:127.0.0.1]", "[fe80::1%eth0]", "[fe80::1%25eth0]", "[1.2.3.4]", "[::1]x"),
        *("xn--a.org", "xn--", "xn--zzzzzzzz9999.org", "xn--bcher-kvA\u0301.org", "\ud800.org", "☃.net"),
    ],
)
def test_hosts_that_are_refused(text: str) -> None:
    with pytest.raises(BadHostError):
        ascii_host(text)


@pytest.mark.parametrize(
    ("text", "host", "alone"),
    [
        ("localhost:8321", "localhost:8321", "localhost"),
        ("Example.org", "example.org", "example.org"),
        ("[::1]:80", "[::1]:80", "[::1]"),
        ("[::1]", "[::1]", "[::1]"),
    ],
)
def test_hosts_with_ports(text: str, host: str, alone: str) -> None:
    assert ascii_host_and_port(text) == host
    assert without_port(host) == alone


@pytest.mark.parametrize(
    "text", ["a.org:", "a.org:0", "a.org:65536", "a.org:-1", "a.org:８0", "a.org:8 0", "a.org:000080"]
)
def test_ports_that_are_refused(text: str) -> None:
    with pytest.raises(BadHostError):
        ascii_host_and_port(text)


@given(st.text(max_size=300) | st.from_regex(r"[\[\]a-zA-Z0-9.:äöüß_-]{1,40}"))
def test_a_host_once_written_stays_as_it_is(text: str) -> None:
    try:
        host = ascii_host(text)
    except BadHostError:
        return
    assert host.isascii()
    assert host == host.lower() == ascii_host(host)
    assert len(host) <= 255
