from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.collect.journal.segment import (
    HEADER_SIZE,
    OPEN,
    SEALED,
    Frame,
    Kind,
    SegmentDamagedError,
    file_name,
    frame_bytes,
    header,
    number_of,
    read_segment,
)

FRAMES = st.lists(st.builds(Frame, st.sampled_from(Kind), st.integers(0, 1000), st.binary(max_size=300)), max_size=12)


def written(number: int, frames: list[Frame]) -> bytes:
    return header(number) + b"".join(map(frame_bytes, frames))


@given(st.integers(0, 2**64 - 1), FRAMES)
def test_what_was_written_is_read(number: int, frames: list[Frame]) -> None:
    data = written(number, frames)
    found = read_segment(data)
    assert (found.number, list(found.frames), found.sound_bytes) == (number, frames, len(data))


@given(FRAMES, st.data())
def test_f01_a_torn_end_costs_only_what_was_being_written(frames: list[Frame], data: st.DataObject) -> None:
    whole = written(1, frames)
    cut = data.draw(st.integers(HEADER_SIZE, len(whole)))
    found = read_segment(whole[:cut])
    assert list(found.frames) == frames[: len(found.frames)]
    assert whole[: found.sound_bytes] == written(1, list(found.frames))
    assert found.sound_bytes <= cut


@given(FRAMES.filter(bool), st.data())
def test_a_flipped_bit_is_never_taken_for_a_record(frames: list[Frame], data: st.DataObject) -> None:
    whole = bytearray(written(1, frames))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= 1 << data.draw(st.integers(0, 7))
    if at < HEADER_SIZE:
        with pytest.raises(SegmentDamagedError):
            read_segment(bytes(whole))
    else:
        found = read_segment(bytes(whole))
        assert list(found.frames) == frames[: len(found.frames)]
        assert len(found.frames) < len(frames)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(SegmentDamagedError):
        read_segment(data)


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_names_sort_as_numbers(one: int, other: int) -> None:
    assert (file_name(one, OPEN) < file_name(other, OPEN)) == (one < other)
    assert number_of(file_name(one, SEALED)) == one


def test_other_files_are_no_segments() -> None:
    assert [number_of(name) for name in ("lock", "x.sealed", "1.damaged", "partial")] == [None] * 4
