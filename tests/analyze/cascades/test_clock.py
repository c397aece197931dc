"""Active hours run with the visitors: whole weeks are whole weeks, nights are short, time never runs back."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from penombre.analyze.cascades.clock import active_hours

DAY_AND_NIGHT = np.tile(np.repeat([0.2, 1.8], 12), 7)


def test_whole_weeks_are_as_long_on_the_clock() -> None:
    weeks = np.array([0.0, 168.0, 336.0, 1680.0])
    assert active_hours(weeks, DAY_AND_NIGHT) == pytest.approx(weeks)


def test_a_night_hour_is_short_and_an_even_curve_changes_nothing() -> None:
    assert active_hours(np.array([0.0, 1.0, 12.0, 13.0, 24.0]), DAY_AND_NIGHT) == pytest.approx([0, 0.2, 2.4, 4.2, 24])
    moments = np.array([0.25, 7.5, 1000.125])
    assert active_hours(moments, np.ones(168)) == pytest.approx(moments)


@given(
    st.lists(st.floats(0, 5000), min_size=2, max_size=20),
    st.lists(st.floats(0, 10), min_size=168, max_size=168).filter(lambda curve: sum(curve) > 1),
)
def test_time_never_runs_back(moments: list[float], curve: list[float]) -> None:
    hours = active_hours(np.sort(moments), np.array(curve))
    assert (np.diff(hours) >= -1e-9 * (1 + hours[:-1])).all()
