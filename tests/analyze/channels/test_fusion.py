"""One posterior from several sources."""

import numpy as np
import pytest
from numpy.typing import NDArray

from penombre.analyze.channels.credible import in_joint_mix_set, in_joint_set
from penombre.analyze.channels.fusion import Measured, Told, TotalKnown, fuse
from penombre.analyze.channels.survey import split_prior
from penombre.analyze.channels.twins import DarkPart

DARK = 10_000.0
SPLIT = split_prior(3)
NO_TWINS = DarkPart(np.zeros(3), np.full(3, np.inf))
NOTHING = Measured(np.zeros((0, 3)), np.zeros(0), np.zeros((0, 0)), np.zeros(0))
TRUTH = np.array([0.2, 0.1, 0.1, 0.6])


def told(n: int) -> Told:
    """Answers that are all true, by classes whose habits are well known."""
    return Told(np.rint(n * TRUTH).astype(np.int64), 1e6 * np.eye(4) + 1.0, np.arange(4))


def measured(volumes: list[float], error: float) -> Measured:
    count = len(volumes)
    return Measured(np.eye(3)[:count], np.array(volumes), error**2 * np.eye(count), np.zeros(count))


def draws(
    series: Measured = NOTHING, twins: DarkPart = NO_TWINS, answers: Told | None = None, total: TotalKnown | None = None
) -> NDArray[np.float64]:
    return fuse(DARK, series, twins, answers, SPLIT, total, np.random.default_rng(1), sweeps=300).volumes


def width(volumes: NDArray[np.float64], channel: int) -> float:
    low, high = np.quantile(volumes[:, channel], [0.025, 0.975])
    return float(high - low)


def test_answers_alone_give_their_dirichlet_law_and_the_will_to_answer() -> None:
    volumes = draws(answers=told(500))
    assert volumes.mean(axis=0) / DARK == pytest.approx(TRUTH[:3], abs=0.015)
    share = 0.1
    sampling, will = np.sqrt(share * (1 - share) / 500), 0.12 * share
    assert (volumes[:, 1] / DARK).std() == pytest.approx(np.hypot(sampling, will), rel=0.15)


def test_more_answers_narrow_every_channel() -> None:
    few, many = draws(answers=told(100)), draws(answers=told(3000))
    assert all(width(many, c) < width(few, c) for c in range(3))


def test_a_series_that_agrees_narrows_and_one_that_does_not_widens() -> None:
    alone = width(draws(answers=told(500)), 0)
    agrees = width(draws(measured([2000.0], 60.0), answers=told(500)), 0)
    differs = width(draws(measured([4200.0], 60.0), answers=told(500)), 0)
    assert agrees < 0.9 * alone
    assert differs > 1.3 * agrees


def test_where_sources_differ_the_deviation_grows() -> None:
    random = np.random.default_rng(1)
    near = fuse(DARK, measured([2000, 1000, 1000], 40), NO_TWINS, told(2000), SPLIT, None, random, sweeps=300)
    far = fuse(DARK, measured([3200, 500, 1000], 40), NO_TWINS, told(2000), SPLIT, None, random, sweeps=300)
    assert np.median(far.deviation) > 1.5 * np.median(near.deviation)


def test_a_merged_block_is_divided_by_the_answers() -> None:
    block = Measured(np.array([[1.0, 1.0, 0.0]]), np.array([3000.0]), np.array([[2500.0]]), np.zeros(1))
    volumes = draws(block, answers=told(500))
    whole = volumes[:, 0] + volumes[:, 1]
    assert whole.mean() == pytest.approx(3000, rel=0.05)
    assert (volumes[:, 0] / whole).mean() == pytest.approx(2 / 3, abs=0.04)


def test_a_twin_speaks_for_its_channel() -> None:
    twins = DarkPart(np.array([0.0, np.log(700.0), 0.0]), np.array([np.inf, 0.05, np.inf]))
    volumes = draws(twins=twins, answers=told(300))
    assert np.median(volumes[:, 1]) == pytest.approx(720, rel=0.06)


def test_a_total_from_elsewhere_is_kept() -> None:
    volumes = draws(answers=told(300), total=TotalKnown(float(np.log(3000.0)), 0.03))
    assert volumes.sum(axis=1).mean() == pytest.approx(3000, rel=0.03)
    assert (volumes / volumes.sum(axis=1, keepdims=True)).mean(axis=0) == pytest.approx([0.5, 0.25, 0.25], abs=0.05)


@pytest.mark.parametrize("channels", [3, 21])
def test_how_many_channels_there_are_says_nothing_of_how_much_was_sent(channels: int) -> None:
    def whole(answers: list[int], total: TotalKnown | None = None) -> NDArray[np.float64]:
        heard = Told(
            np.array([answers[0]] + [0] * (channels - 1) + answers[1:]),
            1e3 * np.eye(channels + 1) + 0.01,
            np.arange(channels + 1),
        )
        nothing = Measured(np.zeros((0, channels)), np.zeros(0), np.zeros((0, 0)), np.zeros(0))
        no_twins = DarkPart(np.zeros(channels), np.full(channels, np.inf))
        return fuse(
            1000.0, nothing, no_twins, heard, split_prior(channels), total, np.random.default_rng(1), sweeps=300
        ).volumes

    assert np.median(whole([0, 20]).sum(axis=1)) == pytest.approx(35, abs=15)
    assert 200 < np.median(whole([0, 1]).sum(axis=1)) < 400
    known = whole([12, 28], TotalKnown(float(np.log(300.0)), 0.19))
    assert np.median(known.sum(axis=1)) == pytest.approx(300, rel=0.08)
    assert (known[:, 0] / known.sum(axis=1)).mean() > 0.7


def test_draws_are_volumes_and_repeat_with_the_seed() -> None:
    first, second = draws(measured([2000.0], 60.0), answers=told(50)), draws(measured([2000.0], 60.0), answers=told(50))
    assert np.array_equal(first, second)
    assert (first > 0).all()
    assert (first.sum(axis=1) < DARK).all()


def test_the_joint_set_holds_what_each_interval_holds_together() -> None:
    volumes = draws(answers=told(400))
    middle = np.exp(np.log(volumes).mean(axis=0))
    assert in_joint_set(volumes, middle)
    assert in_joint_mix_set(volumes, middle / middle.sum())
    inside = [in_joint_set(volumes, draw) for draw in volumes[::20]]
    assert np.mean(inside) == pytest.approx(0.95, abs=0.04)
    assert not in_joint_set(volumes, np.quantile(volumes, 0.985, axis=0))
    assert not in_joint_mix_set(volumes, np.array([0.1, 0.8, 0.1]))
