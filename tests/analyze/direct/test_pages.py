"""Pages: drawn to the model where few answered, to their answers where many did."""

from __future__ import annotations

import numpy as np
import pytest

from penombre.analyze.direct.cells import CELLS
from penombre.analyze.direct.classes import CLASSES
from penombre.analyze.direct.controls import Behaviour
from penombre.analyze.direct.landings import ANSWERS
from penombre.analyze.direct.pages import LEAST_LANDINGS, SHIFTS, PageEffects, page_effects, page_shares
from penombre.analyze.direct.probability import rectified
from penombre.analyze.direct.tilt import Answers, Tilts
from tests.analyze.direct.arrays import respondents


def test_a_page_with_answers_moves_and_one_without_stays() -> None:
    random = np.random.default_rng(1)
    answers, rates, rows, _ = respondents(3_000, random)
    count = len(answers.answer)
    # the model is told too little on page 0: its private part is far above what the predictor says there
    moved = Tilts(np.concatenate([[-1.5], np.zeros(len(CLASSES) - 1)])[None], np.zeros((1, 2)))
    pages = np.where(np.arange(count) < count // 3, 0, 1)
    shares = np.where((pages == 0)[:, None], moved.classes(answers.seen, answers.traits)[0], answers.seen)
    found = page_effects(answers, pages, 3, shares, Behaviour(rates[None], rows[None]))
    assert found.mean[0] > 0.5
    assert abs(found.mean[1]) < 0.5
    assert found.mean[2] == pytest.approx(0.0, abs=1e-9)
    assert found.deviation[0] < found.deviation[2]


def test_the_order_of_answers_does_not_matter() -> None:
    random = np.random.default_rng(2)
    answers, rates, rows, _ = respondents(1_000, random)
    pages = random.integers(0, 5, len(answers.answer))
    behaviour = Behaviour(rates[None], rows[None])
    found = page_effects(answers, pages, 5, answers.seen, behaviour)
    turn = random.permutation(len(pages))
    turned = Answers(*(getattr(answers, name)[turn] for name in answers.__struct_fields__))
    again = page_effects(turned, pages[turn], 5, turned.seen, behaviour)
    assert again.mean == pytest.approx(found.mean)


def test_a_page_whose_answers_all_contradict_a_sure_model_moves_as_far_as_pages_may() -> None:
    count, classes = 4_000, len(CLASSES)
    shares = np.full((count, classes), 0.05 / (classes - 1))
    shares[:, 0] = 0.95
    rows = np.full((classes, len(ANSWERS)), 0.03)
    rows[0, 0] = rows[1:, 3] = 0.76
    typed = np.full(count, 3)
    answers = Answers(shares, np.zeros((count, 1)), np.zeros(count, dtype=int), typed, np.ones(count))
    behaviour = Behaviour(np.full((1, classes, CELLS), 0.1), rows[None])
    found = page_effects(answers, np.zeros(count, dtype=int), 2, shares, behaviour)
    assert found.mean == pytest.approx([SHIFTS[0], 0.0], abs=0.1)
    assert np.isfinite(found.deviation).all()


def test_pages_of_few_landings_are_not_named_and_intervals_narrow_with_landings() -> None:
    sizes = [LEAST_LANDINGS - 1, LEAST_LANDINGS, 1_000]
    pages = np.repeat([0, 1, 2], sizes)
    nothing = PageEffects(np.zeros(3), np.full(3, 0.1))
    small, large = page_shares(np.full(len(pages), 0.3), np.full(3, 0.1), nothing, pages, np.array([7, 8, 9]), 0.1)
    assert (small.page, large.page) == (8, 9)
    assert small.high - small.low > large.high - large.low
    assert small.low < 0.3 < small.high


@pytest.mark.parametrize("share", [0.001, 0.2, 0.5, 0.89])
def test_rectified_probabilities_have_the_share_as_their_mean_and_keep_their_order(share: float) -> None:
    probabilities = np.sort(np.random.default_rng(3).random(500))
    reach = np.full(500, 0.9)
    found = rectified(probabilities, reach, share)
    assert found.mean() == pytest.approx(share, abs=1e-4)
    assert (np.diff(found) >= 0).all()
    assert (found <= reach).all()
