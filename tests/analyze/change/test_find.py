"""Each kind of change is dated and told from the others."""

from collections.abc import Sequence

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from penombre.analyze.change.conservation import Steps, Verdict, judge
from penombre.analyze.change.days import Days
from penombre.analyze.change.find import find_changes
from penombre.analyze.change.pages import page_changes
from penombre.analyze.change.steps import (
    Step,
    deseasonalised,
    is_beyond_usual,
    is_spell,
    is_sudden,
    lasting,
    step_at,
    wandering,
    whole_weeks,
)
from tests.analyze.change.toy_days import DAY, days, draw

KINDS = {
    "behaviour": "behaviour",
    "attribution": "attribution",
    "robots": "robots",
    "script_lost": "breakage",
    "all_lost": "breakage",
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("kind", "type_"), KINDS.items())
def test_a_change_is_dated_and_named(kind: str, type_: str, seed: int) -> None:
    [change] = find_changes(days(kind, seed=seed))
    assert change.type == type_
    assert change.first <= DAY <= change.last
    assert abs(change.day - DAY) <= 2


def test_quiet_sites_hear_nothing() -> None:
    assert sum(len(find_changes(days("quiet", seed=seed))) for seed in range(10)) <= 1


def test_the_source_that_took_the_landings_over_is_named_with_its_strip_rate() -> None:
    [change] = find_changes(days("attribution"))
    assert change.source == 1
    # 200 a day showed of 400 that came: half of it had been stripped
    assert change.evidence["stripped_share"] == pytest.approx(0.5, abs=0.07)


def test_what_rose_by_half_is_said_with_its_interval() -> None:
    [change] = find_changes(days("behaviour", 1.5))
    assert change.size.low < 1.5 < change.size.high
    assert change.size.estimate == pytest.approx(1.5, rel=0.1)


def test_the_order_of_sources_does_not_matter() -> None:

    found = days("attribution")
    turned = msgspec.structs.replace(found, known=found.known[::-1])
    [one], [other] = find_changes(found), find_changes(turned)
    assert (one.day, one.type, one.size) == (other.day, other.type, other.size)
    assert other.source == 2


def test_a_step_between_constants_is_exact() -> None:
    counts = np.repeat([100, 150], 30)
    step = step_at(deseasonalised(counts, 0), 30)
    assert step.difference == pytest.approx(50, rel=0.1)
    assert step.log_ratio > 0
    assert step_at(deseasonalised(np.full(60, 100), 0), 30).log_ratio == 0


def steps(dark: Step, source: Step, others: Step) -> Steps:
    """At one date, of a site with one source that shows."""
    return Steps(
        dark=dark,
        known=[source],
        total=dark,
        apart=dark,
        logged=others,
        measured=others,
        silent=others,
        networks=others,
        night=others,
        dark_counts=(dark.before, dark.after),
        known_counts=[(source.before, source.after)],
    )


def test_nothing_moved_is_no_change() -> None:
    still = step_at(np.full(60, 100.0), 30)
    assert judge(steps(still, still, still)) is None


def test_what_rises_as_all_sources_do_is_no_behaviour() -> None:
    still, risen = step_at(np.full(60, 100.0), 30), step_at(np.repeat([100.0, 150.0], 30), 30)
    alone = steps(risen, still, still)
    verdict = judge(alone)
    assert verdict is not None
    assert verdict.type == "behaviour"
    assert judge(msgspec.structs.replace(alone, apart=still)) is None


@pytest.mark.parametrize("seed", range(3))
def test_holidays_are_not_taken_for_a_breakage(seed: int) -> None:
    whole, lost = days("quiet", seed=seed), days("all_lost", seed=seed)
    away = np.zeros(whole.dark.shape, bool)
    away[DAY : DAY + 12] = True
    spell = Days(
        first_weekday=0,
        **{
            name: np.where(away, getattr(lost, name), getattr(whole, name))
            for name in Days.__struct_fields__
            if name != "first_weekday"
        },
    )
    assert {change.type for change in find_changes(spell)} == {"undetermined"}


def test_a_fall_of_everything_may_still_be_holidays_for_some_days() -> None:
    lost = days("all_lost")

    def until(last: int) -> Days:
        return Days(
            first_weekday=0,
            **{name: getattr(lost, name)[..., :last] for name in Days.__struct_fields__ if name != "first_weekday"},
        )

    assert [change.type for change in find_changes(until(DAY + 12))] == ["undetermined"]
    assert [change.type for change in find_changes(until(DAY + 40))] == ["breakage"]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("size", [0.5, 0.65, 1.6])
def test_a_season_is_no_change(size: float, seed: int) -> None:
    assert find_changes(days("season", size, seed)) == []


@pytest.mark.parametrize("seed", range(3))
def test_an_exchange_in_a_season_is_told_whatever_the_source_does_on_tuesdays(seed: int) -> None:
    moved, season = days("attribution", 0.5, seed), days("season", 0.8, seed)
    course = 0.8 ** np.clip((np.arange(200) - 120) / 28 + 0.5, 0, 1)
    letter = np.array([0.2, 6.0, 0.2, 0.2, 0.2, 0.1, 0.1])[np.arange(200) % 7]
    random = np.random.default_rng(seed)
    known = draw(random, (moved.known + 5) * course)
    known[1] = draw(random, (moved.known[1] + 5) * course * letter)
    dark = draw(random, moved.dark * course)
    found = msgspec.structs.replace(season, known=known, dark=dark, pages=dark[None, :])
    assert ("attribution", 1) in {(change.type, change.source) for change in find_changes(found)}


@given(st.integers(5, 55))
def test_whole_weeks_do_not_mind_which_weekday_it_is(day: int) -> None:
    week = np.arange(60) % 7
    assert whole_weeks(100 * week, np.full(60, 300.0), day, 0, 60) == (300, 300)


def exchange(dark: float, shown: float, others: Sequence[float], empty: int = 0) -> Verdict | None:
    """What is made of dark landings that were 300, a source that was 100 and others that were 100 a day, or `empty`."""
    found = steps(_rose(300, dark), _rose(100, shown), _rose(100, 100))
    return judge(
        msgspec.structs.replace(
            found,
            known=[_rose(100, shown), *(_rose(100, other) for other in others), *[_rose(0, 0)] * empty],
            known_counts=[(100, shown), *((100, other) for other in others), *[(0, 0)] * empty],
            dark_counts=(300, dark),
        )
    )


def _rose(before: float, after: float) -> Step:
    return step_at(np.repeat([float(before), float(after)], 30), 30)


@pytest.mark.parametrize("course", [0.6, 0.8, 1.0, 1.25])
def test_an_exchange_is_told_whatever_all_sources_do_with_what_had_been_stripped(course: float) -> None:
    verdict = exchange(200 * course, 200 * course, [100 * course] * 4)
    assert verdict is not None
    assert (verdict.type, verdict.source) == ("attribution", 0)
    assert verdict.evidence["stripped_share"] == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("jumps", [0.3, 0.5, 1.5, 3.0])
def test_an_exchange_is_told_beside_a_source_that_jumps(jumps: float) -> None:
    verdict = exchange(200, 200, [100 * jumps, 100, 100, 100])
    assert verdict is not None
    assert (verdict.type, verdict.source) == ("attribution", 0)


@pytest.mark.parametrize(("shown", "type_"), [(155, "attribution"), (140, "behaviour")])
def test_half_of_an_exchange_may_be_left_over(shown: float, type_: str) -> None:
    verdict = exchange(200, shown, [100] * 4)
    assert verdict is not None
    assert verdict.type == type_


def test_empty_sources_do_not_say_how_all_moved() -> None:
    few, many = (exchange(120, 120, [60] * 4, empty) for empty in (0, 60))
    assert few is not None
    assert many is not None
    assert few.evidence == pytest.approx(many.evidence)


@given(st.floats(0.3, 0.7), st.integers(25, 45), st.integers(5, 12), st.booleans())
def test_a_spell_is_told_from_what_lasts(size: float, day: int, length: int, from_its_end: bool) -> None:
    at = np.arange(70)
    spell, lasts = np.where((at >= day) & (at < day + length), size, 1.0), np.where(at >= day, size, 1.0)
    if from_its_end:
        spell, lasts, day, ratio = spell[::-1], lasts[::-1], 70 - day, 1 / size
    else:
        ratio = size
    assert is_spell(spell, day, ratio)
    assert not is_spell(lasts, day, ratio)


def test_what_fell_at_the_very_beginning_and_stays_down_is_no_spell() -> None:
    lasts = np.repeat([1.0, 0.5], [12, 138])
    assert not is_spell(lasts, 12, 0.5)
    assert is_spell(lasts[::-1], 138, 2.0) is False
    assert is_spell(lasts[:25], 12, 0.5)


@pytest.mark.parametrize("length", range(15))
def test_of_a_few_days_nothing_is_said(length: int) -> None:
    found = days("behaviour")
    first = {name: getattr(found, name)[..., :length] for name in Days.__struct_fields__ if name != "first_weekday"}
    assert find_changes(Days(first_weekday=0, **first)) == []


@given(st.floats(0.3, 0.7), st.integers(84, 100), st.integers(20, 60))
def test_a_failure_takes_away_and_its_repair_gives_back_but_a_sale_goes_beyond(size: float, day: int, n: int) -> None:
    at = np.arange(190)
    fails, lasts, sale = (
        np.where((at >= day) & (at < day + length), factor, 1.0)
        for length, factor in ((n, size), (190, size), (n // 2, 1 / size))
    )
    assert not is_beyond_usual(fails, day, size)
    assert not is_beyond_usual(fails, day + n, 1 / size)
    assert not is_beyond_usual(lasts, day, size)
    assert is_beyond_usual(sale, day, 1 / size)
    assert is_beyond_usual(sale, day + n // 2, size)


@pytest.mark.parametrize("seed", range(3))
def test_a_sale_is_not_taken_for_a_breakage(seed: int) -> None:
    quiet, lifted = days("quiet", seed=seed), days("all_lost", 1.7, seed)
    selling = np.zeros(quiet.dark.shape, bool)
    selling[DAY - 30 : DAY - 5] = True
    sale = Days(
        first_weekday=0,
        **{
            name: np.where(selling, np.roll(getattr(lifted, name), -35, axis=-1), getattr(quiet, name))
            for name in Days.__struct_fields__
            if name != "first_weekday"
        },
    )
    assert {change.type for change in find_changes(sale)} == {"undetermined"}


@given(st.floats(1.3, 4), st.booleans(), st.integers(20, 60), st.integers(14, 28))
def test_a_step_is_sudden_and_a_slope_is_not(size: float, falls: bool, day: int, width: int) -> None:
    at, height = np.arange(80), 400 * size ** (-1 if falls else 1)
    step = np.where(at < day, 400.0, height)
    slope = 400 + (height - 400) * np.clip((at - day) / width + 0.5, 0, 1)
    assert is_sudden(step, day, 0, 80)
    assert not is_sudden(slope, day, 0, 80)


def test_days_of_fame_are_no_change() -> None:
    quiet = days("quiet", pages=1)
    dark = quiet.dark.copy()
    dark[DAY : DAY + 3] *= 4
    assert find_changes(msgspec.structs.replace(quiet, dark=dark, pages=dark[None, :])) == find_changes(quiet) == []


@given(arrays(np.float64, st.integers(15, 80), elements=st.floats(0, 10_000)))
def test_what_lasts_is_never_beyond_what_was_seen(levels: np.ndarray) -> None:
    kept = lasting(levels)
    assert kept.shape == levels.shape
    assert levels.min() - 1e-6 <= kept.min() <= kept.max() <= levels.max() + 1e-6 * (1 + levels.max())


def test_what_lasts_keeps_a_step_and_loses_a_spike() -> None:
    step = np.repeat([100.0, 200.0], 30)
    assert lasting(step) == pytest.approx(step)
    spiked = step.copy()
    spiked[10] = 900.0
    assert lasting(spiked)[10] < 150


def test_a_level_that_drifts_wanders_and_one_that_does_not_hardly() -> None:
    random = np.random.default_rng(3)
    still = draw(random, np.full(200, 400.0), 1e6).astype(float)
    drifting = draw(random, 400 * np.exp(0.01 * np.arange(200)), 1e6).astype(float)
    assert wandering(still, [0, 200]) < 2 < wandering(drifting, [0, 200])
    assert wandering(still, list(range(0, 200, 15))) == 0.0


def test_pages_of_a_quiet_site_are_hardly_ever_named() -> None:
    named = sum(bool(page_changes(days("quiet", seed=seed, pages=30))) for seed in range(25))
    assert named <= 5  # one or two expected at a false discovery rate of 5 %


def test_a_page_that_takes_off_is_named_and_a_site_that_does_names_none() -> None:

    found = days("quiet", pages=15)
    pages = found.pages.copy()
    page = int(pages.sum(axis=1).argmax())
    pages[page, DAY:] = draw(np.random.default_rng(7), 3.0 * pages[page, DAY:] + 5)
    risen = msgspec.structs.replace(found, pages=pages, dark=pages.sum(axis=0))
    assert [change.page for change in page_changes(risen)] == [page]
    assert page_changes(days("behaviour", 2.0)) == []
