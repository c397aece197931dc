"""Bounds without a model: counts, and what they allow for."""

from __future__ import annotations

import numpy as np
import pytest

from penombre.analyze.direct.landings import CAUSES
from penombre.analyze.direct.model_free import model_free_bounds
from tests.analyze.direct.arrays import landings

MESSENGER = CAUSES.index("messenger")


def test_a_site_without_landings_may_be_anything() -> None:
    found = model_free_bounds(landings(0))
    assert (found.low, found.high) == (0.0, 1.0)


def test_untypable_landings_bound_the_share_and_links_to_the_home_page_raise_it() -> None:
    kind = np.repeat([2, 0], [600, 400])
    alone = model_free_bounds(landings(1000, page_kind=kind))
    assert alone.untypable == 0.6
    assert alone.high == 1.0, "no proven landing tells how many lead to the home page"
    proven = np.repeat([2, 0], [900, 100])
    both = landings(2000, page_kind=np.concatenate([kind, proven]), known=np.repeat([-1, MESSENGER], [1000, 1000]))
    found = model_free_bounds(both)
    assert 0.6 / 0.9 < found.high < 0.6 / 0.87
    assert found.proven == 0.5


def test_a_page_loaded_again_followed_no_link() -> None:
    known = np.repeat([-1, MESSENGER], [100, 500])
    navigation = np.where(np.arange(600) < 30, 1, 0)
    found = model_free_bounds(landings(600, known=known, navigation=navigation))
    assert found.high == pytest.approx(0.7, abs=0.01)
    assert found.untypable == 1.0
