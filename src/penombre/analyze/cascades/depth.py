"""How many hands a share has gone through."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from penombre.analyze.cascades.draws import interval_of

if TYPE_CHECKING:
    from penombre.analyze.cascades.shares import Floats
    from penombre.analyze.interval import Interval

GENERATIONS = 5
"""The last one is "or later", as on the share tags."""


def depth_distribution(k: Floats, n: int, generations: int = GENERATIONS) -> list[Interval] | None:
    """Share of all shares in each generation, the last one "or later"; None at K of 1 and above, where it has no end.

    k   (1 + b,) reproduction number: the estimate, then draws
    Tags shown are of no direct use: after a loss they start again at the first generation. With the same K in each
    generation, generation g holds (1 - K) K^(g - 1) of the shares.
    """
    if k[0] >= 1:
        return None
    below_one = np.clip(k, 0.0, 1.0)
    shares = [(1 - below_one) * below_one**g for g in range(generations - 1)] + [below_one ** (generations - 1)]
    return [interval_of(share, n) for share in shares]
