"""Group commit over a disk that is slow, failing or stuck."""

from __future__ import annotations

import asyncio
import random
import threading
from pathlib import Path

import pytest

from penombre.collect.journal import commit as module
from penombre.collect.journal.commit import GroupCommit, OverloadedError
from penombre.collect.journal.segment import Frame, Kind, read_segment
from penombre.collect.journal.writer import Journal, JournalRefusedError, Limits
from penombre.collect.machine import SystemClock, SystemRandomness
from tests.collect.journal.machine import FakeDisk

pytestmark = pytest.mark.anyio


class SlowDisk(FakeDisk):
    """A disk whose syncs wait until they are let through."""

    def __init__(self) -> None:
        super().__init__(random.Random(1))
        self.gate = threading.Event()
        self.gate.set()
        self.syncs = 0

    def may_fail(self, operation: str) -> None:
        if operation == "sync":
            self.gate.wait(10)
            self.syncs += 1
        super().may_fail(operation)


def begin(disk: SlowDisk) -> GroupCommit:
    limits = Limits(low_water=0)
    journal = Journal(Path("/j"), disk=disk, clock=SystemClock(), randomness=SystemRandomness(), limits=limits)
    return GroupCommit(journal, SystemClock())


def event(number: int) -> Frame:
    return Frame(Kind.EVENTS, 1, b'{"id":%d}\n' % number)


def on_disk(disk: FakeDisk) -> list[bytes]:
    segments = [read_segment(inode.durable) for inode in disk.names_seen.values()]
    return [line for segment in segments for line in segment.lines(Kind.EVENTS).splitlines()]


async def test_requests_that_wait_together_share_a_sync() -> None:
    disk = SlowDisk()
    commit = begin(disk)
    disk.gate.clear()
    first = commit.record(event(0))
    await asyncio.sleep(0.05)
    rest = [commit.record(event(number)) for number in range(1, 500)]
    disk.gate.set()
    assert await asyncio.gather(first, *rest) == [True] * 500
    assert disk.syncs <= 3
    assert len(on_disk(disk)) == 500
    await asyncio.to_thread(commit.stop)


async def test_a_future_is_done_only_once_its_lines_are_durable() -> None:
    disk = SlowDisk()
    commit = begin(disk)
    disk.gate.clear()
    written = commit.record(event(1))
    await asyncio.sleep(0.1)
    assert not written.done()
    disk.gate.set()
    assert await written
    assert on_disk(disk) == [b'{"id":1}']
    await asyncio.to_thread(commit.stop)


async def test_f09_redirects_do_not_wait_for_a_stuck_disk_and_events_do() -> None:
    disk = SlowDisk()
    commit = begin(disk)
    disk.gate.clear()
    awaited = commit.record(event(1))
    commit.hand_in(event(2))
    await asyncio.sleep(0.1)
    assert not awaited.done()
    disk.gate.set()
    assert await awaited
    await asyncio.to_thread(commit.stop)
    assert len(on_disk(disk)) == 2


async def test_f09_what_waits_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_WAITING_BYTES", 1_000)
    disk = SlowDisk()
    commit = begin(disk)
    disk.gate.clear()
    taken = [commit.record(event(0))]
    await asyncio.sleep(0.05)

    def overload() -> None:
        taken.extend(commit.record(event(number)) for number in range(1_000))

    with pytest.raises(OverloadedError):
        overload()
    assert len(taken) < 200
    disk.gate.set()
    assert all(await asyncio.gather(*taken))
    await asyncio.to_thread(commit.stop)


async def test_r4_a_failed_sync_is_told_and_the_next_segment_goes_on() -> None:
    disk = SlowDisk()
    commit = begin(disk)
    assert await commit.record(event(1))
    disk.failing.append("sync")
    with pytest.raises(JournalRefusedError, match="sync failed"):
        await commit.record(event(2))
    assert commit.trouble
    assert await commit.record(event(3))
    assert not commit.trouble
    await asyncio.to_thread(commit.stop)
    assert on_disk(disk) == [b'{"id":1}', b'{"id":3}']
    assert len(disk.names_seen) == 2


async def test_a_redirect_refused_after_its_visitor_went_on_is_counted() -> None:
    disk = SlowDisk()
    commit = begin(disk)
    disk.failing.append("sync")
    commit.hand_in(event(1))
    await asyncio.to_thread(commit.stop)
    await asyncio.sleep(0.05)
    assert commit.late_failures == 1
