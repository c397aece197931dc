"""Starts the edge and the core as two processes, starts again what dies, and stops them in the right order."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from penombre.collect.journal.writer import lock_folder
from penombre.sentences import say
from penombre.serve.place import Place

log = logging.getLogger(__name__)

PARTS = ("core", "edge")
STOP_ORDER = ("edge", "core")
"""The edge hands over its last segment before the core loads it."""
STOP_WITHIN = 20.0
SHORTEST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
STEADY_AFTER = 10.0
"""A part that ran this long died of something new: it is started again at once."""
LOOK_EVERY = 0.05


class Supervisor:
    """Keeps the parts of one server running."""

    def __init__(self, data: Path, address: str) -> None:
        """Serve from a data folder; `address` is what short links begin with while this server runs."""
        self._data = data
        self._address = address
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._begun: dict[str, float] = {}
        self._pause = dict.fromkeys(PARTS, SHORTEST_PAUSE)
        self._again_at: dict[str, float] = {}
        self._stopping = False

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT. Raises AlreadyOpenError where a server runs on this folder already."""
        place = Place(self._data)
        place.make()
        lock_folder(place.lock)
        place.address.write_text(self._address, encoding="utf-8")
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        for part in PARTS:
            self._start(part)
        while not self._stopping:
            self._look()
            time.sleep(LOOK_EVERY)
        for part in STOP_ORDER:
            self._end(part)
        place.address.unlink(missing_ok=True)

    def _stop(self, *_: object) -> None:
        self._stopping = True

    def _start(self, part: str) -> None:
        command = [sys.executable, "-m", "penombre.serve", part, str(self._data), str(os.getpid())]
        # a Ctrl-C in the terminal reaches the supervisor only, which stops the parts in their order
        self._running[part] = subprocess.Popen(command, start_new_session=True)  # noqa: S603  (our own program)
        self._begun[part] = time.monotonic()

    def _look(self) -> None:
        now = time.monotonic()
        for part in PARTS:
            process = self._running.get(part)
            if process is not None and process.poll() is not None:
                del self._running[part]
                if now - self._begun[part] > STEADY_AFTER:
                    self._pause[part] = SHORTEST_PAUSE
                log.error(
                    say("the {part} ended with {code}: starting it again", part=part, code=str(process.returncode))
                )
                self._again_at[part] = now + self._pause[part]
                self._pause[part] = min(self._pause[part] * 2, LONGEST_PAUSE)
            if part not in self._running and now >= self._again_at.get(part, 0.0):
                self._start(part)

    def _end(self, part: str) -> None:
        process = self._running.pop(part, None)
        if process is None:
            return
        process.terminate()
        try:
            process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            log.error(say("the {part} does not stop: ending it; nothing acknowledged is lost", part=part))
            process.kill()
            process.wait()
