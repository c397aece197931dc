"""Delays are fitted as if nothing had been cut off at the end, and every family keeps its own laws."""

import numpy as np
import pytest

from penombre.analyze.cascades.kernel import LAWS, Family, Kernel, fit_kernel

SHARES = np.linspace(0.01, 0.99, 50)


@pytest.mark.parametrize("family", list(LAWS))
def test_quantiles_undo_what_has_been_reached(family: Family) -> None:
    kernel = Kernel(family, 0.7, 1.3)
    assert kernel.reached(kernel.quantile(SHARES)) == pytest.approx(SHARES)


@pytest.mark.parametrize("family", list(LAWS))
@pytest.mark.parametrize("scale", [0.5, 0.8, 1.4])
def test_the_peak_is_where_clicks_come_fastest(family: Family, scale: float) -> None:
    kernel = Kernel(family, 0.3, scale)
    hours = np.linspace(1e-3, 10, 40_001)
    fastest = hours[np.argmax(np.diff(kernel.reached(hours)))]
    assert kernel.peak() == pytest.approx(fastest, abs=0.01)


@pytest.mark.parametrize("family", list(LAWS))
def test_clicks_still_to_come_do_not_shorten_the_delays(family: Family) -> None:
    random = np.random.default_rng(4)
    true = Kernel(family, 1.0, 0.9)
    delays, until = true.quantile(random.uniform(0, 1, 9000)), random.uniform(0, 12, 9000)
    seen = delays <= until
    fit = fit_kernel(delays[seen], until[seen])
    assert fit.kernel.quantile(np.array(0.5)) == pytest.approx(float(true.quantile(np.array(0.5))), rel=0.12)
    assert np.median(delays[seen]) < 0.8 * float(true.quantile(np.array(0.5)))
    assert fit.kernel.family == family


def test_other_weights_move_the_fit_as_fitting_again_would() -> None:
    random = np.random.default_rng(5)
    delays = np.exp(random.normal(0.5, 1.2, 2000))
    fit = fit_kernel(delays, np.full(2000, 1e4))
    twice = np.where(delays > 2, 2.0, 1.0)
    again = fit_kernel(np.repeat(delays, twice.astype(int)), np.full(int(twice.sum()), 1e4)).kernel
    moved = fit.moved(twice)
    assert moved.location == pytest.approx(again.location, abs=0.08)
    assert abs(moved.location - fit.kernel.location) > 0.15


@pytest.mark.parametrize("others", [1, 4, 40])
def test_one_big_cascade_tells_the_median_no_better_than_its_clicks_would_singly(others: int) -> None:
    """At the maximum the scores of all clicks add up to nothing, and so nearly do those of most of them."""
    random = np.random.default_rng(7)
    m = 400
    fit = fit_kernel(np.exp(random.normal(0.5, 1.2, m)), np.full(m, 1e4))
    _, singly = fit.log_median(np.arange(m))
    _, together = fit.log_median(np.minimum(np.arange(m), others))
    assert singly == pytest.approx(1.2**2 / m, rel=0.2)
    assert together >= singly * (others + 1) / others * (m - 1) / m


def test_clicks_that_go_together_tell_the_median_less_well() -> None:
    random = np.random.default_rng(8)
    cascade = np.repeat(np.arange(40), 10)
    fit = fit_kernel(np.exp(random.normal(0, 1, 40)[cascade] + random.normal(0, 0.3, 400)), np.full(400, 1e4))
    assert fit.log_median(cascade)[1] == pytest.approx(1 / 40, rel=0.4)


def test_nothing_seen_is_what_is_usual() -> None:
    kernel = fit_kernel(np.zeros(0), np.zeros(0)).kernel
    assert 0.3 < kernel.quantile(np.array(0.5)) < 4
