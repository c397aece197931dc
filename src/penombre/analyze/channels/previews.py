"""How often each page was shared in each hour, behind what the apps' preview caches let through."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import convolve1d, uniform_filter1d

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

NEAR = np.array([1.0, 2.0, 3.0, 4.0, 3.0, 2.0, 1.0]) / 4.0
"""Weights of the hours around one: what happens there says something of the rate here."""
DAYS_AROUND = 72
PRIOR_ACTS = 1.0
"""Weight of the page's usual rate, in acts, against what the hours around say; and of all pages' against the page's."""
TELLING_CACHE = 2.0
EARLY_GAPS = 0.05
PRIOR_HOURS = 12.0
"""Weight of the page's whole rate, in hours without a preview kept, against that of the days around."""


def share_acts(unfurls: Integers, cache_hours: Floats, requests_per_share: Floats, published: Floats) -> Floats:
    """Share acts by channel, page and hour, (C, P, T), from preview requests of the same shape.

    cache_hours, requests_per_share   (C,)
    published                         (P,) hour the page appeared: no act before, but by a wrong date

    Where nothing is cached an act is a request, divided by the requests one act makes. Where the app's servers keep a
    preview, an act that finds it kept makes no request: the hours in which it was kept are filled with the rate at
    which acts come while it is not, so that the answer is the expectation of the acts given the requests, and a
    regression on it is not drawn towards zero. With windows of the cache's length and a constant rate this is
    -ln(1 - share of windows hit) / window, spread over the hours.
    Source: dead-time correction of counters; regression calibration (Carroll, Ruppert, Stefanski & Crainiceanu 2006).
    """
    acts = unfurls / np.maximum(requests_per_share, 1.0)[:, None, None]
    there = np.arange(unfurls.shape[2])[None, :] >= np.floor(published)[:, None]
    for channel, hours in enumerate(cache_hours.tolist()):
        if hours > 0 and acts[channel].any():
            acts[channel] = _uncached(acts[channel], hours, there.astype(np.float64))
    return acts


def hidden_share(unfurls: Integers, cache_hours: Floats, requests_per_share: Floats, acts: Floats) -> Floats:
    """Share of each channel's acts (C,) that made no request; 0 where there is none.

    The larger of two readings: what was filled in, and the part of the time in which a preview was kept. They differ
    where nearly every window of a cache was hit and nothing tells how many acts that were.
    """
    hidden = np.zeros(len(acts))
    for channel in np.flatnonzero(acts.sum(axis=(1, 2)) > 0):
        hits = unfurls[channel] / max(requests_per_share[channel], 1.0)
        filled = 1.0 - hits.sum() / acts[channel].sum()
        occupied = 0.0
        if cache_hours[channel] > 0:
            kept = _kept(hits, _hours_since(hits), float(cache_hours[channel]))
            occupied = float(np.average(kept.mean(axis=1), weights=hits.sum(axis=1)))
        hidden[channel] = max(filled, occupied, 0.0)
    return hidden


def _uncached(hits: Floats, cache: float, there: Floats) -> Floats:
    """Expected acts (P, T) behind `hits`, each of which keeps the page's preview for `cache` hours."""
    since = _hours_since(hits)
    kept = _kept(hits, since, cache * _part_kept(hits, cache))
    free = np.maximum(there, hits > 0) * (1.0 - kept)
    everywhere = hits.sum() / max(float(free.sum()), 1.0)
    whole = (hits.sum(axis=1) + PRIOR_ACTS) / (free.sum(axis=1) + PRIOR_ACTS / everywhere)
    # uniform filters give means; times their length they are sums
    days_hits = DAYS_AROUND * uniform_filter1d(hits, DAYS_AROUND, axis=1, mode="constant")
    days_free = DAYS_AROUND * uniform_filter1d(free, DAYS_AROUND, axis=1, mode="constant")
    near_hits = convolve1d(hits, NEAR, axis=1, mode="constant")
    near_free = convolve1d(free, NEAR, axis=1, mode="constant")
    # the request that keeps the preview says nothing of the rate: without it no hour would be filled
    days_hits = np.maximum(days_hits - (since <= DAYS_AROUND / 2), 0.0)
    weight = np.append(NEAR[len(NEAR) // 2 :], 0.0)
    near_hits = np.maximum(near_hits - weight[np.minimum(since, len(weight) - 1).astype(int)], 0.0)
    usual = (days_hits + PRIOR_HOURS * whole[:, None]) / (days_free + PRIOR_HOURS)
    rate = (PRIOR_ACTS + near_hits) / (PRIOR_ACTS / usual + near_free)
    filled: Floats = hits + rate * kept
    return filled


def _part_kept(hits: Floats, cache: float) -> float:
    """Part of the cache's length for which a request keeps the next one away.

    All of it where the clock starts at each request; half of it on average where it ticks in fixed windows. Which one
    shows where requests come sooner than the length allows; in a cache of an hour or so it cannot.
    """
    if cache < TELLING_CACHE:
        return 0.75
    page, hour = np.nonzero(hits)
    gaps = np.diff(hour)[np.diff(page) == 0]
    early = float((gaps < cache - 1.0).mean()) if len(gaps) else 0.0
    return 0.5 if early > EARLY_GAPS else 1.0


def _hours_since(hits: Floats) -> Floats:
    """Hours since the page's last request, (P, T); 0 in its own hour, infinite before the first."""
    hour = np.arange(hits.shape[1], dtype=np.float64)
    last: Floats = np.maximum.accumulate(np.where(hits > 0, hour[None, :], -np.inf), axis=1)
    return hour[None, :] - last


def _kept(hits: Floats, since: Floats, cache: float) -> Floats:
    """Part of each hour (P, T) in which the preview was kept, for `cache` hours, and a share made no request."""
    if cache < 1.0:
        return np.minimum(hits * cache, 1.0)
    # asked in the middle of the hour, for want of the minute; the request itself proves that it was not kept before
    kept: Floats = np.where(since > 0, np.clip(cache + 0.5 - since, 0.0, 1.0), 0.5)
    return kept
