"""Audiences are told apart where anchors allow it, and not a word is said where they do not."""

import numpy as np
import pytest

from penombre.analyze.cascades.audience import Anchors, NoAnchors, audience_shares
from penombre.analyze.cascades.estimate import estimate_from_tokens
from tests.analyze.cascades.toy import World, simulate

RANDOM = np.random.default_rng(0)
CLICKS = RANDOM.poisson(1.0, 500)
CHANNEL = np.zeros(500, dtype=np.int64)


@pytest.mark.parametrize("classes", [(0.62, 0.31, 0.07), (0.35, 0.5, 0.15), (0.8, 0.1, 0.1)])
def test_shares_of_audiences_are_found(classes: tuple[float, float, float]) -> None:
    far = []
    for seed in range(4):
        toy = simulate(World(classes=classes, channel_spread=0.4, self_clicks=0.0), seed)
        site = toy.tokens
        clicks = np.bincount(site.click_token, minlength=len(site.minted))
        anchors = Anchors(site.anchor_channel, site.anchor_clicks, site.answer_audience)
        found = audience_shares(clicks, site.channel, site.sent_tokened / site.sent, anchors, RANDOM)
        assert sum(each.estimate for each in found) == pytest.approx(1)
        far.append(0.5 * np.abs(np.array([each.estimate for each in found]) - classes).sum())
    assert np.mean(far) < 0.1


@pytest.mark.parametrize(
    ("known", "answers", "missing"),
    [
        (0, (0, 0, 0), "0 tokens are known .* and 0 receivers"),
        (60, (3, 2, 1), "6 receivers"),
        (5, (30, 30, 30), "5 tokens"),
    ],
)
def test_without_anchors_nothing_is_said_and_the_way_out_is_named(
    known: int, answers: tuple[int, int, int], missing: str
) -> None:
    anchors = Anchors(np.zeros(known, dtype=np.int64), np.zeros(known, dtype=np.int64), np.array(answers))
    with pytest.raises(NoAnchors, match=missing) as refusal:
        audience_shares(CLICKS, CHANNEL, 0.7, anchors, RANDOM)
    assert "Ask the follow-up question" in str(refusal.value)


def test_the_estimate_says_that_anchors_are_missing() -> None:
    found = estimate_from_tokens(simulate(World(anchors=0, seeds=300), 1).tokens)
    assert found.audience is None
    assert "audience_without_anchors" in found.alarms


def test_known_tokens_of_a_rare_channel_do_not_speak_for_all() -> None:
    """Readers of channel 1 click half as often; nine known tokens in ten are its own, one share in ten is."""
    random = np.random.default_rng(3)
    channel = (random.random(4000) < 0.1).astype(np.int64)
    reads = np.array([0.6, 0.3])
    kind = random.choice(2, 4000, p=[0.7, 0.3])
    clicks = random.binomial(np.where(kind == 0, 1, random.integers(3, 11, 4000)), 0.8 * reads[channel])
    known = (np.arange(400) < 360).astype(np.int64)
    clicked = random.binomial(1, 0.8 * reads[known])
    brought = np.bincount(kind, clicks)
    answers = np.append(np.round(150 * brought / brought.sum()), 0).astype(np.int64)
    found = audience_shares(clicks, channel, 0.8, Anchors(known, clicked, answers), random)
    assert found[0].estimate == pytest.approx(0.7, abs=0.1)
