"""Toy worlds of private sharing with known truth: several offspring laws, delay kernels and ways of losing tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from penombre.analyze.cascades.shares import GenerationCounts, Tokens

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

CHANNELS = 5
GENERATIONS = 5
HOURS = 168


class World(msgspec.Struct, frozen=True):
    """What is drawn for a world; `delays` and `law` name functional forms."""

    seeds: int = 2000
    days: float = 28.0
    k: float = 0.3
    survival: float = 0.7
    law: str = "mixture"
    delays: str = "lognormal"
    median: float = 1.5
    classes: tuple[float, float, float] = (0.63, 0.31, 0.06)
    silent: float = 0.2
    answers: int = 300
    anchors: int = 120
    self_clicks: float = 0.1
    channel_spread: float = 0.3
    rhythm: float = 0.9
    page_spread: float = 0.0
    broadcast: float = 0.0


class Truth(msgspec.Struct, frozen=True):
    clicks_per_share: float
    k: float
    silent: float
    half_life: float
    nu: float
    classes: Floats
    depth: Floats
    parents: Integers
    """True parents of all shares, whatever their token shows."""


class Toy(msgspec.Struct, frozen=True):
    tokens: Tokens
    counts: GenerationCounts
    truth: Truth


def draw_world(random: np.random.Generator, **fixed: Any) -> World:
    few, group = random.uniform(0.15, 0.4), random.uniform(0.03, 0.12)
    drawn: dict[str, Any] = {
        "seeds": int(random.uniform(1500, 2500)),
        "k": random.uniform(0.03, 0.6) if random.random() < 0.93 else 0.85,
        "survival": random.uniform(0.5, 0.95),
        "law": str(random.choice(["mixture", "zinb", "poisson_lognormal"], p=[0.6, 0.2, 0.2])),
        "delays": str(random.choice(["lognormal", "weibull", "pareto", "two_exponentials"])),
        "median": float(np.exp(random.uniform(np.log(0.33), np.log(4.0)))),
        "classes": (1 - few - group, few, group),
        "silent": random.uniform(0.1, 0.3),
        "answers": int(random.uniform(150, 450)),
        "anchors": int(random.uniform(60, 200)),
    }
    return World(**(drawn | fixed))


def activity_curve(rhythm: float, start: int) -> Floats:
    hours = np.arange(HOURS) + start
    curve = 1 + rhythm * np.cos((hours % 24 - 17) / 24 * 2 * np.pi) + 0.1 * np.cos(hours / 168 * 2 * np.pi)
    curve = np.maximum(curve, 0.03)
    scaled: Floats = curve / curve.mean()
    return scaled


def simulate(world: World, seed: int) -> Toy:  # noqa: PLR0915
    random = np.random.default_rng(seed)
    activity = activity_curve(world.rhythm, int(random.integers(168)))
    cumulated = np.concatenate([[0.0], np.cumsum(np.tile(activity, int(world.days / 7) + 60))])
    knots = np.arange(len(cumulated), dtype=float)
    horizon = world.days * 24

    channel_mix = random.dirichlet(np.full(CHANNELS, 3.0))
    shift = random.normal(0, world.channel_spread, CHANNELS)
    base = np.array([0.55, 0.45, 0.12])
    odds = np.exp(np.log(base / (1 - base))[:, None] + shift[None, :])
    means = odds / (1 + odds)
    zinb = {"silent": world.silent + 0.1, "mean": random.uniform(0.8, 2.0), "size": random.uniform(0.3, 1.5)}
    log_scale = random.uniform(0.8, 1.4)
    log_mean = np.log(random.uniform(0.8, 2.0)) - log_scale**2 / 2

    def offspring(channel: Integers) -> tuple[Integers, Integers]:
        n = len(channel)
        kind = random.choice(3, size=n, p=world.classes)
        if world.law == "mixture":
            few = random.integers(3, 11, n)
            group = np.exp(random.uniform(np.log(10), np.log(256), n)).astype(np.int64)
            wide = np.exp(random.uniform(np.log(256), np.log(2000), n)).astype(np.int64)
            group = np.where(random.random(n) < world.broadcast, wide, group)
            audience = np.choose(kind, [np.ones(n, dtype=np.int64), few, group])
            mean = means[kind, channel]
            chance = random.beta(6 * mean, 6 * (1 - mean))
            clicks = random.binomial(audience, chance) * (random.random(n) >= world.silent)
        elif world.law == "zinb":
            rate = random.gamma(zinb["size"], zinb["mean"] / (1 - zinb["silent"]) / zinb["size"], n)
            clicks = random.poisson(rate) * (random.random(n) >= zinb["silent"])
        else:
            rate = np.minimum(np.exp(random.normal(log_mean, log_scale, n)), 300)
            clicks = random.poisson(rate) * (random.random(n) >= world.silent)
        return clicks.astype(np.int64), kind.astype(np.int64)

    many = random.choice(CHANNELS, size=400_000, p=channel_mix)
    sample, kinds = offspring(many)
    mean_clicks, silent = float(sample.mean()), float((sample == 0).mean())
    click_classes = np.bincount(kinds, weights=sample, minlength=3) / sample.sum()
    channel_clicks = np.bincount(many, weights=sample, minlength=CHANNELS)
    reshare = min(world.k / mean_clicks, 0.95)
    medians = world.median * np.exp(random.normal(0, 0.4, CHANNELS))
    sigma, shape = random.uniform(1.0, 1.8), random.uniform(0.5, 0.9)

    def delay(channel: Integers) -> Floats:
        n = len(channel)
        if world.delays == "lognormal":
            unit = np.exp(sigma * random.standard_normal(n))
        elif world.delays == "weibull":
            unit = random.weibull(shape, n) / np.log(2) ** (1 / shape)
        elif world.delays == "pareto":
            tail = 1.5
            unit = ((1 - random.random(n)) ** (-1 / tail) - 1) / (2 ** (1 / tail) - 1)
        else:
            unit = np.where(random.random(n) < 0.6, random.exponential(0.5, n), random.exponential(4.0, n)) / 0.81
        return unit * medians[channel]

    half_life = float(np.median(delay(random.choice(CHANNELS, size=200_000, p=channel_clicks / channel_clicks.sum()))))

    # seeds come when people are active
    start = np.interp(random.uniform(0, np.interp(horizon, knots, cumulated), world.seeds), cumulated, knots)
    page = random.integers(0, 60, world.seeds)
    appeal = np.exp(random.normal(-(world.page_spread**2) / 2, world.page_spread, 60))
    minted, channels, pages = [start], [random.choice(CHANNELS, size=world.seeds, p=channel_mix)], [page]
    parents, shown, depth = [np.full(world.seeds, -1)], [np.full(world.seeds, -1)], [np.ones(world.seeds, dtype=int)]
    seen_depth = [np.ones(world.seeds, dtype=int)]
    kinds_all, click_token, click_at = [], [], []
    offset, total = 0, world.seeds
    while len(minted[-1]) and total < 40_000:
        channel, at = channels[-1], minted[-1]
        clicks, kind = offspring(channel)
        kinds_all.append(kind)
        token = np.repeat(np.arange(len(at)), clicks)
        when = np.interp(np.interp(at[token], knots, cumulated) + delay(channel[token]), cumulated, knots, right=np.inf)
        kept = random.random(len(token)) < world.survival
        inside = when < horizon
        click_token.append((token + offset)[inside & kept])
        click_at.append(when[inside & kept])
        again = inside & (random.random(len(token)) < np.minimum(reshare * appeal[pages[-1][token]], 1.0))
        born = when[again] + random.exponential(0.05, int(again.sum()))
        parents.append((token + offset)[again])
        shown.append(np.where(kept[again], parents[-1], -1))
        depth.append(depth[-1][token[again]] + 1)
        seen_depth.append(np.where(kept[again], seen_depth[-1][token[again]] + 1, 1))
        pages.append(pages[-1][token[again]])
        channels.append(random.choice(CHANNELS, size=len(born), p=channel_mix))
        minted.append(born)
        offset += len(at)
        total += len(born)
    if len(kinds_all) < len(minted):
        kinds_all.append(offspring(channels[-1])[1])
    all_minted, all_depth, all_seen = np.concatenate(minted), np.concatenate(depth), np.concatenate(seen_depth)
    true_parent, parent = np.concatenate(parents), np.concatenate(shown)
    token, at = np.concatenate(click_token), np.concatenate(click_at)
    n = len(all_minted)
    own = np.flatnonzero(random.random(n) < world.self_clicks)
    visitors = random.permutation(n + len(token)) + 1
    sharer, click_visitor = visitors[:n], visitors[n:]
    channel = np.concatenate(channels)
    true_clicks = len(at) / world.survival
    sent = min(world.answers, int(true_clicks))
    tagged = int(random.binomial(sent, world.survival))
    anchor_channel = random.choice(CHANNELS, size=world.anchors, p=channel_mix)
    q = means[0][anchor_channel]
    anchor_clicks = (random.random(world.anchors) < q * (1 - world.silent) * world.survival).astype(np.int64)
    answers = random.multinomial(int(sent * 0.7), click_classes)
    tokens = Tokens(
        minted=all_minted, parent=parent, channel=channel, mode=random.choice(3, size=n, p=[0.2, 0.3, 0.5]),
        page=np.concatenate(pages), previewers=random.poisson(1.0, n),
        click_token=np.concatenate([token, own]),
        click_at=np.concatenate([at, all_minted[own] + random.uniform(0, 1.9 / 60, len(own))]),
        click_visitor=np.concatenate([click_visitor, sharer[own]]), sharer=sharer,
        now=horizon, activity=activity, views=n * 80, sent=sent, sent_tokened=tagged,
        anchor_channel=anchor_channel, anchor_clicks=anchor_clicks, answer_audience=answers,
    )  # fmt: skip
    generation = np.minimum(all_seen, GENERATIONS) - 1
    presses, landings = np.zeros((2, CHANNELS, GENERATIONS), dtype=np.int64)
    np.add.at(presses, (channel, generation), 1)
    np.add.at(landings, (channel[token], generation[token]), 1)
    truth = Truth(
        clicks_per_share=mean_clicks, k=reshare * mean_clicks, silent=silent, half_life=half_life,
        nu=mean_virality(true_parent), classes=np.array(world.classes),
        depth=np.bincount(np.minimum(all_depth, GENERATIONS), minlength=GENERATIONS + 1)[1:] / n, parents=true_parent,
    )  # fmt: skip
    return Toy(tokens, GenerationCounts(presses, landings, n * 80, sent, tagged), truth)


def brute_virality(parent: Integers) -> Floats:
    """Mean distance between the nodes of each tree of two or more, by walking from every pair to their common root."""
    paths = []
    for node in range(len(parent)):
        path = [node]
        while parent[path[-1]] >= 0:
            path.append(int(parent[path[-1]]))
        paths.append(path)
    trees: dict[int, list[list[int]]] = {}
    for path in paths:
        trees.setdefault(path[-1], []).append(path)
    means = []
    for root in sorted(trees):
        tree = trees[root]
        if len(tree) > 1:
            distances = [
                len(first) + len(second) - 2 * len(set(first) & set(second))
                for i, first in enumerate(tree) for second in tree[:i]
            ]  # fmt: skip
            means.append(sum(distances) / len(distances))
    return np.array(means)


def mean_virality(parent: Integers) -> float:
    """The same by subtree sizes, for truth of large worlds (parents come before children)."""
    n = len(parent)
    size, root = np.ones(n), np.arange(n)
    for node in range(n - 1, -1, -1):
        if parent[node] >= 0:
            size[parent[node]] += size[node]
    for node in range(n):
        if parent[node] >= 0:
            root[node] = root[parent[node]]
    whole = size[root]
    child = parent >= 0
    each = np.bincount(root[child], weights=(size * (whole - size))[child], minlength=n)
    trees = (parent < 0) & (size > 1)
    return float((2 * each[trees] / (size[trees] * (size[trees] - 1))).mean()) if trees.any() else 0.0
