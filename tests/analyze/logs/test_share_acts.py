"""Share acts are read off previews as each app makes them."""

import numpy as np
import pytest
from numpy.typing import NDArray

from penombre.analyze.logs.share_acts import Habit, share_acts, together, uncached


def array(*values: int) -> NDArray[np.int64]:
    return np.array(values, dtype=np.int64)


def test_where_the_sender_fetches_an_act_is_a_sender_and_not_a_request() -> None:
    acts = share_acts(Habit("sender", 0, 1), array(10, 20), array(9, 3), array(4, 2), 100)
    assert acts.low <= acts.estimate <= acts.high
    assert acts.estimate == pytest.approx(6 * 0.95)


def test_a_cache_hides_acts_and_more_so_the_fuller_it_is() -> None:
    habit = Habit("vendor", 120, 1)
    few = share_acts(habit, array(0, 50), array(1, 1), array(1, 1), 1000)
    many = share_acts(habit, array(*range(0, 900, 2)), array(*[1] * 450), array(*[1] * 450), 1000)
    assert few.estimate == pytest.approx(2, rel=0.01)
    assert many.low == 450
    assert many.estimate > 2 * many.low


@pytest.mark.parametrize("windows", [1.0, 10.0, 1000.0])
def test_uncached_acts_of_a_simulated_cache_come_back(windows: float) -> None:
    random = np.random.default_rng(7)
    truth = 0.7 * windows
    busy = [len(np.unique(random.integers(0, int(windows), random.poisson(truth)))) for _ in range(400)]
    back = [uncached(float(each), windows) for each in busy if each < windows]
    if windows > 100:
        assert np.mean(back) == pytest.approx(truth, rel=0.05)
    assert all(acts >= seen for acts, seen in zip(back, [each for each in busy if each < windows], strict=True))


def test_two_requests_a_preview_are_one_act() -> None:
    acts = share_acts(Habit("own_server", 60, 2), array(1, 5, 9), array(2, 2, 2), array(1, 1, 1), 100)
    assert acts.low == 3


def test_together_adds_up() -> None:
    one = share_acts(Habit("sender", 0, 1), array(1), array(1), array(1), 10)
    assert together([one, one]).high == 2 * one.high
    assert together([]).estimate == 0
