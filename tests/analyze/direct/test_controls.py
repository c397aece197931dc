"""What controls tell of the answers: the counts where there are many, the usual pattern where there are none."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from penombre.analyze.direct.cells import CELLS, cell_traits
from penombre.analyze.direct.classes import CLASSES
from penombre.analyze.direct.controls import Controls, behaviour, count_controls
from penombre.analyze.direct.landings import ANSWERS, CAUSES, CONTROLS
from tests.analyze.direct.arrays import landings


def drawn(exposed: int, seed: int = 1) -> Controls:
    random = np.random.default_rng(seed)
    logit = random.normal(-2, 0.5, len(CLASSES))[:, None] + (cell_traits() @ [0.5, -0.4, 0.2])[None]
    shown = np.full((len(CLASSES), CELLS), float(exposed))
    answered = random.binomial(exposed, 1 / (1 + np.exp(-logit))).astype(float)
    rows = random.dirichlet(np.ones(len(ANSWERS)), len(CLASSES))
    answers = np.array([random.multinomial(int(n), row) for n, row in zip(answered.sum(1), rows, strict=True)])
    return Controls(shown, answered, answers.astype(float))


def test_with_many_controls_the_rates_are_those_of_a_logit() -> None:
    controls = drawn(20_000)
    found = behaviour(controls, 5, np.random.default_rng(2)).rates[0]
    design = np.column_stack(
        [np.kron(np.eye(len(CLASSES)), np.ones((CELLS, 1))), np.tile(cell_traits(), (len(CLASSES), 1))]
    )
    counts = np.column_stack([controls.answered.ravel(), (controls.exposed - controls.answered).ravel()])
    oracle = sm.GLM(counts, design, family=sm.families.Binomial()).fit().fittedvalues
    assert found.ravel() == pytest.approx(oracle, rel=0.01)


def test_draws_are_probabilities_and_lie_about_the_estimate() -> None:
    found = behaviour(drawn(400), 400, np.random.default_rng(3))
    assert found.rows.sum(2) == pytest.approx(1.0)
    assert ((found.rates > 0) & (found.rates < 1)).all()
    spread = found.rates[1:].std(0)
    assert (np.abs(found.rates[1:].mean(0) - found.rates[0]) < spread).all()


def test_a_class_without_controls_is_in_more_doubt() -> None:
    controls = drawn(800)
    for counts in (controls.exposed, controls.answered, controls.answers):
        counts[5] = 0.0
    found = behaviour(controls, 300, np.random.default_rng(4))
    assert found.rates[1:, 5].std(0).mean() > 2 * found.rates[1:, 4].std(0).mean()
    assert found.rows[1:, 5, 0].std() > found.rows[1:, 4, 0].std()
    # it is right about as often as the others are
    assert found.rows[0, 5, ANSWERS.index("assistant")] > found.rows[0, 5, ANSWERS.index("document")]


def test_without_any_control_there_are_only_the_usual_patterns() -> None:
    nothing = Controls(*(np.zeros((len(CLASSES), n)) for n in (CELLS, CELLS, len(ANSWERS))))
    found = behaviour(nothing, 200, np.random.default_rng(5))
    assert np.isfinite(found.rates).all()
    assert found.rows[0, 0, 0] == pytest.approx(0.75, abs=0.05)


def test_counting() -> None:
    known = [
        CAUSES.index("messenger"),
        CAUSES.index("messenger"),
        CAUSES.index("search"),
        -1,
        CAUSES.index("automation"),
    ]
    asked = np.array([True, True, True, True, True])
    found = count_controls(
        landings(
            5, known=known, control=[0, 0, CONTROLS.index("search"), -1, -1], asked=asked, answer=[0, -1, 2, 0, -1]
        )
    )
    assert found.exposed.sum(1).tolist() == [2, 0, 1, 0, 0, 0, 0, 0]
    assert found.answered.sum() == 2
    assert found.answers[0, 0] == 1
    assert found.answers[2, 2] == 1
