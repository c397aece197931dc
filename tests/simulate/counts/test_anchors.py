"""Worlds of a news site resemble what was published; those that leave it on purpose do, and say so."""

from functools import cache

import numpy as np
import pytest

from penombre.simulate.counts.anchors import ANCHORS, left_on_purpose, marginals
from penombre.simulate.counts.landings import LANDING_HARD, LANDING_UNSEEN, LANDING_VARIANTS, landing_world

LEFT = [(variant, anchor) for variant, anchors in left_on_purpose().items() for anchor in anchors]


@cache
def _figures(variant: str, worlds: int) -> dict[str, np.ndarray]:
    found = [marginals(*landing_world(seed, variant)) for seed in range(worlds)]
    return {anchor: np.array([figures[anchor] for figures in found]) for anchor in ANCHORS}


@pytest.mark.parametrize("anchor", ANCHORS)
def test_news_sites_resemble_what_was_published(anchor: str) -> None:
    figures = _figures("news", 40)[anchor]
    (low, high), (least, most) = ANCHORS[anchor].usual, ANCHORS[anchor].possible
    assert low <= np.median(figures) <= high
    assert ((figures >= least) & (figures <= most)).mean() >= 0.9


@pytest.mark.parametrize(
    ("variant", "worlds"),
    # the fresh ones are set on sites of any kind, whose figures differ more
    [*((variant, 10) for variant in LANDING_VARIANTS[1:]), *((variant, 40) for variant in LANDING_UNSEEN)],
)
def test_other_sites_leave_only_what_they_say(variant: str, worlds: int) -> None:
    figures = _figures(variant, worlds)
    out = {
        name for name, anchor in ANCHORS.items() if not anchor.usual[0] <= np.median(figures[name]) <= anchor.usual[1]
    }
    assert out <= set(left_on_purpose()[variant])


@pytest.mark.parametrize(("variant", "anchor"), LEFT)
def test_what_is_left_on_purpose_is_left(variant: str, anchor: str) -> None:
    low, high = ANCHORS[anchor].usual
    assert not low <= np.median(_figures(variant, 10)[anchor]) <= high


def test_every_variant_has_its_list() -> None:
    assert set(left_on_purpose()) == {*LANDING_VARIANTS, *LANDING_HARD, *LANDING_UNSEEN}
    assert {anchor for _, anchor in LEFT} <= set(ANCHORS)


def test_the_private_part_differs_widely_between_sites() -> None:
    """On purpose: .08 to .7 of what tells no source, where nobody has published a figure."""
    drawn = [landing_world(seed, "shop")[1]["theta"] for seed in range(10)]
    assert np.ptp(drawn) > 0.2
