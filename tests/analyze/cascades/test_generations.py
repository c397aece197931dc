"""Counts by generation give what tokens give, without one identifier."""

import numpy as np
import pytest

from penombre.analyze.cascades.estimate import estimate_from_counts, estimate_from_tokens
from penombre.analyze.cascades.generations import dispersion_draws
from penombre.analyze.cascades.shares import GenerationCounts
from tests.analyze.cascades.toy import World, simulate


def expected_counts(c: float, a: float, s: float, seeds: int = 100_000) -> GenerationCounts:
    """One channel at its expectation: what lost its tag comes back at the first generation."""
    k = a * c
    shares = seeds / (1 - k)
    first = shares * (1 - s * k)
    presses = first * (s * k) ** np.arange(5)
    presses[4] /= 1 - s * k
    landings = presses * s * c
    sent = round(shares * c)
    return GenerationCounts(
        np.round(presses)[None, :].astype(np.int64), np.round(landings)[None, :].astype(np.int64),
        int(shares * 80), sent, round(sent * s),
    )  # fmt: skip


@pytest.mark.parametrize("c", [0.6, 2.5])
@pytest.mark.parametrize("k", [0.1, 0.6])
@pytest.mark.parametrize("s", [0.5, 0.9])
def test_losses_are_put_back_exactly_in_expectation(c: float, k: float, s: float) -> None:
    found = estimate_from_counts(expected_counts(c, k / c, s))
    assert found.clicks_per_share is not None
    assert found.k is not None
    assert found.depth is not None
    assert found.clicks_per_share.estimate == pytest.approx(c, rel=0.002)
    assert found.k.estimate == pytest.approx(k, rel=0.002)
    assert [each.estimate for each in found.depth] == pytest.approx([*((1 - k) * k ** np.arange(4)), k**4], rel=0.01)


def test_counts_and_tokens_of_one_world_agree_on_average() -> None:
    ratios = []
    for seed in range(8):
        toy = simulate(World(days=42, self_clicks=0.0, k=0.4, seeds=800, law="zinb"), seed)
        tokens, counts = estimate_from_tokens(toy.tokens), estimate_from_counts(toy.counts)
        assert tokens.clicks_per_share is not None
        assert counts.clicks_per_share is not None
        assert tokens.k is not None
        assert counts.k is not None
        ratios.append(
            [tokens.clicks_per_share.estimate / counts.clicks_per_share.estimate, tokens.k.estimate / counts.k.estimate]
        )
    # tokens also allow for clicks still to come
    assert np.mean(ratios, axis=0) == pytest.approx([1.0, 1.0], abs=0.03)


def test_uneven_generations_widen_the_interval() -> None:
    presses = np.tile([1000, 200, 40, 8, 2], (6, 1))
    even = np.round(presses * 1.2).astype(np.int64)
    uneven = even.copy()
    uneven[:, 0] += np.array([500, -500, 400, -400, 300, -300])
    random = np.random.default_rng(0)
    spread = [
        np.median(dispersion_draws(GenerationCounts(presses, landings, 1, 300, 200), 0.7, 400, random))
        for landings in (even, uneven)
    ]
    assert spread[1] > 2 * spread[0] > 4


def test_a_channel_without_presses_does_no_harm() -> None:
    counts = expected_counts(1.5, 0.2, 0.7)
    padded = GenerationCounts(
        np.vstack([counts.presses, np.zeros(5, dtype=np.int64)]),
        np.vstack([counts.landings, np.zeros(5, dtype=np.int64)]),
        counts.views, counts.sent, counts.sent_tagged,
    )  # fmt: skip
    assert estimate_from_counts(padded) == estimate_from_counts(counts)
