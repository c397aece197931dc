"""The lag regression: against a known library on a design that both can fit, and on worlds of its own."""

import numpy as np
import pytest
import statsmodels.api as sm
from numpy.typing import NDArray

from penombre.analyze.channels.baseline import Ground
from penombre.analyze.channels.design import Columns
from penombre.analyze.channels.kernels import after
from penombre.analyze.channels.lag_volumes import LagVolumes, lag_volumes
from penombre.analyze.channels.lags import LagFit, Pull, fit_lags

PAGES, HOURS = 8, 480


def one_channel(
    seed: int, ratio: float, phi: float
) -> tuple[NDArray[np.float64], Columns, Ground, NDArray[np.float64]]:
    """Pages of several levels, one channel of one delay, dispersion phi."""
    random = np.random.default_rng(seed)
    acts = random.poisson(0.3, (PAGES, HOURS)).astype(float)
    landed = after(acts, 3.0, np.ones(HOURS), np.zeros(PAGES))
    level = random.uniform(0.5, 2.0, PAGES)
    mean = level[:, None] + ratio * landed
    dark = random.poisson(mean * random.gamma(phi, 1 / phi, mean.shape)).astype(float)
    columns = Columns(landed[:, :, None], ("previews",), np.zeros(1, dtype=np.int64))
    ground = Ground(
        alive=np.ones((PAGES, HOURS)),
        age_class=np.full((PAGES, HOURS), 18),
        hour_of_week=np.arange(HOURS) % 168,
        day=np.arange(HOURS) // 24,
    )
    return dark, columns, ground, landed


def fitted(dark: NDArray[np.float64], columns: Columns, ground: Ground) -> tuple[LagFit, LagVolumes]:
    count = len(columns.roles)
    pull = Pull(np.zeros(count), np.full(count, np.inf))
    fit = fit_lags(dark, columns, ground, pull)
    return fit, lag_volumes(dark, fit, columns, ground, pull, np.random.default_rng(0))


@pytest.mark.filterwarnings("ignore")  # the library warns of the identity link
@pytest.mark.parametrize(("ratio", "phi"), [(1.5, 3.0), (0.6, 100.0)])
def test_it_agrees_with_a_negative_binomial_regression_of_statsmodels(ratio: float, phi: float) -> None:
    dark, columns, ground, landed = one_channel(11, ratio, phi)
    fit, found = fitted(dark, columns, ground)
    pages = np.repeat(np.eye(PAGES), HOURS, axis=0)
    family = sm.families.NegativeBinomial(link=sm.families.links.Identity(), alpha=1 / fit.state.dispersion)
    oracle = sm.GLM(dark.ravel(), np.column_stack([pages, landed.ravel()]), family=family).fit()
    error = float(oracle.bse[-1]) * landed.sum()
    assert fit.state.dispersion == pytest.approx(phi, rel=0.5) or phi > 50
    assert found.with_twins[0] == pytest.approx(float(oracle.params[-1]) * landed.sum(), abs=1.5 * error)
    assert 0.6 * error < np.sqrt(found.covariance[0, 0]) < 2.0 * error


def test_the_error_it_tells_is_the_error_it_makes() -> None:
    off = []
    for seed in range(12):
        dark, columns, ground, landed = one_channel(seed, 1.0, 3.0)
        _, found = fitted(dark, columns, ground)
        off.append((found.with_twins[0] - landed.sum()) / np.sqrt(found.covariance[0, 0]))
    assert np.abs(np.mean(off)) < 1.0
    assert 0.5 < np.sqrt(np.mean(np.square(off))) < 1.6


def test_a_channel_that_brings_nothing_gets_little_and_its_error_is_not_zero() -> None:
    dark, columns, ground, landed = one_channel(4, 0.0, 5.0)
    _, found = fitted(dark, columns, ground)
    assert found.with_twins[0] < 0.2 * landed.sum()
    assert found.covariance[0, 0] > 0


def test_pages_may_differ_in_landings_an_act() -> None:
    random = np.random.default_rng(9)
    acts = random.poisson(0.4, (PAGES, HOURS)).astype(float)
    landed = after(acts, 3.0, np.ones(HOURS), np.zeros(PAGES))
    ratio = np.where(np.arange(PAGES) < 2, 2.5, 0.7)
    dark = random.poisson(1.0 + ratio[:, None] * landed).astype(float)
    _, columns, ground, _ = one_channel(9, 1.0, 5.0)
    columns = Columns(landed[:, :, None], columns.roles, columns.owners)
    fit, found = fitted(dark, columns, ground)
    assert fit.ratios[:2, 0].min() > fit.ratios[2:, 0].max()
    assert found.with_twins[0] == pytest.approx((ratio[:, None] * landed).sum(), rel=0.15)
    assert found.by_page_day.sum() == pytest.approx(found.with_twins[0], rel=1e-6)
