"""Answers with wrong ones among them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from penombre.analyze.channels.survey import answer_habits, log_likelihood, redraw_habits, said_private, shares_said

TOLD = np.array([[0.7, 0.2, 0.1], [0.05, 0.75, 0.2], [0.1, 0.1, 0.8]])


def habits_of(confusion: NDArray[np.int64]) -> NDArray[np.float64]:
    """Where each class has an answer of its own."""
    return answer_habits(confusion, np.arange(len(confusion)))


def counts(values: object) -> NDArray[np.int64]:
    return np.asarray(np.rint(np.asarray(values)), dtype=np.int64)


def test_wrong_answers_are_taken_back() -> None:
    truth = np.array([0.3, 0.1, 0.6])
    shares = shares_said(counts(100_000 * truth @ TOLD), habits_of(counts(50_000 * TOLD)))
    assert shares == pytest.approx(truth, abs=0.005)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=4, max_size=4), st.integers(0, 1000))
def test_shares_are_shares_whatever_was_answered(answers: list[int], seed: int) -> None:
    confusion = np.random.default_rng(seed).integers(0, 30, (4, 4))
    shares = shares_said(counts(answers), habits_of(confusion))
    assert (shares >= 0).all()
    assert shares.sum() == pytest.approx(1)


def test_a_class_without_controls_borrows_from_the_others() -> None:
    confusion = counts([[80, 15, 5], [0, 0, 0], [10, 5, 85]])
    habits = habits_of(confusion)
    chances = habits / habits.sum(axis=1, keepdims=True)
    assert 0.7 < chances[1, 1] < 0.95
    assert habits[1].sum() < habits[0].sum() / 5


def test_classes_may_share_an_answer() -> None:
    """Two apps that are not in the list are both answered by "another one"."""
    right = np.array([0, 1, 1, 2])
    habits = answer_habits(np.zeros((4, 3), dtype=np.int64), right)
    chances = habits / habits.sum(axis=1, keepdims=True)
    assert (chances[np.arange(4), right] > 0.6).all()
    shares = shares_said(
        counts([0, 600, 400]), answer_habits(counts([[900, 50, 50], [0, 0, 0], [0, 0, 0], [5, 5, 990]]), right)
    )
    assert shares[1] == pytest.approx(shares[2])
    assert shares[1] + shares[2] == pytest.approx(0.6, abs=0.06)


@pytest.mark.parametrize("channels", [2, 11, 30])
def test_nobody_says_sent_and_hardly_anything_was_however_many_channels_there_are(channels: int) -> None:
    answers = counts([0] * channels + [20])
    sent = 1 - shares_said(answers, habits_of(counts(np.eye(channels + 1) * 50)))[-1]
    assert sent == pytest.approx(1 / 22, abs=0.02)


def test_without_any_control_most_answers_are_believed() -> None:
    habits = habits_of(np.zeros((3, 3), dtype=np.int64))
    assert (np.diag(habits) / habits.sum(axis=1) > 0.6).all()


def test_the_private_total_narrows_with_answers_and_holds_the_truth() -> None:
    truth = np.array([0.3, 0.1, 0.6])
    few = said_private(counts(100 * truth @ TOLD), habits_of(counts(5000 * TOLD)), 1000.0)
    many = said_private(counts(10_000 * truth @ TOLD), habits_of(counts(5000 * TOLD)), 1000.0)
    assert few.low < 400 < few.high
    assert many.estimate == pytest.approx(400, abs=10)
    assert many.high - many.low < (few.high - few.low) / 5


def test_where_the_total_is_known_answers_only_divide_it() -> None:
    said = np.array([[0.2, 0.1, 0.7], [0.4, 0.2, 0.4]])
    split = log_likelihood(said, counts([20, 10, 70]), total_known=True)
    assert split[0] == pytest.approx(split[1])
    whole = log_likelihood(said, counts([20, 10, 70]))
    assert whole[0] > whole[1]


def test_redrawn_habits_stay_near_the_controls_that_told_them() -> None:
    random = np.random.default_rng(0)
    habits = habits_of(counts(4000 * TOLD))
    start = np.repeat(TOLD[None], 200, axis=0)
    drawn = redraw_habits(random, np.full((200, 3), 1 / 3), start, counts([30, 30, 40]), habits)
    assert drawn.sum(axis=2) == pytest.approx(np.ones((200, 3)))
    assert drawn.mean(axis=0) == pytest.approx(TOLD, abs=0.02)
