"""Writes the journal: a commit returns once its frames are on disk, or raises, and then nothing was promised."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from penombre.collect.journal.segment import (
    COUNTED,
    DAMAGED,
    HEADER_SIZE,
    OPEN,
    SEALED,
    Frame,
    SegmentDamagedError,
    file_name,
    frame_bytes,
    header,
    number_of,
    read_segment,
)
from penombre.collect.machine import Clock, Disk, File, Randomness
from penombre.sentences import say


class JournalRefusedError(Exception):
    """The journal cannot take anything now: the disk is full, or does not answer as it should."""


class AlreadyOpenError(Exception):
    """Another process writes this journal."""


class Limits(msgspec.Struct, frozen=True):
    """When a segment is sealed, and how much disk is left to others."""

    seal_bytes: int = 32 << 20
    seal_records: int = 100_000
    seal_seconds: float = 1.0
    low_water: int = 256 << 20
    """Free bytes below which events are refused, before the disk is full and others suffer; on a small one, a tenth."""


class _Current(msgspec.Struct):
    """The segment being written."""

    number: int
    path: Path
    file: File
    begun: float
    size: int = HEADER_SIZE
    records: int = 0
    frames: int = 0


class Journal:
    """The one writer of a folder of segments.

    A segment whose write or sync failed is ended at once and never written again: after a failed sync nobody knows
    what the disk holds of what came since the last one (fsync is not retried on the same descriptor).
    """

    def __init__(
        self, folder: Path, *, disk: Disk, clock: Clock, randomness: Randomness, limits: Limits | None = None
    ) -> None:
        self.folder = folder
        self.limits = limits or Limits()
        self.torn = 0
        """Segments whose end was torn when this journal was opened: written, never acknowledged."""
        self.failures = 0
        self._disk = disk
        self._clock = clock
        self._randomness = randomness
        self._current: _Current | None = None
        self._low_water = min(self.limits.low_water, disk.size(folder) // 10)
        self._last_number = 0
        self._stranded: list[Path] = []
        self._recover()

    def commit(self, frames: Sequence[Frame]) -> None:
        """Write `frames` and wait until they are on disk. Raises JournalRefusedError: then none of them is promised."""
        if not frames:
            return
        try:
            if self._disk.free(self.folder) < self._low_water:
                raise JournalRefusedError("the disk is nearly full")
            current = self._current or self._begin()
            data = b"".join(frame_bytes(frame) for frame in frames)
            self._write(current.file, data)
            current.file.sync()
        except OSError as error:
            self.failures += 1
            self._give_up()
            raise JournalRefusedError(f"the journal cannot be written: {error.strerror or error}") from error
        current.size += len(data)
        current.frames += len(frames)
        current.records += sum(frame.count for frame in frames if frame.kind in COUNTED)
        if current.size >= self.limits.seal_bytes or current.records >= self.limits.seal_records:
            self.seal()

    def seal_if_old(self) -> None:
        """Hand a segment over once it has been open long enough: to be called now and then."""
        current = self._current
        stranded, self._stranded = self._stranded, []
        for path in stranded:
            self._hand_over(path)
        if current and current.frames and self._clock.monotonic() - current.begun >= self.limits.seal_seconds:
            self.seal()

    def seal(self) -> None:
        """Hand the current segment over to the loader; the next commit begins another."""
        current, self._current = self._current, None
        if current is None:
            return
        with contextlib.suppress(OSError):
            current.file.close()
        self._finish(current)

    def close(self) -> None:
        """Seal what is open."""
        self.seal()

    def _begin(self) -> _Current:
        now = max(self._clock.now(), 0.0)
        number = (int(now * 1000) & ((1 << 46) - 1)) << 16 | self._randomness.bits(16)
        # after a clock that went back, segments still sort as they were begun
        number = max(number, self._last_number + 1)
        self._last_number = number
        path = self.folder / file_name(number, OPEN)
        file = self._disk.create(path)
        current = _Current(number, path, file, self._clock.monotonic())
        self._current = current
        self._write(file, header(number))
        self._disk.sync_folder(self.folder)
        return current

    def _write(self, file: File, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[file.write(rest) :]

    def _give_up(self) -> None:
        """End the current segment after an error: what is whole up to its last sync goes to the loader."""
        current, self._current = self._current, None
        if current is None:
            return
        with contextlib.suppress(OSError):
            current.file.close()
        with contextlib.suppress(OSError):
            # what was written since the last sync was never promised; cut, it cannot come back half
            self._disk.truncate(current.path, current.size)
        self._finish(current)

    def _finish(self, current: _Current) -> None:
        if current.frames:
            self._hand_over(current.path)
            return
        with contextlib.suppress(OSError):
            self._disk.remove(current.path)

    def _hand_over(self, path: Path) -> None:
        """Let the loader have a segment; where the disk refuses even that, try again later."""
        try:
            with contextlib.suppress(FileNotFoundError):  # renamed by an earlier try whose sync failed
                self._disk.rename(path, path.with_suffix(SEALED))
            self._disk.sync_folder(self.folder)
        except OSError:
            self.failures += 1
            self._stranded.append(path)

    def _recover(self) -> None:
        """Hand over what an earlier writer left open, its torn end cut."""
        for name in self._disk.names(self.folder):
            number = number_of(name)
            if number is None:
                continue
            self._last_number = max(self._last_number, number)
            path = self.folder / name
            if path.suffix != OPEN:
                continue
            data = self._disk.read(path)
            if len(data) < HEADER_SIZE:
                # its writer died before the first commit: nothing in it was ever acknowledged
                self._disk.remove(path)
                continue
            try:
                found = read_segment(data)
            except SegmentDamagedError:
                self.torn += 1
                self._disk.rename(path, path.with_suffix(DAMAGED))
                continue
            if found.sound_bytes < len(data):
                self.torn += 1
                self._disk.truncate(path, found.sound_bytes)
            if found.frames:
                self._hand_over(path)
            else:
                self._disk.remove(path)


def lock_folder(folder: Path) -> int:
    """Lock a journal's folder for this process; the descriptor holds the lock until it is closed or the process ends.

    Raises AlreadyOpenError with the owner's process number.
    """
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        owner = os.pread(descriptor, 20, 0).decode(errors="replace").strip() or say("unknown")
        os.close(descriptor)
        raise AlreadyOpenError(
            say(
                "{folder}: process {owner} uses this folder already. Stop it, or give another --data folder.",
                folder=folder,
                owner=owner,
            )
        ) from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(os.getpid()).encode(), 0)
    return descriptor
