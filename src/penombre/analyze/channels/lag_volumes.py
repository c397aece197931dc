"""How many landings the lag regression gives to each channel, with their sampling error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penombre.analyze.channels.lags import LEAST_RATIO, LagFit, Pull, day_columns, solve, weight_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from penombre.analyze.channels.baseline import Ground
    from penombre.analyze.channels.design import Columns

    Floats = NDArray[np.float64]

DRAWS = 200
AT_THE_EDGE = 0.6
"""A normal law folded at zero keeps this part of its standard deviation."""


class LagVolumes(msgspec.Struct, frozen=True):
    """Landings of the S seen channels.

    after_previews   (S,) landings that follow previews
    with_twins       (S,) these and what goes with the channel's own visible landings
    covariance       (S, S) sampling error of `with_twins`
    by_page_day      (P, D) `with_twins` of all seen channels, where and when
    """

    after_previews: Floats
    with_twins: Floats
    covariance: Floats
    by_page_day: Floats


def lag_volumes(
    dark: Floats, fit: LagFit, columns: Columns, ground: Ground, pull: Pull, random: np.random.Generator
) -> LagVolumes:
    """Volumes of a fit, and their error by a score bootstrap.

    Each page-day's score is multiplied by a normal weight and the equations are solved again under the same
    constraints, so that the error holds where the variance is not as the model has it.
    Source: score bootstrap (Kline & Santos 2012), blocks of page and day.
    """
    days = day_columns(ground)
    totals = columns.values.sum(axis=1)
    own = [columns.of("previews", c) for c in fit.seen]
    twins = [columns.of("twin", c) for c in fit.seen]
    followed = fit.follow.sum(axis=1)

    def after_previews(coefficients: Floats, ratios: Floats) -> Floats:
        common = np.array([(totals[:, mine] @ coefficients[mine]).sum() for mine in own])
        return np.asarray(common + (ratios * followed).sum(axis=0))

    def with_twins(coefficients: Floats, ratios: Floats) -> Floats:
        shown = np.array([(totals[:, mine] @ coefficients[mine]).sum() for mine in twins])
        return np.asarray(np.maximum(after_previews(coefficients, ratios) + shown, 0.0))

    equations, coefficients, seen = fit.equations, fit.state.coefficients, len(fit.seen)
    laid = np.zeros(dark.shape)
    for mine in (*own, *twins):
        laid += columns.values[:, :, mine] @ coefficients[mine]
    laid += np.einsum("pts,ps->pt", fit.follow, fit.ratios)

    left = columns.values - equations.design @ equations.into
    off = (dark - fit.state.rate) * weight_of(fit.state, ground)
    scores = np.einsum("ptj,pt,td->pdj", left, off, days, optimize=True).reshape(-1, len(coefficients))
    noise = random.standard_normal((DRAWS, len(scores))) @ scores
    held = np.where(np.isfinite(pull.sd), pull.sd, 0.0)
    solutions = solve(equations, pull, equations.moment + noise, pull.mean + held * random.standard_normal(noise.shape))
    ratio_sd = np.sqrt(equations.variance[:, equations.variance.shape[1] - seen :])
    draws = np.empty((DRAWS, seen))
    for draw, solution in zip(draws, solutions, strict=True):
        ratios = equations.own_effects(solution)[:, equations.variance.shape[1] - seen :]
        ratios = np.maximum(ratios + ratio_sd * random.standard_normal(ratios.shape), LEAST_RATIO)
        draw[:] = with_twins(solution, ratios)
    covariance = np.atleast_2d(np.cov(draws.T)) if seen else np.zeros((0, 0))
    # where a channel sits at zero the constraint hides its error
    free = channel_error(fit, columns, totals.sum(axis=0))
    each = np.arange(seen)
    covariance[each, each] = np.maximum(covariance[each, each], (AT_THE_EDGE * free) ** 2)
    return LagVolumes(
        after_previews=np.maximum(after_previews(coefficients, fit.ratios), 0.0),
        with_twins=with_twins(coefficients, fit.ratios),
        covariance=covariance,
        by_page_day=laid @ days,
    )


def kernel_weights(fit: LagFit, columns: Columns) -> Floats:
    """Each seen channel's mix of delays, (S, J), rows of sum 1; even where the fit gives the channel nothing."""
    weights = np.zeros((len(fit.seen), len(columns.roles)))
    for row, channel in zip(weights, fit.seen, strict=True):
        mine = columns.of("previews", channel)
        mix = fit.state.coefficients[mine]
        row[mine] = mix / mix.sum() if mix.sum() > 0 else 1.0 / len(mine)
    return weights


def channel_error(fit: LagFit, columns: Columns, totals: Floats) -> Floats:
    """Standard error (S,) of the seen channels' landings were coefficients free to be negative, kernels held."""
    if not fit.seen:
        return np.zeros(0)
    weights = kernel_weights(fit, columns)
    gram = weights @ fit.equations.gram @ weights.T
    scale = np.sqrt(np.maximum(np.diag(gram), 1e-12))
    inverse = np.linalg.pinv(gram / scale[:, None] / scale[None, :], rcond=1e-8, hermitian=True)
    error: Floats = weights @ totals * np.sqrt(np.maximum(np.diag(inverse), 0.0)) / scale
    return error
