"""The requests that apps make for the preview of a link: caches, drafts, retries and imitators."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def with_drafts(rng: np.random.Generator, page: Ints, at: Floats, drafts: float) -> tuple[Ints, Floats]:
    """Pages and hours of what was written: the messages sent, and `drafts` per message that never were."""
    n = int(rng.poisson(drafts * len(at)))
    if not len(at) or not n:
        return page, at
    like = rng.integers(0, len(at), n)
    return np.concatenate([page, page[like]]), np.concatenate([at, at[like] + rng.normal(0, 3, n)])


def imitated(rng: np.random.Generator, page: Ints, at: Floats, pages: int, hours: int, n: int) -> tuple[Ints, Floats]:
    """Adds `n` previews by machines: half of them here and there, half in sweeps over all pages within an hour."""
    sweeps = n // (2 * pages)
    alone = n - sweeps * pages
    when = np.repeat(rng.uniform(0, hours, sweeps), pages) + rng.random(sweeps * pages)
    return (
        np.concatenate([page, rng.integers(0, pages, alone), np.tile(np.arange(pages), sweeps)]),
        np.concatenate([at, rng.uniform(0, hours, alone), when]),
    )


def fetched(page: Ints, at: Floats, cache: float) -> NDArray[np.bool_]:
    """Which previews are asked of the site, when an answer is kept for `cache` hours from the moment it was fetched."""
    if cache <= 0:
        return np.ones(len(at), dtype=np.bool_)
    asks = np.zeros(len(at), dtype=np.bool_)
    order = np.lexsort((at, page))
    for one in np.split(order, np.flatnonzero(np.diff(page[order])) + 1):
        hours = at[one]
        next_up = 0
        while next_up < len(one):
            asks[one[next_up]] = True
            next_up = int(np.searchsorted(hours, hours[next_up] + cache))
    return asks
