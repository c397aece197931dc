"""Landings after previews: a negative-binomial regression on distributed lags, page by page and hour by hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np
from scipy.ndimage import uniform_filter1d

from penombre.analyze.channels.baseline import Ground, Shape, first_shape, reshaped, spread_out
from penombre.analyze.channels.least_squares import nonnegative
from penombre.analyze.channels.page_effects import Equations, Spread, eliminate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from penombre.analyze.channels.design import Columns

    Floats = NDArray[np.float64]

ROUNDS = 12
FREE_ROUNDS = 3
"""Rounds before the coefficients go only half of the way: reweighting can swing."""
LEAST_RATE = 1e-4
LEAST_RATIO = -0.9
DAY_SPREAD = (0.05, 2.0)
RATIO_SPREAD = (0.05, 0.6)
"""Limits of the standard deviations in `Spread`."""
DISPERSION = (0.3, 1e4)
WHOLE_DAY = 12.0
"""Hours of a day that a page must have been there for the day to tell how days differ."""


class Pull(msgspec.Struct, frozen=True):
    """Prior of the coefficients as normal laws: mean and sd, (J,) each; an infinite sd leaves a coefficient free."""

    mean: Floats
    sd: Floats


class State(msgspec.Struct, frozen=True):
    """Where the iterations stand; a fit of nearly the same model goes on from here.

    level (P,), coefficients (J,), rate (P, T); dispersion is phi of a variance rate + rate² / phi
    """

    shape: Shape
    level: Floats
    coefficients: Floats
    rate: Floats
    spread: Spread
    dispersion: float


class LagFit(msgspec.Struct, frozen=True):
    """A fitted regression.

    seen        the channels with previews, in order: S of them
    ratios      (P, S) how far a page's landings an act depart from the seen channel's, relative
    follow      (P, T, S) landings after each seen channel's previews at the common ratio
    equations   the last normal equations, prior not included
    """

    state: State
    seen: list[int]
    ratios: Floats
    follow: Floats
    equations: Equations


def fit_lags(
    dark: Floats,
    columns: Columns,
    ground: Ground,
    pull: Pull,
    start: State | None = None,
    rounds: int = ROUNDS,
) -> LagFit:
    """Fit E dark[p, t] = baseline + columns x coefficients, negative-binomial, coefficients >= 0.

    dark      (P, T) landings; hours in which `ground.alive` is 0 are left out
    columns   the design; those of a channel mix exponential delays into its kernel
    start     a fit of nearly the same model to go on from

    The baseline is page level x hour of the week x age of the page, times a shrunk effect of each page and day. A
    page's landings an act depart from its channel's by a shrunk effect as well, so that pages with many readers do not
    have to be like the others. Iteratively reweighted least squares with an identity link: the pages' effects are
    eliminated, the rest is non-negative least squares; the baseline's factors follow by expectation maximisation,
    variances by moments.
    """
    state = start or _start(dark, columns, ground)
    days = day_columns(ground)
    seen = sorted(set(columns.owners[columns.of("previews")].tolist()))
    for turn in range(rounds):
        shape = spread_out(state.shape, ground)
        follow = _following(columns, state.coefficients, seen)
        prior = _precision(state, days.shape[1], len(seen))
        equations = eliminate(dark, weight_of(state, ground), columns.values, shape, days, follow, prior)
        solved = solve(equations, pull, equations.moment)
        coefficients = solved if turn < FREE_ROUNDS else 0.5 * (state.coefficients + solved)
        own = equations.own_effects(coefficients)
        ratios = np.maximum(own[:, 1 + days.shape[1] :], LEAST_RATIO)
        state = _next(dark, columns, ground, state, coefficients, own, equations, learn=turn >= 2)
    return LagFit(state, seen, ratios, follow, equations)


def expected(fit: LagFit, columns: Columns, ground: Ground) -> Floats:
    """Landings (P, T) that a fit expects where it has not looked: no day is special."""
    spread = spread_out(fit.state.shape, ground)
    rate = fit.state.level[:, None] * spread + columns.values @ fit.state.coefficients
    rate = rate + np.einsum("pts,ps->pt", _following(columns, fit.state.coefficients, fit.seen), fit.ratios)
    floored: Floats = np.maximum(rate, LEAST_RATE)
    return floored


def solve(equations: Equations, pull: Pull, moment: Floats, pull_mean: Floats | None = None) -> Floats:
    """Coefficients (..., J) >= 0 for moments (..., J) of the data, with the prior's pull."""
    precision = 1.0 / pull.sd**2
    mean = pull.mean if pull_mean is None else pull_mean
    return nonnegative(equations.gram + np.diag(precision), moment + precision * mean)


def weight_of(state: State, ground: Ground) -> Floats:
    """Inverse negative-binomial variance (P, T); zero where the page is not there."""
    weight: Floats = ground.alive / (state.rate + state.rate**2 / state.dispersion)
    return weight


def day_columns(ground: Ground) -> Floats:
    """(T, D) 1 in the hours of each day."""
    columns: Floats = (ground.day[:, None] == np.arange(ground.day[-1] + 1)[None, :]).astype(np.float64)
    return columns


def _start(dark: Floats, columns: Columns, ground: Ground) -> State:
    shape = first_shape(dark, ground)
    return State(
        shape=shape,
        level=dark.sum(axis=1) / np.maximum(spread_out(shape, ground).sum(axis=1), 1e-9),
        coefficients=np.full(columns.values.shape[2], 0.1),
        rate=np.maximum(uniform_filter1d(dark, 25, axis=1), 0.02),
        spread=Spread(day=0.16, ratio=0.09),
        dispersion=3.0,
    )


def _following(columns: Columns, coefficients: Floats, seen: list[int]) -> Floats:
    """What follows the previews of each seen channel, (P, T, S)."""
    each = [columns.values[:, :, mine] @ coefficients[mine] for mine in (columns.of("previews", c) for c in seen)]
    return np.stack(each, axis=-1) if each else np.zeros((*columns.values.shape[:2], 0))


def _precision(state: State, days: int, seen: int) -> Floats:
    """Prior precision (P, 1 + D + S) of the pages' own effects: none of the level, the spreads' of the others."""
    level = np.maximum(state.level, 1e-3 * state.level.mean() + 1e-9)
    precision = np.empty((len(level), 1 + days + seen))
    precision[:, 0] = 1e-6
    precision[:, 1 : 1 + days] = 1.0 / (state.spread.day * level[:, None] ** 2)
    precision[:, 1 + days :] = 1.0 / state.spread.ratio
    return precision


def _next(
    dark: Floats,
    columns: Columns,
    ground: Ground,
    state: State,
    coefficients: Floats,
    own: Floats,
    equations: Equations,
    *,
    learn: bool,
) -> State:
    """The state after one round; `learn` the spreads of the effects too."""
    days = day_columns(ground)
    count = days.shape[1]
    level = np.maximum(own[:, 0], 1e-4 * max(float(own[:, 0].mean()), 1e-6))
    by_day = np.maximum(own[:, [0]] + own[:, 1 : 1 + count], 0.02 * level[:, None])
    baseline = equations.design[:, :, 0] * (by_day @ days.T)
    ratios = np.maximum(own[:, 1 + count :], LEAST_RATIO)
    rate = baseline + columns.values @ coefficients
    rate = rate + np.einsum("pts,ps->pt", equations.design[:, :, 1 + count :], ratios)
    rate = np.maximum(rate, LEAST_RATE)
    spread = state.spread
    if learn:
        # a shrunk effect shows only the part of its variance that the data tell
        weight = level[:, None] * (ground.alive @ days > WHOLE_DAY)
        variance = equations.variance[:, 1 : 1 + count] / level[:, None] ** 2
        day = _variance(own[:, 1 : 1 + count] / level[:, None], variance, weight, spread.day, DAY_SPREAD)
        variance = equations.variance[:, 1 + count :]
        ratio = _variance(own[:, 1 + count :], variance, np.ones_like(variance), spread.ratio, RATIO_SPREAD)
        spread = Spread(day, ratio)
    excess = float((((dark - rate) ** 2 - rate) * ground.alive).sum())
    dispersion = float(np.clip((rate**2 * ground.alive).sum() / max(excess, 1e-6), *DISPERSION))
    shape = reshaped(state.shape, ground, ground.alive * dark * baseline / rate, baseline)
    return State(shape, level, coefficients, rate, spread, dispersion)


def _variance(effects: Floats, variance: Floats, weight: Floats, before: float, limits: tuple[float, float]) -> float:
    told = ((1.0 - variance / before) * weight).sum()
    found = before if told <= 0 else float((effects**2 * weight).sum() / told)
    return float(np.clip(found, limits[0] ** 2, limits[1] ** 2))
