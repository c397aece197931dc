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
TICK = 0.25
GATHER = 0.0003
"""Seconds in which others may join before a write: fewer syncs, each for more (measured: a tenth more requests)."""

Written: TypeAlias = "asyncio.Future[bool]"
"""Done, and true, once on disk; fails with JournalRefusedError."""


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
        self.unawaited = 0

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
        """Records that nobody waited for and that the journal refused."""
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._next: _Group | None = None
        self._awake = threading.Event()
        self._stopping = False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="penombre-journal", daemon=True)
        self._thread.start()

    def record(self, *frames: Frame) -> Written:
        """Write frames together. Raises OverloadedError at once where too much waits already."""
        with self._lock:
            group = self._open_group()
            for frame in frames:
                group.add(frame)
            written: Written = self._loop.create_future()
            group.waiters.append(written)
        return written

    def hand_in(self, frame: Frame) -> None:
        """Write a frame that nobody waits for; `late_failures` counts what the journal refuses later.

        Raises OverloadedError at once where too much waits already.
        """
        with self._lock:
            group = self._open_group()
            group.add(frame)
            group.unawaited += frame.count

    def stop(self) -> None:
        """Write what waits, seal the segment, end the thread."""
        self._stopping = True
        self._awake.set()
        self._thread.join()

    def _open_group(self) -> _Group:
        group = self._next
        if group is None:
            group = self._next = _Group(self._clock.monotonic())
            self._awake.set()
        elif group.bytes > MOST_WAITING_BYTES or self._clock.monotonic() - group.since > LONGEST_WAIT:
            raise OverloadedError("the disk does not keep up")
        return group

    def _run(self) -> None:
        while True:
            self._awake.wait(TICK)
            self._awake.clear()
            time.sleep(GATHER)
            with self._lock:
                group, self._next = self._next, None
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
        with contextlib.suppress(RuntimeError):  # the loop is gone: nobody waits any more
            self._loop.call_soon_threadsafe(self._resolve, group, error)

    def _resolve(self, group: _Group, error: JournalRefusedError | None) -> None:
        if error is not None:
            self.late_failures += group.unawaited
        for written in group.waiters:
            if written.done():  # whoever waited went away
                continue
            if error is None:
                written.set_result(True)
            else:
                written.set_exception(error)
