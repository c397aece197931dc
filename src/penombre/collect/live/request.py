"""What is looked at in a request: its headers, its query, and whose address it came from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Literal, TypeAlias

from penombre.collect.live.limits import TrustedProxies

Scope: TypeAlias = dict[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[dict[str, Any]]]
Send: TypeAlias = Callable[[dict[str, Any]], Awaitable[None]]
Headers: TypeAlias = dict[bytes, bytes]

LONGEST_HEADER = 8192


def text(headers: Headers, name: bytes) -> str:
    """A header's value; empty where it was not sent."""
    value = headers.get(name)
    return value[:LONGEST_HEADER].decode("latin-1") if value else ""


def query(scope: Scope) -> dict[str, str]:
    """The parameters of an address, as they stand."""
    pieces = (piece.partition("=") for piece in scope["query_string"].decode("latin-1").split("&"))
    return {name: value for name, _, value in pieces}


def is_prefetch(headers: Headers) -> bool:
    """Whether a browser asks ahead of a click that may never come."""
    purpose = headers.get(b"sec-purpose") or headers.get(b"purpose") or headers.get(b"x-moz") or b""
    return b"prefetch" in purpose or b"prerender" in purpose


def is_local(address: str, headers: Headers) -> bool:
    """The operator's own machine, with no proxy between that tells of somebody else."""
    return b"x-forwarded-for" not in headers and (address.startswith("127.") or address == "::1")


class Peers:
    """Who a request is from, as far as the operator's proxies may say so."""

    def __init__(self, proxies: TrustedProxies, country_header: str) -> None:
        """`country_header` is the one in which a proxy writes the visitor's country; empty for none."""
        self._proxies = proxies
        self._country_header = country_header.lower().encode()

    def address(self, scope: Scope) -> str:
        """The client's address."""
        peer = _peer(scope)
        if not self._proxies.trusts(peer):
            return peer
        forwarded = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
        return self._proxies.client(peer, forwarded.decode("latin-1"))

    def scheme(self, scope: Scope) -> Literal["http", "https"]:
        """How the client asked: https where a proxy says so, since nothing else could do it."""
        said = dict(scope["headers"]).get(b"x-forwarded-proto", b"")
        return "https" if said.lower() == b"https" and self._proxies.trusts(_peer(scope)) else "http"

    def country(self, scope: Scope, headers: Headers) -> str:
        """The country in two letters; empty where no proxy says it."""
        if not self._country_header or not self._proxies.trusts(_peer(scope)):
            return ""
        country = text(headers, self._country_header).upper()
        return country if len(country) == 2 and country.isascii() and country.isalpha() else ""


def _peer(scope: Scope) -> str:
    peer = str(scope["client"][0]) if scope.get("client") else ""
    return peer.removeprefix("::ffff:") if "." in peer else peer
