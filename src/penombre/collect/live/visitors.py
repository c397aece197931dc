"""How many different people came in a day, as a sketch: no visitor is stored, and the day's key is forgotten.

Source of the sketch: HyperLogLog (Flajolet et al. 2007); registers of a day only rise, so they may be added up in any
order and any number of times.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from penombre.collect.live.row import SketchRow

INDEX_BITS = 12
REGISTERS = 1 << INDEX_BITS
MOST_ASKED = 100_000
KEY_BYTES = 32


class DayKey:
    """A random key that holds for one day (UTC) and lives in memory-backed storage only.

    It is never derived from anything, stored with data or backed up; the next day's overwrites it in place.
    """

    def __init__(self, file: Path | None) -> None:
        """Keep the key in `file`, which should be on a memory-backed file system; with None, in this process only."""
        self._file = file
        self._day = ""
        self._key = bytearray(KEY_BYTES)

    def of(self, day: str) -> bytes:
        """The key of a day; asking for another day forgets the one before."""
        if day != self._day:
            self._renew(day)
        return bytes(self._key)

    def _renew(self, day: str) -> None:
        kept = self._kept(day)
        self._key[:] = kept or secrets.token_bytes(KEY_BYTES)
        self._day = day
        if self._file is not None and kept is None:
            self._overwrite(self._file, day.encode() + bytes(self._key))

    def _kept(self, day: str) -> bytes | None:
        if self._file is None or not self._file.exists():
            return None
        content = self._file.read_bytes()
        return (
            content[len(day) :]
            if content[: len(day)] == day.encode() and len(content) == len(day) + KEY_BYTES
            else None
        )

    @staticmethod
    def _overwrite(file: Path, content: bytes) -> None:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.pwrite(descriptor, content, 0)
            os.ftruncate(descriptor, len(content))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


class VisitorSketches:
    """The sketches of the day, one a site, with what rose since it was last asked for; and who was asked today."""

    def __init__(self, key: DayKey) -> None:
        self._key = key
        self._day = ""
        self._registers: dict[int, bytearray] = {}
        self._asked: set[bytes] = set()

    def turn(self, now: float) -> None:
        """Forget yesterday's key and registers, also where nobody came since midnight."""
        self._begin(_day(now))

    def see(self, site: int, address: str, agent: str, now: float) -> SketchRow | None:
        """Count a visitor of a site; the register that rose, or None where the day has seen the like."""
        day = _day(now)
        number = int.from_bytes(self._visitor(day, site, address, agent), "big")
        register = number >> (64 - INDEX_BITS)
        rest = number & ((1 << (64 - INDEX_BITS)) - 1)
        rank = (64 - INDEX_BITS) - rest.bit_length() + 1
        registers = self._registers.setdefault(site, bytearray(REGISTERS))
        if rank <= registers[register]:
            return None
        registers[register] = rank
        return SketchRow(site, day, register, rank)

    def ask_once(self, site: int, address: str, agent: str, now: float) -> bool:
        """Whether a visitor of a site may be asked: not twice a day, as far as this process remembers the day.

        Kept in memory under the day's key. People who share an address and a browser's name are one; who changes
        either is another; a restart, or too many at once, forgets.
        """
        visitor = self._visitor(_day(now), site, address, agent)
        if visitor in self._asked:
            return False
        if len(self._asked) >= MOST_ASKED:
            self._asked.clear()
        self._asked.add(visitor)
        return True

    def take_back(self, rows: Iterable[SketchRow]) -> None:
        """What could not be written: these registers are sent anew when somebody raises them again."""
        for row in rows:
            if row.day == self._day:
                self._registers[row.site][row.register] = 0

    def _begin(self, day: str) -> bytes:
        key = self._key.of(day)
        if day != self._day:
            self._day = day
            self._registers = {}
            self._asked = set()
        return key

    def _visitor(self, day: str, site: int, address: str, agent: str) -> bytes:
        """What a visitor of a site is under the day's key."""
        seen = f"{site}\0{address}\0{agent}".encode(errors="replace")
        return hashlib.blake2b(seen, key=self._begin(day), digest_size=8).digest()


def _day(now: float) -> str:
    return datetime.fromtimestamp(max(now, 0.0), UTC).date().isoformat()
