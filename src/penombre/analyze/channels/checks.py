"""What the lag regression has to survive before its figures are believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penombre.analyze.channels.design import lag_columns
from penombre.analyze.channels.lags import LagFit, Pull, expected, fit_lags

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from penombre.analyze.channels.baseline import Ground
    from penombre.analyze.channels.design import Columns
    from penombre.analyze.channels.series import Series

    Floats = NDArray[np.float64]

SHIFT_HOURS = 168
REFIT_ROUNDS = 5
HELD_OUT = 4
"""Every so many days one is held out."""


class Checks(msgspec.Struct, frozen=True):
    """What the checks found.

    placebo     share of the landings without a source that goes to previews moved by a week; should be below 0.05
    gain        part of the hold-out deviance that previews take away; should be above 0
    within      share of page-days whose allocated landings are no more than came, their scatter allowed for;
                should be at least 0.95
    condition   condition number of the lag design before any merging; above 30 channels are merged
    """

    placebo: float
    gain: float
    within: float
    condition: float


def placebo_share(series: Series, acts: Floats, fit: LagFit, ground: Ground, pull: Pull) -> float:
    """Share of the landings that follows previews moved on by a week, the last week taken to the front.

    Whatever is left has not followed previews: it is popularity, or news that lasts. NaN below two weeks.
    """
    if acts.shape[2] < 2 * SHIFT_HOURS or not fit.seen:
        return float("nan")
    moved = lag_columns(series, np.roll(acts, SHIFT_HOURS, axis=2))
    dark = series.dark.astype(np.float64)
    refit = fit_lags(dark, moved, ground, pull, start=fit.state, rounds=REFIT_ROUNDS)
    laid = refit.follow.sum(axis=1) * (1.0 + refit.ratios)
    return float(np.maximum(laid.sum(axis=0), 0.0).sum() / max(dark.sum(), 1.0))


def holdout_gain(dark: Floats, fit: LagFit, columns: Columns, ground: Ground, pull: Pull) -> float:
    """Part of the deviance on days not fitted that previews take away, the same model without them being 0."""
    if not fit.seen or ground.day[-1] < 2 * HELD_OUT:
        return float("nan")
    held = (ground.day % HELD_OUT == HELD_OUT - 1).astype(np.float64)[None, :]
    kept = msgspec.structs.replace(ground, alive=ground.alive * (1.0 - held))
    outside = ground.alive * held
    with_previews = fit_lags(dark, columns, kept, pull, start=fit.state, rounds=REFIT_ROUNDS)
    bare = columns.without("previews")
    rest = np.array([j for j, role in enumerate(columns.roles) if role != "previews"], dtype=np.int64)
    bare_state = msgspec.structs.replace(fit.state, coefficients=fit.state.coefficients[rest])
    bare_pull = Pull(pull.mean[rest], pull.sd[rest])
    without = fit_lags(dark, bare, kept, bare_pull, start=bare_state, rounds=REFIT_ROUNDS)
    dispersion = with_previews.state.dispersion
    better = deviance(dark, expected(with_previews, columns, ground), dispersion, outside)
    worse = deviance(dark, expected(without, bare, ground), dispersion, outside)
    return 1.0 - better / max(worse, 1e-9)


def deviance(dark: Floats, rate: Floats, dispersion: float, weight: Floats) -> float:
    """Negative-binomial deviance of `dark` around `rate`, both (P, T)."""
    seen = np.where(dark > 0, dark * np.log(np.maximum(dark, 1e-12) / rate), 0.0)
    together = (dark + dispersion) * np.log((dark + dispersion) / (rate + dispersion))
    return float(2.0 * (weight * (seen - together)).sum())


def share_within(dark: Floats, laid: Floats, days: Floats, dispersion: float) -> float:
    """Share of page-days on which no more was allocated than came, two standard deviations of counts allowed.

    dark   (P, T), laid (P, D) landings allocated to channels, days (T, D)
    """
    came = dark @ days
    allowed = came + 2.0 * np.sqrt(np.maximum(laid + laid**2 / dispersion, 0.0))
    return float((laid <= allowed).mean())
