"""One segment of the journal on disk: a header, then frames, each with its length and its checksum."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path

import msgspec

MAGIC = b"PENOMBR1"
OPEN, SEALED, DAMAGED = ".open", ".sealed", ".damaged"
_HEADER = struct.Struct("<8sQI")
"""Magic, the segment's number, checksum of both."""
_FRAME = struct.Struct("<IIIB")
"""Length of the payload, checksum of count, kind and payload, how many records, their kind."""
HEADER_SIZE, FRAME_SIZE = _HEADER.size, _FRAME.size
LONGEST_FRAME = 64 << 20


class Kind(IntEnum):
    """What the lines of a frame are."""

    EVENTS = 1
    QUARANTINE = 2
    TALLIES = 3
    SKETCHES = 4


COUNTED = (Kind.EVENTS, Kind.QUARANTINE)
"""Kinds whose records the ledger counts as received."""


class Frame(msgspec.Struct, frozen=True):
    """Records of one kind, written together: each a line of JSON."""

    kind: Kind
    count: int
    lines: bytes


class Segment(msgspec.Struct, frozen=True):
    """What could be read of a segment."""

    number: int
    frames: tuple[Frame, ...]
    sound_bytes: int
    """How far the file is whole; what follows was being written when the writer died, and was never acknowledged."""

    @property
    def received(self) -> int:
        """Records that the ledger counts."""
        return sum(frame.count for frame in self.frames if frame.kind in COUNTED)

    def lines(self, kind: Kind) -> bytes:
        """All lines of one kind."""
        return b"".join(frame.lines for frame in self.frames if frame.kind is kind)


class SegmentDamagedError(Exception):
    """A file that is no segment, or whose header is damaged."""


def header(number: int) -> bytes:
    """The first bytes of a segment."""
    return _HEADER.pack(MAGIC, number, zlib.crc32(MAGIC + number.to_bytes(8, "little")))


def frame_bytes(frame: Frame) -> bytes:
    """A frame as it stands on disk."""
    return _FRAME.pack(len(frame.lines), _checksum(frame), frame.count, frame.kind) + frame.lines


def read_segment(data: bytes) -> Segment:
    """The whole frames of a segment, up to the first that is torn. Raises SegmentDamagedError."""
    if len(data) < HEADER_SIZE:
        raise SegmentDamagedError("shorter than a header")
    magic, number, checksum = _HEADER.unpack_from(data)
    if magic != MAGIC or checksum != zlib.crc32(MAGIC + number.to_bytes(8, "little")):
        raise SegmentDamagedError("not a journal segment of this version")
    frames = tuple(_frames(data))
    return Segment(number, frames, HEADER_SIZE + sum(FRAME_SIZE + len(frame.lines) for frame in frames))


def _frames(data: bytes) -> Iterator[Frame]:
    at = HEADER_SIZE
    kinds = set(Kind)
    while at + FRAME_SIZE <= len(data):
        length, checksum, count, kind = _FRAME.unpack_from(data, at)
        start = at + FRAME_SIZE
        if length > LONGEST_FRAME or start + length > len(data) or kind not in kinds:
            return
        frame = Frame(Kind(kind), count, data[start : start + length])
        if _checksum(frame) != checksum:
            return
        yield frame
        at = start + length


def _checksum(frame: Frame) -> int:
    return zlib.crc32(frame.lines, zlib.crc32(struct.pack("<IB", frame.count, frame.kind)))


def file_name(number: int, ending: str) -> str:
    """The name of a segment's file: names sort as segments were begun."""
    return f"{number:016x}{ending}"


def number_of(name: str) -> int | None:
    """The segment's number in a file name; None where it is no segment's."""
    path = Path(name)
    if path.suffix not in (OPEN, SEALED):
        return None
    try:
        return int(path.stem, 16)
    except ValueError:
        return None
