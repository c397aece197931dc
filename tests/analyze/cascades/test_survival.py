"""The share of links that keep their tag comes with its uncertainty, and is not guessed at from few answers."""

import numpy as np
import pytest

from penombre.analyze.cascades.survival import LEAST_TAGGED, LOWEST_USUAL, survival, survival_draws


@pytest.mark.parametrize(("sent", "tagged"), [(0, 0), (9, 5), (40, 0), (300, 1), (300, LEAST_TAGGED - 1)])
def test_too_few_answers_do_not_tell(sent: int, tagged: int) -> None:
    assert survival(sent, tagged) is None
    draws = survival_draws(sent, tagged, 500, np.random.default_rng(0))
    assert draws[0] == 1
    assert LOWEST_USUAL <= draws[1:].min() < 0.45
    assert 0.95 < draws[1:].max() <= 1


@pytest.mark.parametrize("true", [0.5, 0.7, 0.95])
def test_the_interval_holds_the_share_nineteen_times_in_twenty(true: float) -> None:
    random = np.random.default_rng(1)
    held = [
        found is not None and found.low <= true <= found.high
        for found in (survival(200, int(tagged)) for tagged in random.binomial(200, true, 800))
    ]
    assert 0.92 <= np.mean(held) <= 0.98


def test_all_tagged_is_not_certainty() -> None:
    found = survival(50, 50)
    assert found is not None
    assert found.estimate == found.high == 1
    assert found.low < 0.97


def test_the_draws_are_those_of_the_interval() -> None:
    found = survival(120, 80)
    assert found is not None
    draws = survival_draws(120, 80, 20_000, np.random.default_rng(2))
    assert draws[0] == found.estimate
    assert np.quantile(draws, [0.025, 0.975]) == pytest.approx([found.low, found.high], abs=0.01)
