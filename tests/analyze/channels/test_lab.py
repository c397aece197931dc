"""What an operator's own clicks make of a strip rate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from penombre.analyze.channels.lab import BadLabCountError, strip_posterior


@given(st.floats(0.1, 50), st.floats(0.1, 50), st.integers(0, 500), st.integers(0, 500))
def test_it_is_the_conjugate_posterior(prior_a: float, prior_b: float, dark: int, lit: int) -> None:
    a, b, interval = strip_posterior(prior_a, prior_b, dark, lit)
    assert (a, b, interval.n) == (prior_a + dark, prior_b + lit, dark + lit)
    assert 0 <= interval.low <= interval.estimate <= interval.high <= 1
    assert beta.cdf(interval.low, a, b) <= 0.026
    assert beta.sf(interval.high, a, b) <= 0.026


def test_clicks_narrow_the_interval() -> None:
    _, _, few = strip_posterior(11.25, 3.75, 6, 2)
    _, _, many = strip_posterior(11.25, 3.75, 600, 200)
    assert many.high - many.low < few.high - few.low


@pytest.mark.parametrize(("a", "b", "dark", "lit"), [(0, 1, 1, 1), (1, -1, 1, 1), (1, 1, -1, 0), (1, 1, 0, -2)])
def test_what_cannot_be_is_named(a: float, b: float, dark: int, lit: int) -> None:
    with pytest.raises(BadLabCountError):
        strip_posterior(a, b, dark, lit)
