"""Shares near 0 and 1: an interval that stays inside, and follows the answers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import beta

from penombre.analyze.direct.cells import CELLS
from penombre.analyze.direct.classes import CLASSES
from penombre.analyze.direct.controls import Behaviour
from penombre.analyze.direct.extremes import DRAWS, rare_share
from penombre.analyze.direct.tilt import Answers


def certain(sent: int, others: int) -> tuple[float, float, float]:
    """Everybody answers, rightly; half of what the predictor knows nothing of."""
    count, classes = sent + others, len(CLASSES)
    rows = np.full((classes, 9), 1e-6)
    rows[0, 0] = rows[1:, 3] = 1.0
    behaviour = Behaviour(np.full((1 + DRAWS, classes, CELLS), 0.5), np.tile(rows, (1 + DRAWS, 1, 1)))
    shares = np.full((count, classes), 0.5 / (classes - 1))
    shares[:, 0] = 0.5
    answer = np.where(np.arange(count) < sent, 0, 3)
    answers = Answers(shares, np.zeros((count, 1)), np.zeros(count, dtype=np.int64), answer, np.ones(count))
    return rare_share(answers, shares, np.full(50, 0.5), behaviour)


@pytest.mark.parametrize(("sent", "others"), [(0, 300), (3, 300), (8, 200), (300, 0)])
def test_with_perfect_answers_it_is_the_beta_posterior(sent: int, others: int) -> None:
    middle, low, high = certain(sent, others)
    exact = beta(sent + 0.5, others + 0.5)
    assert [middle, low, high] == pytest.approx([exact.ppf(q) for q in (0.5, 0.025, 0.975)], rel=0.06, abs=6e-4)
    assert 0 <= low <= middle <= high <= 1


def test_more_who_were_sent_the_link_more_share() -> None:
    found = [certain(sent, 200)[0] for sent in (0, 2, 5, 10)]
    assert found == sorted(found)
