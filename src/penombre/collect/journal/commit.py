"""Group commit: requests that wait for the disk at the same time share one write and one sync."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Sequence

from penombre.collect.journal.segment import Frame, Kind
from penombre.collect.journal.writer import Journal, JournalRefusedError
from penombre.collect.machine import Clock

MOST_WAITING_BYTES = 16 << 20
LONGEST_WAIT = 10.0
TICK = 0.25


class OverloadedError(JournalRefusedError):
    """More waits for the disk than it can take in good time."""


class GroupCommit:
    """Lets one event loop record into a journal that a thread of its own writes."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self.journal = journal
        self.trouble = ""
        """Why the last commit failed; empty while the journal takes what comes."""
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._lines: dict[Kind, list[bytes]] = {kind: [] for kind in Kind}
        self._counts: dict[Kind, int] = dict.fromkeys(Kind, 0)
        self._futures: list[asyncio.Future[None]] = []
        self._bytes = 0
        self._since = 0.0
        self._awake = threading.Event()
        self._stopping = False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="penombre-journal", daemon=True)
        self._thread.start()

    def record(self, kind: Kind, lines: bytes, count: int = 1) -> asyncio.Future[None]:
        """Wait on what is returned: done once the lines are on disk, or failed with JournalRefusedError.

        Raises OverloadedError at once where too much waits already.
        """
        with self._lock:
            waiting = bool(self._bytes)
            if self._bytes > MOST_WAITING_BYTES or (waiting and self._clock.monotonic() - self._since > LONGEST_WAIT):
                raise OverloadedError("the disk does not keep up")
            if not waiting:
                self._since = self._clock.monotonic()
            future = self._loop.create_future()
            self._lines[kind].append(lines)
            self._counts[kind] += count
            self._bytes += len(lines)
            self._futures.append(future)
        if not waiting:
            self._awake.set()
        return future

    def stop(self) -> None:
        """Write what waits, seal the segment, end the thread."""
        self._stopping = True
        self._awake.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            self._awake.wait(TICK)
            self._awake.clear()
            frames, futures = self._take()
            if frames:
                self._commit(frames, futures)
            elif self._stopping:
                break
            self.journal.seal_if_old()
        self.journal.close()

    def _take(self) -> tuple[list[Frame], list[asyncio.Future[None]]]:
        with self._lock:
            frames = [Frame(kind, self._counts[kind], b"".join(lines)) for kind, lines in self._lines.items() if lines]
            for kind, lines in self._lines.items():
                if lines:
                    self._lines[kind], self._counts[kind] = [], 0
            futures, self._futures = self._futures, []
            self._bytes = 0
        return frames, futures

    def _commit(self, frames: Sequence[Frame], futures: list[asyncio.Future[None]]) -> None:
        error: JournalRefusedError | None = None
        try:
            self.journal.commit(frames)
        except JournalRefusedError as refused:
            error = refused
        self.trouble = str(error or "")
        with contextlib.suppress(RuntimeError):  # the loop is gone: nobody waits any more
            self._loop.call_soon_threadsafe(_resolve, futures, error)


def _resolve(futures: list[asyncio.Future[None]], error: JournalRefusedError | None) -> None:
    for future in futures:
        if future.done():  # whoever waited went away
            continue
        if error is None:
            future.set_result(None)
        else:
            future.set_exception(error)
