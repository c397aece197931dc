"""Bytes out of a file or standard input, with the compression undone and its size watched."""

from __future__ import annotations

import bz2
import io
import lzma
import sys
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

import zstandard

from penombre.collect.logs.errors import LogError
from penombre.sentences import reason, say, sentence

BLOCK = 1 << 20
STANDARD_INPUT = "-"

# A log shrinks 5 to 60 times, in rare cases 150; what grows more than this after the first megabytes is no log.
MOST_EXPANSION = 300
EXPANSION_FREE = 8 << 20


COMPRESSIONS: dict[bytes, str] = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
}

REFUSED_MAGIC: dict[bytes, str] = {
    b"PK\x03\x04": sentence("a zip archive: unpack it and give the files in it"),
    b"7z\xbc\xaf\x27\x1c": sentence("a 7z archive: unpack it and give the files in it"),
    b"Rar!": sentence("a rar archive: unpack it and give the files in it"),
    b"%PDF": sentence("a PDF document, not a log"),
    b"\x89PNG": sentence("an image, not a log"),
    b"\x7fELF": sentence("a program, not a log"),
    b"SQLite format 3": sentence("a database, not a log"),
}
TAR_MAGIC_AT = 257


class Source:
    """One input, read once, block by block. `consumed` counts bytes on disk, for the progress bar."""

    def __init__(self, path: str) -> None:
        """`path` is a file's, or `-` for standard input. Raises LogError where it cannot be opened."""
        self.path = path
        self.consumed = 0
        self.remark = ""
        """Said of a file that ended oddly: truncated, or with junk behind the compressed data."""
        self._produced = 0
        try:
            if path == STANDARD_INPUT:
                self._file: BinaryIO = sys.stdin.buffer
                self.size: int | None = None
            else:
                self._file = Path(path).open("rb")  # noqa: SIM115  (closed by close)
                self.size = Path(path).stat().st_size
        except OSError as error:
            raise LogError(say("{path}: {reason}", path=path, reason=reason(error).lower())) from None

    def close(self) -> None:
        """Close the file; standard input stays open."""
        if self.path != STANDARD_INPUT:
            self._file.close()

    def blocks(self) -> Iterator[bytes]:
        """The content, decompressed, in blocks of about a megabyte."""
        first = self._read()
        refuse_what_is_no_log(self.path, first)
        compression = next((name for magic, name in COMPRESSIONS.items() if first.startswith(magic)), None)
        if compression is None:
            blocks = self._plain(first)
        elif compression == "zstd":
            blocks = self._zstd(first)
        else:
            blocks = self._inflated(first, compression)
        start = True
        for block in blocks:
            if start:
                start = False
                if compression is not None:
                    refuse_what_is_no_log(self.path, block)
                block = block.removeprefix(b"\xef\xbb\xbf")  # noqa: PLW2901  (a byte order mark is not part of line 1)
            yield block

    def _read(self) -> bytes:
        try:
            block = self._file.read(BLOCK)
        except OSError as error:
            raise LogError(say("{path}: {reason}", path=self.path, reason=reason(error).lower())) from None
        self.consumed += len(block)
        return block

    def _plain(self, block: bytes) -> Iterator[bytes]:
        while block:
            yield block
            block = self._read()

    def _inflated(self, data: bytes, compression: str) -> Iterator[bytes]:
        """Each member of the file in turn; a log that was rotated while it was compressed may have several."""
        inflate = _INFLATERS[compression]()
        try:
            while data:
                for block in inflate.feed(data):
                    self._watch_expansion(len(block))
                    yield block
                data = self._read()
                if inflate.ended:
                    rest = inflate.rest + data
                    if not rest.strip(b"\0"):
                        data = b"" if not data else self._read()
                        continue
                    if not rest.startswith(inflate.magic):
                        self.remark = "trailing_junk"
                        return
                    inflate, data = _INFLATERS[compression](), rest
        except (zlib.error, OSError, EOFError, lzma.LZMAError, ValueError):
            if self._produced == 0:
                raise LogError(
                    say(
                        "{path}: damaged {compression} data: copy the file again",
                        path=self.path,
                        compression=compression,
                    )
                ) from None
            self.remark = "damaged"
            return
        if not inflate.ended:
            self.remark = "truncated"

    def _zstd(self, data: bytes) -> Iterator[bytes]:
        frames = zstandard.ZstdDecompressor(max_window_size=1 << 27)
        rest = cast("BinaryIO", _Rest(data, self._read))
        with frames.stream_reader(rest, read_across_frames=True, closefd=False) as reader:
            try:
                while block := reader.read(BLOCK):
                    self._watch_expansion(len(block))
                    yield block
            except zstandard.ZstdError:
                if self._produced == 0:
                    raise LogError(
                        say(
                            "{path}: damaged {compression} data: copy the file again",
                            path=self.path,
                            compression="zstd",
                        )
                    ) from None
                self.remark = "damaged"

    def _watch_expansion(self, produced: int) -> None:
        self._produced += produced
        if self._produced > EXPANSION_FREE and self._produced > MOST_EXPANSION * self.consumed:
            raise LogError(
                say(
                    "{path}: grows more than {most} times when decompressed, which no log does; "
                    "stopped after {size} MiB. If it is one, decompress it yourself and give the result.",
                    path=self.path,
                    most=MOST_EXPANSION,
                    size=self._produced >> 20,
                )
            )


def refuse_what_is_no_log(path: str, start: bytes) -> None:
    """Raise LogError where the first bytes show an archive, a picture, a database..."""
    for magic, what in REFUSED_MAGIC.items():
        if start.startswith(magic):
            raise LogError(say("{path}: {what}", path=path, what=say(what)))
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\0" in start[2:4]:
        raise LogError(say("{path}: UTF-16 text: convert it first (iconv -f UTF-16 -t UTF-8)", path=path))
    if start[TAR_MAGIC_AT : TAR_MAGIC_AT + 5] == b"ustar":
        raise LogError(say("{path}: a tar archive: unpack it and give the files in it", path=path))
    for magic, name in COMPRESSIONS.items():
        if start.startswith(magic) and len(start) < len(magic) + 2:
            raise LogError(say("{path}: an empty {name} file", path=path, name=name))


class _Rest(io.RawIOBase):
    """What was read already and then the rest of the file, as the zstd reader wants it."""

    def __init__(self, first: bytes, read: Callable[[], bytes]) -> None:
        self._first, self._more = first, read

    def readable(self) -> bool:
        return True

    def read(self, _size: int = -1, /) -> bytes:
        block, self._first = self._first, b""
        return block or self._more()


class _Inflate(ABC):
    """Decompresses with an upper bound on each piece of output, so that a bomb is noticed while it goes off."""

    magic = b""

    def __init__(self) -> None:
        self.ended = False
        self.rest = b""

    @abstractmethod
    def feed(self, data: bytes) -> Iterator[bytes]:
        """The output of `data`, in pieces of a block at most."""


class _Gzip(_Inflate):
    magic = b"\x1f\x8b"

    def __init__(self) -> None:
        super().__init__()
        self._inner = zlib.decompressobj(wbits=31)

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data and not self._inner.eof:
            yield self._inner.decompress(data, BLOCK)
            data = self._inner.unconsumed_tail
        self.ended, self.rest = self._inner.eof, self._inner.unused_data


class _Buffered(_Inflate):
    """bzip2 and xz, whose decompressors keep what they could not give out yet."""

    _inner: bz2.BZ2Decompressor | lzma.LZMADecompressor

    def feed(self, data: bytes) -> Iterator[bytes]:
        while not self._inner.eof:
            yield self._inner.decompress(data, BLOCK)
            data = b""
            if self._inner.needs_input:
                break
        self.ended = self._inner.eof
        self.rest = self._inner.unused_data if self.ended else b""


class _Bzip2(_Buffered):
    magic = b"BZh"

    def __init__(self) -> None:
        super().__init__()
        self._inner = bz2.BZ2Decompressor()


class _Xz(_Buffered):
    magic = b"\xfd7zXZ\x00"

    def __init__(self) -> None:
        super().__init__()
        self._inner = lzma.LZMADecompressor(memlimit=256 << 20)


_INFLATERS: dict[str, type[_Inflate]] = {"gzip": _Gzip, "bzip2": _Bzip2, "xz": _Xz}
