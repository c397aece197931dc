"""Moves sealed segments of the journal into the store, each exactly once, and keeps the ledger."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import msgspec

from penombre.collect.journal.archive import Archive
from penombre.collect.journal.erasing import without
from penombre.collect.journal.handing_in import hand_in
from penombre.collect.journal.segment import (
    DAMAGED,
    OPEN,
    SEALED,
    Frame,
    Kind,
    Segment,
    SegmentDamagedError,
    number_of,
    read_segment,
)
from penombre.collect.machine import Disk
from penombre.sentences import say
from penombre.store.engine import StoreError
from penombre.store.erasure import Part
from penombre.store.event_store import Account, CountMismatchError
from penombre.store.soundness import DamagedPart

log = logging.getLogger(__name__)


class Store(Protocol):
    """Where segments go."""

    def loaded(self, segment: int) -> Account | None:
        """What became of a segment loaded before."""

    def load(
        self,
        segment: int,
        *,
        events: bytes,
        quarantine: bytes,
        tallies: bytes,
        sketches: bytes,
        again: bool = False,
    ) -> Account:
        """Take a segment in; a second time changes nothing, and with `again` restores what was lost of it."""

    def erasable(self, part: Part) -> int:
        """How many stored events are part of it."""

    def erase(self, part: Part) -> None:
        """Erase a part of a site's data."""

    def incomplete(self, segments: list[int]) -> list[int]:
        """Those of the segments of which the store lacks events."""

    def take_out_damaged(self) -> list[DamagedPart]:
        """Take out what is damaged on disk; what that was."""

    def rebuild_ledger(self) -> None:
        """Account for events of segments whose account was lost."""

    def missing(self, now: float) -> int:
        """How many events fewer there are than the accounts say."""

    def ledger(self) -> Account:
        """What became of everything loaded."""

    def tallies(self) -> dict[str, int]:
        """What was only counted."""


class Ledger(msgspec.Struct, frozen=True):
    """Where every record is that was ever received, and what was only counted beside it."""

    received: int
    stored: int
    duplicate: int
    quarantined: int
    pending: int
    refused: int = 0
    dropped_by_signal: int = 0
    erased: int = 0
    unrecorded_redirects: int = 0
    lost: int = 0
    """Events that were stored, and lost for good with a damaged part of the store."""
    pending_segments: int = 0

    @property
    def holds(self) -> bool:
        """Whether every record that was received is accounted for, and no other."""
        return self.received == self.stored + self.duplicate + self.quarantined + self.pending


SEALED_WITHIN = 15.0
BESIDE = ("refused", "dropped_by_signal", "erased", "unrecorded_redirects")


class StillComingError(Exception):
    """What was received last is not stored yet, and nobody seals it."""


class Trouble(msgspec.Struct, frozen=True):
    """Why segments wait: told to everybody, so without paths and without anything that was sent."""

    problem: str = ""
    """What the store or the disk said last; empty while loading goes on."""
    since: float | None = None
    """Since when, seconds since 1970."""
    failures: int = 0
    """How often loading failed since the process began."""


class Mended(msgspec.Struct, frozen=True):
    """What was found damaged in the store, and what came back."""

    parts: tuple[DamagedPart, ...]
    """Taken out of the store; their files stay beside."""
    segments: int
    """Loaded once more from the archive."""
    lost: int
    """Events of which there is no copy any more."""


class Loader:
    """Loads what is sealed in a folder. One loader a folder; its methods may be called from several threads."""

    def __init__(
        self,
        folder: Path,
        *,
        disk: Disk,
        store: Store,
        archive: Archive | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.trouble = Trouble()
        self._now = now
        self._folder = folder
        self._archive = archive
        self._disk = disk
        self._store = store
        self._lock = threading.Lock()
        self._draining = threading.Lock()
        self._missing: int | None = None
        self._waiting: dict[str, int] = {}
        """Records of each sealed segment, which does not change any more."""

    def hand_in(self, frame: Frame) -> None:
        """Put records that did not come by the edge into the journal, as a sealed segment. Raises OSError."""
        hand_in(self._folder, self._disk, frame, self._now())

    def drain(self) -> int:
        """Load every sealed segment; how many there were.

        Raises StoreError, CountMismatchError, OSError: try again later, nothing is lost. `trouble` tells why it failed
        last, until it succeeds.
        """
        try:
            done = self._drain()
        except Exception as error:
            before = self.trouble
            self.trouble = Trouble(_told(error), before.since or self._now(), before.failures + 1)
            raise
        self.trouble = Trouble(failures=self.trouble.failures)
        return done

    def _drain(self) -> int:
        done = 0
        with self._draining:
            for name in self._disk.names(self._folder):
                if name.endswith(SEALED) and number_of(name) is not None:
                    self._load(self._folder / name)
                    done += 1
        return done

    def ledger(self) -> Ledger:
        """The ledger as it is now: the store's account, and what still waits in the journal."""
        with self._lock:
            account = self._store.ledger()
            pending = segments = 0
            for name in self._disk.names(self._folder):
                waiting = self._waiting_in(name)
                pending += waiting
                segments += waiting > 0
            counted = self._store.tallies()
            if self._missing is None:
                self._missing = self._store.missing(self._now())
        return Ledger(
            received=account.received + pending,
            stored=account.stored,
            duplicate=account.duplicate,
            quarantined=account.quarantined,
            pending=pending,
            lost=max(0, self._missing - counted.get("erased", 0)),
            pending_segments=segments,
            **{name: counted.get(name, 0) for name in BESIDE},
        )

    def _load(self, path: Path) -> None:
        content = self._disk.read(path)
        try:
            segment = read_segment(content)
        except SegmentDamagedError as error:
            log.error("%s: %s: moved aside as %s", path, error, path.with_suffix(DAMAGED).name)
            self._disk.rename(path, path.with_suffix(DAMAGED))
            return
        with self._lock:
            self._load_into_store(segment)
            self._waiting[path.name] = 0
            self._keep(path.name, content)
            # the ledger has it: only now may the journal forget it
            if segment.sound_bytes < len(content):
                log.error("%s: damaged within: what could be read was loaded, the rest is kept aside", path)
                self._disk.rename(path, path.with_suffix(DAMAGED))
            else:
                self._disk.remove(path)
            self._waiting.pop(path.name, None)

    def _keep(self, name: str, content: bytes) -> None:
        if self._archive is None:
            return
        try:
            self._archive.keep(name, content)
        except OSError as error:
            log.error("%s is not archived: %s", name, error)  # the store has it, and that counts

    def _load_into_store(self, segment: Segment, *, again: bool = False) -> None:
        account = self._store.load(
            segment.number,
            events=segment.lines(Kind.EVENTS),
            quarantine=segment.lines(Kind.QUARANTINE),
            tallies=segment.lines(Kind.TALLIES),
            sketches=segment.lines(Kind.SKETCHES),
            again=again,
        )
        if account.received != segment.received:
            raise CountMismatchError(
                f"segment {segment.number:016x}: {segment.received} records in it, {account.received} accounted for"
            )

    def erase(self, part: Part) -> int:
        """Erase a part of a site's data from journal, archive and store; how many stored events that were.

        Done again after a crash it goes on. Raises StillComingError, StoreError, CountMismatchError, OSError.
        """
        self._wait_for_what_came(int(self._now() * 1000) << 16)
        with self._draining, self._lock:
            # the copies first: from them the store would be mended
            for path in self._archive.numbers().values() if self._archive else ():
                self._erase_from(path, part)
            erased = self._store.erasable(part)
            if erased:
                day = datetime.fromtimestamp(self._now(), UTC).date().isoformat()
                tally = {"day": day, "site": part.site, "name": "erased", "count": erased}
                self.hand_in(Frame(Kind.TALLIES, 1, msgspec.json.encode(tally) + b"\n"))
            self._store.erase(part)
            self._missing = None
        self.drain()
        return erased

    def _wait_for_what_came(self, begun: int) -> None:
        """Load what was received so far: what the edge still writes to is sealed within a second or so."""
        until = time.monotonic() + SEALED_WITHIN
        while True:
            self.drain()
            names = [name for name in self._disk.names(self._folder) if (number_of(name) or begun) < begun]
            if not any(self._waiting_in(name) for name in names):
                return
            if time.monotonic() > until:
                raise StillComingError(say("events wait in the journal: start the server, then erase again"))
            time.sleep(0.1)

    def _erase_from(self, path: Path, part: Part) -> None:
        assert self._archive is not None
        try:
            left = without(read_segment(Archive.read(path)), part)
        except SegmentDamagedError:
            path.unlink(missing_ok=True)  # nothing can be mended from it
            return
        if left is not None:
            self._archive.rewrite(path, left)

    def mend(self) -> Mended:
        """Take out of the store what is damaged, and load once more the archived segments of which it lacks events.

        Reads the whole store, which holds up nobody but whoever drains. Raises StoreError.
        """
        parts = self._store.take_out_damaged()
        kept = self._archive.numbers() if self._archive else {}
        mended = sum(self._load_again(kept[number]) for number in self._store.incomplete(list(kept)))
        if any(part.table == "segments" for part in parts):
            self._store.rebuild_ledger()
        self._missing = self._store.missing(self._now())
        return Mended(tuple(parts), mended, self._missing)

    def _load_again(self, path: Path) -> bool:
        """Restore what the store lost of an archived segment; whether that could be done."""
        try:
            segment = read_segment(Archive.read(path))
            with self._lock:
                self._load_into_store(segment, again=True)
        except (SegmentDamagedError, StoreError, CountMismatchError, OSError) as error:
            log.error("%s cannot be mended from the archive: %s", path, error)
            return False
        return True

    def _waiting_in(self, name: str) -> int:
        number = number_of(name)
        if number is None:
            return 0
        if name in self._waiting:
            return self._waiting[name]
        segment = self._read(name)
        if segment is None:
            return 0
        # between the ledger's row and the removal of the file a segment would count twice
        waiting = 0 if self._store.loaded(number) else segment.received
        if name.endswith(SEALED):
            self._waiting[name] = waiting
        return waiting

    def _read(self, name: str) -> Segment | None:
        """A segment that may be sealed, and so renamed, while it is looked for."""
        for ending in (Path(name).suffix, SEALED) if name.endswith(OPEN) else (SEALED,):
            try:
                return read_segment(self._disk.read((self._folder / name).with_suffix(ending)))
            except (FileNotFoundError, SegmentDamagedError):
                continue
        return None


def _told(error: Exception) -> str:
    """What went wrong, for anybody to read: the log has it whole."""
    if isinstance(error, StoreError):
        return f"the store refuses: {error.name or 'it does not say why'}"
    if isinstance(error, CountMismatchError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"the disk refuses: {error.strerror}"
    return f"a fault of this program: {type(error).__name__}"
