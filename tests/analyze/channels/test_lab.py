"""Clicks of one's own move the published rate, the more the more they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.analyze.channels.lab import strip_posterior

PRIOR = st.floats(0.1, 50)


@given(PRIOR, PRIOR, st.integers(0, 500), st.integers(0, 500))
def test_the_share_lies_within_its_interval_and_counts_are_added(a: float, b: float, dark: int, lit: int) -> None:
    after_a, after_b, share = strip_posterior(a, b, dark, lit)
    assert (after_a, after_b) == (a + dark, b + lit)
    assert 0 <= share.low <= share.estimate <= share.high <= 1
    assert share.n == dark + lit


@given(PRIOR, PRIOR, st.integers(1, 200))
def test_dark_clicks_raise_it_and_lit_ones_lower_it(a: float, b: float, clicks: int) -> None:
    before = strip_posterior(a, b, 0, 0)[2].estimate
    assert strip_posterior(a, b, clicks, 0)[2].estimate > before > strip_posterior(a, b, 0, clicks)[2].estimate


def test_many_clicks_outweigh_what_was_published() -> None:
    share = strip_posterior(11.75, 4.25, 20, 180)[2]
    assert share.estimate == pytest.approx(0.147, abs=0.001)
    assert share.high - share.low < 0.11
