"""Structural virality is exact on any tree, and what lost tokens cut up is put together again in the mean."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from penombre.analyze.cascades.draws import DRAWS
from penombre.analyze.cascades.forest import plant
from penombre.analyze.cascades.offspring import Offspring
from penombre.analyze.cascades.virality import grow, modelled_virality, observed_virality, structural_virality
from penombre.analyze.interval import Interval
from tests.analyze.cascades.toy import World, brute_virality, simulate

earlier_parents = st.integers(1, 45).flatmap(
    lambda n: st.tuples(*[st.integers(-1, share - 1) for share in range(n)])
)  # fmt: skip


@given(earlier_parents, st.randoms(use_true_random=False))
def test_virality_is_that_of_walking_between_all_pairs(parents: tuple[int, ...], random: object) -> None:
    forest = np.array(parents)
    expected = brute_virality(forest)
    assert structural_virality(plant(forest)) == pytest.approx(expected, abs=1e-9)
    order = np.random.default_rng(len(parents)).permutation(len(parents))
    shuffled = np.full(len(parents), -1)
    shuffled[order] = np.where(forest >= 0, order[forest], -1)
    assert np.sort(structural_virality(plant(shuffled))) == pytest.approx(np.sort(expected), abs=1e-9)


def test_a_star_is_low_and_a_chain_high() -> None:
    star, chain = np.array([-1, *[0] * 99]), np.arange(-1, 99)
    assert structural_virality(plant(star)) == pytest.approx([2 - 2 / 100])
    assert structural_virality(plant(chain)) == pytest.approx([101 / 3])


def test_grown_forests_have_the_reproduction_asked_for() -> None:
    forest = grow(Offspring(0.3, 2.0, 0.5), 0.4 / 1.4, 8000, np.random.default_rng(1))
    assert len(forest.root) / 8000 == pytest.approx(1 / (1 - 0.4), rel=0.05)


@pytest.mark.parametrize("law", ["mixture", "zinb"])
def test_what_was_cut_is_put_back(law: str) -> None:
    toy = simulate(World(law=law, k=0.5, survival=0.6, seeds=2500), 5)
    random = np.random.default_rng(0)
    seen = observed_virality(plant(toy.tokens.parent), random)
    assert seen is not None
    k, kept = np.full(DRAWS + 1, toy.truth.k), np.full(DRAWS + 1, 0.6)
    whole = modelled_virality(seen, Offspring(0.3, 2.0, 0.4), k, kept, random)
    assert seen.high < toy.truth.nu
    assert whole.estimate == pytest.approx(toy.truth.nu, rel=0.1)
    assert seen.estimate <= whole.estimate


def test_single_shares_have_no_virality() -> None:
    assert observed_virality(plant(np.full(5, -1)), np.random.default_rng(0)) is None


def test_what_lost_nothing_is_as_seen() -> None:
    random = np.random.default_rng(0)
    whole = modelled_virality(
        Interval(1.2, 1.1, 1.3, 50), Offspring(0.3, 2.0, 0.4), np.full(41, 0.3), np.ones(41), random
    )
    assert whole.estimate == pytest.approx(1.2, rel=0.05)
