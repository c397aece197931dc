"""Feeds a source to the engine through a pipe, line by line never: whole blocks, with only over-long lines cut."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Callable, Iterable, Iterator

LONGEST_LINE = 64 << 10
PIPE_SIZE = 1 << 20


def shorten_lines(blocks: Iterable[bytes], longest: int = LONGEST_LINE) -> Iterator[bytes]:
    """The same lines, those over `longest` bytes cut to `longest + 1`: still one line each, and known to be too long.

    Memory stays within a block and a line, however long a line is.
    """
    in_line = 0  # bytes of the current line given out so far
    for block in blocks:
        if _none_too_long(block, in_line, longest):
            end = block.rfind(b"\n")
            in_line = in_line + len(block) if end < 0 else len(block) - end - 1
            yield block
            continue
        pieces: list[bytes] = []
        at = 0
        while at < len(block):
            room = longest + 1 - in_line
            # the last line end within reach: everything up to it is in order
            end = block.rfind(b"\n", at, at + max(room, 1))
            if end >= 0:
                pieces.append(block[at : end + 1])
                at, in_line = end + 1, 0
            elif len(block) - at <= room:
                pieces.append(block[at:])
                in_line += len(block) - at
                at = len(block)
            else:
                if room > 0:
                    pieces.append(block[at : at + room])
                in_line = longest + 1
                end = block.find(b"\n", at)
                if end < 0:
                    break
                pieces.append(b"\n")
                at, in_line = end + 1, 0
        yield b"".join(pieces) if len(pieces) != 1 else pieces[0]


def _none_too_long(block: bytes, in_line: int, longest: int) -> bool:
    """Whether no line of the block is over `longest` bytes, as nearly always: then it need not be taken to pieces."""
    at, room = 0, longest + 1 - in_line
    while len(block) - at > room:
        at = block.rfind(b"\n", at, at + max(room, 1)) + 1
        if not at:
            return False
        room = longest + 1
    return True


class Feed:
    """A pipe whose reading end the engine opens as a file, filled by a thread.

    `path` is what the engine reads. Errors of the source are raised by `close`.
    """

    def __init__(self, blocks: Iterable[bytes], watch: Callable[[], None] = lambda: None) -> None:
        self._reading, self._writing = os.pipe()
        fcntl.fcntl(self._writing, fcntl.F_SETPIPE_SZ, PIPE_SIZE)
        self.path = f"/dev/fd/{self._reading}"
        self._blocks = blocks
        self._watch = watch
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._fill, name="penombre-feed", daemon=True)
        self._thread.start()

    def _fill(self) -> None:
        try:
            with os.fdopen(self._writing, "wb", buffering=0) as pipe:
                for block in self._blocks:
                    rest = memoryview(block)
                    while rest:
                        rest = rest[pipe.write(rest) :]
                    self._watch()
        except BrokenPipeError:
            pass  # the engine gave up; it says why itself
        except BaseException as error:  # noqa: BLE001  (handed to the thread that waits)
            self._error = error

    def close(self) -> None:
        """End the feed; raise what went wrong in its thread."""
        os.close(self._reading)
        self._thread.join()
        if self._error is not None:
            raise self._error
