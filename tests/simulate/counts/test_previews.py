"""Caches answer in the vendor's place, and only for as long as they keep an answer."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from penombre.simulate.counts.previews import fetched, imitated

asked = st.lists(st.tuples(st.integers(0, 3), st.floats(0, 100, allow_nan=False)), max_size=60)


@given(asked, st.floats(0.1, 50))
def test_one_request_a_page_while_the_answer_is_kept(asked: list[tuple[int, float]], cache: float) -> None:
    page = np.array([one for one, _ in asked], dtype=np.int64)
    at = np.array([hour for _, hour in asked], dtype=float)
    asks = fetched(page, at, cache)
    for one in np.unique(page):
        mine, requests = np.sort(at[page == one]), np.sort(at[(page == one) & asks])
        assert requests[0] == mine[0]
        assert (np.diff(requests) >= cache * (1 - 1e-12)).all()
        # what was not asked had been fetched less than `cache` hours before
        latest = requests[np.searchsorted(requests, mine, side="right") - 1]
        assert (mine - latest < cache * (1 + 1e-12)).all()


@given(asked)
def test_without_a_cache_each_share_asks(asked: list[tuple[int, float]]) -> None:
    page = np.array([one for one, _ in asked], dtype=np.int64)
    assert fetched(page, page.astype(float), 0.0).all()


def test_imitators_come_alone_or_sweep_all_pages() -> None:
    nobody, never = np.zeros(0, dtype=np.int64), np.zeros(0)
    page, at = imitated(np.random.default_rng(1), nobody, never, 10, 500, 100)
    assert len(page) == len(at) == 100
    assert (np.bincount(page[-50:], minlength=10) == 5).all()
    assert np.ptp(at[-10:]) < 1
