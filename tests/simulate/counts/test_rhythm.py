"""Weeks have mean 1 and their clock can be turned back; strengths have mean 1 under every law."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.simulate.counts.offspring import LAWS, Offspring, strengths
from penombre.simulate.counts.rhythm import KERNELS, Lag, activity_until, clicked, week, when_reached


@given(st.integers(0, 50), st.sampled_from(["browsing", "chat", "work", "mail"]), st.floats(-300, 900))
def test_the_clock_of_activity_can_be_turned_back(seed: int, habit: str, at: float) -> None:
    activity = week(np.random.default_rng(seed), habit)
    assert activity.mean() == pytest.approx(1)
    assert activity.min() > 0
    assert when_reached(activity, activity_until(activity, np.array([at])))[0] == pytest.approx(at, abs=1e-6)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("stretched", [True, False])
def test_nobody_clicks_before_the_message_and_hardly_anybody_at_night(kernel: str, stretched: bool) -> None:
    rng = np.random.default_rng(3)
    sent = rng.uniform(0, 168, 5000)
    at = clicked(rng, Lag(kernel, 1.2, stretched, 1.0), sent, np.full(5000, 1.0), week(rng, "chat"), 0.0)
    assert (at > sent).all()
    local = at % 24
    assert ((local > 2) & (local < 5)).mean() < 0.05


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("spread", [0.4, 1.2])
def test_strengths_have_mean_one(law: str, spread: float) -> None:
    drawn = strengths(np.random.default_rng(4), Offspring(law, spread, 0.3), 100_000)
    assert drawn.mean() == pytest.approx(1, abs=0.02)
    assert drawn.min() >= 0
    assert (drawn == 0).mean() == pytest.approx(0.3 if law == "mixture" else 0, abs=0.01)
