from __future__ import annotations

import json
import subprocess
import sys
import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from penombre.store.engine import Engine, NewerStoreError, StoreError, _schema_files
from penombre.store.event_store import Account, EventStore
from penombre.store.opening import open_event_store

AT = 1_764_000_000


def event(number: int, **more: object) -> bytes:
    row = {"site": 1, "at": AT + number, "kind": "view", "id": str(uuid.UUID(int=number + 1)), "page": f"/p{number}"}
    return json.dumps(row | more).encode() + b"\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EventStore]:
    found = EventStore(tmp_path / "store")
    yield found
    found.close()


def stored(store: EventStore) -> list[str]:
    return [
        json.loads(row)["id"]
        for row in store.engine.run("SELECT toString(id) AS id FROM events ORDER BY id").splitlines()
    ]


def test_a_segment_is_stored_once_however_often_it_is_given(store: EventStore) -> None:
    lines = event(1) + event(2)
    assert [store.load(7, events=lines) for _ in range(3)] == [Account(2, 2, 0, 0)] * 3
    assert len(stored(store)) == 2
    assert store.ledger() == Account(2, 2, 0, 0)


def test_the_same_event_in_another_segment_is_a_duplicate(store: EventStore) -> None:
    store.load(1, events=event(1) + event(2))
    assert store.load(2, events=event(2) + event(3)) == Account(2, 1, 1, 0)
    # a retry comes later, by another connection, at another second: still the same event
    assert store.load(3, events=event(1, at=AT + 3_600)) == Account(1, 0, 1, 0)


def test_copies_within_a_segment_count_once(store: EventStore) -> None:
    assert store.load(1, events=event(1) * 3 + event(2)) == Account(4, 2, 2, 0)


def test_another_event_under_a_used_id_goes_to_quarantine(store: EventStore) -> None:
    store.load(1, events=event(1))
    assert store.load(2, events=event(1, page="/other") + event(2)) == Account(2, 1, 0, 1)
    assert store.load(3, events=event(3) + event(3, page="/x")) == Account(2, 1, 0, 1)
    assert store.engine.rows("load/ledger")[0]["quarantined"] == 2
    assert store.engine.run("SELECT count() AS c FROM quarantine WHERE reason = 'id_collision'") == b'{"c":2}\n'


def test_the_same_id_on_another_site_is_another_event(store: EventStore) -> None:
    assert store.load(1, events=event(1) + event(1, site=2)) == Account(2, 2, 0, 0)


def test_f02_a_loader_that_died_between_events_and_ledger_stores_none_twice(store: EventStore) -> None:
    store.load(1, events=event(1))
    lines = event(1) + event(2) + event(3)
    # died after the events were in, before the ledger's row
    store.engine.execute("load/empty")
    store.engine.insert_lines("incoming", lines)
    store.engine.execute("load/store_new", segment=9)
    assert store.loaded(9) is None
    assert store.load(9, events=lines) == Account(3, 2, 1, 0)
    assert len(stored(store)) == 3


def test_f02_a_segment_over_two_months_half_of_which_was_stored_is_completed(store: EventStore) -> None:
    december = 1_764_547_200  # the first second of a month: another partition
    lines = event(1, at=december - 1) + event(2, at=december)
    store.engine.execute("load/empty")
    store.engine.insert_lines("incoming", event(1, at=december - 1))
    store.engine.execute("load/store_all", segment=9, token="segment-9")
    assert store.load(9, events=lines) == Account(2, 2, 0, 0)
    assert len(stored(store)) == 2


def test_i04_a_record_that_the_engine_cannot_read_holds_up_none_of_the_others(store: EventStore) -> None:
    bad = event(2, kind="no such kind") + b"{not json}\n"
    assert store.load(1, events=event(1) + bad + event(3)) == Account(4, 2, 0, 2)
    assert len(stored(store)) == 2


def test_unknown_fields_of_a_newer_edge_are_passed_over(store: EventStore) -> None:
    assert store.load(1, events=event(1, invented_later=3)) == Account(1, 1, 0, 0)


def test_what_is_only_counted_is_counted_once(store: EventStore) -> None:
    tally = b'{"day":"2026-01-01","site":1,"name":"refused","count":3}\n'
    for _ in range(2):
        store.load(1, events=b"", tallies=tally * 2)
    store.load(2, events=b"", tallies=tally)
    assert store.tallies() == {"refused": 9}


def test_quarantined_records_count_as_received(store: EventStore) -> None:
    broken = b'{"at":1764000000,"site":1,"reason":"cannot be read","shape":"id:int"}\n'
    assert store.load(1, events=event(1), quarantine=broken * 2) == Account(3, 1, 0, 2)


def test_sketches_keep_the_highest_register(store: EventStore) -> None:
    def register(rank: int) -> bytes:
        return json.dumps({"site": 1, "day": "2026-01-01", "register": 5, "rank": rank}).encode() + b"\n"

    store.load(1, events=b"", sketches=register(3) + register(9) + register(4))
    store.load(2, events=b"", sketches=register(2))
    assert (
        store.engine.run("SELECT register, max(rank) AS rank FROM registers GROUP BY register")
        == b'{"register":5,"rank":9}\n'
    )


def test_f07_events_that_the_store_lost_are_found_missing_and_put_back(store: EventStore) -> None:
    lines = event(1) + event(2)
    store.load(1, events=lines)
    store.load(2, events=event(3))
    assert store.incomplete([1, 2, 3]) == [3]
    store.engine.run("ALTER TABLE events DELETE WHERE page = '/p1' SETTINGS mutations_sync = 2")
    assert store.incomplete([1, 2]) == [1]
    assert store.load(1, events=lines, again=True) == Account(2, 2, 0, 0)
    assert store.incomplete([1, 2]) == []
    assert store.ledger() == Account(3, 3, 0, 0)


def test_f07_a_part_lost_altogether_is_put_back(store: EventStore) -> None:
    """The engine has seen this insert's token: it must not take the second one for a repetition."""
    lines = event(1) + event(2)
    store.load(1, events=lines)
    store.engine.run("ALTER TABLE events DROP PARTITION 202511")
    assert store.incomplete([1]) == [1]
    assert store.load(1, events=lines, again=True) == Account(2, 2, 0, 0)
    assert len(stored(store)) == 2


def test_an_engine_without_memory_keeps_events_waiting(store: EventStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StoreError("Code: 241. DB::Exception: Memory limit exceeded")

    with monkeypatch.context() as patch:
        patch.setattr(store.engine, "insert_lines", full)
        with pytest.raises(StoreError):
            store.load(1, events=event(1))
    assert store.load(1, events=event(1)) == Account(1, 1, 0, 0)


def test_f08_copies_are_told_although_the_clock_stands_in_1970(store: EventStore) -> None:
    store.load(1, events=event(1, at=100))
    assert store.load(2, events=event(1, at=101)) == Account(1, 0, 1, 0)


def test_export_gives_ids_back_as_they_were_sent(store: EventStore) -> None:
    dashed, plain = str(uuid.UUID(int=5)), uuid.UUID(int=6).hex
    store.load(1, events=event(1, id=dashed, id_dashes=True) + event(2, id=plain) + event(3, at=AT + 86_400))
    found = [json.loads(row)["id"] for piece in store.export(1) for row in piece.splitlines()]
    assert found[:2] == [dashed, plain]
    assert len(found) == 3
    assert not list(store.export(2))


def test_a_store_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    folder.mkdir()
    engine = Engine(folder)
    engine.migrate("events")
    engine.insert("migrations", [{"name": "9999_later.sql"}])
    engine.close()
    with pytest.raises(NewerStoreError, match="newer Penombre"):
        open_event_store(folder)
    assert folder.is_dir()


def test_f07_a_store_that_cannot_be_read_is_moved_aside_and_begun_anew(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    store = EventStore(folder)
    store.load(1, events=event(1))
    store.close()
    for file in folder.rglob("*.sql"):
        file.write_text("not SQL any more")
    # a store damaged so badly may end the process that opens it: what counts is that the next one finds a way
    code = "from pathlib import Path; import sys; from penombre.store.opening import open_event_store; open_event_store(Path(sys.argv[1])).close()"
    answer = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, check=False)
    assert answer.returncode == 0, answer.stderr[-500:]
    aside = list(tmp_path.glob("store.damaged-*"))
    assert len(aside) == 1
    assert any(aside[0].iterdir())


def test_a_store_of_before_the_question_takes_exposures_and_answers(tmp_path: Path) -> None:
    engine = Engine(tmp_path / "store")
    engine.run("CREATE TABLE migrations (name String) ENGINE = MergeTree ORDER BY name")
    for file in _schema_files("events"):
        if file.name < "0007":
            engine.run(file.read_text(encoding="utf-8"))
            engine.insert("migrations", [{"name": file.name}])
    engine.insert_lines("events", event(1))
    engine.close()
    store = EventStore(tmp_path / "store")
    try:
        assert store.load(1, events=event(1)) == Account(1, 0, 1, 0), "known from before"
        asked = {"kind": "ask", "design": 0.08, "family": "search", "device": "phone", "app": "Google"}
        said = asked | {"kind": "answer", "name": "sent", "app": "WhatsApp", "audience": "small_group"}
        lines = [event(2, **asked), event(3, **asked), event(4, **said), event(5, kind="answer", name="sent")]
        assert store.load(2, events=b"".join(lines)) == Account(4, 4, 0, 0)
        assert store.load(3, events=event(4, **said | {"audience": "large_group"})) == Account(1, 0, 0, 1)
        cell = {"family": "search", "device": "phone", "design": 0.08}
        assert store.answers(1, date(2025, 11, 1), date(2025, 12, 1)) == [
            cell | {"name": "", "sent_by": "", "audience": "", "landings": 2},
            cell | {"name": "sent", "sent_by": "WhatsApp", "audience": "small_group", "landings": 1},
        ]
        assert store.answers(1, date(2025, 12, 1), date(2026, 1, 1)) == []
    finally:
        store.close()
