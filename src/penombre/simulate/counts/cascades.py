"""Worlds of cascades: shares, who comes, who sends on, and what of it the tags show."""

from __future__ import annotations

import zlib
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from penombre.simulate.counts.cascade_variants import CASCADE_UNSEEN, CASCADE_VARIANTS, Spans
from penombre.simulate.counts.growth import (
    ADDRESS_BAR,
    CHANNELS,
    EVERYBODY,
    GROUP,
    Clicks,
    Habits,
    Shares,
    arrivals,
    chances,
    draw_habits,
    first_shares,
    grow,
)
from penombre.simulate.counts.rhythm import activity_until
from penombre.simulate.counts.tags import Sight, look, tagged_parents
from penombre.simulate.counts.trees import depths, mean_distances, measured_distance, roots

__all__ = ["CASCADE_UNSEEN", "CASCADE_VARIANTS", "cascade_world"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DEPTHS = 8
_REFERENCE = 40_000


def cascade_world(seed: int, variant: str) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """One population of shares, as the fields of tokens and as those of counts by generation, and the truth.

    Counts have a row a channel and a last one for copies, whose channel nobody knows. What the mode Counting cannot
    see are tags without a press: shares from the address bar, which some worlds have.

    Of the habits, so that an interval has to cover the luck of this period, too:
    channels           (C,) names
    clicks_per_share   first visits that a share brings in the long run, with or without a tag
    silent             share of the shares that never bring one
    k                  landings that a landing leads to: clicks per share times shares per landing
    survival           probability that a landing keeps the tag of its share; mean over the landings
    untagged           probability that a share has no tag in mode Consent; untagged_counting: in mode Counting
    half_life          hours from a share's first click until half of the clicks that follow it have come, all shares
                       together (those with one click have none that follows); half_life_by_channel (C,)
    half_life_active   the same on the clock of the visitors' activity; half_life_sent: all clicks, from the sending;
                       half_life_sent_active: these on the clock of the visitors' activity
    Of this period, with all that follows after its end:
    depth              (8,) parts of the trees of shares that end 0, 1, … steps below the first share, or 7 and more
    nu                 mean structural virality (shares are the nodes) of the trees of two shares or more; nan without
    audience           (3,) parts of the shares that went to one, a few, a group or more
    realised           clicks_per_share, silent and k of the very shares of this period
    Of the trees that tokens show (a lost tag begins another):
    nu_observed        {number of the first token: structural virality measured over all pairs} of a few
    final_roots, final_sizes   first token of each tree begun by now, landings with a tag that it will have in the end
    Raises ValueError for a variant that is not known.
    """
    spans = (CASCADE_VARIANTS | CASCADE_UNSEEN).get(variant)
    if spans is None:
        raise ValueError(f"no variant {variant!r}; known: {', '.join([*CASCADE_VARIANTS, *CASCADE_UNSEEN])}")
    rng = np.random.default_rng([seed, zlib.crc32(variant.encode()), zlib.crc32(b"cascades")])
    habits = draw_habits(rng, spans)
    wanted = np.exp(rng.uniform(*np.log(spans.shares)))
    shares, clicks = grow(rng, spans, habits, max(int(wanted * (1 - habits.k)), 8))
    sight = look(rng, spans, habits, shares, clicks)
    truth = _in_the_long_run(rng, spans, habits, shares) | _of_this_period(habits, shares, clicks)
    return sight.tokens, sight.counts, truth | _of_the_tokens(shares, clicks, sight)


def _in_the_long_run(rng: np.random.Generator, spans: Spans, habits: Habits, shares: Shares) -> dict[str, Any]:
    """What holds for the habits of a world, read off many shares of the same hours and hands."""
    like = rng.integers(0, len(shares), _REFERENCE)
    many = first_shares(rng, habits, shares.minted[like], shares.page[like])
    many = msgspec.structs.replace(many, hop=shares.hop[like])
    chance, read = chances(habits, many), 1 - habits.dead
    clicks_per_share = float((chance * many.size).mean()) * read
    came = arrivals(rng, spans, habits, many)
    order = np.lexsort((came.at, came.share))
    share, at = came.share[order], came.at[order]
    first = np.flatnonzero(np.diff(share, prepend=-1) != 0)
    begun = at[first][np.cumsum(np.diff(share, prepend=-1) != 0) - 1]
    follows = np.ones(len(at), dtype=np.bool_)
    follows[first] = False
    lag, channel = (at - begun)[follows], many.channel[share[follows]]
    active = activity_until(habits.activity, at[follows]) - activity_until(habits.activity, begun[follows])
    careless, bar = 1 - float(habits.audiences[EVERYBODY]), float(habits.modes[ADDRESS_BAR])
    return {
        "channels": list(CHANNELS),
        "clicks_per_share": clicks_per_share,
        "silent": 1 - read * float((1 - (1 - chance) ** many.size).mean()),
        "k": clicks_per_share * habits.again,
        "survival": float(came.survival.mean()),
        "untagged": careless * habits.untagged,
        "untagged_counting": careless * (habits.untagged + bar * (1 - habits.untagged)),
        "half_life": float(np.median(lag)),
        "half_life_by_channel": np.array([np.median(lag[channel == one]) for one in range(len(CHANNELS))]),
        "half_life_active": float(np.median(active)),
        "half_life_sent": float(np.median(at - many.minted[share])),
        "half_life_sent_active": float(
            np.median(activity_until(habits.activity, at) - activity_until(habits.activity, many.minted[share]))
        ),
    }


def _of_this_period(habits: Habits, shares: Shares, clicks: Clicks) -> dict[str, Any]:
    """What became of the shares of this period, also after its end."""
    parent = shares.parent
    root = roots(parent)
    deepest = np.zeros(len(parent), dtype=np.int64)
    np.maximum.at(deepest, root, depths(parent))
    trees = np.minimum(deepest[parent < 0], DEPTHS - 1)
    virality = mean_distances(parent)
    minted = shares.minted < habits.now
    times = np.bincount(clicks.share, minlength=len(shares))
    audience = np.bincount(np.minimum(shares.audience[minted], GROUP), minlength=3)
    return {
        "depth": np.bincount(trees, minlength=DEPTHS) / len(trees),
        "nu": float(virality.mean()) if len(virality) else float("nan"),
        "audience": audience / audience.sum(),
        "realised": {
            "clicks_per_share": float(times.mean()),
            "silent": float((times == 0).mean()),
            "k": float((shares.parent >= 0).sum() / len(shares)),
        },
    }


def _of_the_tokens(shares: Shares, clicks: Clicks, sight: Sight) -> dict[str, Any]:
    """What is true of the trees that tokens show."""
    parent = tagged_parents(shares, clicks, shares.tagged)
    root = roots(parent)
    kept = clicks.share[clicks.kept & shares.tagged[clicks.share]]
    sizes = np.bincount(root[kept], minlength=len(shares))
    seen = sight.tokens["parent"]
    first = np.flatnonzero(seen < 0)
    tree = roots(seen)
    largest = first[np.argsort(-np.bincount(tree, minlength=len(seen))[first], kind="stable")]
    several = [one for one in largest[:40:8] if (tree == one).sum() > 1]
    return {
        "nu_observed": {int(one): measured_distance(seen, np.flatnonzero(tree == one)) for one in several},
        "final_roots": first,
        "final_sizes": sizes[sight.share[first]],
    }
