"""Those asked answer as their class does; controls answer better by the gap, and nobody answers twice."""

import numpy as np
import pytest

from penombre.simulate.counts.survey import answer_habits, ask, ask_controls

FAME = np.array([30.0, 8.0, 14.0])


@pytest.mark.parametrize("seed", range(5))
def test_answers_are_right_as_often_as_asked_for(seed: int) -> None:
    asked, controls = answer_habits(np.random.default_rng(seed), FAME, (0.5, 0.7), 0.4)
    for habits in (asked, controls):
        assert habits.sum(axis=1) == pytest.approx(np.ones(4))
        assert (habits >= 0).all()
    assert ((np.diag(asked) >= 0.5) & (np.diag(asked) <= 0.7)).all()
    assert (np.diag(controls) > np.diag(asked)).all()
    same, equal = answer_habits(np.random.default_rng(seed), FAME, (0.5, 0.7), 0.0)
    assert same == pytest.approx(equal)


def test_no_more_answers_than_landings() -> None:
    rng = np.random.default_rng(1)
    truth = np.array([5, 0, 3, 2])
    assert ask(rng, truth, np.eye(4), 500).tolist() == truth.tolist()
    assert ask(rng, truth, np.eye(4), 4).sum() == 4


def test_controls_answer_by_their_own_table() -> None:
    rng = np.random.default_rng(2)
    _, habits = answer_habits(rng, FAME, (0.6, 0.8), 0.0)
    rows = ask_controls(rng, habits, 20_000)
    assert rows / rows.sum(axis=1, keepdims=True) == pytest.approx(habits, abs=0.02)
