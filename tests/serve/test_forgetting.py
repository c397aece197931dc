"""What is too old goes, wherever it lies, and nothing that is not."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from penombre.collect.journal.archive import Archive
from penombre.collect.journal.segment import DAMAGED, SEALED, file_name
from penombre.serve.forgetting import forget_all
from penombre.serve.leftovers import forget_leftovers, leftovers
from penombre.serve.place import Place
from penombre.store.event_store import EventStore
from penombre.store.lifetimes import DAY, KEEP, KEEP_ASIDE


@pytest.fixture
def place(tmp_path: Path) -> Place:
    found = Place(tmp_path / "data")
    found.make()
    return found


@pytest.fixture
def store(place: Place) -> Iterator[EventStore]:
    found = EventStore(place.store)
    yield found
    found.close()


def set_aside(place: Place) -> None:
    (place.journal / file_name(7, DAMAGED)).write_bytes(b"?")
    folder = place.data / "store.damaged-1764000000"
    (folder / "store").mkdir(parents=True)
    (folder / "store" / "file").write_bytes(b"?")
    os.utime(folder / "store" / "file", (0, 0))  # when it was written says nothing


def test_what_lies_aside_is_removed_after_thirty_days(place: Place) -> None:
    set_aside(place)
    (place.journal / file_name(8, SEALED)).write_bytes(b"waits")
    (place.data / "penombre.db").write_bytes(b"stays")
    now = time.time()
    assert {each.path.name for each in leftovers(place)} == {"0000000000000007.damaged", "store.damaged-1764000000"}
    assert forget_leftovers(place, now) == []
    assert forget_leftovers(place, now + KEEP_ASIDE - 60) == []
    assert len(forget_leftovers(place, now + KEEP_ASIDE + 60)) == 2
    assert leftovers(place) == []
    assert forget_leftovers(place, now + KEEP_ASIDE + 60) == []
    assert (place.journal / file_name(8, SEALED)).exists()
    assert (place.data / "penombre.db").exists()


def test_a_folder_that_is_not_there_has_nothing_aside(tmp_path: Path) -> None:
    assert leftovers(Place(tmp_path / "none")) == []


def test_a_clock_in_doubt_for_events_keeps_neither_archive_nor_leftovers(place: Place, store: EventStore) -> None:
    now = time.time() + 60 * DAY
    event = {"site": 1, "at": int(time.time()), "kind": "view", "id": f"{7:032x}"}
    store.load(1, events=json.dumps(event).encode() + b"\n")
    archive = Archive(place.archive)
    archive.keep(file_name(1, SEALED), b"x")
    set_aside(place)
    gone = forget_all(store, archive, place, now)
    assert gone["archived segments"] == 1
    assert len(gone["things moved aside"]) == 2  # type: ignore[arg-type]
    assert "records" not in gone
    assert store.numbers("retention/newest")["events"] == 1


def test_a_store_without_events_forgets_what_was_counted_beside_them(place: Place, store: EventStore) -> None:
    now = time.time()
    old, young = int(now - KEEP["quarantine"] - DAY), int(now - DAY)
    for number, at in enumerate((old, young), 1):
        store.load(
            number,
            events=b"",
            quarantine=json.dumps({"at": at, "site": 1, "reason": "x", "shape": ""}).encode() + b"\n",
            sketches=json.dumps(
                {"site": 1, "day": f"{2020 + 6 * (at == young)}-01-01", "register": 1, "rank": 1}
            ).encode(),
        )
    assert forget_all(store, Archive(place.archive), place, now) == {"records": {"quarantine": 1, "registers": 1}}
    assert store.engine.row("SELECT count() AS c FROM quarantine")["c"] == 1
    assert store.engine.row("SELECT count() AS c FROM registers")["c"] == 1


def test_parts_taken_out_of_the_store_are_removed_after_thirty_days(place: Place, store: EventStore) -> None:
    event = {"site": 1, "at": int(time.time()), "kind": "view", "id": f"{7:032x}"}
    store.load(1, events=json.dumps(event).encode() + b"\n")
    (part,) = (part["name"] for part in store.engine.rows("sound/parts") if part["table"] == "events")
    store.engine.execute("sound/detach", table="events", part=part)
    archive, now = Archive(place.archive), time.time()
    assert forget_all(store, archive, place, now + KEEP_ASIDE - DAY) == {}
    assert forget_all(store, archive, place, now + KEEP_ASIDE + DAY) == {"records": {"parts taken out": 1}}
    assert store.engine.rows("sound/detached") == []
