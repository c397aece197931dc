"""Each act brings one landing in the end, when its readers are awake."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penombre.analyze.channels.kernels import after, around_the_week, waking_pace

YOUNG = np.zeros(1)


@settings(max_examples=30, deadline=None)
@given(st.floats(0.3, 20), st.floats(0.1, 1))
def test_an_act_brings_one_landing(delay: float, pace: float) -> None:
    acts = np.zeros((1, 2000))
    acts[0, 3] = 1
    landed = after(acts, delay, np.full(2000, pace), YOUNG)
    assert landed.sum() == pytest.approx(1, rel=1e-4)
    assert (landed >= 0).all()
    assert landed[0, :3].sum() == 0


def test_the_delay_is_the_one_asked_for() -> None:
    random = np.random.default_rng(3)
    delay = 5.0
    sent = random.random(200_000)
    seen = np.bincount((sent + random.exponential(delay, len(sent))).astype(int), minlength=60)[:60] / len(sent)
    acts = np.zeros((1, 60))
    acts[0, 0] = 1
    assert np.allclose(after(acts, delay, np.ones(60), YOUNG)[0], seen, atol=0.002)


def test_a_page_shared_steadily_for_long_gets_as_much_from_the_first_hour_on() -> None:
    landed = after(np.full((2, 200), 0.5), 15.0, np.ones(200), np.array([5000.0, 0.0]))
    assert landed[0] == pytest.approx(np.full(200, 0.5))
    assert landed[1, 0] < 0.05


def test_what_is_sent_at_night_is_read_in_the_morning() -> None:
    hour_of_week = np.arange(336) % 168
    awake = (hour_of_week % 24 >= 8).astype(float)
    pace = waking_pace(50 * awake, hour_of_week)
    acts = np.zeros((1, 336))
    acts[0, 24 + 1] = 1
    landed = after(acts, 2.0, pace, YOUNG)[0]
    assert landed[24:30].sum() < 0.2
    assert landed[32:40].sum() > 0.6


def test_a_site_without_traffic_has_a_steady_clock() -> None:
    assert waking_pace(np.zeros(48), np.arange(48)).tolist() == [1.0] * 48


def test_sunday_night_goes_on_into_monday() -> None:
    week = np.zeros(168)
    week[0] = 1
    smooth = around_the_week(week, np.array([0.25, 0.5, 0.25]))
    assert smooth[[167, 0, 1]].tolist() == [0.25, 0.5, 0.25]
    assert smooth.sum() == pytest.approx(1)
