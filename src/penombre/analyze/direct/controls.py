"""What landings of known source tell of the answers: how readily each class answers, and how rightly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np
from scipy.special import expit

from penombre.analyze.direct.cells import CELLS, cell_traits, cells_of
from penombre.analyze.direct.classes import CLASSES, RIGHT_ANSWERS, classes_of
from penombre.analyze.direct.landings import ANSWERS

if TYPE_CHECKING:
    from penombre.analyze.direct.landings import Floats, Landings

WILLINGNESS = np.array([1.0] + [0.4] * (len(CLASSES) - 1))
"""How far a class departs from the others' readiness to answer before anything is known of it (logit scale)."""
ROW_STRENGTH = 12.0
"""Answers that the usual pattern of mistakes weighs as, for a class that has controls."""
UNSEEN_STRENGTH = 12.0
"""The same for a class without one: as far apart as the rows of known classes are."""
USUAL_RIGHT = 0.75
USUAL_WRONG = np.array([0.16, 0.15, 0.15, 0.14, 0.05, 0.03, 0.03, 0.03, 0.26])
"""Answers of those who answer wrongly, before anything is known: `sent`, `feed`, `searched`..."""
PRIOR_ANSWERS = 20.0


class Controls(msgspec.Struct, frozen=True):
    """Counts of known landings that were shown the question.

    exposed   (classes, cells) shown the question
    answered  (classes, cells) of them, who answered
    answers   (classes, answers) what they answered
    """

    exposed: Floats
    answered: Floats
    answers: Floats


class Behaviour(msgspec.Struct, frozen=True):
    """Draws of how each class behaves before the question; the first draw is the estimate itself.

    rates  (draws, classes, cells) probability of answering
    rows   (draws, classes, answers) probability of each answer; a row adds up to 1
    """

    rates: Floats
    rows: Floats


def count_controls(landings: Landings) -> Controls:
    """Counts over every known landing that was asked, whatever its family."""
    classes = classes_of(landings.known)
    rows = np.flatnonzero((classes >= 0) & landings.asked)
    cells, answer = cells_of(landings, rows), landings.answer[rows]
    answered = answer >= 0
    shape = (len(CLASSES), CELLS)
    where = classes[rows] * CELLS + cells
    said = classes[rows][answered] * len(ANSWERS) + answer[answered]
    return Controls(
        np.bincount(where, minlength=len(CLASSES) * CELLS).reshape(shape).astype(float),
        np.bincount(where[answered], minlength=len(CLASSES) * CELLS).reshape(shape).astype(float),
        np.bincount(said, minlength=len(CLASSES) * len(ANSWERS)).reshape(len(CLASSES), -1).astype(float),
    )


def behaviour(controls: Controls, draws: int, random: np.random.Generator) -> Behaviour:
    """The estimate and `draws` draws of its posterior, (1 + draws) in all.

    Answering: logit by class and traits of the visitor, classes drawn towards one another. Answers: Dirichlet, towards
    the right answer with the usual mistakes. Classes without controls are drawn from what the others have shown.
    """
    return Behaviour(_rates(controls, draws, random), _rows(controls, draws, random))


def _rates(controls: Controls, draws: int, random: np.random.Generator) -> Floats:
    """Posterior modes of perturbed data and perturbed priors, which are draws of the posterior.

    Source: Bayesian bootstrap (Rubin 1981) of the counts; randomised priors as in Papandreou & Yuille (2010).
    """
    silent = controls.exposed - controls.answered
    yes = np.concatenate([controls.answered[None], random.gamma(controls.answered, size=(draws, *silent.shape))])
    no = np.concatenate([silent[None], random.gamma(silent, size=(draws, *silent.shape))])
    classes, traits = len(CLASSES), cell_traits()
    p = 1 + classes + traits.shape[1]
    design = np.zeros((classes, CELLS, p))
    design[:, :, 0] = 1.0
    design[np.arange(classes), :, 1 + np.arange(classes)] = 1.0
    design[:, :, 1 + classes :] = traits
    design = design.reshape(-1, p)
    spread = np.concatenate([[3.0], WILLINGNESS, np.full(traits.shape[1], 1.0)])
    centre = np.zeros((1 + draws, p))
    centre[:, 0] = -2.7
    centre[1:, 1:] += random.normal(size=(draws, p - 1)) * spread[1:]
    yes, total = yes.reshape(1 + draws, -1), (yes + no).reshape(1 + draws, -1)
    found = centre.copy()
    found[:, 1:] = 0.0
    for _ in range(12):
        fitted = expit(found @ design.T)
        slope = (yes - total * fitted) @ design - (found - centre) / spread**2
        curve = np.einsum("bn,np,nq->bpq", total * fitted * (1 - fitted), design, design, optimize=True)
        step = np.linalg.solve(curve + np.diag(1 / spread**2), slope[:, :, None])[:, :, 0]
        found += np.clip(step, -2.0, 2.0)
    return expit(found @ design.T).reshape(1 + draws, classes, CELLS)


def _rows(controls: Controls, draws: int, random: np.random.Generator) -> Floats:
    weight = _usual_rows(controls) * np.where(controls.answers.sum(1) > 0, ROW_STRENGTH, UNSEEN_STRENGTH)[:, None]
    posterior = controls.answers + weight
    drawn = random.gamma(posterior, size=(draws, *posterior.shape)) + 1e-12
    rows = np.concatenate([posterior[None], drawn])
    shares: Floats = rows / rows.sum(2, keepdims=True)
    return shares


def _usual_rows(controls: Controls) -> Floats:
    """(classes, answers) the pattern that a class's row is drawn towards: as often right as others, wrong as they."""
    right = np.zeros_like(controls.answers, dtype=bool)
    for row, answer in enumerate(RIGHT_ANSWERS):
        right[row, answer] = answer >= 0
    has_right = right.any(1, keepdims=True)
    rightly = (controls.answers[right].sum() + PRIOR_ANSWERS * USUAL_RIGHT) / (
        (controls.answers * has_right).sum() + PRIOR_ANSWERS
    )
    # only public classes tell how often a public one says `sent`
    wrong = np.where(right, 0.0, controls.answers)[1:].sum(0) + PRIOR_ANSWERS * USUAL_WRONG
    rows = np.where(right, 0.0, wrong / wrong.sum())
    rows = rows / rows.sum(1, keepdims=True)
    share = np.where(has_right, rightly, 0.0)
    usual: Floats = share * right + (1 - share) * rows
    return usual
