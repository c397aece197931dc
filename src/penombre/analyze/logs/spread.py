"""Spreads the site's answer over pages and days, and over the apps that the links came through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penombre.analyze.logs.causes import Rates, log_normal
from penombre.analyze.logs.remainder import SEED, Draws, interval

if TYPE_CHECKING:
    from penombre.analyze.logs.evidence import Acts, Floats

SAMPLES = 400
PAGE_SPREAD = 0.45
DAY_SPREAD = 0.25
"""How far a page or a day departs from the site's rate, as a standard deviation on the log scale."""

Triple = tuple[float, float, float]


def spread_over_parts(dark: Floats, weights: Floats, parts: Floats, most: Floats, departure: float) -> list[Triple]:
    """Dark landings of each part (page or day): estimate, low and high.

    dark        (n,) draws of the total with their weights
    parts       (m,) what the total is shared out by, not negative
    most        (m,) landings without a source of each part, which its dark landings cannot exceed
    departure   how far a part departs from the site's rate (log scale)
    """
    if not len(parts):
        return []
    random = np.random.default_rng(SEED + 1)
    total = parts.sum()
    shares = parts / total if total > 0 else np.zeros(len(parts))
    totals = random.choice(dark, size=SAMPLES, p=weights)
    values = (
        totals[:, None]
        * shares[None, :]
        * log_normal(random, SAMPLES * len(parts), 1.0, departure).reshape(SAMPLES, -1)
    )
    # few landings scatter on their own
    values = np.minimum(random.poisson(np.minimum(values, 1e9)), most[None, :])
    middles = np.minimum(np.median(totals) * shares, most)
    limits = np.quantile(values, (0.025, 0.975), axis=0)
    return [
        (float(middle), float(min(low, middle)), float(max(high, middle)))
        for middle, low, high in zip(middles, *limits, strict=True)
    ]


class AppTraces(msgspec.Struct, frozen=True):
    """What shows of one app: landings that name it, and share acts read off its previews."""

    channel: str
    app: str
    private: str
    landings: int
    acts: Acts
    unfurls: int


def spread_over_apps(draws: Draws, traces: Sequence[AppTraces]) -> tuple[list[Triple], Triple]:
    """Dark landings of each app, and those that no preview lets allocate.

    A private act brings about one landing, within wide limits; all of them together never bring more than the part of
    the unattributed dark landings that announces itself.
    """
    random = np.random.default_rng(SEED + 2)
    chosen = random.choice(len(draws.weights), size=SAMPLES, p=draws.weights)
    hidden = draws.dark_unattributed[chosen]
    rates = Rates(random, SAMPLES)
    even = np.full(SAMPLES, 1 / SAMPLES)
    raw, shown = np.zeros((2, SAMPLES, len(traces)))
    for column, trace in enumerate(traces):
        private = rates.mixed_private if trace.private == "mixed" else np.ones(SAMPLES) * (trace.private == "yes")
        shown[:, column] = trace.landings * (rates.mail_private if trace.channel == "email" else private)
        clicks = log_normal(random, SAMPLES, 1.1, 0.7)
        raw[:, column] = np.maximum(trace.acts.estimate * clicks * private - shown[:, column], 0.0)
    announced = hidden * np.maximum(rates.visible, 0.05)
    asked = raw.sum(axis=1)
    scaled = raw * np.minimum(1.0, announced / np.maximum(asked, 1e-9))[:, None]
    rows = [interval(brought, even) for brought in (shown + scaled).T]
    return rows, interval(hidden - scaled.sum(axis=1), even)
