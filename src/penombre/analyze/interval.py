"""An estimate between two limits."""

from __future__ import annotations

import msgspec


class Interval(msgspec.Struct, frozen=True):
    """An estimate with its 95 % limits, and the number of observations it rests on (0 where that has no meaning)."""

    estimate: float
    low: float
    high: float
    n: int = 0
