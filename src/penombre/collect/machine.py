"""What collection asks of the machine, as seams that tests replace: clock, disk, randomness."""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """Two clocks: one that tells the time and may jump, one that only goes on."""

    def now(self) -> float:
        """Seconds since 1970, UTC; jumps when somebody sets the clock."""

    def monotonic(self) -> float:
        """Seconds since some moment; never goes back."""


class File(Protocol):
    """A file opened for appending."""

    def write(self, data: bytes | memoryview) -> int:
        """Append; how many bytes were taken, perhaps fewer than given. Raises OSError."""

    def sync(self) -> None:
        """Return once all that was written is on disk. Raises OSError: then nothing is known of what came since."""

    def close(self) -> None:
        """Let go of the file."""


class Disk(Protocol):
    """The operations that a journal needs, each of which may raise OSError."""

    def create(self, path: Path) -> File:
        """A new file, which must not exist."""

    def read(self, path: Path) -> bytes:
        """The whole content of a file."""

    def truncate(self, path: Path, size: int) -> None:
        """Cut a file to `size` bytes, on disk."""

    def rename(self, path: Path, to: Path) -> None:
        """Give a file another name in the same folder; `sync_folder` makes it last."""

    def remove(self, path: Path) -> None:
        """Remove a file; one that is gone already is no error."""

    def names(self, folder: Path) -> list[str]:
        """The names in a folder, sorted."""

    def sync_folder(self, folder: Path) -> None:
        """Return once the names in a folder are on disk."""

    def free(self, folder: Path) -> int:
        """Bytes that may still be written there."""

    def size(self, folder: Path) -> int:
        """Bytes of the whole file system."""


class Randomness(Protocol):
    """Where random numbers come from."""

    def bits(self, count: int) -> int:
        """A number of `count` random bits."""


class SystemClock:
    """The machine's clocks."""

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds since the machine started."""
        return time.monotonic()


MOST_JUMP = 3600.0
"""Seconds that the clock may jump while the program runs before it is no longer believed."""


class SteadyClock:
    """The machine's clock while it goes on; after a jump of more than an hour, a count of seconds (case F08).

    A clock that jumps that far was set wrong, or had been before. A restart believes the clock again.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._offset = self._clock.now() - self._clock.monotonic()
        self.jumped = False

    def now(self) -> float:
        """Seconds since 1970."""
        told, counted = self._clock.now(), self._clock.monotonic() + self._offset
        if abs(told - counted) > MOST_JUMP:
            self.jumped = True
            return counted
        # small steps (network time, leap seconds) are followed, so that they do not add up to a jump
        self._offset += told - counted
        self.jumped = False
        return told

    def monotonic(self) -> float:
        """Seconds since the machine started."""
        return self._clock.monotonic()


class SystemRandomness:
    """The operating system's generator."""

    def bits(self, count: int) -> int:
        """A number of `count` random bits."""
        return secrets.randbits(count)


class SystemFile:
    """A file descriptor opened for appending."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)

    def write(self, data: bytes | memoryview) -> int:
        """Append; the number of bytes taken."""
        return os.write(self._descriptor, data)

    def sync(self) -> None:
        """Wait for the disk."""
        os.fdatasync(self._descriptor)

    def close(self) -> None:
        """Close the descriptor."""
        os.close(self._descriptor)


class SystemDisk:
    """The machine's file system."""

    def create(self, path: Path) -> SystemFile:
        """A new file."""
        return SystemFile(path)

    def read(self, path: Path) -> bytes:
        """The whole content."""
        return path.read_bytes()

    def truncate(self, path: Path, size: int) -> None:
        """Cut to `size` bytes, on disk."""
        with path.open("r+b") as file:
            file.truncate(size)
            os.fsync(file.fileno())

    def rename(self, path: Path, to: Path) -> None:
        """Another name."""
        path.rename(to)

    def remove(self, path: Path) -> None:
        """Gone, or gone already."""
        path.unlink(missing_ok=True)

    def names(self, folder: Path) -> list[str]:
        """Sorted names."""
        return sorted(path.name for path in folder.iterdir())

    def sync_folder(self, folder: Path) -> None:
        """Wait for the folder's names."""
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def free(self, folder: Path) -> int:
        """Bytes free for users."""
        found = os.statvfs(folder)
        return found.f_bavail * found.f_frsize

    def size(self, folder: Path) -> int:
        """Bytes in all."""
        found = os.statvfs(folder)
        return found.f_blocks * found.f_frsize
