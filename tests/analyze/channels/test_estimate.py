"""The channel mix as a whole: properties that must hold in any world, known limits, and a small set of toy worlds."""

import msgspec
import numpy as np
import pytest

from penombre.analyze.channels.credible import in_joint_set
from penombre.analyze.channels.estimate import ChannelEstimate, estimate_channels
from penombre.analyze.channels.series import Series
from penombre.analyze.channels.survey import answer_habits, shares_said
from penombre.analyze.interval import Interval

from .worlds import Setting, World, toy_world

SMALL = Setting(pages=10, days=15)
WORLD = toy_world(SMALL, 6)


def changed(series: Series, **parts: object) -> Series:
    return msgspec.structs.replace(series, **parts)


def estimates(intervals: list[Interval]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([each.estimate for each in intervals])


@pytest.fixture(scope="module")
def found() -> ChannelEstimate:
    return estimate_channels(WORLD.series)


@pytest.fixture(scope="module")
def unasked() -> ChannelEstimate:
    return estimate_channels(changed(WORLD.series, answers=np.zeros_like(WORLD.series.answers)))


def test_volumes_are_not_negative_and_the_mix_adds_up_to_one(found: ChannelEstimate, unasked: ChannelEstimate) -> None:
    for each in (found, unasked):
        assert estimates(each.mix).sum() == pytest.approx(1)
        for interval in (*each.volumes, *each.mix, each.unallocated):
            assert 0 <= interval.low <= interval.estimate <= interval.high
        assert (each.draws >= 0).all()
        assert each.draws.sum(axis=1).max() <= WORLD.series.dark.sum() * 1.0001


def test_the_same_seed_gives_the_same_answer(found: ChannelEstimate) -> None:
    assert msgspec.structs.asdict(estimate_channels(WORLD.series))["volumes"] == found.volumes


def test_the_order_of_pages_does_not_matter(found: ChannelEstimate) -> None:
    series, order = WORLD.series, np.random.default_rng(0).permutation(SMALL.pages)
    other = estimate_channels(
        changed(
            series,
            published=series.published[order],
            dark=series.dark[order],
            unfurls=series.unfurls[:, order],
            referred=series.referred[:, order],
            presses=series.presses[:, order],
        )
    )
    assert estimates(other.mix) == pytest.approx(estimates(found.mix), abs=0.02)
    assert (other.gain, other.placebo) == pytest.approx((found.gain, found.placebo), rel=1e-3, abs=1e-4)


def test_permuting_channels_permutes_the_answer(found: ChannelEstimate) -> None:
    series, count = WORLD.series, len(WORLD.series.channels)
    order = np.random.default_rng(1).permutation(count)
    classes = np.append(order, count)
    place = np.argsort(order)
    other = estimate_channels(
        changed(
            series,
            channels=[series.channels[c] for c in order],
            unfurls=series.unfurls[order],
            cache_hours=series.cache_hours[order],
            requests_per_share=series.requests_per_share[order],
            twin=np.where(series.twin >= 0, place[series.twin], -1),
            answers=series.answers[classes],
            confusion=series.confusion[np.ix_(classes, classes)],
        )
    )
    assert other.channels == [found.channels[c] for c in order]
    assert estimates(other.mix) == pytest.approx(estimates(found.mix)[order], abs=0.025)


def test_more_answers_narrow_the_interval() -> None:
    sure = changed(WORLD.series, confusion=WORLD.series.confusion * 20)
    few, many = estimate_channels(sure), estimate_channels(changed(sure, answers=sure.answers * 10))
    narrow = [each.high - each.low for each in many.volumes]
    wide = [each.high - each.low for each in few.volumes]
    assert sum(narrow) < 0.75 * sum(wide)
    assert sum(n < w for n, w in zip(narrow, wide, strict=True)) >= len(wide) - 1


def test_channels_that_leave_no_trace_get_nothing_from_the_series(unasked: ChannelEstimate) -> None:
    series = WORLD.series
    silent = [c for c in range(len(series.channels)) if not series.unfurls[c].any() and c not in series.twin]
    assert silent
    for c in silent:
        assert unasked.volumes[c].estimate == 0
        assert unasked.volumes[c].high == pytest.approx(unasked.unallocated.high)
        assert unasked.draws[:, c].max() == 0


def test_without_answers_more_stays_unallocated(found: ChannelEstimate, unasked: ChannelEstimate) -> None:
    assert unasked.unallocated.high > 2 * found.unallocated.high
    assert unasked.unallocated.estimate > found.unallocated.estimate


def test_without_answers_a_known_total_says_what_is_left() -> None:
    blind = changed(WORLD.series, answers=np.zeros_like(WORLD.series.answers))
    total = float(WORLD.volumes[:-1].sum())
    each = estimate_channels(blind, dark_total=Interval(total, 0.95 * total, 1.05 * total))
    whole = estimates(each.volumes).sum() + each.unallocated.estimate
    assert whole == pytest.approx(total, rel=0.1)


def test_with_answers_a_known_total_is_kept() -> None:
    total = 1.3 * float(WORLD.volumes[:-1].sum())
    each = estimate_channels(WORLD.series, dark_total=Interval(total, 0.97 * total, 1.03 * total))
    assert each.draws.sum(axis=1).mean() == pytest.approx(total, rel=0.04)


def test_without_previews_and_twins_it_is_the_survey() -> None:
    series, truth = WORLD.series, np.array([0.1, 0.15, 0.05, 0.1, 0.05, 0.1, 0.45])
    told = series.confusion / series.confusion.sum(axis=1, keepdims=True)
    mute = changed(
        series,
        unfurls=np.zeros_like(series.unfurls),
        twin=np.full_like(series.twin, -1),
        answers=np.rint(6000 * truth @ told).astype(np.int64),
        confusion=series.confusion * 200,
    )
    each = estimate_channels(mute)
    said = shares_said(mute.answers, answer_habits(mute.confusion, mute.right_answers()))
    assert estimates(each.mix) == pytest.approx(said[:-1] / said[:-1].sum(), abs=0.02)
    assert each.merged == []
    assert np.isnan(each.placebo)
    assert each.alarms == []


def test_two_channels_with_the_same_previews_are_told_together() -> None:
    series = WORLD.series
    seen = [c for c in range(len(series.channels)) if series.unfurls[c].any() and c not in series.twin]
    first, second = seen[:2]
    unfurls = series.unfurls.copy()
    unfurls[second] = unfurls[first]
    each = estimate_channels(
        changed(
            series,
            unfurls=unfurls,
            cache_hours=np.zeros_like(series.cache_hours),
            requests_per_share=np.ones_like(series.requests_per_share),
        )
    )
    assert each.merged == [f"{series.channels[first]} + {series.channels[second]}"]
    assert each.condition > 30
    assert "merged" in each.alarms


def test_a_page_whose_date_nobody_knows_is_an_old_one() -> None:
    published = WORLD.series.published.copy()
    published[int(np.argmin(published))] = np.nan
    each = estimate_channels(changed(WORLD.series, published=published))
    assert estimates(each.mix).sum() == pytest.approx(1)


def test_a_site_without_landings_has_no_mix_to_tell() -> None:
    series = WORLD.series
    each = estimate_channels(
        changed(
            series, dark=np.zeros_like(series.dark), answers=np.zeros_like(series.answers), twin=series.twin * 0 - 1
        )
    )
    assert all(interval.high <= 1 for interval in (*each.volumes, each.unallocated))


def test_previews_that_lead_nowhere_ring() -> None:
    series = WORLD.series
    random = np.random.default_rng(3)
    unfurls = np.array([random.poisson(0.1, each.shape) if each.any() else each for each in series.unfurls])
    each = estimate_channels(changed(series, unfurls=unfurls, answers=np.zeros_like(series.answers)))
    assert each.gain < 0.02
    seen = [c for c in range(len(series.channels)) if unfurls[c].any() and c not in series.twin]
    assert sum(each.volumes[c].estimate for c in seen) < 0.15 * series.dark.sum()


@pytest.fixture(scope="module")
def worlds() -> list[tuple[World, ChannelEstimate]]:
    drawn = [toy_world(Setting(pages=20, days=18, answers=400, wrong=0.2), seed) for seed in range(5)]
    return [(world, estimate_channels(world.series)) for world in drawn]


def test_it_beats_counting_previews_and_counting_answers(worlds: list[tuple[World, ChannelEstimate]]) -> None:
    ours, previews, answers = [], [], []
    for world, each in worlds:
        truth = world.volumes[:-1] / world.volumes[:-1].sum()
        counted, said = world.series.unfurls.sum(axis=(1, 2)), world.series.answers[:-1]
        ours.append(np.abs(estimates(each.mix) - truth).sum() / 2)
        previews.append(np.abs(counted / counted.sum() - truth).sum() / 2)
        answers.append(np.abs(said / said.sum() - truth).sum() / 2)
    assert np.mean(ours) < 0.1
    assert np.mean(ours) < 0.35 * np.mean(previews)
    assert np.mean(ours) < np.mean(answers)


def test_previews_pass_the_checks_where_they_lead_somewhere(worlds: list[tuple[World, ChannelEstimate]]) -> None:
    assert np.median([each.placebo for _, each in worlds]) < 0.05
    assert min(each.gain for _, each in worlds) > 0
    assert min(each.within for _, each in worlds) >= 0.95


def test_most_intervals_and_joint_sets_hold_the_truth(worlds: list[tuple[World, ChannelEstimate]]) -> None:
    held, joint = [], []
    for world, each in worlds:
        truth = world.volumes[:-1]
        held += [i.low <= t <= i.high for i, t in zip(each.volumes, truth, strict=True)]
        joint.append(in_joint_set(each.draws, np.maximum(truth, 1)))
    assert np.mean(held) > 0.85
    assert np.mean(joint) >= 3 / 5
