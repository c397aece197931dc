"""What a target says about itself: title, description, image. Nothing but public web servers is ever asked.

A program that fetches what users type can be sent to the machines beside it. So names are looked up here, every address
is judged, the connection goes to the address that was judged, each redirect is judged anew, and all refusals and
failures read the same: nobody learns from them what answers inside.
"""

from __future__ import annotations

import html
import queue
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import urljoin

import httpcore
import msgspec
import re2

from penombre import __version__
from penombre.collect.links.errors import BadTargetError, LinkError
from penombre.collect.links.target import check_target
from penombre.sentences import say, sentence

TIME = 5.0  # seconds for everything: look-up, redirects, reading
SIZE = 262_144  # bytes, counted after decompression
REDIRECTS = 3
PORTS = frozenset({80, 443})
LONGEST_TITLE = 300
LONGEST_DESCRIPTION = 500
REFUSAL = sentence(
    "the page gave no preview. Only public pages on ports 80 and 443 are asked; give the title yourself."
)
AGENT = f"Mozilla/5.0 (compatible; Penombre/{__version__}; link preview)"

Address = IPv4Address | IPv6Address
Resolve = Callable[[str], Iterable[Address]]

# What one version or another of Python's `is_global` lets through and no public web server has: 192.0.0.0/24 (a cloud's
# metadata answers there) and 6to4's relay; for IPv6 everything but 2000::/3, and there what leads into IPv4 (Teredo,
# 6to4), what is for documents, and what is not given out.
_NEVER_4 = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))
_GIVEN_OUT_6 = IPv6Network("2000::/3")
_NEVER_6 = tuple(IPv6Network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))


class PreviewError(LinkError):
    """No preview: refused or failed, in the same words."""

    def __init__(self) -> None:
        """Say the one thing that is said."""
        super().__init__(say(REFUSAL))


class Preview(msgspec.Struct, frozen=True):
    """What a page says about itself."""

    title: str
    description: str
    image: str  # a checked address, or empty


class Guard(msgspec.Struct, frozen=True):
    """What may be asked. Tests replace its parts to ask a server of their own."""

    resolve: Resolve
    allow: Callable[[Address], bool]
    ports: frozenset[int] | None = PORTS  # None: any
    seconds: float = TIME


def is_public(address: Address) -> bool:
    """Whether a public web server may have this address."""
    if not address.is_global or address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NEVER_4)
    return address in _GIVEN_OUT_6 and not any(address in network for network in _NEVER_6)


def look_up(host: str) -> list[Address]:
    """The addresses of a host, by the system's resolver."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return [ip_address(str(where[0]).partition("%")[0]) for *_, where in found]


PUBLIC = Guard(resolve=look_up, allow=is_public)


def fetch_preview(target: str, guard: Guard = PUBLIC) -> Preview:
    """What the page at `target` says about itself; raises PreviewError, whatever is wrong."""
    try:
        address, page, charset = _fetch(target, guard)
        return read_preview(page, address, charset)
    except Exception:  # noqa: BLE001  (one text for all: what went wrong inside is nobody's business outside)
        raise PreviewError from None


def fetch_text(target: str, guard: Guard = PUBLIC) -> str:
    """The HTML of the page at `target`, cut after SIZE bytes; raises PreviewError, whatever is wrong."""
    try:
        _, page, charset = _fetch(target, guard)
        return _decoded(page, charset)
    except Exception:  # noqa: BLE001  (as above)
        raise PreviewError from None


def read_preview(page: bytes, address: str, charset: str = "") -> Preview:
    """What the HTML of a page at `address` says about itself."""
    text = _decoded(page, charset)
    said = dict[str, str]()
    for tag in _META.finditer(text):
        attributes = {
            found[1].lower(): html.unescape(found[2] or found[3] or found[4] or "")
            for found in _ATTRIBUTE.finditer(tag[1])
        }
        name = (attributes.get("property") or attributes.get("name") or "").lower()
        said.setdefault(name, attributes.get("content", ""))
    title = _TITLE.search(text)
    return Preview(
        title=_one_line(said.get("og:title") or (html.unescape(title[1]) if title else ""), LONGEST_TITLE),
        description=_one_line(said.get("og:description") or said.get("description") or "", LONGEST_DESCRIPTION),
        image=_image(said.get("og:image:secure_url") or said.get("og:image") or "", address),
    )


# Google's engine: its time grows with the page and no further, whatever the page holds.
_META = re2.compile(r"""(?i)<meta\s((?:"[^"]*"|'[^']*'|[^<>"'])*)>""")
_ATTRIBUTE = re2.compile(r"""(?i)([a-z:_-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_TITLE = re2.compile(r"(?is)<title[^<>]*>([^<]*)</title")
# Python knows encodings besides that no page is written in, some slow.
_PAGES_USE = re2.compile(r"(?:utf-?(?:8|16)|iso-8859|latin|windows-|cp125|koi8|gb|big5|euc|shift|sjis|iso-2022)")
_CHARSET = re2.compile(r"(?i)charset\s*=\s*[\"']?\s*([a-z0-9_-]+)")


def _decoded(page: bytes, charset: str) -> str:
    found = _CHARSET.search(charset) or _CHARSET.search(page[:2048].decode("latin-1"))
    declared = found[1].lower() if found else ""
    try:
        return page.decode(declared if _PAGES_USE.match(declared) else "utf-8", "replace")
    except LookupError:
        return page.decode("utf-8", "replace")


def _one_line(text: str, longest: int) -> str:
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _image(text: str, address: str) -> str:
    try:
        return check_target(urljoin(address, text.strip())) if text.strip() else ""
    except (BadTargetError, ValueError):
        return ""


def _fetch(target: str, guard: Guard) -> tuple[str, bytes, str]:
    """The address where the page was found, its content, and what its Content-Type says."""
    deadline = time.monotonic() + guard.seconds
    backend = _GuardedBackend(guard, deadline)
    for _ in range(REDIRECTS + 1):
        target = check_target(target).partition("#")[0]
        with (
            httpcore.ConnectionPool(network_backend=backend, ssl_context=ssl.create_default_context()) as pool,
            pool.stream("GET", target, headers=_headers(target)) as response,
        ):
            fields = {name.lower(): value.decode("latin-1") for name, value in response.headers}
            if response.status in (301, 302, 303, 307, 308):
                target = urljoin(target, fields[b"location"])
                continue
            if response.status != 200 or "html" not in fields.get(b"content-type", ""):
                raise PreviewError
            return target, _page(response, fields.get(b"content-encoding", "")), fields[b"content-type"]
    raise PreviewError


def _headers(target: str) -> list[tuple[bytes, bytes]]:
    return [
        (b"host", target.split("/", 3)[2].encode()),
        (b"user-agent", AGENT.encode()),
        (b"accept", b"text/html"),
        (b"accept-encoding", b"gzip"),
        (b"connection", b"close"),
    ]


def _page(response: httpcore.Response, encoding: str) -> bytes:
    """The first `SIZE` bytes of a page; a page is cut there, for its head comes first."""
    if encoding.strip().lower() not in ("", "identity", "gzip"):
        raise PreviewError
    unpack = zlib.decompressobj(wbits=31) if encoding.strip().lower() == "gzip" else None
    page = bytearray()
    for block in _blocks(response):
        page += block if unpack is None else unpack.decompress(block, SIZE + 1 - len(page))
        if len(page) > SIZE or (unpack is not None and unpack.eof):
            break
    return bytes(page[:SIZE])


def _blocks(response: httpcore.Response) -> Iterator[bytes]:
    yield from response.iter_stream()


class _GuardedBackend(httpcore.NetworkBackend):
    """Opens connections to judged addresses only, until the time is over."""

    def __init__(self, guard: Guard, deadline: float) -> None:
        self._guard = guard
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore.NetworkStream:
        """Connect to an address of `host` that may be asked; the name stays in the Host field and in TLS."""
        if self._guard.ports is not None and port not in self._guard.ports:
            raise PreviewError
        addresses = _resolved(self._guard.resolve, host.strip("[]"), _left(self._deadline))
        if not addresses or not all(self._guard.allow(address) for address in addresses):
            raise PreviewError
        stream = self._plain.connect_tcp(str(addresses[0]), port, _left(self._deadline))
        return _TimedStream(stream, self._deadline)

    def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.NetworkStream:
        """Never."""
        raise PreviewError

    def sleep(self, *_: Any, **__: Any) -> None:
        """Never: nothing is tried twice."""
        raise PreviewError


class _TimedStream(httpcore.NetworkStream):
    """A connection whose every step must end before the deadline, so that drops of bytes do not stretch it."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, *_: Any, **__: Any) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline))

    def write(self, buffer: bytes, *_: Any, **__: Any) -> None:
        self._stream.write(buffer, _left(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, *_: Any, **__: Any
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, _left(self._deadline))
        return _TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise PreviewError
    return left


def _resolved(resolve: Resolve, host: str, seconds: float) -> list[Address]:
    """Look a name up, no longer than `seconds`: the system's resolver knows no deadline."""
    answer: queue.SimpleQueue[list[Address]] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answer.put(list(resolve(host)))
        except (OSError, ValueError):
            answer.put([])

    threading.Thread(target=ask, daemon=True, name="look-up").start()
    try:
        return answer.get(timeout=seconds)
    except queue.Empty:
        raise PreviewError from None
