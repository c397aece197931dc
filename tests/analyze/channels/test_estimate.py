"""The channel mix in worlds written by somebody else: near the truth, the same whatever the order, silent where nothing tells."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest

from penombre.analyze.channels.estimate import ChannelEstimate, estimate_channels
from penombre.analyze.channels.series import Series
from penombre.analyze.interval import Interval
from penombre.simulate.counts.channels import channel_world


@pytest.fixture(scope="module")
def world() -> tuple[Series, dict[str, Any]]:
    public, truth = channel_world(3, "base")
    return Series(**public), truth


@pytest.fixture(scope="module")
def estimate(world: tuple[Series, dict[str, Any]]) -> ChannelEstimate:
    return estimate_channels(world[0])


def test_it_is_nearer_the_truth_than_counting_previews_or_answers(
    world: tuple[Series, dict[str, Any]], estimate: ChannelEstimate
) -> None:
    series, truth = world

    def distance(mix: Any) -> float:
        return 0.5 * float(np.abs(np.asarray(mix) / np.sum(mix) - truth["mix"]).sum())

    found = distance([part.estimate for part in estimate.mix])
    assert found < 0.15
    assert found < distance(series.unfurls.sum(axis=(1, 2)))
    assert found < 1.2 * distance(series.answers[:-1])


def test_most_volumes_lie_inside(world: tuple[Series, dict[str, Any]], estimate: ChannelEstimate) -> None:
    _, truth = world
    inside = [part.low <= volume <= part.high for part, volume in zip(estimate.volumes, truth["volumes"], strict=True)]
    assert sum(inside) >= len(inside) - 1


def test_the_mix_adds_up_and_nothing_is_negative(estimate: ChannelEstimate) -> None:
    assert sum(part.estimate for part in estimate.mix) == pytest.approx(1.0)
    assert all(0 <= part.low <= part.estimate <= part.high <= 1 for part in estimate.mix)
    assert all(0 <= part.low <= part.estimate <= part.high for part in [*estimate.volumes, estimate.unallocated])
    assert (estimate.draws >= 0).all()


def test_the_order_of_channels_does_not_matter(world: tuple[Series, dict[str, Any]], estimate: ChannelEstimate) -> None:
    series, _ = world
    count = len(series.channels)
    order = np.arange(count)[::-1]
    rows = np.append(order, count)
    place = np.append(np.argsort(order), -1)
    turned = estimate_channels(
        msgspec.structs.replace(
            series,
            channels=[series.channels[number] for number in order],
            unfurls=series.unfurls[order],
            cache_hours=series.cache_hours[order],
            requests_per_share=series.requests_per_share[order],
            twin=place[series.twin],
            answers=series.answers[rows],
            confusion=series.confusion[np.ix_(rows, rows)],
        )
    )
    for number, old in enumerate(order):
        there, here = turned.mix[number], estimate.mix[old]
        assert abs(there.estimate - here.estimate) < 0.3 * max(here.high - here.low, 0.02)


def test_without_answers_silent_channels_get_nothing(world: tuple[Series, dict[str, Any]]) -> None:
    series, truth = world
    found = estimate_channels(msgspec.structs.replace(series, answers=np.zeros_like(series.answers)))
    for number in np.flatnonzero(truth["unseen"]):
        assert found.volumes[number].estimate == 0
    assert found.unallocated.high > 0


def test_without_previews_and_twins_the_answers_remain(world: tuple[Series, dict[str, Any]]) -> None:
    series, truth = world
    blind = msgspec.structs.replace(
        series, unfurls=np.zeros_like(series.unfurls), referred=series.referred[:0], twin=series.twin[:0],
        strip=series.strip[:0],
    )  # fmt: skip
    found = estimate_channels(blind)
    mix = np.array([part.estimate for part in found.mix])
    assert 0.5 * np.abs(mix - truth["mix"]).sum() < 0.25


def test_more_answers_narrow_the_interval(world: tuple[Series, dict[str, Any]], estimate: ChannelEstimate) -> None:
    series, truth = world
    many = estimate_channels(
        msgspec.structs.replace(series, answers=series.answers * 8, confusion=series.confusion * 8)
    )
    silent = [int(number) for number in np.flatnonzero(truth["unseen"])]

    def width(found: ChannelEstimate) -> float:
        return sum(found.mix[number].high - found.mix[number].low for number in silent)

    assert width(many) < width(estimate)


def test_a_total_from_elsewhere_is_kept(world: tuple[Series, dict[str, Any]]) -> None:
    series, truth = world
    total = float(np.sum(truth["volumes"]))
    found = estimate_channels(series, Interval(total, 0.95 * total, 1.05 * total))
    placed = sum(part.estimate for part in found.volumes) + found.unallocated.estimate
    assert placed == pytest.approx(total, rel=0.2)
