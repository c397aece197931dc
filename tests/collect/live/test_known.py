"""What was made a moment ago is found by the first who asks for it, and a crowd that misses something costs one look."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from penombre.collect.links.repository import Links
from penombre.collect.links.snapshot import LinkSnapshot
from penombre.collect.live.known import Known
from penombre.collect.machine import SteadyClock
from penombre.collect.sites import Sites
from penombre.store.database import database_url, open_database

pytestmark = pytest.mark.anyio


class Counted(LinkSnapshot):
    """Counts the looks at the database."""

    looks = 0

    def refresh(self) -> bool:
        self.looks += 1
        return super().refresh()


async def test_what_was_made_right_after_a_look_is_found(tmp_path: Path) -> None:
    database = open_database(database_url(tmp_path))
    snapshot = Counted(database)
    known = Known(snapshot, SteadyClock())
    await known.refresh()
    Sites(database).add("paper", ["www.example.org"])
    Links(database).create("https://www.example.org/new", code="new", site="paper")
    await known.look_for({"paper"})
    assert known.site("paper") is not None
    assert snapshot.find("new", 0.0) is not None


async def test_all_who_miss_something_at_once_wait_for_one_look(tmp_path: Path) -> None:
    snapshot = Counted(open_database(database_url(tmp_path)))
    known = Known(snapshot, SteadyClock())
    await known.refresh()
    await asyncio.gather(*(known.look_again() for _ in range(500)))
    assert snapshot.looks == 2
    await known.look_for({"nobody"})
    assert snapshot.looks == 3
