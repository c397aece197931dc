"""W3C extended logs (IIS, CloudFront, Netscaler, Incapsula): the `#Fields` line says what stands where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from penombre.collect.logs.errors import LogError
from penombre.collect.logs.layout import Layout, places
from penombre.sentences import say

DIRECTIVE = b"#Fields:"

# For each field the names that servers give it, the best first.
NAMES: dict[str, tuple[str, ...]] = {
    "date": ("date", "date-local"),
    "time": ("time", "time-local"),
    "address": ("c-ip", "cs(x-forwarded-for)", "x-forwarded-for", "c-dns"),
    "host": ("x-host-header", "cs-host", "cs(host)", "s-computername"),
    "method": ("cs-method",),
    "path": ("cs-uri-stem", "cs-uri"),
    "query": ("cs-uri-query",),
    "status": ("sc-status", "c-status"),
    "referrer": ("cs(referer)", "cs(referrer)", "c-referrer"),
    "agent": ("cs(user-agent)", "c-user-agent"),
    "fetch_site": ("cs(sec-fetch-site)",),
    "purpose": ("cs(sec-purpose)", "cs(purpose)"),
    "package": ("cs(x-requested-with)",),
}
NEEDED = ("date", "time", "address", "method", "path", "status")


def layout_of(fields_line: bytes, path: str) -> Layout:
    """The layout that a `#Fields` line describes. Raises LogError where it is not one of web requests."""
    names = [name.lower() for name in fields_line[len(DIRECTIVE) :].decode("utf-8", "replace").split()]
    found = {
        field: names.index(name) + 1
        for field, known in NAMES.items()
        if (name := next((name for name in known if name in names), None)) is not None
    }
    missing = [NAMES[field][0] for field in NEEDED if field not in found]
    if missing:
        streaming = any(name in names for name in ("x-event", "x-duration", "avgbandwidth"))
        what = say("a log of streams, not of web requests") if streaming else say("not enough to read web requests")
        raise LogError(
            say("{path}: {what}: its #Fields line lacks {missing}", path=path, what=what, missing=", ".join(missing))
        )
    return Layout(
        "w3c",
        "w3c",
        places(found, without=("request",)),
    )


def stretches(blocks: Iterable[bytes]) -> Iterator[tuple[bytes, Iterator[bytes]]]:
    """The input cut where its `#Fields` line changes: each such line, and the blocks up to the next different one."""
    walk = _Walk(iter(blocks))
    while not walk.ended:
        yield walk.fields, walk.blocks()


class _Walk:
    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._rest = b""
        self.fields = b""
        self.ended = False
        self._fill()
        at = self._next_directive(0)
        if at is not None:
            self.fields = self._line(at)

    def _fill(self) -> None:
        """Get the next block, up to the end of a line."""
        for block in self._blocks:
            self._rest += block
            if b"\n" in block:
                return
        self.ended = not self._rest

    def _next_directive(self, start: int) -> int | None:
        if start == 0 and self._rest.startswith(DIRECTIVE):
            return 0
        at = self._rest.find(b"\n" + DIRECTIVE, start)
        return None if at < 0 else at + 1

    def _line(self, at: int) -> bytes:
        end = self._rest.find(b"\n", at)
        return self._rest[at : end if end >= 0 else len(self._rest)].strip()

    def blocks(self) -> Iterator[bytes]:
        while not self.ended:
            start = 0
            while (at := self._next_directive(start)) is not None:
                if (line := self._line(at)) != self.fields:
                    self.fields = line
                    yield self._rest[:at]
                    self._rest = self._rest[at:]
                    return
                start = at + len(DIRECTIVE)
            # whole lines go out; the last, perhaps torn by the block's end, waits for its rest
            end = self._rest.rfind(b"\n") + 1
            out, self._rest = self._rest[:end], self._rest[end:]
            if out:
                yield out
            before = len(self._rest)
            self._fill()
            if len(self._rest) == before:
                if self._rest:
                    out, self._rest = self._rest, b""
                    yield out
                self.ended = True
