"""The local block list: hosts that no link may lead to, read again whenever its file changes (case S17)."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Set
from pathlib import Path
from typing import TypeVar

from penombre.collect.host import BadHostError, ascii_host
from penombre.collect.links.errors import BadTargetError
from penombre.sentences import reason, say

FILE = "blocked-hosts.txt"
AT_A_TIME = 500
BREATH = 0.0005
"""Seconds between so many hosts, in which another thread may go on: redirects do not wait for a list of a million."""
T = TypeVar("T")
# what `ascii_host` would leave as it is, which is nearly all of a list
_PLAIN = re.compile(r"(?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,}", re.ASCII)


def read_block_list(data: Path) -> frozenset[str]:
    """The hosts in the data folder's block list, one a line; `#` opens a remark. Empty where there is no list.

    Raises BadTargetError for a line that is no host, OSError.
    """
    hosts, problem = _read(data / FILE)
    if problem:
        raise BadTargetError(say("{problem} Correct or remove it.", problem=problem))
    return frozenset(hosts)


def is_blocked(host: str, blocked: Set[str]) -> bool:
    """Whether a host, or one above it, is among the blocked ones."""
    return bool(blocked) and (host in blocked or any(above in blocked for above in _above(host)))


class BlockList:
    """The list as its file says now. What cannot be read of it is told, and the rest holds."""

    def __init__(self, data: Path) -> None:
        """Nothing is read before the first `refresh`."""
        self.problem = ""
        """The first line that cannot be read, or why none can; empty where all is well."""
        self._path = data / FILE
        self._hosts: Set[str] = frozenset()
        self._read_at: object = None
        self._seen: object = None

    def refresh(self) -> bool:
        """Read the file again if it changed and nobody is writing it; whether that was done."""
        now = self._state()
        settled, self._seen = now == self._seen or self._seen is None, now
        if not settled or now == self._read_at:
            return False
        try:
            self._hosts, self.problem = _read(self._path)
        except (OSError, UnicodeDecodeError) as error:
            self.problem = say("{path}: {reason}.", path=self._path, reason=_reason(error))
            return False
        self._read_at = now
        return True

    def blocks(self, host: str) -> bool:
        """Whether links to this host are stopped."""
        return is_blocked(host, self._hosts)

    def _state(self) -> object:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return "none"
        except OSError as error:
            return str(error)
        return found.st_mtime_ns, found.st_size, found.st_ino


def breathing(items: Iterable[T]) -> Iterator[T]:
    """Items, with a moment for other threads now and then: for long work beside an event loop."""
    for turn, item in enumerate(items, 1):
        yield item
        if turn % AT_A_TIME == 0:
            time.sleep(BREATH)


def _read(path: Path) -> tuple[set[str], str]:
    """The hosts of a list, and the first thing in it that is none."""
    hosts: set[str] = set()
    problem = ""
    try:
        file = path.open(encoding="utf-8")
    except FileNotFoundError:
        return hosts, problem
    with file:
        for number, line in enumerate(breathing(file), 1):
            host = line.partition("#")[0].strip()
            if not host:
                continue
            try:
                hosts.add(host if _PLAIN.fullmatch(host) and "xn--" not in host else ascii_host(host))
            except BadHostError as error:
                problem = problem or say("{path}, line {number}: {error}.", path=path, number=str(number), error=error)
    return hosts, problem


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return reason(error) if isinstance(error, OSError) else say("it is not UTF-8")


def _above(host: str) -> Iterator[str]:
    while "." in host:
        host = host.partition(".")[2]
        yield host
