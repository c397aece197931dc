"""Loaded segments, kept compressed for a week: from them a damaged store is mended."""

from __future__ import annotations

import os
from pathlib import Path

import zstandard

from penombre.collect.journal.segment import SegmentDamagedError, number_of
from penombre.collect.machine import SystemDisk

ENDING = ".zst"
DAYS = 7


class Archive:
    """A folder of compressed segments. What cannot be kept here is not lost: the store has it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def keep(self, name: str, content: bytes) -> None:
        """Keep a segment, on disk when this returns: from it the store is mended after a power cut. Raises OSError."""
        self._write(self._folder / (name + ENDING), content)

    def rewrite(self, path: Path, content: bytes) -> None:
        """Put other content in the place of a segment's, which is no younger for it. Raises OSError."""
        begun = path.stat()
        self._write(path, content, (begun.st_atime_ns, begun.st_mtime_ns))

    def _write(self, path: Path, content: bytes, times: tuple[int, int] | None = None) -> None:
        partial = self._folder / "partial"
        with partial.open("wb") as file:
            file.write(zstandard.compress(content, 1))
            file.flush()
            os.fsync(file.fileno())
        if times:
            os.utime(partial, ns=times)
        partial.rename(path)
        SystemDisk().sync_folder(self._folder)

    def numbers(self) -> dict[int, Path]:
        """The segments kept, oldest first."""
        found = sorted(self._folder.glob("*" + ENDING))
        return {number: path for path in found if (number := number_of(path.stem)) is not None}

    @staticmethod
    def read(path: Path) -> bytes:
        """A segment's content. Raises SegmentDamagedError, OSError."""
        try:
            return zstandard.decompress(path.read_bytes(), max_output_size=1 << 30)
        except zstandard.ZstdError as error:
            raise SegmentDamagedError(str(error)) from None

    def forget(self, now: float) -> int:
        """Remove what is older than a week; how many segments that were."""
        old = [path for path in self.numbers().values() if path.stat().st_mtime < now - DAYS * 86_400]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)
