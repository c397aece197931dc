"""Channels that move as one are told together."""

import numpy as np
import pytest

from penombre.analyze.channels.merging import WORST_CONDITION, condition_number, separable_blocks


def test_the_condition_number_is_that_of_the_scaled_design() -> None:
    random = np.random.default_rng(2)
    design = random.normal(size=(100, 3)) * np.array([1.0, 50.0, 0.01])
    scaled = design / np.linalg.norm(design, axis=0)
    assert condition_number(design.T @ design) == pytest.approx(np.linalg.cond(scaled), rel=1e-6)


def test_two_that_move_as_one_are_joined_and_the_third_stands() -> None:
    random = np.random.default_rng(3)
    first, other = random.normal(size=(2, 500))
    design = np.column_stack([first, other, 2 * first + 1e-4 * random.normal(size=500)])
    gram = design.T @ design
    assert condition_number(gram) > WORST_CONDITION
    assert separable_blocks(gram) == [[0, 2], [1]]


def test_what_can_be_told_apart_stays_apart() -> None:
    design = np.random.default_rng(4).normal(size=(500, 4))
    assert separable_blocks(design.T @ design) == [[0], [1], [2], [3]]
    assert separable_blocks(np.zeros((0, 0))) == []
