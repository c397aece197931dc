"""The one way out to addresses that users wrote: by https to the public net, and nowhere else.

The name is resolved at each call, every address it has is judged, and the connection goes to one that was judged: a
name that points elsewhere a moment later changes nothing. Redirects are answers like others: they are not followed.
"""

from __future__ import annotations

import http.client
import os
import re
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from penombre.collect.host import BadHostError, ascii_host, port_number
from penombre.sentences import reason, say

LONGEST = 1000
LARGEST_ANSWER = 65_536  # bytes that are read of an answer
WITHIN = 10.0
"""Seconds for all of it, however slowly the answer comes."""
_PLAIN = re.compile(r"[!-~]+", re.ASCII)
_METADATA = (IPv4Network("192.0.0.0/24"), IPv4Network("168.63.129.16/32"))
"""Addresses of clouds' own services that lists of private networks leave out."""
_TRANSLATED = IPv6Network("64:ff9b::/96")


class DestinationError(Exception):
    """An address that is not called: which, and why."""


class NotReachedError(DestinationError):
    """Nobody answered there as they should."""


def checked_address(text: str, *, this_machine: bool) -> str:
    """An address as it is kept; `this_machine` lets loopback be called, in clear too. Raises DestinationError."""
    address = text.strip()
    if not 0 < len(address) <= LONGEST or not _PLAIN.fullmatch(address):
        raise DestinationError(
            say("{text!r}: give an address such as https://www.example.org/hook, without spaces", text=address[:80])
        )
    try:
        parts = urlsplit(address)
        host = ascii_host(f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or "")
        port = f":{port_number(str(parts.port))}" if parts.port is not None else ""
    except (ValueError, BadHostError) as error:
        raise DestinationError(say("{text!r}: {why}", text=address[:80], why=error)) from None
    clear = parts.scheme == "http" and this_machine and _is_this_machine(host)
    if parts.scheme != "https" and not clear:
        raise DestinationError(say("{text!r}: only https is called", text=address[:80]))
    if parts.username is not None or parts.password is not None:
        raise DestinationError(say("{text!r}: leave name and password out", text=address[:80]))
    literal = _literal(host)
    if literal is not None and not may_be_called(literal, this_machine=this_machine):
        raise DestinationError(_private(host))
    return SplitResult(parts.scheme, host + port, parts.path or "/", parts.query, "").geturl()


def may_be_called(address: IPv4Address | IPv6Address, *, this_machine: bool = False) -> bool:
    """Whether an address is one of the public net; what an IPv6 address wraps is judged in its place."""
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            return False
        inner = address.ipv4_mapped or address.sixtofour
        if address in _TRANSLATED:
            inner = IPv4Address(int(address) & 0xFFFF_FFFF)
        if inner is not None:
            return may_be_called(inner, this_machine=this_machine)
        if address.teredo is not None or address.is_site_local:
            return False
    if address.is_loopback:
        return this_machine
    special = address.is_multicast or address.is_reserved or address.is_link_local or address.is_unspecified
    metadata = isinstance(address, IPv4Address) and any(address in network for network in _METADATA)
    return address.is_global and not special and not metadata


def call(
    address: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    this_machine: bool = False,
    within: float = WITHIN,
    trusted: ssl.SSLContext | None = None,
) -> int:
    """Post to an address and read a little of the answer; its status. Raises DestinationError, NotReachedError."""
    parts = urlsplit(checked_address(address, this_machine=this_machine))
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with _connected(host, port, within, this_machine=this_machine) as line:
            context = (trusted or ssl.create_default_context()) if parts.scheme == "https" else None
            with closing(http.client.HTTPConnection(host, port)) as asked:
                asked.sock = context.wrap_socket(line, server_hostname=host) if context else line
                target = parts.path + (f"?{parts.query}" if parts.query else "")
                asked.request("POST", target, body, {"host": parts.netloc, "connection": "close", **headers})
                with asked.getresponse() as answer:
                    answer.read(LARGEST_ANSWER)
                    return answer.status
    except ssl.SSLCertVerificationError as error:
        raise NotReachedError(
            say("{host} has no certificate that can be trusted: {why}", host=host, why=error.verify_message)
        ) from None
    except TimeoutError:
        raise NotReachedError(say("{host} did not answer in time", host=host)) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else type(error).__name__
        raise NotReachedError(say("{host} broke off: {why}", host=host, why=why)) from None


@contextmanager
def _connected(host: str, port: int, within: float, *, this_machine: bool) -> Iterator[socket.socket]:
    """A connection to an address that was judged, cut after `within` seconds whatever goes on there."""
    family, where = _judged(host, port, this_machine=this_machine)
    overdue = threading.Event()
    with socket.socket(family, socket.SOCK_STREAM) as line:
        line.settimeout(within)
        line.connect(where)
        with socket.socket(fileno=os.dup(line.fileno())) as handle:

            def cut() -> None:
                overdue.set()
                with suppress(OSError):
                    handle.shutdown(socket.SHUT_RDWR)

            clock = threading.Timer(within, cut)
            clock.daemon = True
            clock.start()
            try:
                yield line
            except (OSError, http.client.HTTPException, ValueError):
                if overdue.is_set():
                    raise TimeoutError from None
                raise
            finally:
                clock.cancel()
                clock.join()
            # what was cut may look like an answer that was only short
            if overdue.is_set():
                raise TimeoutError


def _judged(host: str, port: int, *, this_machine: bool) -> tuple[socket.AddressFamily, tuple[str, int]]:
    """The first address of a name, where all that it has may be called. Raises DestinationError, NotReachedError."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotReachedError(say("{host}: no such name", host=host)) from None
    for *_, where in found:
        if not may_be_called(ip_address(str(where[0])), this_machine=this_machine):
            raise DestinationError(_private(host))
    family, *_, where = found[0]
    return family, (str(where[0]), port)


def _private(host: str) -> str:
    # which address it has inside is nothing to tell whoever asks
    return say("{host} is not on the public net: it is not called", host=host)


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None


def _is_this_machine(host: str) -> bool:
    literal = _literal(host)
    return host == "localhost" or (literal is not None and literal.is_loopback)
