"""Non-negative least squares from normal equations."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import nnls

from penombre.analyze.channels.least_squares import nonnegative


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 8))
def test_it_is_what_the_design_itself_would_give(seed: int, columns: int) -> None:
    random = np.random.default_rng(seed)
    design, wanted = random.normal(size=(40, columns)), random.normal(size=40)
    found = nonnegative(design.T @ design, design.T @ wanted)
    assert np.allclose(found, nnls(design, wanted)[0], atol=1e-5)


def test_twins_share_and_empty_columns_get_nothing() -> None:
    design = np.array([[1.0, 1.0, 0.0], [2.0, 2.0, 0.0]])
    found = nonnegative(design.T @ design, design.T @ np.array([3.0, 6.0]))
    assert np.isclose(found[0] + found[1], 3, rtol=1e-4)
    assert found[2] == 0


def test_many_at_once_are_each_of_them() -> None:
    random = np.random.default_rng(1)
    design = random.normal(size=(30, 4))
    moments = random.normal(size=(3, 4))
    gram = design.T @ design
    assert np.allclose(nonnegative(gram, moments), [nonnegative(gram, each) for each in moments])


def test_no_columns_give_no_coefficients() -> None:
    assert nonnegative(np.zeros((0, 0)), np.zeros(0)).shape == (0,)
