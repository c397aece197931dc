"""Families that agree cost nothing, families that do not are found, and their spread is that of a meta-analysis."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.meta_analysis import combine_effects

from penombre.analyze.direct.landings import Landings
from penombre.analyze.direct.transport import READINESS_GAP, FamilyGaps, transport
from tests.analyze.direct.arrays import landings

LEVEL = np.exp(np.concatenate([[0.0], np.random.default_rng(0).normal(0, 0.1, 400)]))


def families(seed: int, gap: float, exposed: int = 1_500) -> Landings:
    """Three families of equal size; copied links answer `gap` log odds more often."""
    random = np.random.default_rng(seed)
    size = 3 * exposed
    control = np.arange(size) % 3
    mobile = random.random(size) < 0.3 + 0.2 * control
    logit = -2.5 + 0.6 * mobile + gap * (control == 1)
    answered = random.random(size) < 1 / (1 + np.exp(-logit))
    answer = np.where(answered, np.where(random.random(size) < 0.75, 0, 8), -1)
    known = random.integers(3, 7, size)
    return landings(size, control=control, known=known, mobile=mobile, asked=np.ones(size, dtype=bool), answer=answer)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.floats(-2, 2), st.floats(0.05, 1.0)), min_size=2, max_size=6))
def test_the_variance_between_families_is_dersimonian_and_lairds(pairs: list[tuple[float, float]]) -> None:
    effect, error = (np.array(values) for values in zip(*pairs, strict=True))
    found = FamilyGaps(effect, np.diag(error**2))
    with np.errstate(all="ignore"):  # the oracle divides by what is left of equal effects
        oracle = combine_effects(effect, error**2, method_re="dl")
    assert found.variance_between() == pytest.approx(max(0.0, oracle.tau2), abs=1e-9)
    assert found.heterogeneity()[0] == pytest.approx(oracle.q, rel=1e-6, abs=1e-9)


def test_families_that_agree_seldom_alarm() -> None:
    alarms = [transport(families(seed, 0.0), 0.75, LEVEL).p < 0.05 for seed in range(60)]
    assert np.mean(alarms) <= 0.12


def test_a_family_that_answers_far_more_is_found_and_widens_the_allowance() -> None:
    found = [transport(families(seed, 0.8), 0.75, LEVEL) for seed in range(20)]
    assert np.mean([each.p < 0.05 for each in found]) >= 0.9
    assert np.median([each.readiness for each in found]) > 1.3 * READINESS_GAP


def test_landings_without_a_source_that_answer_too_seldom_are_found() -> None:
    low = LEVEL * np.where(np.arange(len(LEVEL)) == 0, 0.6, 1.0)
    found = transport(families(1, 0.0), 0.75, low)
    assert found.p_level < 0.001
    assert found.p < 0.05


def test_with_one_family_or_none_the_usual_gap_is_allowed_for() -> None:
    for count in (0, 5):
        found = transport(landings(count), 0.75, LEVEL)
        assert found.readiness == READINESS_GAP
        assert found.p == 1.0
