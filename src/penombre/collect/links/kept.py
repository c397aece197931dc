"""The last copy of sites and links, kept on disk: a start without a database that works goes on from it (case F11)."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeAlias, TypeVar

import msgspec
import zstandard

from penombre.collect.sites import Site
from penombre.sentences import say

MAGIC = b"PENLINK1"
AT_A_TIME = 500
LONGEST_PART = 64 << 20
_LENGTH = struct.Struct("<I")
T = TypeVar("T")

Row: TypeAlias = tuple[str, str, int, int | None, float, str, str]
"""Code, target, number, site, end, title and image of a link."""


class DamagedCopyError(Exception):
    """A file that is no copy of links, or not whole."""


class Head(msgspec.Struct, frozen=True):
    """What stands before the links."""

    at: float
    """When the database was read last, seconds since 1970."""
    sites: tuple[Site, ...]


def keep(path: Path, head: Head, rows: Iterable[Row]) -> None:
    """Write a copy in the place of the last one, whole or not at all; in small steps, beside an event loop.

    Raises OSError.
    """
    partial = path.with_name(f"{path.name}.partial")
    packer = zstandard.ZstdCompressor(1, write_checksum=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600), "wb") as file:
        file.write(MAGIC)
        for part in _parts_of(head, iter(rows)):
            packed = packer.compress(part)
            file.write(_LENGTH.pack(len(packed)) + packed)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def recall(path: Path) -> tuple[Head, list[Row]]:
    """The copy that was kept last. Raises DamagedCopyError, OSError."""
    try:
        head, *rest, end = _parts_in(path.read_bytes())
        if end:
            raise DamagedCopyError(say("{path} is not whole", path=path))
        return msgspec.msgpack.decode(head, type=Head), [
            row for part in rest for row in msgspec.msgpack.decode(part, type=list[Row])
        ]
    except (zstandard.ZstdError, msgspec.DecodeError, struct.error, ValueError) as error:
        raise DamagedCopyError(say("{path} cannot be read: {error}", path=path, error=error)) from None


def _parts_of(head: Head, rows: Iterator[Row]) -> Iterator[bytes]:
    """The head, the rows some at a time, and an empty part by which a whole copy is known."""
    yield msgspec.msgpack.encode(head)
    while some := list(islice(rows, AT_A_TIME)):
        yield msgspec.msgpack.encode(some)
    yield b""


def _parts_in(content: bytes) -> Iterator[bytes]:
    if content[: len(MAGIC)] != MAGIC:
        raise ValueError("it is no copy of links of this version")
    unpacker = zstandard.ZstdDecompressor()
    at = len(MAGIC)
    while at < len(content):
        (length,) = _LENGTH.unpack_from(content, at)
        at += _LENGTH.size
        yield unpacker.decompress(content[at : at + length], max_output_size=LONGEST_PART)
        at += length
