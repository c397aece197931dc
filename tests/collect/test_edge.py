"""The edge without a server: what a fault in our own reading of an event does."""

from __future__ import annotations

import asyncio
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from penombre.collect.edge import Edge
from penombre.collect.journal.segment import Frame, Kind
from penombre.collect.links.reports import Reports
from penombre.collect.links.snapshot import LinkSnapshot
from penombre.collect.live import intake as module
from penombre.collect.live import minimise
from penombre.collect.live.visitors import DayKey, VisitorSketches
from penombre.collect.machine import SteadyClock
from penombre.collect.scripts import script
from penombre.collect.sites import Sites
from penombre.settings import Settings
from penombre.store.database import database_url, open_database

pytestmark = pytest.mark.anyio


class Kept:
    """A journal that takes everything."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.trouble, self.late_failures = "", 0

    def hand_in(self, frame: Frame) -> None:
        self.frames.append(frame)

    def record(self, *frames: Frame) -> asyncio.Future[bool]:
        self.frames += frames
        done = asyncio.get_running_loop().create_future()
        done.set_result(True)
        return done


async def ask(edge: Edge, path: str, body: bytes, **headers: str) -> tuple[int, Any]:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
    }
    await edge(scope, receive, send)
    return sent[0]["status"], json.loads(sent[1]["body"])


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def edge(tmp_path: Path, kept: Kept) -> Edge:
    database = open_database(database_url(tmp_path))
    Sites(database).add("demo", ["www.example.org"])
    snapshot = LinkSnapshot(database)
    snapshot.refresh()

    async def nothing(*_: object) -> None:
        return None

    return Edge(
        Settings(),
        commit=kept,  # type: ignore[arg-type]
        snapshot=snapshot,
        reports=Reports(database),
        sketches=VisitorSketches(DayKey(None)),
        clock=SteadyClock(),
        behind=nothing,
        report=nothing,
    )


def view(number: int) -> dict[str, str]:
    return {"id": f"{number:032x}", "site": "demo", "kind": "view", "url": f"https://www.example.org/{number}"}


async def test_a_full_batch_of_hostile_addresses_lets_others_have_their_turn(edge: Edge) -> None:
    turns = 0

    async def somebody_else() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(somebody_else())
    batch = [view(number) | {"url": f"https://www.example.org/{number}-%C3%A9?" + "&" * 500} for number in range(1000)]
    status, answer = await ask(edge, "/e", gzip.compress(json.dumps(batch).encode()), content_encoding="gzip")
    other.cancel()
    assert (status, answer) == (202, {"accepted": 1000, "rejected": []})
    assert turns >= 20


async def test_i04_an_event_that_our_own_code_cannot_read_is_kept_aside(
    edge: Edge, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = minimise.event_row

    def faulty(event: Any, *rest: Any) -> Any:
        if event.url.endswith("/2"):
            raise ZeroDivisionError
        return reading(event, *rest)

    monkeypatch.setattr(module, "event_row", faulty)
    status, answer = await ask(edge, "/e", json.dumps([view(1), view(2), view(3)]).encode())
    assert (status, answer["accepted"], [each["index"] for each in answer["rejected"]]) == (202, 2, [1])
    assert [(frame.kind, frame.count) for frame in kept.frames if frame.kind is not Kind.SKETCHES] == [
        (Kind.QUARANTINE, 1),
        (Kind.EVENTS, 2),
    ]


async def test_a_site_added_this_second_gets_the_script_of_its_mode(tmp_path: Path, edge: Edge) -> None:
    Sites(open_database(database_url(tmp_path))).add("paper", ["paper.example.org"], mode="counting")
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "method": "GET", "path": "/p.js", "query_string": b"site=paper", "headers": []}
    await edge(scope | {"client": ("127.0.0.1", 1)}, receive, send)
    assert gzip.decompress(sent[1]["body"]) == script("p.counting.js")
