"""Worlds of the channel mix: no landing is lost, all has its shape, and each disturbance does what it is named for."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from penombre.simulate.counts.channels import CHANNEL_UNSEEN, CHANNEL_VARIANTS, channel_world

ALL = [*CHANNEL_VARIANTS, *CHANNEL_UNSEEN]
SEEDS = range(10)
World = tuple[dict[str, Any], dict[str, Any]]


@cache
def worlds(variant: str) -> list[World]:
    return [channel_world(seed, variant) for seed in SEEDS]


@pytest.mark.parametrize("variant", ALL)
def test_the_same_seed_makes_the_same_world_and_another_seed_another(variant: str) -> None:
    first, second, third = channel_world(5, variant), channel_world(5, variant), channel_world(6, variant)
    for mine, again in zip(first, second, strict=True):
        assert mine.keys() == again.keys()
        assert all(np.array_equal(mine[name], again[name]) for name in mine)
    assert first[0]["dark"].shape != third[0]["dark"].shape or (first[0]["dark"] != third[0]["dark"]).any()


def test_variants_with_equal_ranges_still_draw_other_worlds() -> None:
    # few_answers differs from base by the answers alone
    assert not np.array_equal(channel_world(1, "base")[0]["published"], channel_world(1, "few_answers")[0]["published"])


def test_an_unknown_variant_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="'nowhere'; known: base, few_pages"):
        channel_world(1, "nowhere")


@pytest.mark.parametrize("variant", ALL)
def test_every_dark_landing_has_one_cause(variant: str) -> None:
    for series, truth in worlds(variant):
        assert truth["volumes"].sum() + truth["other"] == series["dark"].sum()
        assert truth["mix"].sum() == pytest.approx(1)
        assert truth["mix"] == pytest.approx(truth["volumes"] / truth["volumes"].sum())


@pytest.mark.parametrize("variant", ALL)
def test_shapes_and_ranges(variant: str) -> None:
    for series, truth in worlds(variant):
        channels, (pages, hours) = len(series["channels"]), series["dark"].shape
        sources = len(series["twin"])
        assert 4 <= channels <= 8
        assert len(set(series["channels"])) == channels
        assert (10 if variant == "few_pages" else 30) <= pages <= 60
        assert 21 * 24 <= hours <= 30 * 24
        assert 3_000 <= series["dark"].sum() <= 24_000
        shapes = {
            "hour_of_week": (hours,), "published": (pages,), "unfurls": (channels, pages, hours),
            "cache_hours": (channels,), "requests_per_share": (channels,), "referred": (sources, pages, hours),
            "strip": (sources, 2), "presses": (3, pages, hours), "answers": (channels + 1,),
            "confusion": (channels + 1, channels + 1),
        }  # fmt: skip
        assert {name: series[name].shape for name in shapes} == shapes
        assert set(series) == {*shapes, "channels", "dark", "twin"}
        for name in ("dark", "unfurls", "referred", "presses", "answers", "confusion", "hour_of_week", "twin"):
            assert series[name].dtype == np.int64
            assert series[name].min() >= (-1 if name == "twin" else 0)
        assert (np.diff(series["hour_of_week"]) % 168 == 1).all()
        assert (series["requests_per_share"] >= 1).all()
        assert (series["strip"] > 0).all()
        assert truth["strip"].shape == (sources,)
        assert ((truth["strip"] > 0) & (truth["strip"] < 1)).all()
        shows = series["unfurls"].sum(axis=(1, 2)) > 0
        assert 2 <= shows.sum() <= 5
        assert (~shows).sum() >= 2
        twins = series["twin"][series["twin"] >= 0]
        assert (truth["unseen"] == ~(shows | np.isin(np.arange(channels), twins))).all()
        assert truth["unseen"].any()


def test_nobody_lands_on_a_page_before_it_appears() -> None:
    for series, _ in worlds("base"):
        hour = np.arange(series["dark"].shape[1])
        too_early = hour[None, :] + 1 < series["published"][:, None]
        assert series["dark"][too_early].sum() == 0
        assert series["unfurls"][:, too_early].sum() <= 0.02 * series["unfurls"].sum()  # imitators, and drafts


def test_the_number_of_answers_is_the_one_of_the_variant() -> None:
    assert {series["answers"].sum() for series, _ in worlds("few_answers")} == {60}
    assert all(150 <= series["answers"].sum() <= 500 for series, _ in worlds("base"))
    assert all(180 < row < 420 for series, _ in worlds("base") for row in series["confusion"].sum(axis=1))


def wrong(variant: str) -> float:
    return float(np.mean([1 - np.trace(s["confusion"]) / s["confusion"].sum() for s, _ in worlds(variant)]))


def test_misreporting_is_strong() -> None:
    assert wrong("base") < 0.3
    assert wrong("misreporting") > 0.32


def off_prior(variant: str) -> float:
    gaps = []
    for series, truth in worlds(variant):
        a, b = series["strip"].T
        gaps.append(np.abs(truth["strip"] - a / (a + b)) / np.sqrt(a * b / (a + b) ** 2 / (a + b + 1)))
    return float(np.mean(np.concatenate(gaps) > 2))


def test_strip_rates_agree_with_their_trial_unless_they_moved() -> None:
    assert off_prior("base") < 0.15
    assert off_prior("wrong_strip") > 0.25


def test_landings_that_show_are_the_twins_rest() -> None:
    shown, expected = 0.0, 0.0
    for series, truth in worlds("wrong_strip"):
        for source, channel in enumerate(series["twin"]):
            if channel >= 0:
                rate = truth["strip"][source]
                shown += series["referred"][source].sum()
                expected += truth["volumes"][channel] * (1 - rate) / rate
    assert shown == pytest.approx(expected, rel=0.1)


def previews_per_landing(variant: str) -> float:
    ratios = []
    for series, truth in worlds(variant):
        here = series["unfurls"].sum(axis=(1, 2))
        ratios.append((here / series["requests_per_share"]).sum() / truth["volumes"][here > 0].sum())
    return float(np.median(ratios))


def test_drafts_and_imitators_add_previews_and_caches_take_them_away() -> None:
    assert previews_per_landing("drafts_and_bots") > 1.4 * previews_per_landing("base")
    assert previews_per_landing("heavy_caching") < 0.9 * previews_per_landing("base")


def test_silent_apps_carry_most() -> None:
    def silent(variant: str) -> list[float]:
        return [t["mix"][s["unfurls"].sum(axis=(1, 2)) == 0].sum() for s, t in worlds(variant)]

    assert min(silent("silent_apps")) > 0.5
    assert np.mean(silent("base")) < 0.5


def test_news_lifts_the_pages_together() -> None:
    def together(variant: str) -> float:
        shares = []
        for series, _ in worlds(variant):
            daily = series["dark"].reshape(len(series["dark"]), -1, 24).sum(axis=2)
            daily = daily[series["published"] < -200]  # pages whose own age no longer matters
            shares.append(np.var(daily.sum(axis=0)) / np.var(daily, axis=1).sum())
        return float(np.median(shares))

    assert together("news_spikes") > 1.5 * together("base")


def test_clicks_per_share_differ_from_page_to_page() -> None:
    def spread(variant: str) -> float:
        spreads = []
        for series, _ in worlds(variant):
            anew = np.array([name in {"WhatsApp", "Signal", "Viber"} for name in series["channels"]])
            previews = series["unfurls"][anew].sum(axis=(0, 2))
            dark = series["dark"].sum(axis=1)
            many = (previews > 30) & (dark > 30)
            if many.sum() > 4:
                spreads.append(np.std(np.log(dark[many] / previews[many])))
        return float(np.mean(spreads))

    assert spread("page_ratios") > spread("base")
