"""Where things lie in a data folder."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec


class Place(msgspec.Struct, frozen=True):
    """A data folder and what is in it."""

    data: Path

    @property
    def journal(self) -> Path:
        """Segments that the store does not have yet."""
        return self.data / "journal"

    @property
    def archive(self) -> Path:
        """Segments of the last week that the store has: from them it can be mended."""
        return self.data / "archive"

    @property
    def store(self) -> Path:
        """The embedded engine's folder."""
        return self.data / "store"

    @property
    def database(self) -> str:
        """Sites and links."""
        return f"sqlite:///{self.data / 'penombre.db'}"

    @property
    def links(self) -> Path:
        """The last copy of sites and links, for a start without their database."""
        return self.data / "links.snapshot"

    @property
    def socket(self) -> Path:
        """Where the core listens; only this machine's user can reach it."""
        return self.data / "core.sock"

    @property
    def lock(self) -> Path:
        """Held while a server runs on this folder."""
        return self.data / "server"

    @property
    def address(self) -> Path:
        """Where a server that was started with another port or host than the settings' says what it is."""
        return self.lock / "address"

    def make(self) -> None:
        """Make the folders that are missing, for this user alone."""
        for folder in (self.data, self.journal, self.store, self.lock):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def day_key(self) -> Path | None:
        """A file on a memory-backed file system for the key of the day; None where there is none."""
        memory = Path("/dev/shm")  # noqa: S108  (the point is that it is memory)
        if not os.access(memory, os.W_OK):
            return None
        folder = memory / f"penombre-{os.getuid()}"
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid != os.getuid():
            return None
        return folder / f"key-{self.data.resolve().stat().st_ino:x}"
