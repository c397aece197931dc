"""The loader over a real disk and a real store: damage, full archives, what is kept aside."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from penombre.collect.journal.archive import Archive
from penombre.collect.journal.loader import Loader, Trouble
from penombre.collect.journal.segment import HEADER_SIZE, SEALED, Frame, Kind, file_name, frame_bytes, header
from penombre.collect.machine import SystemDisk
from penombre.store.engine import StoreError
from penombre.store.event_store import EventStore


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EventStore]:
    found = EventStore(tmp_path / "store")
    yield found
    found.close()


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    folder = tmp_path / "journal"
    folder.mkdir()
    return folder


def sealed(folder: Path, number: int, frames: int = 3) -> Path:
    lines = [
        json.dumps(
            {"site": 1, "at": 1_764_000_000, "kind": "view", "id": uuid.UUID(int=random.getrandbits(128)).hex}
        ).encode()
        + b"\n"
        for _ in range(frames)
    ]
    path = folder / file_name(number, SEALED)
    path.write_bytes(header(number) + b"".join(frame_bytes(Frame(Kind.EVENTS, 1, line)) for line in lines))
    return path


def test_what_is_behind_a_damaged_frame_is_kept_aside(store: EventStore, journal: Path) -> None:
    path = sealed(journal, 7)
    content = bytearray(path.read_bytes())
    content[HEADER_SIZE + (len(content) - HEADER_SIZE) // 2] ^= 1
    path.write_bytes(content)
    loader = Loader(journal, disk=SystemDisk(), store=store)
    assert loader.drain() == 1
    assert loader.ledger().stored == 1
    assert path.with_suffix(".damaged").read_bytes() == content
    assert loader.drain() == 0


def test_an_archive_that_is_full_holds_up_nothing(
    store: EventStore, journal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive(tmp_path / "archive")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "keep", full)
    sealed(journal, 7)
    loader = Loader(journal, disk=SystemDisk(), store=store, archive=archive)
    loader.drain()
    ledger = loader.ledger()
    assert (ledger.received, ledger.stored, ledger.pending) == (3, 3, 0)


def test_f07_a_store_that_was_lost_is_built_again_from_the_archive(journal: Path, tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    first = EventStore(tmp_path / "first")
    for number in (7, 8):
        sealed(journal, number)
    Loader(journal, disk=SystemDisk(), store=first, archive=archive).drain()
    before = first.ledger()
    first.close()
    sealed(archive.numbers()[7].parent, 9).rename(
        archive.numbers()[7].parent / (file_name(9, SEALED) + ".zst")
    )  # not zstd at all
    second = EventStore(tmp_path / "second")
    loader = Loader(journal, disk=SystemDisk(), store=second, archive=archive)
    assert loader.mend() == 2
    assert second.ledger() == before
    second.close()


def test_why_loading_fails_is_told_until_it_succeeds(
    store: EventStore, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = iter([1000.0, 2000.0, 3000.0])
    loader = Loader(journal, disk=SystemDisk(), store=store, now=lambda: next(moments))
    sealed(journal, 7)
    assert loader.trouble == Trouble()
    with monkeypatch.context() as patch:
        secret = f"Code: 241. DB::Exception: {journal}: of 'what a visitor sent' too much. (MEMORY_LIMIT_EXCEEDED)"

        def full(*_: object, **__: object) -> None:
            raise StoreError(secret)

        patch.setattr(store, "load", full)
        for failures in (1, 2):
            with pytest.raises(StoreError):
                loader.drain()
            assert loader.trouble == Trouble("the store refuses: MEMORY_LIMIT_EXCEEDED", 1000.0, failures)
    monkeypatch.setattr(
        SystemDisk, "names", lambda *_: (_ for _ in ()).throw(OSError(5, "Input/output error", "/secret"))
    )
    with pytest.raises(OSError, match="secret"):
        loader.drain()
    assert loader.trouble == Trouble("the disk refuses: Input/output error", 1000.0, 3)
    monkeypatch.undo()
    loader.drain()
    assert loader.trouble == Trouble(failures=3)
    assert loader.ledger().stored == 3
