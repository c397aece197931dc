"""Group commit: requests that wait for the disk at the same time share one write and one sync."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from typing import TypeAlias

from penombre.collect.journal.segment import Frame, Kind
from penombre.collect.journal.writer import Journal, JournalRefusedError
from penombre.collect.machine import Clock

MOST_WAITING_BYTES = 16 << 20
LONGEST_WAIT = 10.0
PATIENCE = 0.5
"""Seconds after which those who need not be sure are let go."""
TICK = 0.25
GATHER = 0.0003
"""Seconds in which others may join before a write: fewer syncs, each for more (measured: a tenth more requests)."""

Written: TypeAlias = "asyncio.Future[bool]"
"""True once on disk, False where its waiter was let go before that was known; fails with JournalRefusedError."""


class OverloadedError(JournalRefusedError):
    """More waits for the disk than it can take in good time."""


class _Group:
    """What is written and synced together."""

    def __init__(self, since: float) -> None:
        self.since = since
        self.bytes = 0
        self.lines: dict[Kind, list[bytes]] = {}
        self.counts: dict[Kind, int] = {}
        self.waiters: list[Written] = []
        self.impatient: list[Written] = []

    def add(self, frame: Frame) -> None:
        self.bytes += len(frame.lines)
        self.lines.setdefault(frame.kind, []).append(frame.lines)
        self.counts[frame.kind] = self.counts.get(frame.kind, 0) + frame.count

    def frames(self) -> list[Frame]:
        return [Frame(kind, self.counts[kind], b"".join(lines)) for kind, lines in self.lines.items()]


class GroupCommit:
    """Lets one event loop record into a journal that a thread of its own writes."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self.journal = journal
        self.trouble = ""
        """Why the last commit failed; empty while the journal takes what comes."""
        self.late_failures = 0
        """Records whose waiters had been let go before the journal refused them."""
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._next: _Group | None = None
        self._in_work: _Group | None = None
        self._awake = threading.Event()
        self._stopping = False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="penombre-journal", daemon=True)
        self._thread.start()
        self._watch = self._loop.call_later(TICK, self._let_go)

    def record(self, *frames: Frame, patient: bool = True) -> Written:
        """Write frames together. Who is not `patient` is let go when the disk is slow.

        Raises OverloadedError at once where too much waits already.
        """
        with self._lock:
            group = self._next
            if group is None:
                group = self._next = _Group(self._clock.monotonic())
                self._awake.set()
            elif group.bytes > MOST_WAITING_BYTES or self._clock.monotonic() - group.since > LONGEST_WAIT:
                raise OverloadedError("the disk does not keep up")
            for frame in frames:
                group.add(frame)
            written: Written = self._loop.create_future()
            group.waiters.append(written)
            if not patient:
                group.impatient.append(written)
        return written

    def stop(self) -> None:
        """Write what waits, seal the segment, end the thread."""
        self._stopping = True
        self._awake.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            self._awake.wait(TICK)
            self._awake.clear()
            time.sleep(GATHER)
            with self._lock:
                group, self._next = self._next, None
                self._in_work = group
            if group is not None:
                self._commit(group)
            elif self._stopping:
                break
            self.journal.seal_if_old()
        self.journal.close()

    def _commit(self, group: _Group) -> None:
        error: JournalRefusedError | None = None
        try:
            self.journal.commit(group.frames())
        except JournalRefusedError as refused:
            error = refused
        self.trouble = str(error or "")
        self._in_work = None
        with contextlib.suppress(RuntimeError):  # the loop is gone: nobody waits any more
            self._loop.call_soon_threadsafe(self._resolve, group, error)

    def _resolve(self, group: _Group, error: JournalRefusedError | None) -> None:
        for written in group.waiters:
            if written.done():  # let go, or whoever waited went away
                self.late_failures += error is not None
            elif error is None:
                written.set_result(True)
            else:
                written.set_exception(error)

    def _let_go(self) -> None:
        """Let go of those who need not be sure, once the disk takes too long."""
        self._watch = self._loop.call_later(TICK, self._let_go)
        now = self._clock.monotonic()
        for group in (self._in_work, self._next):
            if group is not None and now - group.since > PATIENCE:
                impatient, group.impatient = group.impatient, []
                for written in impatient:
                    if not written.done():
                        written.set_result(False)
