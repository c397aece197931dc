from __future__ import annotations

import math
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from penombre.collect.live.visitors import REGISTERS, DayKey, VisitorSketches

NOON = 1_764_072_000.0
DAY = 86_400.0


def estimate(sketches: VisitorSketches, visitors: int, *, site: int = 1, now: float = NOON) -> float:
    """The textbook estimate from the registers that rose, small counts by the empty ones."""
    registers = [0] * REGISTERS
    for number in range(visitors):
        row = sketches.see(site, f"192.0.2.{number}", "agent", now)
        if row:
            registers[row.register] = row.rank
    raw = (0.7213 / (1 + 1.079 / REGISTERS)) * REGISTERS**2 / sum(2.0**-rank for rank in registers)
    empty = registers.count(0)
    return REGISTERS * math.log(REGISTERS / empty) if raw <= 2.5 * REGISTERS and empty else raw


def test_the_sketch_counts_within_a_few_percent() -> None:
    for visitors in (10, 1_000, 30_000):
        assert abs(estimate(VisitorSketches(DayKey(None)), visitors) / visitors - 1) < 0.08


def test_the_same_visitor_raises_nothing_again() -> None:
    sketches = VisitorSketches(DayKey(None))
    assert sketches.see(1, "192.0.2.1", "agent", NOON) is not None
    assert sketches.see(1, "192.0.2.1", "agent", NOON + 3_600) is None


@given(st.text(), st.text())
def test_p02_two_sites_and_two_days_share_nothing(address: str, agent: str) -> None:
    """A visitor's registers on other sites and days are drawn anew: equal by chance only."""
    key = DayKey(None)
    first = VisitorSketches(key)
    same = 0
    for number in range(8):
        one = first.see(1, address, f"{agent}{number}", NOON)
        other = first.see(2, address, f"{agent}{number}", NOON)
        assert one is not None or number
        same += one is not None and other is not None and one.register == other.register
    assert same <= 2


def test_p02_yesterdays_key_is_overwritten_in_place(tmp_path: Path) -> None:
    file = tmp_path / "key"
    key = DayKey(file)
    monday = key.of("2026-01-05")
    inode = file.stat().st_ino
    tuesday = key.of("2026-01-06")
    assert monday != tuesday
    assert file.stat().st_ino == inode
    assert monday not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


def test_who_was_refused_is_counted_when_coming_again() -> None:
    sketches = VisitorSketches(DayKey(None))
    row = sketches.see(1, "192.0.2.1", "agent", NOON)
    assert row is not None
    sketches.take_back([row])
    assert sketches.see(1, "192.0.2.1", "agent", NOON + 5) == row


def test_p02_the_key_goes_after_midnight_even_if_nobody_comes(tmp_path: Path) -> None:
    file = tmp_path / "key"
    sketches = VisitorSketches(DayKey(file))
    sketches.see(1, "192.0.2.1", "agent", NOON)
    before = file.read_bytes()[-32:]
    sketches.turn(NOON + 60)
    assert file.read_bytes()[-32:] == before
    sketches.turn(NOON + DAY)
    assert before not in file.read_bytes()


def test_a_restart_on_the_same_day_goes_on_with_the_key(tmp_path: Path) -> None:
    file = tmp_path / "key"
    assert DayKey(file).of("2026-01-05") == DayKey(file).of("2026-01-05")
    file.write_bytes(b"2026-01-05 damaged")
    assert len(DayKey(file).of("2026-01-05")) == 32
