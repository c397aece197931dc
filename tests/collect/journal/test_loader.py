"""The loader over a real disk and a real store: damage, full archives, what is kept aside."""

from __future__ import annotations

import json
import random
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from penombre.collect.journal.archive import Archive
from penombre.collect.journal.loader import Ledger, Loader, Mended, Trouble
from penombre.collect.journal.segment import HEADER_SIZE, SEALED, Frame, Kind, file_name, frame_bytes, header
from penombre.collect.machine import SystemDisk
from penombre.store.engine import StoreError
from penombre.store.event_store import EventStore
from penombre.store.opening import open_event_store

FIRST = int(time.time() * 1000) << 16
"""The number of a segment begun now."""


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
    assert loader.mend() == Mended((), 2, 0)
    assert second.ledger() == before
    second.close()


def test_why_loading_fails_is_told_until_it_succeeds(
    store: EventStore, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = iter([1000.0, 2000.0, 3000.0])
    loader = Loader(journal, disk=SystemDisk(), store=store, now=lambda: next(moments, 4000.0))
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


def flip(part: str, name: str, store_folder: Path) -> None:
    """Eight bytes in the middle of a part's file are not what was written."""
    (file,) = store_folder.rglob(f"{part}/{name}")
    content = bytearray(file.read_bytes())
    middle = len(content) // 2
    for at in range(middle, min(middle + 8, len(content))):
        content[at] ^= 0xFF
    file.write_bytes(content)


def part_of(store: EventStore, table: str) -> str:
    """The largest part of a table."""
    parts = [part for part in store.engine.rows("sound/parts") if part["table"] == table]
    return str(max(parts, key=lambda part: int(part["rows"]))["name"])


def filled(folder: Path, journal: Path, archive: Archive, segments: int = 4) -> Ledger:
    """A store with a few segments in it, and what its ledger says."""
    store = EventStore(folder)
    for number in range(segments):
        sealed(journal, FIRST + number, frames=50)
    loader = Loader(journal, disk=SystemDisk(), store=store, archive=archive)
    loader.drain()
    found = loader.ledger()
    store.close()
    return found


@pytest.mark.parametrize(
    ("table", "file"),
    [
        *(("events", file) for file in ("data.bin", "primary.cidx", "minmax_at.idx", "columns.txt", "checksums.txt")),
        *(("segments", file) for file in ("data.bin", "count.txt")),
    ],
)
def test_f07_flipped_bits_in_a_part_are_found_and_everything_is_back(
    journal: Path, tmp_path: Path, table: str, file: str
) -> None:
    archive = Archive(tmp_path / "archive")
    before = filled(tmp_path / "store", journal, archive)
    store = EventStore(tmp_path / "store")
    part = part_of(store, table)
    store.close()
    flip(part, file, tmp_path / "store")
    store = open_event_store(tmp_path / "store")
    loader = Loader(journal, disk=SystemDisk(), store=store, archive=archive)
    mended = loader.mend()
    assert mended.segments > 0
    assert mended.lost == 0
    assert loader.ledger() == before
    assert not store.engine.saw_damage
    assert len({row["id"] for row in ids(store)}) == before.stored == 200
    assert loader.mend() == Mended((), 0, 0)
    # moved aside, never deleted
    assert len(store.engine.rows("sound/detached")) == 1
    assert list(tmp_path.glob("store.damaged-*")) == []
    store.close()


def ids(store: EventStore) -> list[dict[str, str]]:
    return [json.loads(row) for row in store.engine.run("SELECT id FROM events").splitlines()]


def test_f07_what_no_archive_has_is_counted_as_lost(journal: Path, tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    filled(tmp_path / "store", journal, archive)
    store = EventStore(tmp_path / "store")
    part, rows = part_of(store, "events"), store.engine.rows("sound/parts")
    store.close()
    flip(part, "data.bin", tmp_path / "store")
    archive.numbers()[FIRST].unlink()
    store = EventStore(tmp_path / "store")
    loader = Loader(journal, disk=SystemDisk(), store=store, archive=archive)
    mended = loader.mend()
    (found,) = mended.parts
    assert (found.table, found.name) == ("events", part)
    assert found.rows == next(int(each["rows"]) for each in rows if each["name"] == part)
    ledger = loader.ledger()
    assert ledger.holds
    assert ledger.lost == mended.lost == 200 - len(ids(store))
    store.close()
    # whoever asks later is told the same
    store = EventStore(tmp_path / "store")
    assert Loader(journal, disk=SystemDisk(), store=store).ledger().lost == mended.lost
    store.close()


def test_f07_a_ledger_of_segments_older_than_the_archive_is_rebuilt(journal: Path, tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    before = filled(tmp_path / "store", journal, archive)
    store = EventStore(tmp_path / "store")
    part = part_of(store, "segments")
    store.close()
    flip(part, "data.bin", tmp_path / "store")
    for path in archive.numbers().values():
        path.unlink()
    store = EventStore(tmp_path / "store")
    loader = Loader(journal, disk=SystemDisk(), store=store, archive=archive)
    assert len(loader.mend().parts) == 1
    assert loader.ledger() == before
    store.close()


def test_f07_a_flipped_bit_among_the_steps_of_the_schema_does_not_cost_the_store(journal: Path, tmp_path: Path) -> None:
    filled(tmp_path / "store", journal, Archive(tmp_path / "archive"))
    store = EventStore(tmp_path / "store")
    part = part_of(store, "migrations")
    store.close()
    flip(part, "data.bin", tmp_path / "store")
    store = open_event_store(tmp_path / "store")
    assert len(ids(store)) == 200
    assert store.engine.migrations("events") == ([], [])
    store.close()
    assert list(tmp_path.glob("store.damaged-*")) == []


def test_f07_damage_that_an_answer_meets_is_noticed_whoever_asked(journal: Path, tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    before = filled(tmp_path / "store", journal, archive)
    store = EventStore(tmp_path / "store")
    flip(part_of(store, "events"), "data.bin", tmp_path / "store")
    with pytest.raises(StoreError):
        store.engine.run("SELECT sum(cityHash64(*)) FROM events")
    assert store.engine.saw_damage
    loader = Loader(journal, disk=SystemDisk(), store=store, archive=archive)
    loader.mend()
    assert not store.engine.saw_damage
    assert loader.ledger() == before
    store.close()
