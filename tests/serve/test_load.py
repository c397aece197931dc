"""Overload and backlog: what does not fit is told so, what was taken is kept, and it ends by itself."""

from __future__ import annotations

import threading
import time
import uuid
from typing import Any

from tests.serve.server import Server, view


def fresh() -> str:
    return uuid.uuid4().hex


def batch(count: int) -> list[dict[str, Any]]:
    return [view(fresh(), f"/p{number % 50}") for number in range(count)]


def test_l05_a_backlog_is_drained_while_events_come_in(stopped: Server) -> None:
    stopped.start()
    parts = stopped.parts()
    parts["core"].suspend()
    sent: list[str] = []
    for _ in range(150):
        events = batch(300)
        assert stopped.post(events)[0] == 202
        sent += [event["id"] for event in events]
    memory = parts["edge"].memory_info().rss
    assert stopped.get("/health")[0] == 200
    parts["core"].resume()
    going = threading.Event()
    going.set()
    more: list[str] = []

    def go_on() -> None:
        while going.is_set():
            events = batch(20)
            if stopped.post(events)[0] == 202:
                more.extend(event["id"] for event in events)

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        depths = []
        until = time.monotonic() + 60
        while time.monotonic() < until:
            ledger = stopped.ledger()
            assert ledger["holds"]
            depths.append(ledger["pending"])
            if ledger["stored"] >= len(sent) and ledger["pending"] < 5_000:
                break
            time.sleep(0.1)
    finally:
        going.clear()
        thread.join()
    assert depths[-1] < depths[0]
    stored = [event["id"] for event in stopped.events()]
    assert sorted(stored) == sorted(sent + more)
    # what waits is on disk, not in memory
    assert parts["edge"].memory_info().rss < memory + (60 << 20)


def test_l02_under_more_than_it_can_take_it_answers_each_and_recovers(stopped: Server) -> None:
    stopped.settings |= {"events_per_site": 2_000.0}
    stopped.start()
    going = threading.Event()
    going.set()
    statuses: list[int] = []
    accepted: list[str] = []

    def shout() -> None:
        while going.is_set():
            events = batch(100)
            status, _ = stopped.post(events)
            statuses.append(status)
            if status == 202:
                accepted.extend(event["id"] for event in events)

    threads = [threading.Thread(target=shout) for _ in range(8)]
    for thread in threads:
        thread.start()
    time.sleep(4)
    going.clear()
    for thread in threads:
        thread.join()
    assert set(statuses) == {202, 429}
    until = time.monotonic() + 30
    while stopped.post(view(last := fresh()))[0] != 202:
        assert time.monotonic() < until
        time.sleep(0.2)
    stored = [event["id"] for event in stopped.events()]
    assert sorted(stored) == sorted([*accepted, last])
    ledger = stopped.drained()
    assert ledger["holds"]
