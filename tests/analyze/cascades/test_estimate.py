"""Figures hold the truth as often as they say, narrow with data, and are silent on what they cannot know."""

import hypothesis.strategies as st
import msgspec
import numpy as np
import pytest
from hypothesis import given, settings

from penombre.analyze.cascades.estimate import CascadeEstimate, estimate_from_counts, estimate_from_tokens
from penombre.analyze.cascades.shares import GenerationCounts
from penombre.analyze.interval import Interval
from tests.analyze.cascades.site import assert_sound, tokens
from tests.analyze.cascades.toy import World, draw_world, simulate


def width(found: Interval | None) -> float:
    assert found is not None
    return (found.high - found.low) / found.estimate


def test_truth_is_within_reach_in_worlds_of_many_forms() -> None:
    random = np.random.default_rng(17)
    errors, held = [], []
    for seed in range(10):
        toy = simulate(draw_world(random), seed)
        found, counted = estimate_from_tokens(toy.tokens), estimate_from_counts(toy.counts)
        truth = toy.truth
        pairs = [
            (found.clicks_per_share, truth.clicks_per_share), (found.k, truth.k), (found.silent, truth.silent),
            (found.half_life, truth.half_life), (found.nu, truth.nu),
            (counted.clicks_per_share, truth.clicks_per_share), (counted.k, truth.k),
        ]  # fmt: skip
        assert all(each is not None for each, _ in pairs)
        errors.append([abs(each.estimate / true - 1) for each, true in pairs if each])
        held.append([each.low <= true <= each.high for each, true in pairs if each])
        assert_sound(found)
        assert_sound(counted)
    assert (np.median(errors, axis=0) <= [0.08, 0.08, 0.06, 0.08, 0.06, 0.08, 0.08]).all()
    assert np.mean(held) > 0.88


def test_intervals_narrow_with_data() -> None:
    little = simulate(World(seeds=250, answers=60), 5)
    much = simulate(World(seeds=6000, answers=1500), 5)
    few, many = estimate_from_tokens(little.tokens), estimate_from_tokens(much.tokens)
    for name in ("clicks_per_share", "k", "silent", "survival", "half_life", "half_life_after_peak", "nu_observed"):
        assert width(getattr(many, name)) < 0.6 * width(getattr(few, name)), name
    few, many = estimate_from_counts(little.counts), estimate_from_counts(much.counts)
    for name in ("clicks_per_share", "k", "survival"):
        assert width(getattr(many, name)) < 0.6 * width(getattr(few, name)), name


def test_the_same_seed_gives_the_same_figures() -> None:
    site = simulate(World(seeds=200), 1)
    assert estimate_from_tokens(site.tokens, 4) == estimate_from_tokens(site.tokens, 4)
    assert estimate_from_tokens(site.tokens, 4) != estimate_from_tokens(site.tokens, 5)
    assert estimate_from_counts(site.counts, 4) == estimate_from_counts(site.counts, 4)


def test_without_answers_figures_are_floors_and_say_so() -> None:
    toy = simulate(World(survival=0.6, seeds=1500), 2)
    found = estimate_from_tokens(msgspec.structs.replace(toy.tokens, sent=0, sent_tokened=0))
    counted = estimate_from_counts(msgspec.structs.replace(toy.counts, sent=0, sent_tagged=0))
    for each in (found, counted):
        assert each.survival is None
        assert "survival_unknown" in each.alarms
        assert each.k is not None
        assert each.clicks_per_share is not None
        assert each.clicks_per_share.estimate < 0.8 * toy.truth.clicks_per_share < toy.truth.clicks_per_share
        assert each.clicks_per_share.high > toy.truth.clicks_per_share
        assert each.k.high > toy.truth.k


def test_counts_leave_out_what_they_cannot_tell() -> None:
    found = estimate_from_counts(simulate(World(seeds=500), 1).counts)
    assert found.alarms == []
    for name in ("silent", "half_life", "half_lives", "half_life_after_peak", "nu_observed", "nu", "audience"):
        assert getattr(found, name) is None
    assert found.depth is not None
    assert len(found.depth) == 5


def test_growth_without_end_raises_an_alarm() -> None:
    presses = np.array([[100, 150, 300]])
    found = estimate_from_counts(GenerationCounts(presses, presses * 2, 10_000, 200, 150))
    assert found.k is not None
    assert found.k.estimate > 1
    assert "supercritical" in found.alarms
    assert found.depth is None


def test_a_young_site_knows_that_most_is_to_come() -> None:
    site = simulate(World(days=0.1, median=4.0, seeds=3000, rhythm=0.2), 3).tokens
    assert "mostly_unfinished" in estimate_from_tokens(site).alarms


@pytest.mark.parametrize("tagged", [0, 1, 4])
def test_hardly_any_answer_with_a_tag_leaves_floors_that_say_so(tagged: int) -> None:
    """Dividing by one answer in three hundred would say that a share brings hundreds."""
    presses, landings = np.array([[200, 0]]), np.array([[150, 0]])
    found = estimate_from_counts(GenerationCounts(presses, landings, 5000, 300, tagged))
    assert found.survival is None
    assert "survival_unknown" in found.alarms
    assert found.clicks_per_share is not None
    assert found.clicks_per_share.estimate == pytest.approx(0.75)


def test_nothing_shared_is_no_figure() -> None:
    zeros = np.zeros((12, 5), dtype=np.int64)
    expected = CascadeEstimate(alarms=["no_shares"])
    assert estimate_from_tokens(tokens([], [])) == expected
    assert estimate_from_counts(GenerationCounts(zeros, zeros, 0, 0, 0)) == expected


def test_shares_that_brought_nobody_are_not_proof_of_zero() -> None:
    found = estimate_from_tokens(tokens([1.0] * 40, [], sent=40, sent_tokened=20))
    assert found.clicks_per_share is not None
    assert found.clicks_per_share.estimate == 0
    assert 0.01 < found.clicks_per_share.high < 1
    assert found.half_life is None
    assert_sound(found)


hours = st.floats(0, 1000)


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_any_few_tokens_give_sound_figures(data: st.DataObject) -> None:
    minted = data.draw(st.lists(hours, min_size=1, max_size=12))
    share = st.integers(0, len(minted) - 1)
    clicks = data.draw(st.lists(st.tuples(share, hours, st.integers(-3, 5)), max_size=25))
    parent = data.draw(st.lists(st.integers(-1, len(minted)), min_size=len(minted), max_size=len(minted)))
    sent = data.draw(st.integers(0, 40))
    tokened = data.draw(st.integers(0, sent))
    found = estimate_from_tokens(tokens(minted, clicks, parent=np.array(parent), sent=sent, sent_tokened=tokened))
    assert_sound(found)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_counts_give_sound_figures(data: st.DataObject) -> None:
    cells = st.lists(st.lists(st.integers(0, 400), min_size=3, max_size=3), min_size=2, max_size=2)
    sent = data.draw(st.integers(0, 40))
    counts = GenerationCounts(
        np.array(data.draw(cells)), np.array(data.draw(cells)), 1000, sent, data.draw(st.integers(0, sent))
    )
    assert_sound(estimate_from_counts(counts))


@pytest.mark.parametrize("seed", [1, 2])
def test_what_was_seen_stays_a_lower_bound_of_virality(seed: int) -> None:
    toy = simulate(World(k=0.5, survival=0.6), seed)
    found = estimate_from_tokens(toy.tokens)
    assert found.nu is not None
    assert found.nu_observed is not None
    assert found.nu_observed.estimate < toy.truth.nu
    assert found.nu_observed.estimate <= found.nu.estimate


def test_clicks_that_no_family_describes_raise_an_alarm() -> None:
    """Every share brings somebody, but only one survives the way: no negative binomial is like that."""
    clicks = [(share, 1.5, 10 + share) for share in range(600)]
    found = estimate_from_tokens(tokens([1.0] * 1000, clicks, sent=1000, sent_tokened=600))
    assert found.silent is not None
    assert found.silent.estimate < 0.05
    assert "clicks_of_no_family" in found.alarms
    assert "clicks_of_no_family" not in estimate_from_tokens(simulate(World(law="zinb"), 1).tokens).alarms
