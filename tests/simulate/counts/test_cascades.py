"""Worlds of cascades: one population in two views, trees that hold together, and the published anchors."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from penombre.simulate.counts.cascades import CASCADE_UNSEEN, CASCADE_VARIANTS, cascade_world
from penombre.simulate.counts.growth import draw_habits, grow
from penombre.simulate.counts.trees import depths

ALL = [*CASCADE_VARIANTS, *CASCADE_UNSEEN]
SEEDS = range(10)
World = tuple[dict[str, Any], dict[str, Any], dict[str, Any]]


@cache
def worlds(variant: str) -> list[World]:
    return [cascade_world(seed, variant) for seed in SEEDS]


def median(variant: str, name: str) -> float:
    return float(np.nanmedian([truth[name] for _, _, truth in worlds(variant)]))


@pytest.mark.parametrize("variant", ALL)
def test_the_same_seed_makes_the_same_world_and_another_seed_another(variant: str) -> None:
    first, second, third = cascade_world(5, variant), cascade_world(5, variant), cascade_world(6, variant)
    for mine, again in zip(first, second, strict=True):
        assert mine.keys() == again.keys()
        for name, value in mine.items():
            np.testing.assert_equal(value, again[name])
    assert not np.array_equal(first[0]["minted"], third[0]["minted"])


def test_an_unknown_variant_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="'nowhere'; known: base, low_k"):
        cascade_world(1, "nowhere")


@pytest.mark.parametrize("variant", ALL)
def test_shapes_and_ranges(variant: str) -> None:
    for tokens, counts, truth in worlds(variant):
        n, m, channels = len(tokens["minted"]), len(tokens["click_at"]), len(truth["channels"])
        assert (15 <= n <= 90) if variant == "tiny" else (250 <= n <= 3_600)
        for name in ("parent", "channel", "mode", "page", "previewers", "sharer"):
            assert tokens[name].shape == (n,)
            assert tokens[name].dtype == np.int64
        for name in ("click_token", "click_visitor"):
            assert tokens[name].shape == (m,)
            assert tokens[name].dtype == np.int64
        assert tokens["activity"].shape == (168,)
        assert tokens["activity"].mean() == pytest.approx(1)
        assert 14 * 24 <= tokens["now"] <= 28 * 24
        assert set(np.unique(tokens["mode"])) <= {0, 1, 2}
        assert ((tokens["channel"] >= 0) == (tokens["mode"] == 0)).all()
        assert tokens["channel"].max() < channels
        assert tokens["anchor_channel"].shape == tokens["anchor_clicks"].shape
        assert (tokens["anchor_channel"] >= 0).all()
        assert counts["presses"].shape == counts["landings"].shape == (channels + 1, 8)
        assert tokens["answer_audience"].sum() <= tokens["sent"]
        assert n < tokens["views"] == counts["views"]
        assert truth["audience"].sum() == pytest.approx(1)
        assert truth["depth"].shape == (8,)
        assert truth["depth"].sum() == pytest.approx(1)
        assert truth["half_life_by_channel"].shape == (channels,)
        assert 0 < truth["untagged"] <= truth["untagged_counting"] < 0.2
        assert 0 < truth["survival"] < 1
        assert len(truth["final_roots"]) == len(truth["final_sizes"]) == (tokens["parent"] < 0).sum()


@pytest.mark.parametrize("variant", ALL)
def test_every_click_has_a_token_and_every_tree_holds_together(variant: str) -> None:
    for tokens, _, _ in worlds(variant):
        n, parent, now = len(tokens["minted"]), tokens["parent"], tokens["now"]
        assert (np.diff(tokens["minted"]) >= 0).all()
        assert 0 <= tokens["minted"][0] <= tokens["minted"][-1] < now
        assert ((tokens["click_token"] >= 0) & (tokens["click_token"] < n)).all()
        assert (tokens["click_at"] >= tokens["minted"][tokens["click_token"]]).all()
        assert (tokens["click_at"] < now).all()
        assert (parent < np.arange(n)).all()
        first_click = np.full(n, np.inf)
        np.minimum.at(first_click, tokens["click_token"], tokens["click_at"])
        child = np.flatnonzero(parent >= 0)
        assert (first_click[parent[child]] < tokens["minted"][child]).all()
        # whoever sends on the same day is known by the number of the click
        came = set(zip(tokens["click_token"].tolist(), tokens["click_visitor"].tolist(), strict=True))
        known = [(parent[one], tokens["sharer"][one]) in came for one in child]
        assert len(child) < 30 or np.mean(known) > 0.6


@pytest.mark.parametrize("variant", ALL)
def test_both_views_count_the_same_but_for_tags_without_a_press(variant: str) -> None:
    shown_in_full = 0
    for tokens, counts, _ in worlds(variant):
        pressed = tokens["mode"] != 2
        assert counts["presses"].sum() == pressed.sum()
        assert counts["landings"].sum() == pressed[tokens["click_token"]].sum()
        for channel in range(len(counts["presses"])):
            mine = tokens["channel"] == (channel if channel < len(counts["presses"]) - 1 else -1)
            assert counts["presses"][channel].sum() == (mine & pressed).sum()
        assert counts["sent_tagged"] <= tokens["sent_tokened"] <= tokens["sent"] == counts["sent"]
        if pressed.all():
            shown_in_full += 1
            generation = np.minimum(depths(tokens["parent"]), 7)
            assert (counts["presses"].sum(axis=0) == np.bincount(generation, minlength=8)).all()
            landed = np.bincount(generation[tokens["click_token"]], minlength=8)
            assert (counts["landings"].sum(axis=0) == landed).all()
            assert counts["sent_tagged"] == tokens["sent_tokened"]
    assert shown_in_full > 0
    assert variant == "tiny" or shown_in_full < len(SEEDS)


def test_a_cascade_ends_no_smaller_than_it_is_seen() -> None:
    for tokens, _, truth in worlds("high_k"):
        root = np.arange(len(tokens["parent"]))
        for one, parent in enumerate(tokens["parent"]):
            root[one] = root[parent] if parent >= 0 else one
        # neither sharers' own landings nor those that repeat one
        others = tokens["click_visitor"] != tokens["sharer"][tokens["click_token"]]
        clicks = np.unique(
            np.column_stack([tokens["click_token"], tokens["click_visitor"]])[others], axis=0
        )[:, 0]  # fmt: skip
        seen = np.bincount(root[clicks], minlength=len(root))
        assert (truth["final_sizes"] >= seen[truth["final_roots"]]).all()
        assert truth["final_sizes"].sum() > seen.sum()


def test_virality_of_a_few_observed_trees_by_counting_steps() -> None:
    checked = 0
    for tokens, _, truth in worlds("base"):
        parent = tokens["parent"]
        paths: dict[int, list[int]] = {}
        for one in range(len(parent)):
            paths[one] = [one, *paths[parent[one]]] if parent[one] >= 0 else [one]
        for root, nu in truth["nu_observed"].items():
            nodes = [one for one, path in paths.items() if path[-1] == root]
            if len(nodes) > 40:
                continue
            steps = [
                len(paths[i]) + len(paths[j]) - 2 * len(set(paths[i]) & set(paths[j]))
                for i in nodes for j in nodes if i < j
            ]  # fmt: skip
            assert nu == pytest.approx(np.mean(steps), abs=1e-12)
            checked += 1
    assert checked > 20


def test_the_survey_sees_how_many_landings_kept_their_tag() -> None:
    z = []
    for tokens, _, truth in worlds("base"):
        rate = truth["survival"] * (1 - truth["untagged"])
        z.append((tokens["sent_tokened"] - rate * tokens["sent"]) / np.sqrt(tokens["sent"] * rate * (1 - rate)))
    assert np.mean(np.square(z)) < 3
    assert abs(np.mean(z)) < 1.2


def test_what_holds_in_the_long_run_holds_about_in_the_period() -> None:
    for name in ("clicks_per_share", "k", "silent"):
        ratios = [truth["realised"][name] / truth[name] for _, _, truth in worlds("base")]
        assert np.mean(ratios) == pytest.approx(1, abs=0.08)


def test_published_anchors() -> None:
    truths = [truth for _, _, truth in worlds("base")]
    assert all(0.35 <= truth["silent"] <= 0.6 for truth in truths)  # silent links
    assert 0.01 <= np.mean([truth["depth"][2:].sum() for truth in truths]) <= 0.04  # past one step (Goel 2012)
    assert all(0.7 <= truth["depth"][0] <= 0.95 for truth in truths)  # a lone node
    assert np.median([truth["half_life"] for truth in truths]) == pytest.approx(3.4, abs=0.7)  # hours (bitly 2011)
    assert all(0.05 < truth["audience"][1] < truth["audience"][0] for truth in truths)


def test_disturbances_do_what_they_are_named_for() -> None:
    assert median("low_k", "k") < 0.1 < median("base", "k") < 0.3
    assert 0.59 < median("high_k", "k") < 0.91
    assert median("slow_mail", "half_life") > 2 * median("base", "half_life")
    few, many = (np.median([t["audience"][2] for _, _, t in worlds(v)]) for v in ("base", "broadcasts"))
    assert many > 2 * few

    def hits_at_once(variant: str) -> float:
        soon = [t["click_at"] - t["minted"][t["click_token"]] < 0.032 for t, _, _ in worlds(variant)]
        return float(np.mean(np.concatenate(soon)))

    assert hits_at_once("false_clicks") > 3 * hits_at_once("base")

    def busiest_hours(variant: str) -> float:
        hourly = [np.sort(np.bincount(t["minted"].astype(int)))[::-1] for t, _, _ in worlds(variant)]
        return float(np.mean([hours[:12].sum() / hours.sum() for hours in hourly]))

    assert busiest_hours("bursty") > 1.8 * busiest_hours("base")


@pytest.mark.parametrize(("variant", "by"), [("loss_by_clicks", "clicks"), ("loss_by_hop", "hop")])
def test_tags_get_lost_where_the_variant_says(variant: str, by: str) -> None:
    for seed in range(3):
        rng = np.random.default_rng(seed)
        spans = CASCADE_UNSEEN[variant]
        shares, clicks = grow(rng, spans, draw_habits(rng, spans), 800)
        size = np.bincount(clicks.share, minlength=len(shares))[clicks.share]
        order = size if by == "clicks" else shares.hop[clicks.share]
        few, many = order <= np.quantile(order, 0.3), order > max(np.quantile(order, 0.7), 0)
        assert clicks.survival[many].mean() < clicks.survival[few].mean() - 0.05
        assert clicks.kept[many].mean() < clicks.kept[few].mean()
