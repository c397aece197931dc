"""Robots that pass for people one by one are told as a body, and people are not taken for them."""

from typing import Any

import numpy as np
import pytest
from tests.analyze.logs.test_remainder import USUAL, cell, evidence

from penombre.analyze.logs.evidence import Evidence, count
from penombre.analyze.logs.robots import robots_among, without_robots

CLOCK = 1.05 + np.cos((np.arange(24) - 15) / 24 * 2 * np.pi)


def flooded(robots: int, *, told: bool = True, reading: bool = True, sleepless: bool = True) -> Evidence:
    """The usual site, and `robots` landings more on its deep pages."""
    read_on = 0.3 if reading else 0.0
    cells = [cell(each.landings, **(_fields(each) | {"read_on": round(read_on * each.landings)})) for each in USUAL]
    people = count(USUAL, rung="unattributed", page_kind="deep")
    clock = CLOCK / CLOCK.sum()
    changed = {
        "cells": [*cells, cell(robots)],
        "robots_told_by_assets": told,
        "unattributed_by_hour": np.round(people * clock + robots * (1 / 24 if sleepless else clock)),
        "shallow_by_hour": np.round(2000 * clock),
        "known_by_hour": np.round(5000 * clock),
    }
    usual = evidence(USUAL)
    return Evidence(**({name: getattr(usual, name) for name in Evidence.__struct_fields__} | changed))


def _fields(of: Any) -> dict[str, Any]:
    return {name: getattr(of, name) for name in of.__struct_fields__ if name != "landings"}


def deep_robots(of: Evidence) -> tuple[float, float, float]:
    deep = robots_among(of, np.random.default_rng(1), 4000).deep
    low, middle, high = np.quantile(deep, (0.025, 0.5, 0.975))
    return float(low), float(middle), float(high)


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("robots", [1500, 3000, 9000])
def test_a_flood_is_counted(robots: int, told: bool) -> None:
    low, middle, high = deep_robots(flooded(robots, told=told))
    assert low <= robots <= high
    assert middle == pytest.approx(robots, rel=0.3)


def test_a_flood_that_keeps_people_s_hours_is_thought_possible_where_few_read_on() -> None:
    reading, none = (deep_robots(flooded(robots, told=False, sleepless=False))[2] for robots in (0, 6000))
    assert none > 5000 > 2 * reading


def test_a_flood_in_a_log_without_further_pages_is_told_by_the_night() -> None:
    low, _, high = deep_robots(flooded(3000, reading=False))
    assert low <= 3000 <= high


@pytest.mark.parametrize("told", [True, False])
def test_where_people_sleep_and_read_on_hardly_any_robots_are_seen(told: bool) -> None:
    assert deep_robots(flooded(0, told=told))[1] < 0.06 * 3000


def test_a_small_log_is_left_as_it_is() -> None:
    """Nothing tells robots there but what is usual."""
    few = evidence([cell(40), cell(20, channel="search", rung="attributed")])
    assert np.median(robots_among(few, np.random.default_rng(1), 4000).deep) < 2


def test_what_is_left_of_the_cells_are_those_who_came_back_or_named_a_site() -> None:
    of = flooded(3000)
    back, linked = cell(500, returning=True), cell(300, fetch_site="cross-site")
    cells = [*of.cells, back, linked]
    robots = robots_among(of, np.random.default_rng(1), 4000)
    kept = without_robots(cells, robots)
    assert back in kept
    assert linked in kept
    lost = count(cells) - count(kept)
    assert lost == pytest.approx(robots.deep.mean() + robots.shallow.mean(), abs=len(cells))
