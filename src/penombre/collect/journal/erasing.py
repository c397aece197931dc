"""A segment without what is to be erased of it."""

from __future__ import annotations

import msgspec

from penombre.collect.journal.segment import Frame, Kind, Segment, frame_bytes, header
from penombre.store.erasure import Part


class _Record(msgspec.Struct):
    site: int = 0
    at: int = 0
    day: str = ""
    token: str = ""
    parent: str = ""


_RECORD = msgspec.json.Decoder(_Record)


def without(segment: Segment, part: Part) -> bytes | None:
    """The content of a segment without that part; None where nothing of it is in there."""
    frames = tuple(_without(frame, part) for frame in segment.frames)
    if frames == segment.frames:
        return None
    return header(segment.number) + b"".join(frame_bytes(frame) for frame in frames if frame.count)


def _without(frame: Frame, part: Part) -> Frame:
    if frame.kind is Kind.TALLIES:
        return frame  # numbers of a day, which tell of nobody
    lines = frame.lines.splitlines(keepends=True)
    kept = [left for line in lines if (left := _left_of(line, frame.kind, part))]
    return Frame(frame.kind, frame.count - (len(lines) - len(kept)), b"".join(kept))


def _left_of(line: bytes, kind: Kind, part: Part) -> bytes:
    """A line as it may stay; nothing where it may not."""
    try:
        record = _RECORD.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return line
    if kind is Kind.SKETCHES:
        return b"" if part.has_day(record.site, record.day) else line
    if part.has(record.site, record.at, record.token):
        return b""
    if part.came_by(record.site, record.parent):
        return msgspec.json.encode(msgspec.json.decode(line) | {"parent": ""}) + b"\n"
    return line
