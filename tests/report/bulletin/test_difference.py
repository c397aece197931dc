"""A difference is called one only where its interval leaves zero out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.analyze.interval import Interval
from penombre.report.bulletin.difference import among, difference, direction

intervals = st.tuples(st.floats(0, 1e4), st.floats(0, 1e3), st.floats(0, 1e3)).map(
    lambda parts: Interval(parts[0], parts[0] - parts[1], parts[0] + parts[2])
)


@given(intervals, intervals)
def test_turned_round_it_is_the_other_way(one: Interval, other: Interval) -> None:
    there, back = difference(one, other), difference(other, one)
    assert there.estimate == pytest.approx(-back.estimate)
    assert there.low == pytest.approx(-back.high, abs=1e-6)
    assert {direction(there), direction(back)} in ({"more", "less"}, {"alike"})


@given(intervals)
def test_nothing_differs_from_itself_unless_it_is_known(interval: Interval) -> None:
    assert direction(difference(interval, interval)) == "alike"


@given(intervals, st.integers(1, 100))
def test_the_more_is_looked_at_the_wider(interval: Interval, looked_at: int) -> None:
    wider = among(interval, looked_at)
    assert wider.low <= interval.low + 1e-9
    assert wider.high >= interval.high - 1e-9
    assert among(interval, 1).low == pytest.approx(interval.low)


def test_its_interval_covers_as_it_says() -> None:
    random = np.random.default_rng(3)
    truth, missed = (300.0, 260.0), 0
    for _ in range(2000):
        seen = [float(random.poisson(mean)) for mean in truth]
        now, before = (Interval(x, x - 1.96 * x**0.5, x + 1.96 * x**0.5) for x in seen)
        gap = difference(now, before)
        missed += not gap.low <= truth[0] - truth[1] <= gap.high
    assert 0.03 < missed / 2000 < 0.075
