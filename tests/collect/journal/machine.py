"""A disk, a clock and dice that tests rule: what was not synced can be lost, as on a real machine."""

from __future__ import annotations

import errno
import random
from pathlib import Path


class Inode:
    """A file's content as programs see it, and as the disk holds it."""

    def __init__(self) -> None:
        self.seen = b""
        self.durable = b""


class FakeFile:
    def __init__(self, disk: FakeDisk, inode: Inode) -> None:
        self._disk, self._inode, self._era = disk, inode, disk.era

    def write(self, data: bytes | memoryview) -> int:
        self._alive()
        self._disk.may_fail("write")
        taken = bytes(data)[: self._disk.room()]
        if self._disk.short_writes:
            taken = taken[: max(1, len(taken) // 2)]
        if data and not taken:
            raise OSError(errno.ENOSPC, "No space left on device")
        self._inode.seen += taken
        return len(taken)

    def sync(self) -> None:
        self._alive()
        # after an error the kernel drops what it could not write and calls it clean: a retry would succeed, and lie
        self._disk.may_fail("sync")
        self._inode.durable = self._inode.seen

    def close(self) -> None:
        self._alive()

    def _alive(self) -> None:
        assert self._era == self._disk.era, "a file of a process that died"


class FakeDisk:
    """Files of one folder. `crash` brings back what is durable, and of the rest what the kernel happened to write."""

    def __init__(self, dice: random.Random, size: int = 1 << 30) -> None:
        self.names_seen: dict[str, Inode] = {}
        self.names_durable: dict[str, Inode] = {}
        self.bytes = size
        self.short_writes = False
        self.failing: list[str] = []
        self.era = 0
        self._dice = dice

    def create(self, path: Path) -> FakeFile:
        self.may_fail("create")
        assert path.name not in self.names_seen
        inode = self.names_seen[path.name] = Inode()
        return FakeFile(self, inode)

    def read(self, path: Path) -> bytes:
        if path.name not in self.names_seen:
            raise FileNotFoundError(path)
        return self.names_seen[path.name].seen

    def truncate(self, path: Path, size: int) -> None:
        self.may_fail("truncate")
        inode = self.names_seen[path.name]
        inode.seen = inode.seen[:size]
        inode.durable = inode.durable[:size]

    def rename(self, path: Path, to: Path) -> None:
        self.may_fail("rename")
        if path.name not in self.names_seen:
            raise FileNotFoundError(path)
        self.names_seen[to.name] = self.names_seen.pop(path.name)

    def remove(self, path: Path) -> None:
        self.may_fail("remove")
        self.names_seen.pop(path.name, None)

    def names(self, folder: Path) -> list[str]:
        return sorted(self.names_seen)

    def sync_folder(self, folder: Path) -> None:
        self.may_fail("sync_folder")
        self.names_durable = dict(self.names_seen)

    def free(self, folder: Path) -> int:
        return self.room()

    def size(self, folder: Path) -> int:
        return self.bytes

    def room(self) -> int:
        return max(0, self.bytes - sum(len(inode.seen) for inode in self.names_seen.values()))

    def may_fail(self, operation: str) -> None:
        if operation in self.failing:
            self.failing.remove(operation)
            raise OSError(errno.EIO, f"{operation} failed")

    def crash(self) -> None:
        """The machine stops. Un-synced names and the ends of files come back or not, each as it happens."""
        self.era += 1
        self.failing.clear()
        if self._dice.random() < 0.5:
            self.names_durable = dict(self.names_seen)
        self.names_seen = dict(self.names_durable)
        for inode in self.names_seen.values():
            if inode.seen.startswith(inode.durable):
                written_back = self._dice.randint(len(inode.durable), len(inode.seen))
                inode.durable = inode.seen[:written_back]
            inode.seen = inode.durable


class FakeClock:
    def __init__(self) -> None:
        self.wall = 1_764_000_000.0
        self.steady = 100.0

    def now(self) -> float:
        return self.wall

    def monotonic(self) -> float:
        return self.steady

    def pass_by(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds


class Dice:
    def __init__(self, dice: random.Random) -> None:
        self._dice = dice

    def bits(self, count: int) -> int:
        return self._dice.getrandbits(count)
