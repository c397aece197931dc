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
PRIOR_ACTS = 1.0
"""Weight of the rate of the days around, in acts, against what the hours around say."""
DAYS_AROUND = 72


def share_acts(unfurls: Integers, cache_hours: Floats, requests_per_share: Floats) -> Floats:
    """Share acts by channel, page and hour, (C, P, T), from preview requests of the same shape.

    Where nothing is cached an act is a request, divided by the requests one act makes. Where the app's servers keep a
    preview, an act that finds it kept makes no request: the hours in which it was kept are filled with the rate at
    which acts come while it is not, so that the answer is the expectation of the acts given the requests and a
    regression on it is not drawn towards zero. With windows of the cache's length and a constant rate this is
    -ln(1 - share of windows hit) / window.
    Source: the dead-time correction of counters; regression calibration (Carroll et al. 2006).
    """
    acts = unfurls / np.maximum(requests_per_share, 1.0)[:, None, None]
    for channel, hours in enumerate(cache_hours.tolist()):
        if hours > 0 and acts[channel].any():
            acts[channel] = _uncached(acts[channel], hours)
    return acts


def hidden_share(unfurls: Integers, requests_per_share: Floats, acts: Floats) -> Floats:
    """Share of each channel's acts (C,) that made no request; 0 where there is none."""
    asked = unfurls.sum(axis=(1, 2)) / np.maximum(requests_per_share, 1.0)
    there = acts.sum(axis=(1, 2))
    return np.asarray(np.clip(1.0 - np.divide(asked, there, out=np.ones(len(asked)), where=there > 0), 0.0, 1.0))


def _uncached(hits: Floats, cache: float) -> Floats:
    """Expected acts (P, T) behind `hits`, each of which keeps the page's preview for `cache` hours."""
    open_part = 1.0 - _kept(hits, cache)
    slow_hits = uniform_filter1d(hits, DAYS_AROUND, axis=1, mode="nearest")
    slow_open = uniform_filter1d(open_part, DAYS_AROUND, axis=1, mode="nearest")
    usual = slow_hits / np.maximum(slow_open, 0.5 / DAYS_AROUND)
    near_hits = convolve1d(hits, NEAR, axis=1, mode="nearest")
    near_open = convolve1d(open_part, NEAR, axis=1, mode="nearest")
    rate = (PRIOR_ACTS + near_hits) / (PRIOR_ACTS / np.maximum(usual, 1e-9) + near_open)
    filled: Floats = hits + rate * (1.0 - open_part)
    return filled


def _kept(hits: Floats, cache: float) -> Floats:
    """Part of each hour (P, T) in which the preview was kept and a share made no request."""
    if cache < 1.0:
        return np.minimum(hits * cache, 1.0)
    # asked in the middle of the hour, for want of the minute; the hit itself proves that it was not kept before
    reach = np.clip(cache - 0.5 - np.arange(int(cache) + 2) + 1.0, 0.0, 1.0)
    reach[0] = 0.5
    kept = np.zeros_like(hits)
    asked = hits > 0
    since = np.full(hits.shape[0], np.inf)
    for hour in range(hits.shape[1]):
        since = np.where(asked[:, hour], 0.0, since + 1.0)
        known = since < len(reach)
        kept[known, hour] = reach[since[known].astype(int)]
    return kept
