"""Who answers when, and on which pages: what the variants promise of it."""

import numpy as np
import pytest
from numpy.typing import NDArray

from penombre.simulate.counts.landings import landing_world
from penombre.simulate.counts.numbering import is_private
from penombre.simulate.counts.readiness import crowd

Flags = NDArray[np.bool_]


def _logit(expected: NDArray[np.float64], rows: Flags) -> float:
    return float(np.log(expected[rows] / (1 - expected[rows])).mean())


def test_crowd_is_the_part_of_landings_on_less_read_pages() -> None:
    page = np.array([4, 4, 4, 4, 4, 0, 2, 2, 2, 4])
    assert crowd(page) == pytest.approx(np.array([0.7, 0.7, 0.7, 0.7, 0.7, 0.05, 0.25, 0.25, 0.25, 0.7]))


@pytest.mark.parametrize(("variant", "least", "most"), [("leisure_hours", 0.5, 1.2), ("news", -0.15, 0.15)])
def test_the_evening_is_for_those_who_came_unsent(variant: str, least: float, most: float) -> None:
    """Against those who were sent the link, on the same site."""
    found = []
    for seed in range(8):
        seen, truth = landing_world(seed, variant)
        private, expected = is_private(truth["cause"]), truth["response"]["expected"]
        evening, office = np.isin(seen["hour"], (20, 21, 22)), np.isin(seen["hour"], (8, 9, 10, 11))
        unsent = ~private & (expected > 0)
        lift = [_logit(expected, who & evening) - _logit(expected, who & office) for who in (unsent, private)]
        found.append(lift[0] - lift[1])
    assert least < np.mean(found) < most


@pytest.mark.parametrize(("variant", "least", "most"), [("crowded_pages", 0.25, 0.7), ("news", -0.15, 0.15)])
def test_who_was_sent_to_a_crowded_page_answers_less(variant: str, least: float, most: float) -> None:
    """By how much more than others do, between pages above and below the middle."""
    found = []
    for seed in range(8):
        seen, truth = landing_world(seed, variant)
        private, expected = is_private(truth["cause"]), truth["response"]["expected"]
        deep, crowded = seen["page_kind"] == 2, crowd(seen["page"]) > 0.5
        others = ~private & (expected > 0)
        fall = [
            _logit(expected, who & deep & ~crowded) - _logit(expected, who & deep & crowded)
            for who in (private, others)
        ]
        found.append(fall[0] - fall[1])
    assert least < np.mean(found) < most
