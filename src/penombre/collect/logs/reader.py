"""Reads access logs into the store: each input found, recognised, fed to the engine, and accounted for."""

from __future__ import annotations

import glob
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import msgspec

from penombre.collect.logs import w3c
from penombre.collect.logs.errors import EmptyLogError, LogError
from penombre.collect.logs.feed import LONGEST_LINE, Feed, shorten_lines
from penombre.collect.logs.layout import Layout
from penombre.collect.logs.recognise import layout_named, recognise
from penombre.collect.logs.source import STANDARD_INPUT, Source
from penombre.sentences import say
from penombre.store.engine import Engine, query_text

MOST_FILES = 10_000
EMPTY = Layout("empty", "")


class LogInput(msgspec.Struct, frozen=True):
    """What became of one input: `lines = read + the sum of refused`."""

    path: str
    format: str
    lines: int
    read: int
    refused: dict[str, int]
    sample: str
    """One refused line, cut to 160 characters; empty where none was refused."""
    remark: str
    local_time: bool


class Progress(msgspec.Struct):
    """How far the reading is, for a bar: bytes on disk."""

    total: int | None
    done: int = 0


Watch = Callable[[Progress], None]


def find_inputs(patterns: Sequence[str]) -> list[str]:
    """The files that paths, globs and folders name, each once. Raises LogError where one names none."""
    found: dict[str, None] = {}
    for pattern in patterns:
        for path in _matches(pattern):
            found.setdefault(path)
            if len(found) > MOST_FILES:
                raise LogError(
                    say("{pattern}: more than {most} files: give fewer at a time", pattern=pattern, most=MOST_FILES)
                )
    return list(found)


def _matches(pattern: str) -> list[str]:
    if pattern == STANDARD_INPUT:
        return [pattern]
    path = Path(pattern)
    if path.is_dir():
        # a link may lead anywhere; a folder stands for what is in it
        files = sorted(str(file) for file in path.iterdir() if file.is_file() and not file.is_symlink())
        if not files:
            raise LogError(say("{pattern}: no file in this folder", pattern=pattern))
        return files
    if path.exists():
        return [pattern]
    files = sorted(name for name in glob.glob(pattern, recursive=True) if Path(name).is_file())  # noqa: PTH207
    if not files:
        raise LogError(say("{pattern}: no such file", pattern=pattern))
    return files


def read_logs(
    engine: Engine,
    inputs: Sequence[str],
    *,
    format_name: str | None = None,
    marker_names: Sequence[str] = (),
    watch: Watch = lambda _: None,
) -> list[LogInput]:
    """Read every input into the store's `requests`. Raises LogError where one cannot be read at all."""
    keys = {"first_key": secrets.randbits(64), "second_key": secrets.randbits(64)}
    layout = layout_named(format_name) if format_name else None
    reader = _Reader(engine, keys, marker_names, Progress(_total_size(inputs)), watch)
    readings = []
    for number, path in enumerate(inputs):
        try:
            readings.append(reader.read(number, path, layout, w3c_asked=bool(format_name)))
        except EmptyLogError as error:
            # a rotated set often ends in a file that nothing was written to yet
            readings.append(_Reading(path, EMPTY, ""))
            empty = error
    if all(reading.layout is EMPTY for reading in readings):
        raise empty
    return _accounts(engine, readings)


class _Reading(msgspec.Struct, frozen=True):
    path: str
    layout: Layout
    remark: str


class _Reader:
    def __init__(
        self,
        engine: Engine,
        keys: dict[str, int],
        marker_names: Sequence[str],
        progress: Progress,
        watch: Watch,
    ) -> None:
        self._engine = engine
        self._keys = keys
        self._marker_names = marker_names
        self._progress = progress
        self._watch = watch

    def read(self, number: int, path: str, layout: Layout | None, *, w3c_asked: bool) -> _Reading:
        source = Source(path)
        before = self._progress.done
        try:
            blocks = source.blocks()
            first = next(blocks, b"")
            while first and b"\n" not in first and len(first) < (1 << 20) and (more := next(blocks, b"")):
                first += more
            if layout is None and not w3c_asked:
                layout = recognise(self._engine, path, first)

            def watched() -> Iterator[bytes]:
                for block in chain([first], blocks):
                    self._progress.done = before + source.consumed
                    self._watch(self._progress)
                    yield block

            if layout is None:
                layout = self._read_w3c(number, path, watched())
            else:
                self._feed(number, layout, watched())
        finally:
            source.close()
        return _Reading(path, layout, source.remark)

    def _read_w3c(self, number: int, path: str, blocks: Iterable[bytes]) -> Layout:
        layout: Layout | None = None
        for fields, stretch in w3c.stretches(blocks):
            if not fields:
                raise LogError(say("{path}: no #Fields line at its start: it cannot be read as W3C", path=path))
            layout = w3c.layout_of(fields, path)
            self._feed(number, layout, stretch)
        if layout is None:
            raise EmptyLogError(say("{path}: empty: there is no request in it", path=path))
        return layout

    def _feed(self, number: int, layout: Layout, blocks: Iterable[bytes]) -> None:
        feed = Feed(shorten_lines(blocks))
        sql = query_text("read_requests").replace("-- {layout}", query_text(f"layouts/{layout.file}"))
        try:
            self._engine.run(
                sql,
                source=feed.path,
                input=number,
                longest_line=LONGEST_LINE,
                marker_names=self._marker_names,
                **self._keys,
                **layout.parameters,
            )
        finally:
            feed.close()


def _total_size(inputs: Sequence[str]) -> int | None:
    if STANDARD_INPUT in inputs:
        return None
    return sum(Path(path).stat().st_size for path in inputs if Path(path).exists())


def _accounts(engine: Engine, readings: Sequence[_Reading]) -> list[LogInput]:
    counts = engine.rows("line_counts")
    accounts = []
    for number, reading in enumerate(readings):
        mine = [row for row in counts if row["input"] == number]
        read = sum(row["count"] for row in mine if not row["reason"])
        refused = {row["reason"]: row["count"] for row in mine if row["reason"]}
        telling = [row["sample"] for row in mine if row["reason"] not in ("", "comment", "blank")]
        accounts.append(
            LogInput(
                path=reading.path,
                format=reading.layout.name,
                lines=read + sum(refused.values()),
                read=read,
                refused=refused,
                sample=telling[0] if telling else "",
                remark=reading.remark,
                local_time=reading.layout.local_time,
            )
        )
    return accounts
