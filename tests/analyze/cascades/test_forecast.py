"""Forecasts learn from past cascades, are sure of what is over, and wide where all is open."""

import msgspec
import numpy as np
import pytest

from penombre.analyze.cascades.forecast import Early, TooFewClicks, forecast_size, learn_growth, seen_so_far
from penombre.analyze.cascades.forest import plant
from penombre.analyze.cascades.tokens import counted_clicks
from tests.analyze.cascades.site import tokens
from tests.analyze.cascades.toy import World, simulate

TOY = simulate(World(broadcast=0.3, classes=(0.6, 0.3, 0.1), k=0.2, days=42), 7)
GROWTH = learn_growth(TOY.tokens)


def early(age: float, clicks: int) -> Early:
    return Early(np.array([age]), np.array([0]), np.array([clicks]))


def test_what_is_over_grows_no_more() -> None:
    found = forecast_size(GROWTH, early(5000.0, 120))
    assert found.low >= 120
    assert found.estimate == pytest.approx(120, rel=0.02)


def test_more_clicks_early_mean_more_in_the_end_and_time_makes_sure() -> None:
    sizes = [forecast_size(GROWTH, early(1.0, clicks)).estimate for clicks in (1, 10, 50, 200)]
    assert sizes == sorted(sizes)
    assert sizes[-1] > 200
    width = [found.high / found.low for found in (forecast_size(GROWTH, early(age, 50)) for age in (0.5, 3.0, 24.0))]
    assert width == sorted(width, reverse=True)


def test_a_share_just_made_may_still_bring_anything() -> None:
    found = forecast_size(GROWTH, early(0.0, 0))
    assert found.n == 0
    assert found.low == 0
    assert found.high > 5


def test_large_cascades_are_foreseen_after_an_hour() -> None:
    """At an hour between a third and the half of their clicks have come."""
    errors, held = [], []
    for seed in range(3):
        toy = simulate(World(broadcast=0.3, classes=(0.6, 0.3, 0.1), k=0.2, days=42), 20 + seed)
        site, growth = toy.tokens, learn_growth(toy.tokens)
        root = plant(site.parent).root
        sizes = np.bincount(root[site.click_token[counted_clicks(site)]], minlength=len(root))
        for r in np.flatnonzero((sizes >= 100) & (site.minted < 700)):
            found = forecast_size(growth, seen_so_far(site, root == r, site.minted[r] + 1.0))
            errors.append(abs(found.estimate / sizes[r] - 1))
            held.append(found.low <= sizes[r] <= found.high)
    assert len(errors) > 15
    assert np.median(errors) < 0.2
    assert np.mean(held) > 0.75


def test_only_what_was_there_by_then_is_seen() -> None:
    site = tokens([0.0, 2.0, 9.0], [(0, 1.0, 1), (0, 3.0, 2), (1, 3.5, 3), (1, 8.0, 4)], parent=np.array([-1, 0, 1]))
    seen = seen_so_far(site, np.ones(3, dtype=bool), 4.0)
    assert seen.age.tolist() == pytest.approx([4.0, 2.0])
    assert seen.clicks.tolist() == [2, 1]


def test_too_few_clicks_teach_nothing() -> None:
    with pytest.raises(TooFewClicks, match=r"1 clicks .* Wait"):
        learn_growth(tokens([0.0], [(0, 1.0, 1)]))


def test_growth_without_end_is_still_a_number() -> None:
    runaway = msgspec.structs.replace(GROWTH, reshared=1.0)
    assert np.isfinite(forecast_size(runaway, early(1.0, 3)).high)
