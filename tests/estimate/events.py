"""Events in a real store."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from penombre.collect.live.row import EventRow, line
from penombre.collect.sites import Site
from penombre.estimate.records import Found, read
from penombre.store.event_store import EventStore

START = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
END = START + timedelta(days=7)
SITE = Site(number=1, name="demo", hosts=("www.example.org",), mode="counting", timezone="Europe/Paris")


class Written:
    """Events to be, and what is read of them."""

    def __init__(self) -> None:
        self._ids = (f"{number:032x}" for number in itertools.count(1))
        self.lines: list[bytes] = []

    def add(self, kind: str, hours: float = 0.0, times: int = 1, **fields: Any) -> None:
        """So many events of one kind, so many hours after the start."""
        usual: dict[str, Any] = {
            "site": SITE.number,
            "page": "/news/a-story-2026",
            "rung": "unattributed",
            "device": "phone",
            "browser": "Chrome Mobile",
        }
        for _ in range(times):
            row = EventRow(
                at=int(START.timestamp() + hours * 3600),
                kind=kind,
                id=next(self._ids),
                **(usual | fields),
            )
            self.lines.append(line(row))

    def read(self, folder: Path) -> Found:
        """Store them and read them as the estimates do."""
        store = EventStore(folder)
        try:
            account = store.load(1, events=b"".join(self.lines))
            assert account.stored == len(self.lines)
            return read(store.engine, SITE, START, END)
        finally:
            store.close()


def plain(value: Any) -> Any:
    """For comparing."""
    return msgspec.to_builtins(value, enc_hook=lambda array: array.tolist())
