"""The survey's estimator: unbiased whatever the unwillingness and the mistakes, and never worse than the survey alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penombre.analyze.direct.classes import CLASSES
from penombre.analyze.direct.survey import TooFewAnswersError, answer_scores, difference_estimate, signals
from penombre.analyze.direct.tilt import Tilts
from tests.analyze.direct.arrays import respondents

NO_TILT = Tilts(np.zeros((1, len(CLASSES))), np.zeros((1, 2)))


@settings(deadline=None, max_examples=8)
@given(st.integers(0, 2**32 - 1))
def test_signals_undo_unwillingness_and_mistakes(seed: int) -> None:
    answers, rates, rows, share = respondents(60_000, np.random.default_rng(seed))
    scores = np.zeros(rows.shape[1])
    scores[0] = 1.0
    plain = signals(answers, NO_TILT, rates[None], rows[None], scores)
    best = signals(answers, NO_TILT, rates[None], rows[None], answer_scores(rows, np.full(len(CLASSES), 1 / 8)))
    for found in (plain, best):
        error = found.private.std() * np.sqrt(len(answers.answer)) / 60_000
        assert found.private.sum() / 60_000 == pytest.approx(share, abs=5 * error)
        assert found.landings.sum() / 60_000 == pytest.approx(1.0, abs=0.08)
    assert best.private.var() < plain.private.var()


def test_equal_weights_give_prediction_powered_inference() -> None:
    random = np.random.default_rng(5)
    model = random.random(400)
    truth = (random.random(400) < model).astype(float)
    everything = random.random(20_000)
    found, power = difference_estimate(np.ones((1, 400)), truth[None], model[None], np.array([everything.mean()]))
    slope = np.cov(truth, model)[0, 1] / model.var(ddof=1)
    assert power[0] == pytest.approx(slope)
    assert found[0] == pytest.approx(truth.mean() + slope * (everything.mean() - model.mean()))


def test_a_useful_model_spares_answers_and_a_useless_one_costs_none() -> None:
    random = np.random.default_rng(6)
    x = random.random((500, 300))
    truth = (random.random(x.shape) < x).astype(float)
    ones, mean = np.ones_like(x), np.full(500, 0.5)
    plain = truth.mean(1)
    helped, _ = difference_estimate(ones, truth, x, mean)
    useless, power = difference_estimate(ones, truth, random.random(x.shape), mean)
    assert helped.std() < 0.9 * plain.std()
    assert useless.std() < 1.05 * plain.std()
    assert np.median(power) < 0.1


def test_a_constant_model_changes_nothing() -> None:
    truth = np.random.default_rng(7).random((1, 50)) < 0.4
    found, _ = difference_estimate(np.ones((1, 50)), truth.astype(float), np.full((1, 50), 0.3), np.array([0.9]))
    assert found[0] == pytest.approx(truth.mean())


def test_below_thirty_answers_there_is_no_estimate() -> None:
    few = np.ones((1, 29))
    with pytest.raises(TooFewAnswersError, match="29 answers"):
        difference_estimate(few, few, few, np.array([0.5]))
