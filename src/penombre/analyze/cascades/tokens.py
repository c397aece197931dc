"""Consent mode: clicks per share, reproduction and silent shares from tokens, with what tokens lose put back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penombre.analyze.cascades.clock import active_hours
from penombre.analyze.cascades.dispersion import usual_dispersion, widened
from penombre.analyze.cascades.forest import Forest, plant
from penombre.analyze.cascades.offspring import silent_share

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from penombre.analyze.cascades.kernel import Fit
    from penombre.analyze.cascades.shares import Floats, Integers, Tokens

SELF_CLICK = 2 / 60
"""Hours within which a click with the sharer's own number is the sharer trying the link."""
RIPE = 0.95
"""Silence is judged on shares of which so much of the clicks has come, if they are half of all."""


class Shares(msgspec.Struct, frozen=True):
    """n shares and the m clicks that other people made on them, one a visitor and token.

    clicks        (n,) different visitors, the sharer's own trial left out
    children      (n,) shares made by those who came with the token
    channel       (n,) as declared
    seen_until    (n,) active hours from the share to the end of the observation
    token         (m,) share of each click
    delays        (m,) active hours from the share to each click
    """

    clicks: Integers
    children: Integers
    channel: Integers
    seen_until: Floats
    token: Integers
    delays: Floats
    forest: Forest


class Draws(msgspec.Struct, frozen=True):
    """The plain estimate first, then draws: (1 + b,) each."""

    clicks_per_share: Floats
    k: Floats
    silent: Floats


def read_shares(tokens: Tokens) -> Shares:
    """The shares in the order of their time, so that the order in which they were stored changes nothing."""
    order = np.argsort(tokens.minted, kind="stable")
    n = len(order)
    place = np.empty(n + 1, dtype=np.int64)
    place[order], place[-1] = np.arange(n), -1
    counted = counted_clicks(tokens)
    token = place[tokens.click_token[counted]]
    minted = active_hours(tokens.minted[order], tokens.activity)
    end = float(active_hours(np.array([tokens.now]), tokens.activity)[0])
    known = (tokens.parent >= 0) & (tokens.parent < n)
    forest = plant(place[np.where(known, tokens.parent, -1)][order])
    return Shares(
        clicks=np.bincount(token, minlength=n),
        children=np.bincount(forest.parent[forest.parent >= 0], minlength=n),
        channel=tokens.channel[order],
        seen_until=np.maximum(end - minted, 0.0),
        token=token,
        delays=np.maximum(active_hours(tokens.click_at[counted], tokens.activity) - minted[token], 0.0),
        forest=forest,
    )


def as_of(tokens: Tokens, now: float) -> Tokens:
    """What tokens would have told at an earlier time, hours since the start; answers and views stay those of all."""
    made = np.flatnonzero(tokens.minted <= now)
    place = np.full(len(tokens.minted) + 1, -1)
    place[made] = np.arange(len(made))
    came = np.flatnonzero((tokens.click_at <= now) & (place[tokens.click_token] >= 0))
    of_shares = ("minted", "channel", "mode", "page", "previewers", "sharer")
    return msgspec.structs.replace(
        tokens,
        now=now,
        parent=place[tokens.parent[made]],
        click_token=place[tokens.click_token[came]],
        click_at=tokens.click_at[came],
        click_visitor=tokens.click_visitor[came],
        **{name: getattr(tokens, name)[made] for name in of_shares},
    )


def self_clicks(tokens: Tokens) -> NDArray[np.bool_]:
    """(m,) which clicks are the sharer trying the own link: the sharer's number, within two minutes."""
    soon = np.abs(tokens.click_at - tokens.minted[tokens.click_token]) <= SELF_CLICK
    own: NDArray[np.bool_] = soon & (tokens.click_visitor == tokens.sharer[tokens.click_token])
    return own


def counted_clicks(tokens: Tokens) -> Integers:
    """Numbers of the clicks that count: the first of each visitor on each token, before the end."""
    known = np.flatnonzero(~self_clicks(tokens) & (tokens.click_token >= 0) & (tokens.click_at <= tokens.now))
    order = known[np.argsort(tokens.click_at[known], kind="stable")]
    pairs = np.stack([tokens.click_token[order], tokens.click_visitor[order]])
    _, first = np.unique(pairs, axis=1, return_index=True)
    return order[np.sort(first)]


def rates_from_shares(shares: Shares, fit: Fit, survival: Floats, random: np.random.Generator) -> Draws:
    """Clicks per share, reproduction number and silent shares.

    fit        delays of the clicks
    survival   (1 + b,) share of links that keep their token: the estimate, then draws
    A share of age t has had the part F(t) of its clicks, so n shares count as sum F. Of the clicks, s keep their
    token; those without count elsewhere, as landings without a source and as parents of nobody:
        clicks per share = observed clicks / (s sum F)
        shares per arrival a = shares with a parent / observed clicks
        K = a · clicks per share = shares with a parent / (s sum F)
    The draws weigh whole cascades anew, so that what a cascade's shares have in common is in the interval, and are
    widened as far as the spread between cascades is itself known from a few big ones.
    Source: Bayesian bootstrap (Rubin 1981) of clusters.
    """
    reached = fit.kernel.reached(shares.seen_until)
    _, cascade = np.unique(shares.forest.root, return_inverse=True)
    old = ripe(reached)
    most = int(shares.clicks.max(initial=0)) + 1
    clicks_per_share, k, silent = np.zeros((3, len(survival)))
    for draw, s in enumerate(survival):
        if draw == 0:
            weights, clicks_seen = np.ones(len(cascade)), reached
        else:
            weights = random.exponential(size=cascade.max() + 1)[cascade]
            clicks_seen = fit.moved(weights[shares.token]).reached(shares.seen_until)
        exposure = max(float(weights @ clicks_seen) * s, 1e-9)
        # a gamma of a half stands for what was never seen to happen (Jeffreys)
        unseen = random.gamma(0.5, size=2) if draw else np.zeros(2)
        clicks_per_share[draw] = (weights @ shares.clicks + unseen[0]) / exposure
        k[draw] = (weights @ shares.children + unseen[1]) / exposure
        histogram = np.bincount(shares.clicks[old], weights[old], minlength=most)
        kept = float(s * np.average(clicks_seen[old], weights=weights[old]))
        silent[draw] = silent_share(histogram / histogram.sum(), min(kept, 1.0), int(old.sum()))
    clicks, children, exposure = (
        np.bincount(cascade, what) for what in (shares.clicks, shares.children, reached * survival[0])
    )
    reshared = min(children.sum() / max(clicks.sum(), 1.0), 1.0)
    usual = clicks.sum() * usual_dispersion(survival[0]), children.sum() * usual_dispersion(survival[0] * reshared)
    return Draws(
        widened(clicks_per_share, clicks - clicks_per_share[0] * exposure, usual[0], random),
        widened(k, children - k[0] * exposure, usual[1], random),
        silent,
    )


def ripe(reached: Floats) -> NDArray[np.bool_]:
    """(n,) the shares to judge numbers of clicks by: those whose clicks have nearly all come, else all of them."""
    old = reached >= RIPE
    return old if old.mean() >= 0.5 else np.ones(len(reached), dtype=np.bool_)
