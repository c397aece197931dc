"""Worlds of daily counts: what must add up does, quiet ones are quiet, and each type of change shows as it should."""

import json
import zlib
from collections import Counter
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
import pytest

from penombre.simulate.counts.change_variants import change_spans
from penombre.simulate.counts.changes import CHANGE_HARD, CHANGE_UNSEEN, CHANGE_VARIANTS, change_world
from penombre.simulate.counts.season import counted, season

EVERY = (*CHANGE_VARIANTS, *CHANGE_HARD, *CHANGE_UNSEEN)
SEEDS = range(5)
SERIES = ("dark", "logged", "scripted", "silent", "networks", "night")


@pytest.mark.parametrize("variant", EVERY)
def test_shapes_and_what_must_add_up(variant: str) -> None:
    for seed in SEEDS:
        seen, truth = change_world(seed, variant)
        sources, days = seen["known"].shape
        assert set(seen) == {"first_weekday", "known", "pages", *SERIES}
        assert 0 <= seen["first_weekday"] <= 6
        assert 200 <= days <= 400
        assert 3 <= sources <= 8
        assert 20 <= len(seen["pages"]) <= 60
        for name in SERIES:
            assert seen[name].shape == (days,), name
        for name in ("known", "pages", *SERIES):
            assert seen[name].dtype == np.int64, name
            assert seen[name].min() >= 0, name
        assert (seen["pages"].sum(axis=0) <= seen["dark"]).all()
        assert (seen["networks"] <= seen["dark"]).all()
        assert (seen["night"] <= seen["dark"]).all()
        assert (seen["scripted"] <= seen["logged"]).all()
        assert (seen["known"].sum(axis=0) + seen["dark"] <= seen["logged"]).all()
        assert all(70 <= day < days for day, _, _ in truth["changes"])
        assert all(0 <= page < len(seen["pages"]) and 70 <= day < days for page, day, _ in truth["page_changes"])
        assert truth["changes"] == sorted(truth["changes"])


@pytest.mark.parametrize("variant", CHANGE_VARIANTS)
def test_a_development_variant_changes_in_its_own_way(variant: str) -> None:
    kinds: Counter[str] = Counter()
    for seed in range(15):
        _, truth = change_world(seed, variant)
        kinds.update(kind for _, kind, _ in truth["changes"])
        if variant != "quiet":
            assert truth["changes"]
            assert all(0.2 <= abs(size) <= 2.01 for _, _, size in truth["changes"])
    if variant == "quiet":
        assert not kinds
    elif variant == "mixed":
        assert set(kinds) == {"behaviour", "attribution", "robots", "breakage"}
    else:
        assert set(kinds) == {variant}


def test_some_unseen_worlds_are_quiet_and_some_are_not() -> None:
    for variant in (*CHANGE_HARD, *CHANGE_UNSEEN):
        if change_spans(variant).quiet == 0.5:
            found = [bool(change_world(seed, variant)[1]["changes"]) for seed in range(12)]
            assert any(found), variant
            assert not all(found), variant


def test_quiet_worlds_change_no_page() -> None:
    assert not any(change_world(seed, "quiet")[1]["page_changes"] for seed in range(10))


def test_a_seed_is_a_world() -> None:
    (first, truth), (again, same) = change_world(11, "mixed"), change_world(11, "mixed")
    for name in first:
        np.testing.assert_array_equal(first[name], again[name])
    assert truth == same
    assert change_world(12, "mixed")[1] != truth


# of the first two seeds
AS_JUDGED = {
    "quiet": (1876511232, 2163463271),
    "behaviour": (2260304646, 471198732),
    "attribution": (1051290236, 373097594),
    "robots": (2656453103, 1727946452),
    "breakage": (3331534484, 2114838832),
    "mixed": (1142780082, 4051569053),
    "strong_week": (759193781, 2640700074),
    "bursty": (3113276493, 1433860725),
    "drift": (3047641769, 2982560285),
    "holidays": (588030624, 1943680975),
    "close_together": (754168130, 3497593190),
    "autocorrelated": (1383563492, 2328104806),
    "peaks": (966355104, 1542321832),
    "passing": (473565221, 1966006491),
    "one_page": (1293067858, 2335286595),
    "small_site": (3653650528, 2580867037),
    "spread_robots": (1698728109, 2679461915),
    "small_changes": (1726877117, 1199143918),
    "long_seasons": (1859900515, 361280557),
    "sales": (3666140094, 168490106),
}


def _mark(seed: int, variant: str) -> int:
    seen, truth = change_world(seed, variant)
    mark = zlib.crc32(json.dumps(truth).encode())
    for name in sorted(seen):
        mark = zlib.crc32(np.ascontiguousarray(seen[name], dtype=np.int64).tobytes(), mark)
    return mark


@pytest.mark.parametrize("variant", [*CHANGE_VARIANTS, *CHANGE_HARD])
def test_worlds_that_figures_were_published_of_stay_what_they_were(variant: str) -> None:
    assert tuple(_mark(seed, variant) for seed in range(2)) == AS_JUDGED[variant]


def test_an_unknown_variant_is_named() -> None:
    with pytest.raises(ValueError, match=r"no variant 'calm'.*quiet"):
        change_world(1, "calm")


def _around(seen: dict[str, Any], day: int, weeks: int = 3) -> dict[str, float]:
    """Ratios of some figures, whole weeks after a day over whole weeks before."""
    n = 7 * weeks
    total = seen["known"].sum(axis=0)
    figures = {
        "dark": seen["dark"], "known": total, "total": total + seen["dark"], "silent": seen["silent"],
    }  # fmt: skip
    ratios = {
        name: float(values[day : day + n].sum() / values[day - n : day].sum()) for name, values in figures.items()
    }
    for name, (over, under) in {
        "ran": ("scripted", "logged"),
        "spread": ("networks", "dark"),
        "night": ("night", "dark"),
    }.items():
        ratios[name] = float(
            (seen[over][day : day + n].sum() / seen[under][day : day + n].sum())
            / (seen[over][day - n : day].sum() / seen[under][day - n : day].sum())
        )
    return ratios


def _first_changes(variant: str) -> list[tuple[float, dict[str, float]]]:
    """Size of the first change of many worlds, and the figures around it."""
    worlds = [change_world(seed, variant) for seed in range(40)]
    return [
        (truth["changes"][0][2], _around(seen, truth["changes"][0][0]))
        for seen, truth in worlds
        if len(truth["changes"]) == 1 or truth["changes"][1][0] > truth["changes"][0][0] + 21
    ]


def test_attribution_moves_landings_and_keeps_their_sum() -> None:
    """The total stays as near as the noise of weeks lets it, while the dark part moves by the size that is told."""
    found = _first_changes("attribution")
    off = [np.log(around["dark"] / (1 + size)) for size, around in found]
    assert np.median(np.abs(off)) < 0.12
    assert np.median([abs(np.log(around["total"])) for _, around in found]) < 0.08
    assert all((around["known"] - 1) * size < 0.1 for size, around in found)
    assert {size > 0 for size, _ in found} == {True, False}


def test_behaviour_changes_the_sum() -> None:
    found = _first_changes("behaviour")
    off = [np.log(around["dark"] / (1 + size)) for size, around in found]
    assert np.median(np.abs(off)) < 0.2  # some come in over a few days
    assert np.mean([(around["total"] - 1) * size > 0 for size, around in found]) > 0.9
    assert np.median([abs(np.log(around["ran"])) for _, around in found]) < 0.03


def test_robots_keep_no_hours_and_come_from_few_networks() -> None:
    found = _first_changes("robots")
    assert all(size > 0 for size, _ in found)
    assert np.mean([around["dark"] > 1.1 for _, around in found]) > 0.9
    assert np.mean([around["night"] > 1.1 for _, around in found]) > 0.9
    assert np.mean([around["spread"] < 0.95 for _, around in found]) > 0.9
    assert np.median([around["silent"] for _, around in found]) > 1.2
    assert np.median([abs(np.log(around["known"])) for _, around in found]) < 0.08


def test_robots_of_many_networks_still_keep_no_hours() -> None:
    found = _first_changes("spread_robots")
    assert np.median([around["spread"] for _, around in found]) > np.median(
        [around["spread"] for _, around in _first_changes("robots")]
    )
    assert np.mean([around["night"] > 1.1 for _, around in found]) > 0.9


def test_breakage_is_of_the_script_or_of_all() -> None:
    found = _first_changes("breakage")
    script = [around for size, around in found if abs(np.log(around["ran"] / (1 + size))) < 0.1]
    everything = [around for size, around in found if abs(np.log(around["ran"])) < 0.05]
    assert len(script) + len(everything) == len(found)
    assert len(script) > 5
    assert len(everything) > 5
    assert np.median([abs(np.log(around["dark"])) for around in script]) < 0.1
    for name in ("dark", "known", "silent"):
        assert np.median([around[name] for around in everything]) < 0.75


def test_a_page_changes_by_what_is_told() -> None:
    off = []
    for seed in range(30):
        seen, truth = change_world(seed, "one_page")
        assert not truth["changes"]
        assert truth["page_changes"]
        for page, day, size in truth["page_changes"]:
            row = seen["pages"][page]
            off.append(np.log(row[day : day + 21].sum() / row[day - 21 : day].sum() / (1 + size)))
    assert abs(np.median(off)) < 0.08


def test_changes_that_pass_are_followed_by_their_end() -> None:
    for seed in range(10):
        _, truth = change_world(seed, "passing")
        for kind in {kind for _, kind, _ in truth["changes"]}:
            sizes = [size for _, other, size in truth["changes"] if other == kind]
            for begun, ended in zip(sizes[::2], sizes[1::2], strict=False):
                assert (1 + begun) * (1 + ended) == pytest.approx(1, abs=1e-3)


def test_close_changes_are_close_and_differ() -> None:
    for seed in range(10):
        changes = change_world(seed, "close_together")[1]["changes"]
        (first, kind, _), (second, other, _) = changes
        assert 6 <= second - first <= 14
        assert kind != other


@pytest.mark.parametrize("dispersion", [3.0, 30.0])
def test_counts_have_the_variance_they_are_said_to(dispersion: float) -> None:
    for seed in range(6):  # both laws come up
        drawn = counted(np.random.default_rng(seed), np.full(40_000, 80.0), dispersion)
        assert drawn.mean() == pytest.approx(80, rel=0.05)
        assert drawn.var() == pytest.approx(80 + 80**2 / dispersion, rel=0.12)


def test_hard_weeks_and_bursts_are_hard() -> None:
    def weekend(variant: str, seed: int) -> float:
        seen, _ = change_world(seed, variant)
        weekday = (seen["first_weekday"] + np.arange(len(seen["dark"]))) % 7
        return float(abs(np.log(seen["dark"][weekday >= 5].mean() / seen["dark"][weekday < 5].mean())))

    def roughness(variant: str, seed: int) -> float:
        seen, _ = change_world(seed, variant)
        return float(np.std(np.log((seen["dark"][7:] + 1.0) / (seen["dark"][:-7] + 1.0))))

    assert np.median([weekend("strong_week", seed) for seed in SEEDS]) > 2 * np.median(
        [weekend("quiet", seed) for seed in SEEDS]
    )
    assert np.median([roughness("bursty", seed) for seed in SEEDS]) > 1.5 * np.median(
        [roughness("quiet", seed) for seed in SEEDS]
    )


def _unchanged(variant: str, seeds: int = 40) -> list[dict[str, Any]]:
    """Worlds of a variant in which, by the truth, nothing changes."""
    worlds = [change_world(seed, variant) for seed in range(seeds)]
    return [seen for seen, truth in worlds if not truth["changes"] and not truth["page_changes"]]


def _first_of(variant: str, kind: str, alone: int = 21) -> list[tuple[dict[str, Any], int, float]]:
    """Worlds whose first change is of a kind, and no other follows within `alone` days: what is seen, day and size."""
    found = []
    for seed in range(120):
        seen, truth = change_world(seed, variant)
        days = [day for day, _, _ in truth["changes"]] + [len(seen["dark"])]
        if truth["changes"] and truth["changes"][0][1] == kind and days[1] >= days[0] + alone:
            found.append((seen, days[0], truth["changes"][0][2]))
    return found


def _weekly(counts: Any) -> Any:
    whole_weeks = len(counts) // 7 * 7
    return counts[:whole_weeks].reshape(-1, 7).sum(axis=1)


def test_every_fresh_variant_has_changes_of_all_four_types() -> None:
    for variant in CHANGE_UNSEEN:
        kinds = {kind for seed in range(40) for _, kind, _ in change_world(seed, variant)[1]["changes"]}
        assert kinds == {"behaviour", "attribution", "robots", "breakage"}, variant


def test_long_seasons_are_of_what_has_a_source_and_of_what_has_none() -> None:
    worlds = _unchanged("long_seasons")
    weeks = [(_weekly(seen["dark"]), _weekly(seen["known"].sum(axis=0))) for seen in worlds]
    assert len(weeks) > 10
    assert np.median([np.corrcoef(dark, known)[0, 1] for dark, known in weeks]) > 0.8
    for lowest, highest in (
        zip(*([np.min(of), np.max(of)] / np.median(of) for of in world), strict=True) for world in weeks
    ):
        assert max(lowest) < 0.85
        assert min(highest) > 1.1
    steepest = [np.abs(np.diff(np.log(dark))).max() for dark, _ in weeks]
    assert np.median(steepest) < 0.4  # no week is far from the week before


def test_weekends_shift_slowly_and_leave_the_week_its_sum() -> None:
    def weekend(seen: dict[str, Any], counts: Any, days: slice) -> float:
        at_weekend = ((seen["first_weekday"] + np.arange(len(counts))) % 7 >= 5)[days]
        return float(np.log(counts[days][at_weekend].mean() / counts[days][~at_weekend].mean()))

    worlds = _unchanged("weekends_shift")
    moved = []
    for seen in worlds:
        of_both = (seen["dark"], seen["known"].sum(axis=0))
        moved.append([weekend(seen, of, slice(-70, None)) - weekend(seen, of, slice(70)) for of in of_both])
    assert len(moved) > 10
    assert np.median(np.abs(moved)) > 0.35
    assert all(dark * known > 0 for dark, known in moved)
    assert {dark > 0 for dark, _ in moved} == {True, False}
    sums = [_weekly(seen["dark"]) for seen in worlds]
    assert np.median([abs(np.log(weeks[-10:].mean() / weeks[:10].mean())) for weeks in sums]) < 0.15


def test_lost_days_are_single_and_of_all_counts() -> None:
    for seen in _unchanged("lost_days"):
        lost = np.flatnonzero(seen["logged"] < 0.1 * np.median(seen["logged"]))
        assert 2 <= len(lost) <= 6
        assert (np.diff(lost) > 1).all()
        for name in ("dark", "silent"):
            assert (seen[name][lost] < 0.1 * np.median(seen[name])).all(), name
        assert (seen["known"].sum(axis=0)[lost] < 0.1 * np.median(seen["known"].sum(axis=0))).all()


@pytest.mark.parametrize("kind", ["behaviour", "attribution"])
def test_slow_changes_begin_on_the_day_told_and_reach_the_size_told(kind: str) -> None:
    parts = []
    for seen, day, size in _first_of("slow_changes", kind, alone=49):
        before = seen["dark"][day - 21 : day].mean()
        first_week, in_the_end = (seen["dark"][day + of : day + to].mean() / before for of, to in ((0, 7), (28, 49)))
        parts.append((np.log(first_week) / np.log1p(size), np.log(in_the_end) / np.log1p(size)))
    assert len(parts) > 5
    first_week, in_the_end = np.median(parts, axis=0)
    assert 0.1 < first_week < 0.75
    assert in_the_end == pytest.approx(1, abs=0.2)


def test_slow_attribution_moves_landings_and_keeps_their_sum() -> None:
    found = [(size, _around(seen, day)) for seen, day, size in _first_of("slow_changes", "attribution")]
    assert len(found) > 5
    assert np.median([abs(np.log(around["total"])) for _, around in found]) < 0.08
    assert all((around["known"] - 1) * size < 0.1 for size, around in found)


def test_a_source_leaves_for_good_and_another_grows_while_the_dark_part_stays() -> None:
    worlds = _unchanged("come_and_go")
    assert len(worlds) > 10
    for seen in worlds:
        leaving, growing = seen["known"][-2], seen["known"][-1]
        assert leaving[:60].mean() > 20
        assert not leaving[-10:].any()
        assert np.flatnonzero(leaving)[-1] >= 70
        assert growing[-30:].mean() > 1.8 * growing[:30].mean()
    steps = []
    for seen in worlds:
        gone = int(np.flatnonzero(seen["known"][-2])[-1]) + 1
        n = min(21, len(seen["dark"]) - gone)
        steps.append(np.log(seen["dark"][gone : gone + n].mean() / seen["dark"][gone - 35 : gone - 14].mean()))
    assert abs(np.mean(steps)) < 0.07


def test_attribution_leaves_the_sources_that_leave_or_grow_alone() -> None:
    """A landing that has lost its referrer cannot leave with its source: the change would end by itself."""
    for seen, day, _ in _first_of("come_and_go", "attribution"):
        growing = seen["known"][-1]
        assert abs(np.log(growing[day : day + 21].mean() / growing[day - 21 : day].mean())) < 0.5


def test_daytime_robots_show_in_their_networks_alone() -> None:
    found = [_around(seen, day) for seen, day, _ in _first_of("daytime_robots", "robots")]
    assert len(found) > 5
    assert np.median([around["dark"] for around in found]) > 1.2
    assert np.mean([around["spread"] < 0.95 for around in found]) > 0.9
    for name in ("night", "ran", "silent", "known"):
        assert abs(np.median([np.log(around[name]) for around in found])) < 0.08, name


def _movement(variant: str, seed: int, at_rest: Callable[..., Any]) -> tuple[int, Any]:
    """First weekday and (S, T) logarithms of the slow movement alone, against the same weekday at rest."""
    spans = msgspec.structs.replace(change_spans(variant), common=(0.0, 0.0), drift=(0.0, 0.0))
    first_weekday = seed % 7
    way = np.log(season(np.random.default_rng(seed), spans, 365, first_weekday, series=6))
    for weekday in range(7):
        of_weekday = way[:, weekday::7]
        of_weekday -= at_rest(of_weekday, axis=1, keepdims=True)
    return first_weekday, way


def test_weeks_off_school_come_back_every_two_months_and_begin_on_saturdays() -> None:
    for seed in range(20):
        first_weekday, ways = _movement("school_terms", seed, np.max)
        way = ways[-1]
        low = way < -0.02
        begins = np.flatnonzero(low[1:] & ~low[:-1]) + 1
        ends = np.flatnonzero(~low[1:] & low[:-1]) + 1
        assert set(((first_weekday + np.concatenate([begins, ends])) % 7).tolist()) == {5}
        assert 4 <= len(begins) <= 8
        assert len(set(np.diff(begins).tolist())) == 1
        assert 49 <= begins[1] - begins[0] <= 70
        assert 0.5 < np.exp(way.min()) < 0.95


def test_weeks_off_school_are_felt_more_by_some_sources_than_by_others() -> None:
    deepest = np.array([_movement("school_terms", seed, np.max)[1].min(axis=1) for seed in range(20)])
    assert (deepest < 0).all()
    assert np.median(deepest.min(axis=1) / deepest.max(axis=1)) > 1.3


def test_sales_rise_within_days_and_wane_over_weeks() -> None:
    rises, wanes = [], []
    for seed in range(40):
        way = _movement("sales", seed, np.min)[1][-1]
        top = int(way.argmax())
        if not 14 <= top < len(way) - 42:
            continue
        above_half = way > way[top] / 2
        rises.append(top - np.flatnonzero(~above_half[:top])[-1])
        wanes.append(np.flatnonzero(~above_half[top:])[0])
        assert 1.1 < np.exp(way[top]) < 2.7
    assert len(rises) > 15
    assert max(rises) <= 7
    assert min(wanes) >= 5
    assert np.median(wanes) > 3 * np.median(rises)


@pytest.mark.parametrize("variant", ["school_terms", "sales"])
def test_what_is_no_change_moves_what_has_a_source_and_what_has_none(variant: str) -> None:
    weeks = [(_weekly(seen["dark"]), _weekly(seen["known"].sum(axis=0))) for seen in _unchanged(variant)]
    assert len(weeks) > 10
    assert np.median([np.corrcoef(dark, known)[0, 1] for dark, known in weeks]) > 0.7
    assert np.median([np.std(np.log(dark)) for dark, _ in weeks]) > 0.08


def test_a_letter_exchanges_landings_in_its_own_rhythm() -> None:
    """On the day of the letter much more moves between it and what has no source than on any other day."""
    found = _first_of("letters", "attribution", alone=28)
    assert {size > 0 for _, _, size in found} == {True, False}
    assert len(found) > 10
    off, totals, on_its_day = [], [], []
    for seen, day, size in found:
        around = _around(seen, day, weeks=4)
        off.append(np.log(around["dark"] / (1 + size)))
        totals.append(np.log(around["total"]))
        before, after = (
            seen["dark"][days].reshape(-1, 7).sum(axis=0) for days in (slice(day - 28, day), slice(day, day + 28))
        )
        moved = (after - before) * np.sign(size)
        on_its_day.append(moved.max() / moved.sum())
    assert np.median(np.abs(off)) < 0.12
    assert np.median(np.abs(totals)) < 0.08
    assert np.median(on_its_day) > 0.4


def test_a_letter_keeps_a_part_of_its_readers_and_other_sources_keep_all() -> None:
    for seen, day, size in _first_of("letters", "attribution", alone=28):
        before, after = (seen["known"][:, days].sum(axis=1) for days in (slice(day - 28, day), slice(day, day + 28)))
        ratios = np.log(after / before)
        moved = int(np.argmax(-ratios[:3] * np.sign(size)))
        assert ratios[moved] * size < 0
        assert after[moved] > 0.02 * before[moved]
        assert (np.abs(ratios[3:]) < 0.5).all()
