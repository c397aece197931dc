"""How often a link that an app carries arrives without a trace, before a site has measured it itself."""

from __future__ import annotations

from functools import cache

from penombre.signals.catalogue import table

UNKNOWN = (1.0, 3.0)
"""For an app that nobody measured: anything, rather less than more."""
HALF = 0.5
"""Added to both sides (Jeffreys): fifteen clicks of fifteen are not all there will ever be."""


@cache
def strip_prior(app: str) -> tuple[float, float]:
    """Beta parameters of the share of an app's links that arrive without a source.

    Published click tests count for a quarter of their clicks: they are years old and of another site.
    Source: SparkToro and Really Good Data 2023 where the table says so; the rest is assumed and weighs little.
    """
    for row in table("strip_rates"):
        if row["app"] == app:
            share, clicks = float(row["share"]), float(row["clicks"])
            return share * clicks + HALF, (1 - share) * clicks + HALF
    return UNKNOWN
