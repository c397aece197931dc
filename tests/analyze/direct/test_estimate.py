"""The dark share in a world written by somebody else: inside its interval, inside the bounds, and honest without answers."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penombre.analyze.direct.alarms import TOO_FEW_ANSWERS
from penombre.analyze.direct.estimate import DirectEstimate, estimate_direct
from penombre.analyze.direct.landings import PRIVATE, Landings
from penombre.analyze.direct.planning import sample_size
from penombre.analyze.direct.sequence import anytime_halfwidth
from penombre.analyze.direct.unlabelled import mixture_bound
from penombre.simulate.counts.landings import landing_world


def only(landings: Landings, rows: Any) -> Landings:
    return Landings(**{name: getattr(landings, name)[rows] for name in landings.__struct_fields__})


def silenced(landings: Landings, rows: Any) -> Landings:
    """As if these had not answered."""
    answer, app, audience = (getattr(landings, name).copy() for name in ("answer", "answer_app", "answer_audience"))
    for each in (answer, app, audience):
        each[rows] = -1
    return msgspec.structs.replace(landings, answer=answer, answer_app=app, answer_audience=audience)


@pytest.fixture(scope="module")
def world() -> tuple[Landings, float]:
    public, truth = landing_world(7, "news")
    return Landings(**public), float(truth["theta"])


@pytest.fixture(scope="module")
def estimate(world: tuple[Landings, float]) -> DirectEstimate:
    return estimate_direct(world[0])


def test_the_truth_is_inside(world: tuple[Landings, float], estimate: DirectEstimate) -> None:
    _, truth = world
    assert estimate.share is not None
    assert estimate.sampling is not None
    assert estimate.share.low <= truth <= estimate.share.high
    assert estimate.bounds.low <= truth <= estimate.bounds.high
    assert abs(estimate.share.estimate - truth) < 0.08


def test_doubt_about_transport_only_widens(estimate: DirectEstimate) -> None:
    assert estimate.share is not None
    assert estimate.sampling is not None
    assert estimate.share.low <= estimate.sampling.low <= estimate.sampling.estimate <= estimate.sampling.high
    assert estimate.sampling.high <= estimate.share.high
    assert estimate.tipping_point is not None
    assert estimate.tipping_point > 0


def test_landings_and_pages_add_up_to_the_share(world: tuple[Landings, float], estimate: DirectEstimate) -> None:
    landings, _ = world
    assert estimate.share is not None
    assert len(estimate.probabilities) == (landings.known < 0).sum()
    assert ((estimate.probabilities >= 0) & (estimate.probabilities <= 1)).all()
    assert estimate.probabilities.mean() == pytest.approx(estimate.share.estimate, abs=0.01)
    assert estimate.pages
    assert all(page.n >= 10 and 0 <= page.low <= page.estimate <= page.high <= 1 for page in estimate.pages)


def test_landings_say_more_than_the_base_rate(estimate: DirectEstimate) -> None:
    _, truth = landing_world(7, "news")
    public, _ = landing_world(7, "news")
    private = np.isin(truth["cause"][public["known"] < 0], PRIVATE)
    error = float(((estimate.probabilities - private) ** 2).mean())
    assert error < 0.9 * float(private.mean() * (1 - private.mean()))


def test_the_order_of_landings_hardly_matters(world: tuple[Landings, float], estimate: DirectEstimate) -> None:
    landings, _ = world
    turned = estimate_direct(only(landings, np.random.default_rng(1).permutation(len(landings.page))))
    assert turned.share is not None
    assert estimate.share is not None
    # folds are drawn by position: a small part of the interval
    assert abs(turned.share.estimate - estimate.share.estimate) < 0.35 * (estimate.share.high - estimate.share.low)


def test_fewer_answers_a_wider_interval(world: tuple[Landings, float], estimate: DirectEstimate) -> None:
    landings, _ = world
    answered = np.flatnonzero((landings.answer >= 0) & (landings.known < 0))
    fewer = estimate_direct(silenced(landings, answered[len(answered) // 6 :]))
    assert fewer.sampling is not None
    assert estimate.sampling is not None
    assert fewer.sampling.high - fewer.sampling.low > estimate.sampling.high - estimate.sampling.low


def test_without_answers_there_are_bounds_and_no_estimate(world: tuple[Landings, float]) -> None:
    landings, truth = world
    found = estimate_direct(silenced(landings, landings.answer >= 0))
    assert found.share is None
    assert found.alarms == [TOO_FEW_ANSWERS]
    assert found.bounds.low <= truth <= found.bounds.high


@pytest.mark.parametrize("answers", [0, 10_000])
def test_a_site_that_knows_of_no_private_landing_is_estimated_all_the_same(
    world: tuple[Landings, float], answers: int
) -> None:
    landings = only(world[0], ~np.isin(world[0].known, PRIVATE))
    found = estimate_direct(silenced(landings, np.flatnonzero(landings.known < 0)[answers:]))
    assert (found.share is None) == (answers == 0)
    assert 0 <= found.bounds.low <= found.bounds.high <= 1
    assert 0 <= found.unlabelled_bound <= 1
    if found.share is not None:
        assert found.share.low <= world[1] <= found.share.high


def test_what_the_strict_mode_hides_is_not_needed(world: tuple[Landings, float]) -> None:
    landings, truth = world
    hidden = np.full(len(landings.page), -1)
    found = estimate_direct(msgspec.structs.replace(landings, navigation=hidden, history=hidden, fetch_site=hidden))
    assert found.share is not None
    assert found.share.low <= truth <= found.share.high


def test_a_site_with_nothing_to_count_is_no_error() -> None:
    public, _ = landing_world(7, "tiny")
    landings = Landings(**public)
    found = estimate_direct(only(landings, landings.known >= 0))
    assert found.share is None
    assert found.bounds.high == 1.0


def test_five_hundred_answers_for_five_points() -> None:
    assert sample_size(0.4, 0.05) == pytest.approx(564, abs=2)


@given(st.floats(0.05, 0.95), st.floats(0.02, 0.2), st.floats(0.3, 1.0))
def test_more_answers_for_a_narrower_interval_or_worse_answers(share: float, width: float, contrast: float) -> None:
    assert sample_size(share, width / 2, contrast) >= sample_size(share, width, contrast)
    assert sample_size(share, width, contrast / 2) >= sample_size(share, width, contrast)


def test_looked_at_every_day_it_still_holds() -> None:
    random = np.random.default_rng(2)
    n = np.arange(1, 1501, dtype=float)
    halfwidth = anytime_halfwidth(n, 1.0, planned=500)
    means = random.standard_normal((400, len(n))).cumsum(axis=1) / n
    ever_left = (np.abs(means) > halfwidth).any(axis=1).mean()
    assert ever_left <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 400)
    fixed = (np.abs(means) > 1.96 / np.sqrt(n)).any(axis=1).mean()
    assert fixed > 0.2, "an interval for one look would not have held"


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.05, 0.9))
def test_the_mixture_bound_lies_above_the_part_mixed_in(seed: int, part: float) -> None:
    random = np.random.default_rng(seed)
    proven = random.normal(1.5, 1, 800)
    hidden = np.where(random.random(4000) < part, random.normal(1.5, 1, 4000), random.normal(-1.5, 1, 4000))
    bound = mixture_bound(proven, hidden)
    assert 0 <= bound <= 1
    assert bound >= part - 0.03  # the draw's own luck
