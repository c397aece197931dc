"""The survey's estimate and the model's are weighed by how far each may err."""

import numpy as np
import pytest
from numpy.typing import NDArray

from penombre.analyze.direct.bootstrap import log_odds, weighed


def replicates(share: float, error: float, seed: int) -> NDArray[np.float64]:
    """An estimate and 600 replicates of it, normal on the log odds."""
    odds = log_odds(np.array(share)) + error * np.append(0.0, np.random.default_rng(seed).normal(size=600))
    shares: NDArray[np.float64] = 1 / (1 + np.exp(-odds))
    return shares


def test_where_both_agree_the_steadier_one_decides() -> None:
    found, weight = weighed(replicates(0.3, 0.5, 1), replicates(0.25, 0.1, 2), np.random.default_rng(3))
    assert weight < 0.1
    assert 0.25 < found[0] < 0.26


def test_a_model_that_is_sure_and_wrong_does_not_outweigh_those_who_were_asked() -> None:
    """Learnt from a few in-app visits, it may find nobody without a source that looks like them."""
    survey, model = replicates(0.19, 0.8, 1), replicates(0.009, 0.6, 2)
    found, weight = weighed(survey, model, np.random.default_rng(3))
    assert weight > 0.5
    assert 0.05 < found[0] < 0.19
    low, high = np.quantile(found[1:], (0.025, 0.975))
    assert high > 5 * low, "what lies so far apart is told with a wide interval"


@pytest.mark.parametrize("apart", [1.0, 3.0])
def test_which_of_them_is_higher_makes_no_difference(apart: float) -> None:
    low, high = 1 / (1 + np.exp(apart / 2)), 1 / (1 + np.exp(-apart / 2))
    up, weight_up = weighed(replicates(high, 0.5, 1), replicates(low, 0.1, 2), np.random.default_rng(3))
    down, weight_down = weighed(replicates(low, 0.5, 1), replicates(high, 0.1, 2), np.random.default_rng(3))
    assert weight_up == pytest.approx(weight_down)
    assert up[0] == pytest.approx(1 - down[0])
