"""Robots are found by the questions that were never shown, and nobody else is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penombre.analyze.direct.landings import Landings
from penombre.analyze.direct.reach import reach_of
from tests.analyze.direct.arrays import landings

SIZE = 30_000


def site(robots: float, early_exits: float, seed: int) -> Landings:
    random = np.random.default_rng(seed)
    known = np.where(np.arange(2 * SIZE) < SIZE, -1, 1)
    robot = (known < 0) & (random.random(2 * SIZE) < robots)
    mobile = ~robot & (random.random(2 * SIZE) < 0.5)
    asked = ~robot & (random.random(2 * SIZE) > early_exits) & (random.random(2 * SIZE) < 0.1)
    return landings(2 * SIZE, known=known, control=np.where(known > 0, 3, -1), mobile=mobile, asked=asked)


@settings(deadline=None, max_examples=15)
@given(st.floats(0.2, 0.5), st.floats(0.0, 0.4), st.integers(0, 2**32 - 1))
def test_robots_are_taken_off_whoever_leaves_early(robots: float, early_exits: float, seed: int) -> None:
    found = reach_of(site(robots, early_exits, seed), np.arange(SIZE))
    assert found.mean == pytest.approx(1 - robots, abs=5 * found.error)
    assert found.each.mean() == pytest.approx(found.mean)
    assert found.robots
    assert ((found.each > 0) & (found.each <= 1)).all()


def test_robots_on_computers_are_sought_there() -> None:
    world = site(0.3, 0.1, 3)
    found = reach_of(world, np.arange(SIZE))
    assert found.each[~world.mobile[:SIZE]].mean() < found.each[world.mobile[:SIZE]].mean() - 0.2


def test_chance_is_no_robot() -> None:
    found = [reach_of(site(0.0, 0.2, seed), np.arange(SIZE)) for seed in range(40)]
    assert np.mean([each.robots for each in found]) <= 0.05
    assert np.mean([each.mean for each in found]) > 0.97


def test_nothing_is_known_where_nobody_was_to_be_asked() -> None:
    assert reach_of(landings(3, design=0.0), np.arange(3)).mean == 1.0
