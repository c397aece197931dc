"""The tilt finds the mix that the answers come from, and its slopes are slopes."""

from __future__ import annotations

import numpy as np
import pytest

from penombre.analyze.direct.classes import CLASSES, USUAL_SHARES
from penombre.analyze.direct.tilt import Tilts, _score, fit_tilts, one_step
from tests.analyze.direct.arrays import respondents


def test_shares_add_up_and_agree_with_the_short_form() -> None:
    random = np.random.default_rng(0)
    tilts = Tilts(random.normal(size=(3, len(CLASSES))), random.normal(size=(3, 2)))
    seen, traits = random.dirichlet(np.ones(len(CLASSES)), 40), random.normal(size=(40, 2))
    shares = tilts.classes(seen, traits)
    assert shares.sum(2) == pytest.approx(1.0)
    assert shares[:, :, 0] == pytest.approx(tilts.private(seen, traits))


def test_the_mix_is_found_from_a_predictor_that_learnt_another() -> None:
    answers, rates, rows, share = respondents(40_000, np.random.default_rng(1))
    learnt = np.random.default_rng(2).dirichlet(np.full(len(CLASSES), 3.0))
    skewed = answers.seen * learnt
    skewed /= skewed.sum(1, keepdims=True)
    wrong = type(answers)(skewed, answers.traits, answers.cell, answers.answer, answers.weight)
    tilts, inverse = fit_tilts(wrong, rates, rows, np.ones((1, len(wrong.answer))), learnt)
    # back to the mix the causes were drawn from, at every respondent
    assert np.abs(tilts.private(skewed, answers.traits)[0] - answers.seen[:, 0]).mean() < 0.03
    assert np.linalg.eigvalsh(inverse[0]).min() > 0
    assert 0 < share < 1


def test_slopes_are_those_of_the_likelihood() -> None:
    answers, rates, rows, _ = respondents(800, np.random.default_rng(3))
    random = np.random.default_rng(4)
    at = random.normal(0, 0.5, len(CLASSES) + 2)
    weights = random.random((1, len(answers.answer)))

    def likelihood(parameters: np.ndarray) -> float:
        tilts = Tilts(parameters[None, : len(CLASSES)], parameters[None, len(CLASSES) :])
        among = tilts.classes(answers.seen, answers.traits)[0] * rates[:, answers.cell].T
        chance = (among * rows[:, answers.answer].T).sum(1) / among.sum(1)
        return float(weights[0] @ np.log(chance))

    slope, _ = _score(answers, Tilts(at[None, : len(CLASSES)], at[None, len(CLASSES) :]), rates, rows, weights)
    for p, step in enumerate(np.eye(len(at)) * 1e-5):
        assert slope[0, p] == pytest.approx((likelihood(at + step) - likelihood(at - step)) / 2e-5, abs=1e-3)


def test_answers_of_weight_zero_are_not_seen() -> None:
    answers, rates, rows, _ = respondents(2_000, np.random.default_rng(5))
    kept = np.random.default_rng(6).random(len(answers.answer)) < 0.7
    inside = type(answers)(*(getattr(answers, name)[kept] for name in answers.__struct_fields__))
    alone, _ = fit_tilts(inside, rates, rows, np.ones((1, kept.sum())), USUAL_SHARES)
    masked, _ = fit_tilts(answers, rates, rows, kept[None].astype(float), USUAL_SHARES)
    assert masked.by_class == pytest.approx(alone.by_class, abs=0.02)


def test_one_step_with_nothing_drawn_again_stays() -> None:
    answers, rates, rows, _ = respondents(3_000, np.random.default_rng(7))
    ones = np.ones((1, len(answers.answer)))
    tilts, inverse = fit_tilts(answers, rates, rows, ones, USUAL_SHARES)
    again = one_step(answers, tilts, inverse, rates[None], rows[None], ones, USUAL_SHARES)
    assert again.by_class == pytest.approx(tilts.by_class, abs=5e-3)
