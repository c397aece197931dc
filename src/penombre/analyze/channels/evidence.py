"""What the hourly series alone say of the channels, and whether it may be believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penombre.analyze.channels.baseline import ground_of
from penombre.analyze.channels.checks import Checks, holdout_gain, placebo_share, share_within
from penombre.analyze.channels.design import lag_columns
from penombre.analyze.channels.fusion import Measured
from penombre.analyze.channels.lag_volumes import kernel_weights, lag_volumes
from penombre.analyze.channels.lags import day_columns, fit_lags
from penombre.analyze.channels.merging import condition_number, separable_blocks
from penombre.analyze.channels.previews import hidden_share, share_acts
from penombre.analyze.channels.twins import public_pull

if TYPE_CHECKING:
    from penombre.analyze.channels.series import Series

PLACEBO_LIMIT = 0.05
WITHIN_LIMIT = 0.95
HIDDEN_LIMIT = 0.6
LONG_AGO = 1e4
CACHE_ERROR = 0.7
"""Relative error of acts that a cache hid, as a standard deviation."""


class SeriesEvidence(msgspec.Struct, frozen=True):
    """Landings of blocks of channels, names of the merged ones, the checks and what they ring."""

    measured: Measured
    merged: list[str]
    checks: Checks
    alarms: list[str]


def series_evidence(series: Series, random: np.random.Generator) -> SeriesEvidence:
    """What the lag regression says of blocks of channels, and whether it may be believed."""
    # a page whose date nobody knows is an old one
    series = msgspec.structs.replace(series, published=np.nan_to_num(series.published, nan=-LONG_AGO))
    acts = share_acts(series.unfurls, series.cache_hours, series.requests_per_share, series.published)
    channels = len(series.channels)
    if not acts.any() or not series.dark.any():
        nothing = Measured(np.zeros((0, channels)), np.zeros(0), np.zeros((0, 0)), np.zeros(0))
        return SeriesEvidence(nothing, [], Checks(float("nan"), float("nan"), 1.0, 1.0), [])
    dark, ground, columns = series.dark.astype(np.float64), ground_of(series), lag_columns(series, acts)
    pull = public_pull(columns, series.strip)
    fit = fit_lags(dark, columns, ground, pull)
    found = lag_volumes(dark, fit, columns, ground, pull, random)
    weights = kernel_weights(fit, columns)
    gram = weights @ fit.equations.gram @ weights.T
    blocks = separable_blocks(gram)
    seen = np.array(fit.seen)
    members = np.zeros((len(blocks), channels))
    for row, block in zip(members, blocks, strict=True):
        row[seen[block]] = 1.0
    of_seen = members[:, seen]
    hidden = hidden_share(series.unfurls, series.cache_hours, series.requests_per_share, acts)[seen]
    volumes = of_seen @ found.with_twins
    allowance = CACHE_ERROR * (of_seen @ (hidden * found.with_twins)) / np.maximum(volumes, 1e-9)
    allowance = np.maximum(allowance, CACHE_ERROR * (of_seen * hidden).min(axis=1, initial=1.0, where=of_seen > 0))
    checks = Checks(
        placebo=placebo_share(series, acts, fit, ground, pull),
        gain=holdout_gain(dark, fit, columns, ground, pull),
        within=share_within(dark, found.by_page_day, day_columns(ground), fit.state.dispersion),
        condition=condition_number(gram),
    )
    merged = [" + ".join(series.channels[c] for c in sorted(seen[block])) for block in blocks if len(block) > 1]
    alarms = [
        name
        for name, rings in (
            ("placebo", checks.placebo > PLACEBO_LIMIT),
            ("no_gain", checks.gain <= 0),
            ("over_allocated", checks.within < WITHIN_LIMIT),
            ("merged", bool(merged)),
            ("cache_hides", bool((hidden > HIDDEN_LIMIT).any())),
        )
        if rings
    ]
    covariance = of_seen @ found.covariance @ of_seen.T + np.diag(np.maximum(volumes, 1.0))
    return SeriesEvidence(Measured(members, volumes, covariance, allowance), merged, checks, alarms)
