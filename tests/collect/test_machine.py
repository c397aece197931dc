from __future__ import annotations

import pytest

from penombre.collect.machine import SteadyClock, SystemDisk
from tests.collect.journal.machine import FakeClock


@pytest.mark.parametrize("jump", [-3_700.0, 86_400.0, -1_764_000_000.0, 2_300_000_000.0])
def test_f08_a_clock_that_jumps_far_is_no_longer_believed(jump: float) -> None:
    inner = FakeClock()
    clock = SteadyClock(inner)
    inner.pass_by(10)
    before = clock.now()
    inner.wall += jump
    inner.pass_by(5)
    assert clock.now() == pytest.approx(before + 5)
    assert clock.jumped
    # set right again, it is believed again
    inner.wall -= jump
    assert clock.now() == pytest.approx(before + 5)
    assert not clock.jumped


def test_small_steps_are_followed_however_many() -> None:
    inner = FakeClock()
    clock = SteadyClock(inner)
    for _ in range(100):
        inner.wall += 60
        assert clock.now() == inner.wall
    assert not clock.jumped


def test_the_disk_says_how_much_is_free(tmp_path: object) -> None:
    assert SystemDisk().free(tmp_path) > 0  # type: ignore[arg-type]
