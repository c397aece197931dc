"""Share acts come back from behind the apps' caches."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from penombre.analyze.channels.previews import hidden_share, share_acts

from .worlds import ask_again

PAGES, HOURS = 20, 500


def requests_of(rate: float, cache: float, *, fixed_windows: bool) -> tuple[int, NDArray[np.int64]]:
    random = np.random.default_rng(7)
    count = random.poisson(rate * HOURS, PAGES)
    page, at = np.repeat(np.arange(PAGES), count), random.random(int(count.sum())) * HOURS
    hit = ask_again(page, at, cache, fixed_windows=fixed_windows)
    requests = np.zeros((1, PAGES, HOURS), dtype=np.int64)
    np.add.at(requests[0], (page[hit], at[hit].astype(int)), 1)
    return len(page), requests


def uncached(requests: NDArray[np.int64], cache: float, per_share: float = 1.0) -> NDArray[np.float64]:
    return share_acts(requests, np.array([cache]), np.array([per_share]), np.full(requests.shape[1], -1000.0))


@pytest.mark.parametrize("fixed_windows", [False, True])
@pytest.mark.parametrize(("rate", "cache"), [(0.02, 0.5), (0.2, 0.5), (1.0, 0.5), (0.2, 1.0), (0.02, 6.0), (0.2, 6.0)])
def test_acts_behind_a_cache_come_back(rate: float, cache: float, *, fixed_windows: bool) -> None:
    true, requests = requests_of(rate, cache, fixed_windows=fixed_windows)
    acts = uncached(requests, cache)
    assert acts.sum() == pytest.approx(true, rel=0.2)
    if requests.sum() < 0.8 * true:
        assert abs(acts.sum() - true) < 0.7 * abs(requests.sum() - true)


def test_without_a_cache_an_act_is_a_request_divided_by_those_one_act_makes() -> None:
    requests = np.array([[[0, 2, 4]], [[3, 0, 1]]])
    acts = share_acts(requests, np.zeros(2), np.array([2.0, 1.0]), np.array([-5.0]))
    assert acts.tolist() == [[[0, 1, 2]], [[3, 0, 1]]]


def test_a_cache_without_end_hides_nearly_all_and_says_so() -> None:
    _, requests = requests_of(0.5, 1e5, fixed_windows=False)
    acts = uncached(requests, 1e5)
    assert hidden_share(requests, np.array([1e5]), np.ones(1), acts)[0] > 0.9
    assert np.isfinite(acts).all()


def test_what_a_full_window_hides_is_not_taken_for_nothing() -> None:
    true, requests = requests_of(1.0, 24.0, fixed_windows=True)
    hidden = hidden_share(requests, np.array([24.0]), np.ones(1), uncached(requests, 24.0))
    assert hidden[0] == pytest.approx(1 - requests.sum() / true, abs=0.1)


def test_nothing_is_made_up_before_a_page_appears() -> None:
    requests = np.zeros((1, 1, 300), dtype=np.int64)
    requests[0, 0, 150::30] = 1
    acts = share_acts(requests, np.array([6.0]), np.ones(1), np.array([150.0]))
    assert acts[0, 0, :150].sum() == 0


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.5, 1.0, 3.0, 24.0, 1000.0]))
def test_acts_are_never_fewer_than_requests_and_pages_do_not_mind_their_order(seed: int, cache: float) -> None:
    random = np.random.default_rng(seed)
    requests = random.poisson(random.uniform(0, 0.5, (1, 5, 1)), (1, 5, 120))
    acts = uncached(requests, cache)
    assert (acts >= requests).all()
    order = random.permutation(5)
    assert np.allclose(uncached(requests[:, order], cache), acts[:, order])
