"""The journal and its loader against everything that a machine does to them (reliability.md §5)."""

from __future__ import annotations

import contextlib
import json
import random
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from penombre.collect.journal.loader import Loader
from penombre.collect.journal.segment import Frame, Kind
from penombre.collect.journal.writer import Journal, JournalRefusedError, Limits
from penombre.store.engine import StoreError
from penombre.store.erasure import Part
from penombre.store.event_store import Account
from penombre.store.soundness import DamagedPart
from tests.collect.journal.machine import Dice, FakeClock, FakeDisk

FOLDER = Path("/journal")
LOW_WATER = 2_000


class FakeStore:
    """A store that takes each segment once, may be down, and may take a segment without being able to say so."""

    def __init__(self) -> None:
        self.stored: list[str] = []
        self.accounts: dict[int, Account] = {}
        self.down = False
        self.silent = False

    def loaded(self, segment: int) -> Account | None:
        return self.accounts.get(segment)

    def load(
        self, segment: int, *, events: bytes, quarantine: bytes, tallies: bytes, sketches: bytes, again: bool = False
    ) -> Account:
        if self.down:
            raise StoreError("down")
        if segment not in self.accounts:
            ids = [json.loads(line)["id"] for line in events.splitlines()]
            new = [id_ for id_ in dict.fromkeys(ids) if id_ not in set(self.stored)]
            self.stored += new
            self.accounts[segment] = Account(len(ids), len(new), len(ids) - len(new), 0)
        if self.silent:
            self.silent = False
            raise StoreError("the answer was lost")
        return self.accounts[segment]

    def erasable(self, part: Part) -> int:
        return 0

    def erase(self, part: Part) -> None:
        pass

    def incomplete(self, segments: list[int]) -> list[int]:
        return []

    def take_out_damaged(self) -> list[DamagedPart]:
        return []

    def rebuild_ledger(self) -> None:
        pass

    def missing(self, now: float) -> int:
        return 0

    def ledger(self) -> Account:
        columns = zip(
            *((a.received, a.stored, a.duplicate, a.quarantined) for a in self.accounts.values()), strict=True
        )
        return Account(*map(sum, columns)) if self.accounts else Account()

    def tallies(self) -> dict[str, int]:
        return {}


class JournalModel(RuleBasedStateMachine):
    @initialize(seed=st.integers(0, 2**32))
    def begin(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.disk = FakeDisk(self.dice, size=60_000)
        self.clock = FakeClock()
        self.store = FakeStore()
        self.sent: list[str] = []
        self.acknowledged: set[str] = set()
        self.unsure: list[str] = []
        self.start()

    def start(self) -> None:
        limits = Limits(seal_bytes=1_500, seal_records=12, seal_seconds=5.0, low_water=LOW_WATER)
        while True:
            try:
                self.journal = Journal(
                    FOLDER, disk=self.disk, clock=self.clock, randomness=Dice(self.dice), limits=limits
                )
                break
            except OSError:
                continue  # the process ends with a message, and its supervisor starts another
        self.loader = Loader(FOLDER, disk=self.disk, store=self.store)

    @rule(count=st.integers(1, 8))
    def send(self, count: int) -> None:
        ids = [f"{len(self.sent) + number:032x}" for number in range(count)]
        self.sent += ids
        self.commit(ids)

    @rule()
    def retry(self) -> None:
        if self.unsure:
            self.commit([self.unsure.pop(0)])

    @rule()
    def send_again_what_was_acknowledged(self) -> None:
        if self.acknowledged:
            self.commit([self.dice.choice(sorted(self.acknowledged))])

    def commit(self, ids: list[str]) -> None:
        lines = b"".join(json.dumps({"id": id_}).encode() + b"\n" for id_ in ids)
        try:
            self.journal.commit([Frame(Kind.EVENTS, len(ids), lines)])
        except JournalRefusedError:
            self.unsure += ids
        else:
            self.acknowledged.update(ids)

    @rule()
    def drain(self) -> None:
        with contextlib.suppress(StoreError, OSError):
            self.loader.drain()

    @rule(seconds=st.floats(0.1, 20))
    def time_passes(self, seconds: float) -> None:
        self.clock.pass_by(seconds)
        self.journal.seal_if_old()

    @rule(jump=st.sampled_from([-3_600.0, 86_400.0, -1_764_000_000.0, 2_000_000_000.0]))
    def clock_jump(self, jump: float) -> None:
        self.clock.wall += jump

    @rule()
    def crash(self) -> None:
        self.disk.crash()
        self.start()

    @rule()
    def clean_stop(self) -> None:
        self.journal.close()
        self.start()

    @rule(operation=st.sampled_from(["write", "sync", "create", "rename", "sync_folder", "remove", "truncate"]))
    def io_error(self, operation: str) -> None:
        self.disk.failing.append(operation)

    @rule(short=st.booleans())
    def writeback(self, short: bool) -> None:
        self.disk.short_writes = short

    @rule(size=st.sampled_from([0, 1_000, LOW_WATER + 300, 60_000]))
    def disk_full(self, size: int) -> None:
        self.disk.bytes = size

    @rule(down=st.booleans())
    def store_down(self, down: bool) -> None:
        self.store.down = down

    @rule()
    def answer_of_the_store_is_lost(self) -> None:
        self.store.silent = True

    @invariant()
    def the_ledger_identity_holds(self) -> None:
        assert self.loader.ledger().holds

    @invariant()
    def nothing_is_stored_twice_or_invented(self) -> None:
        assert len(self.store.stored) == len(set(self.store.stored))
        assert set(self.store.stored) <= set(self.sent)

    def teardown(self) -> None:
        if not hasattr(self, "disk"):
            return
        self.disk.bytes, self.store.down, self.store.silent = 1 << 30, False, False
        self.disk.crash()
        self.start()
        self.loader.drain()
        assert self.acknowledged <= set(self.store.stored)
        ledger = self.loader.ledger()
        assert ledger.holds
        assert ledger.pending == 0


JournalModel.TestCase.settings = settings(
    max_examples=150, stateful_step_count=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
test_whatever_the_machine_does_what_was_acknowledged_is_stored_once = JournalModel.TestCase
