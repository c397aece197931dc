"""Nothing but the public net is called, whatever an address, a name or an answer says (S04)."""

from __future__ import annotations

import socket
import ssl
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.dispatch.destination import (
    LARGEST_ANSWER,
    DestinationError,
    NotReachedError,
    call,
    checked_address,
    may_be_called,
)
from tests.dispatch.receiver import receiving


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("https://hooks.example.org/a?b=c#d", "https://hooks.example.org/a?b=c"),
        (" https://Hooks.Example.org ", "https://hooks.example.org/"),
        ("https://xn--caf-dma.example:8443/x", "https://xn--caf-dma.example:8443/x"),
        ("https://[2606:2800:220:1:248:1893:25c8:1946]/x", "https://[2606:2800:220:1:248:1893:25c8:1946]/x"),
    ],
)
def test_an_address_of_the_public_net_is_kept_in_one_spelling(given_: str, kept: str) -> None:
    assert checked_address(given_, this_machine=False) == kept


@pytest.mark.parametrize(
    "address",
    [
        "", "hooks", "http://hooks.example.org/", "ftp://hooks.example.org/", "javascript:alert(1)", "https://",
        "https://me:secret@hooks.example.org/", "https://hooks.example.org:0/", "https://hooks.example.org:99999/",
        "https://ho oks.example.org/", "https://hooks.example.org/\r\nX: y", "https://127.0.0.1/", "https://127.1/",
        "https://0x7f000001/", "https://2130706433/", "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://10.1.2.3/",
        "https://192.168.0.1/", "https://172.16.0.1/", "https://169.254.169.254/latest/meta-data/", "https://0.0.0.0/",
        "https://100.100.100.200/", "https://168.63.129.16/", "https://[fe80::1]/", "https://[fd00:ec2::254]/",
        "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "http://127.0.0.1/", "https://a" + "a" * 1000 + ".org/",
    ],
)  # fmt: skip
def test_what_leads_elsewhere_is_refused(address: str) -> None:
    with pytest.raises(DestinationError):
        checked_address(address, this_machine=False)


def test_this_machine_may_be_called_where_the_operator_says_so() -> None:
    assert checked_address("http://127.0.0.1:99/x", this_machine=True) == "http://127.0.0.1:99/x"
    assert checked_address("http://localhost:99/x", this_machine=True) == "http://localhost:99/x"
    for other in ("http://hooks.example.org/", "http://10.0.0.1/", "https://10.0.0.1/", "https://169.254.169.254/"):
        with pytest.raises(DestinationError):
            checked_address(other, this_machine=True)


@given(st.ip_addresses())
def test_what_may_be_called_is_global_also_in_what_it_wraps(address: Any) -> None:
    if may_be_called(address):
        assert address.is_global
        assert not address.is_multicast
        assert getattr(address, "ipv4_mapped", None) is None or may_be_called(address.ipv4_mapped)


@given(st.ip_addresses(v=4))
def test_an_address_wrapped_in_another_is_judged_as_itself(address: Any) -> None:
    for wrapped in (f"::ffff:{address}", str(ip_address((0x64FF9B << 96) | int(address)))):
        assert may_be_called(ip_address(wrapped)) == may_be_called(address)


@pytest.mark.parametrize("found", [["10.0.0.7"], ["93.184.216.34", "127.0.0.1"], ["::1"], ["169.254.169.254"]])
def test_a_name_of_the_inner_net_is_not_called(found: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Not one of its addresses may be private: which one answers is the name's owner's choice."""
    resolved = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in found]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: resolved)
    monkeypatch.setattr(socket, "socket", None)
    with pytest.raises(DestinationError, match="not on the public net"):
        call("https://hooks.example.org/", b"{}", {})


def test_the_connection_goes_to_the_address_that_was_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that points elsewhere when it is asked again is not asked again."""
    with receiving() as receiver:
        port = int(receiver.address.split(":")[2].split("/")[0])
        asked: list[str] = []

        def resolve(host: str, *_: object, **__: object) -> Any:
            asked.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1" if len(asked) == 1 else "10.0.0.1", port))]

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        assert call(f"http://localhost:{port}/x", b"{}", {}, this_machine=True) == 204
        assert asked == ["localhost"]
        assert receiver.received[0].headers["host"] == f"localhost:{port}"


def test_a_redirect_is_not_followed() -> None:
    with receiving() as receiver, receiving() as inner:
        receiver.answers, receiver.headers = [302], {"location": inner.address}
        assert call(receiver.address, b"{}", {}, this_machine=True) == 302
        assert inner.received == []


@pytest.mark.parametrize(
    "answer",
    [b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * LARGEST_ANSWER * 8, b"HTTP/1.1 200 OK\r\ncontent-length: 999999999\r\n\r\nx"],
)
def test_an_answer_without_end_is_not_read_to_its_end(answer: bytes) -> None:
    with receiving() as receiver:
        receiver.answers = [answer]
        assert call(receiver.address, b"{}", {}, this_machine=True) == 200


@pytest.mark.parametrize(
    "answer", [b"", b"hello\r\n\r\n", b"HTTP/1.1 2oo OK\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"a" * 99_999]
)
def test_nonsense_is_an_error_that_says_where(answer: bytes) -> None:
    with receiving() as receiver:
        receiver.answers = [answer]
        with pytest.raises(NotReachedError, match=r"127\.0\.0\.1"):
            call(receiver.address, b"{}", {}, this_machine=True)


def test_an_answer_that_drips_is_cut() -> None:
    with receiving() as receiver:
        for begun in (b"", b"HTTP/1.1 200 OK\r\nx: ", b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n"):
            receiver.drips = begun or b" "
            with pytest.raises(NotReachedError, match="in time"):
                call(receiver.address, b"{}", {}, this_machine=True, within=0.3)


def test_who_is_not_there_is_told() -> None:
    with pytest.raises(NotReachedError, match="refused"):
        call("http://127.0.0.1:1/", b"{}", {}, this_machine=True)


def test_a_certificate_is_verified(tmp_path: Path) -> None:
    with receiving(tmp_path) as receiver:
        with pytest.raises(NotReachedError, match="certificate"):
            call(receiver.address, b"{}", {}, this_machine=True)
        trusted = ssl.create_default_context(cafile=str(receiver.certificate))
        assert call(receiver.address, b"{}", {}, this_machine=True, trusted=trusted) == 204
        elsewhere = receiver.address.replace("127.0.0.1", "localhost")
        with pytest.raises(NotReachedError, match="certificate"):
            call(elsewhere, b"{}", {}, this_machine=True, trusted=trusted)
        assert len(receiver.received) == 1
