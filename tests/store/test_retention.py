from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.store.test_event_store import event

from penombre.store.event_store import EventStore
from penombre.store.lifetimes import DAY, MONTH
from penombre.store.retention import DoubtfulClockError, forget

NOW = 1_764_000_000.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EventStore]:
    found = EventStore(tmp_path / "store")
    yield found
    found.close()


def test_p05_three_years_leave_what_the_table_allows(store: EventStore) -> None:
    for month in range(36):
        at = int(NOW - month * MONTH - 5)
        day = f"{2025 - month // 12}-{11 - month % 12 or 12:02}-01"
        store.load(
            month + 1,
            events=event(month, at=at, token="A" * 16),
            quarantine=json.dumps({"at": at, "site": 1, "reason": "x", "shape": ""}).encode() + b"\n",
            sketches=json.dumps({"site": 1, "day": day, "register": month, "rank": 1}).encode() + b"\n",
        )
    gone = forget(store, NOW)
    assert gone["events"] == 23
    assert gone["quarantine"] == 35
    assert gone["registers"] >= 9
    assert store.numbers("retention/newest")["events"] == 13
    tokens = [
        json.loads(row)["token"] for row in store.engine.run("SELECT token FROM events ORDER BY at DESC").splitlines()
    ]
    assert tokens == ["A" * 16] + [""] * 12
    assert forget(store, NOW) == {}


@pytest.mark.parametrize("jump", [40 * DAY, 3_000 * DAY])
def test_f08_a_clock_far_ahead_forgets_nothing(store: EventStore, jump: float) -> None:
    store.load(1, events=event(1, at=int(NOW)))
    with pytest.raises(DoubtfulClockError):
        forget(store, NOW + jump)
    assert store.numbers("retention/newest")["events"] == 1


def test_an_empty_store_has_nothing_to_forget(store: EventStore) -> None:
    assert forget(store, NOW) == {}


@pytest.mark.parametrize("silent_days", [0, 20])
def test_what_was_forgotten_is_not_taken_for_lost(store: EventStore, silent_days: int) -> None:
    now = NOW + silent_days * DAY
    for months in (14.5, 13.5, 13.1, 12.9, 0):
        at = NOW - months * MONTH
        store.load(int(at * 1000) << 16, events=event(int(months * 10), at=int(at)))
    assert forget(store, now)["events"] >= 3
    assert store.missing(now) == 0
    store.engine.run("ALTER TABLE events DROP PARTITION 202511")
    assert store.missing(now) == 1
