"""What a site's shares did, from tokens or from counts: one result, whose gaps are what the mode cannot tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penombre.analyze.cascades.audience import Anchors, NoAnchors, audience_shares
from penombre.analyze.cascades.depth import depth_distribution
from penombre.analyze.cascades.draws import DRAWS, interval_of
from penombre.analyze.cascades.generations import rates_from_counts
from penombre.analyze.cascades.half_life import half_life
from penombre.analyze.cascades.kernel import fit_kernel
from penombre.analyze.cascades.offspring import fit_offspring
from penombre.analyze.cascades.survival import survival, survival_draws
from penombre.analyze.cascades.tokens import rates_from_shares, read_shares, ripe
from penombre.analyze.cascades.virality import modelled_virality, observed_virality
from penombre.analyze.interval import Interval

if TYPE_CHECKING:
    from penombre.analyze.cascades.shares import Floats, GenerationCounts, Tokens


SILENCE_AGREES = 0.15
"""How far apart the two ways of judging silence may lie."""


class CascadeEstimate(msgspec.Struct, frozen=True):
    """What shares did; None is what the mode of the dial, or the data, cannot tell.

    clicks_per_share   people brought by one share
    k                  reproduction number: shares that one share leads to; below 1 cascades end
    silent             share of the shares that bring nobody
    survival           share of the links sent that arrive with their tag
    half_life          active hours until half of a share's eventual clicks have come
    half_lives         the same by channel
    half_life_after_peak   active hours from the fastest moment until half of the remaining clicks have come
    nu_observed, nu    structural virality of trees of two shares and more: as seen, and with what tokens lose put back
    audience           shares sent to one person, to a few, to a group
    depth              shares by generation, the last one "or later"
    alarms             codes of what to know when reading the figures:
        no_shares               nothing was shared
        survival_unknown        too few answers, or too few of them with a tag: clicks per share and K are floors, the
                                high limit allows for losses
        supercritical           K is 1 or above: growth would not end, depth has no answer
        audience_without_anchors   too few known one-to-one tokens or answers to tell audiences apart
        delays_of_no_family     half-life and fitted kernel disagree: forecasts are doubtful
        clicks_of_no_family     silent shares and fitted offspring disagree: the modelled virality leans on a poor fit
        mostly_unfinished       fewer than half of the clicks of these shares have come: what is to come is the model's
    """

    clicks_per_share: Interval | None = None
    k: Interval | None = None
    silent: Interval | None = None
    survival: Interval | None = None
    half_life: Interval | None = None
    half_lives: dict[int, Interval] | None = None
    half_life_after_peak: Interval | None = None
    nu_observed: Interval | None = None
    nu: Interval | None = None
    audience: list[Interval] | None = None
    depth: list[Interval] | None = None
    alarms: list[str] = []


def estimate_from_tokens(tokens: Tokens, seed: int = 0) -> CascadeEstimate:
    """All that the Consent mode tells; the same tokens and seed give the same figures."""
    n = len(tokens.minted)
    if not n:
        return CascadeEstimate(alarms=["no_shares"])
    random = np.random.default_rng(seed)
    shares = read_shares(tokens)
    kept = survival_draws(tokens.sent, tokens.sent_tokened, DRAWS, random)
    cascade, seen_until = shares.forest.root[shares.token], shares.seen_until[shares.token]
    fit = fit_kernel(shares.delays, seen_until)
    reached = fit.kernel.reached(shares.seen_until)
    shape = fit_offspring(shares.clicks, np.maximum(reached * kept[0], 1e-3))
    draws = rates_from_shares(shares, fit, kept, random)
    life = half_life(fit, shares.delays, seen_until, shares.channel[shares.token], cascade, random)
    observed = observed_virality(shares.forest, random)
    alarms = _alarms(tokens.sent, tokens.sent_tokened, draws.k)
    if reached.mean() < 0.5:
        alarms.append("mostly_unfinished")
    if life and not life.agrees:
        alarms.append("delays_of_no_family")
    if abs(shape.silent() - draws.silent[0]) > SILENCE_AGREES:
        alarms.append("clicks_of_no_family")
    audience = None
    old = ripe(reached)
    try:
        audience = audience_shares(
            shares.clicks[old],
            shares.channel[old],
            float(kept[0] * reached[old].mean()),
            Anchors(tokens.anchor_channel, tokens.anchor_clicks, tokens.answer_audience),
            random,
        )
    except NoAnchors:
        alarms.append("audience_without_anchors")
    return CascadeEstimate(
        clicks_per_share=interval_of(draws.clicks_per_share, n),
        k=interval_of(draws.k, n),
        silent=interval_of(draws.silent, int(old.sum())),
        survival=survival(tokens.sent, tokens.sent_tokened),
        half_life=life.eventual if life else None,
        half_lives=life.channels if life else None,
        half_life_after_peak=life.after_peak if life else None,
        nu_observed=observed,
        nu=modelled_virality(observed, shape, draws.k, kept, random) if observed else None,
        audience=audience,
        depth=depth_distribution(draws.k, n),
        alarms=alarms,
    )


def estimate_from_counts(counts: GenerationCounts, seed: int = 0) -> CascadeEstimate:
    """All that the Counting mode tells: nothing of silent shares, times, trees and audiences."""
    n = int(counts.presses.sum())
    if not n:
        return CascadeEstimate(alarms=["no_shares"])
    random = np.random.default_rng(seed)
    kept = survival_draws(counts.sent, counts.sent_tagged, DRAWS, random)
    draws = rates_from_counts(counts, kept, random)
    return CascadeEstimate(
        clicks_per_share=interval_of(draws.clicks_per_share, n),
        k=interval_of(draws.k, n),
        survival=survival(counts.sent, counts.sent_tagged),
        depth=depth_distribution(draws.k, n, counts.presses.shape[1]),
        alarms=_alarms(counts.sent, counts.sent_tagged, draws.k),
    )


def _alarms(sent: int, tagged: int, k: Floats) -> list[str]:
    alarms = []
    if survival(sent, tagged) is None:
        alarms.append("survival_unknown")
    if k[0] >= 1:
        alarms.append("supercritical")
    return alarms
