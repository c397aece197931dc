"""How likely the answers are if `private` were commoner or rarer than the tilted predictor says, by log odds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from penombre.analyze.direct.landings import Floats
    from penombre.analyze.direct.tilt import Answers


def shift_likelihood(answers: Answers, shares: Floats, rates: Floats, rows: Floats, shifts: Floats) -> Floats:
    """(n, s) log likelihood of each answer, given that one answered, at each shift of the log odds of `private`.

    shares  (n, classes) of the classes at each respondent's x, without a shift
    rates   (classes, cells) probability of answering
    rows    (classes, answers) probability of each answer
    shifts  (s,) log odds
    """
    among = shares * rates[:, answers.cell].T
    chance = rows[:, answers.answer].T
    private, public = among[:, 0], among[:, 1:].sum(1)
    says, others_say = chance[:, 0], (among[:, 1:] * chance[:, 1:]).sum(1)
    odds = np.exp(shifts)[None, :] * private[:, None]
    likelihood: Floats = np.log(odds * says[:, None] + others_say[:, None]) - np.log(odds + public[:, None])
    return likelihood


def shifted(probability: Floats, shift: Floats | float) -> Floats:
    """Probability with its log odds moved by `shift`."""
    odds = np.exp(shift) * probability
    moved: Floats = odds / (odds + 1 - probability)
    return moved
