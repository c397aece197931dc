"""Reads the body of a request: so long, so fast, and so large once unpacked, and no more."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Awaitable, Callable
from typing import Any

LONGEST = 64 << 10
LONGEST_UNPACKED = 1 << 20
SECONDS = 10.0
_WINDOW_BITS = {b"gzip": 31, b"deflate": 15}


class BodyError(Exception):
    """A body that is not taken, with the status that says why."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


async def read_body(headers: dict[bytes, bytes], receive: Callable[[], Awaitable[dict[str, Any]]]) -> bytes:
    """The body, unpacked where it was packed. Raises BodyError."""
    length = headers.get(b"content-length", b"0")
    if not length.isdigit():
        raise BodyError(400, "Content-Length is no number")
    if int(length) > LONGEST:
        raise _too_long()
    try:
        async with asyncio.timeout(SECONDS):
            message = await receive()
            body: bytes = message.get("body", b"")
            if message.get("more_body"):
                body = await _rest(body, receive)
    except TimeoutError:
        raise BodyError(408, f"the body did not come within {SECONDS:.0f} seconds") from None
    if len(body) > LONGEST:
        raise _too_long()
    encoding = headers.get(b"content-encoding", b"").strip().lower()
    return body if encoding in (b"", b"identity") else _unpacked(body, encoding)


async def _rest(body: bytes, receive: Callable[[], Awaitable[dict[str, Any]]]) -> bytes:
    pieces, size = [body], len(body)
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BodyError(400, "the connection ended within the body")
        pieces.append(message.get("body", b""))
        size += len(pieces[-1])
        if size > LONGEST:
            raise _too_long()
        if not message.get("more_body"):
            return b"".join(pieces)


def _unpacked(body: bytes, encoding: bytes) -> bytes:
    """What was packed, counted while it is unpacked: a bomb stops at the limit (case I03)."""
    bits = _WINDOW_BITS.get(encoding)
    if bits is None:
        raise BodyError(415, "Content-Encoding may be gzip or deflate")
    unpack = zlib.decompressobj(wbits=bits)
    try:
        found = unpack.decompress(body, LONGEST_UNPACKED + 1)
    except zlib.error as error:
        raise BodyError(400, f"the body is not {encoding.decode('latin-1')}: {error}") from None
    if len(found) > LONGEST_UNPACKED:
        raise BodyError(413, f"the body is larger than {LONGEST_UNPACKED >> 20} MiB once unpacked")
    if not unpack.eof:
        raise BodyError(400, f"the {encoding.decode('latin-1')} body ends too early")
    return found


def _too_long() -> BodyError:
    return BodyError(413, f"the body is longer than {LONGEST >> 10} KiB: send fewer events at a time")
