"""The dial promises what the estimators then keep."""

import msgspec
import numpy as np
import pytest

from penombre.analyze.cascades.dial import Volumes, dial, volumes_of
from penombre.analyze.cascades.estimate import CascadeEstimate, estimate_from_counts, estimate_from_tokens
from penombre.analyze.cascades.shares import GenerationCounts
from penombre.analyze.interval import Interval
from tests.analyze.cascades.toy import World, simulate


def width(found: Interval | None) -> float:
    assert found is not None
    return (found.high - found.low) / 2 / found.estimate


def test_strict_tells_nothing_and_each_step_no_less_than_the_one_before() -> None:
    strict, counting, consent = dial(Volumes(3000, 300))
    assert (strict.clicks_per_share, strict.k, strict.tells) == (None, None, ())
    assert counting.k is not None
    assert consent.k is not None
    assert consent.k <= counting.k
    assert set(strict.tells) < set(counting.tells) < set(consent.tells)
    told = set(CascadeEstimate.__struct_fields__) | {"forecast"}
    assert set(consent.tells) <= told


def test_what_is_promised_is_kept() -> None:
    promised, kept = [], []
    for seed in range(4):
        world = World(k=0.3, self_clicks=0.0)
        toy = simulate(world, seed)
        clicks = np.bincount(toy.tokens.click_token, minlength=len(toy.tokens.minted))
        volumes = msgspec.structs.replace(
            volumes_of(toy.counts), dispersion=1 + (clicks.var() / clicks.mean() - 1) / world.survival,
            consent=1.0, copies=0.0,
        )  # fmt: skip
        _, counting, consent = dial(volumes)
        counted, tokened = estimate_from_counts(toy.counts), estimate_from_tokens(toy.tokens)
        promised.append([counting.clicks_per_share, counting.k, consent.clicks_per_share, consent.k])
        kept.append(
            [width(each) for each in (counted.clicks_per_share, counted.k, tokened.clicks_per_share, tokened.k)]
        )
    assert np.mean(np.array(promised, dtype=float), axis=0) == pytest.approx(np.mean(kept, axis=0), rel=0.25)


def test_more_presses_and_more_answers_buy_narrower_intervals() -> None:
    widths = [dial(Volumes(presses, answers))[1].k for presses, answers in ((200, 50), (2000, 50), (2000, 500))]
    assert widths == sorted(widths, reverse=True)  # type: ignore[type-var]


def test_without_a_survey_figures_are_floors() -> None:
    assert [step.floor for step in dial(Volumes(500, 3))] == [False, True, True]


@pytest.mark.parametrize("presses", [0, 1])
def test_a_site_that_begins(presses: int) -> None:
    zeros = np.zeros((12, 5), dtype=np.int64)
    zeros[0, 0] = presses
    volumes = volumes_of(GenerationCounts(zeros, np.zeros((12, 5), dtype=np.int64), 100, 0, 0))
    steps = dial(volumes)
    assert steps[1].shares == presses
    assert (steps[1].k is None) is (presses == 0)
