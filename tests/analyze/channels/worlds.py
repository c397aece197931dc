"""Toy worlds of private sharing whose truth is known, event by event; they share nothing with the estimator."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from penombre.analyze.channels.series import Series

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Setting(msgspec.Struct, frozen=True):
    """What a world is drawn from; None lets the world draw it."""

    pages: int = 40
    days: int = 24
    kernel: str | None = None  # lognormal, weibull, pareto, twofold
    sleep: bool | None = None  # what is sent at night is read in the morning
    spikes: float = 4.0  # news spikes in the period
    ratio_spread: float | None = None  # landings per share differ from page to page (log scale)
    reshare: float | None = None  # landings that lead to another share
    elsewhere: float = 0.4  # of these, shares through another channel
    answers: int | None = None
    controls: int = 150  # answers of known cause, a channel
    unwilling: float = 0.0  # spread of the log-odds to answer over channels
    wrong: float | None = None  # share of answers that are not the truth
    noisy_requests: bool = False  # an act makes a random number of requests
    drafts: float = 0.05
    strip_error: float = 0.0  # the truth lies off the prior by so many log-odds (standard deviation)


class World(msgspec.Struct, frozen=True):
    """What is seen, and what is true: dark landings by channel, the last one not sent by a person."""

    series: Series
    volumes: Floats


KINDS = (
    # name, previews, cache in hours, requests an act, share stripped (None: all of it), landings an act, pace
    ("WhatsApp", True, 0.0, 1.0, None, 1.2, 0.8),
    ("Slack", True, 0.5, 1.0, None, 1.8, 0.6),
    ("Discord", True, 0.5, 1.0, None, 1.5, 1.0),
    ("Telegram", True, 24.0, 1.0, None, 1.6, 1.0),
    ("Messenger", False, 0.0, 1.0, 0.75, 1.0, 1.0),
    ("SMS", False, 0.0, 1.0, None, 1.0, 0.7),
    ("E-mail", False, 0.0, 1.0, None, 1.1, 3.0),
    ("LinkedIn", True, 6.0, 1.0, 0.3, 1.2, 1.5),
    ("Zulip", True, 1.0, 2.0, None, 1.4, 0.7),
)


def toy_world(setting: Setting, seed: int) -> World:  # noqa: PLR0915
    """A world drawn from `setting`."""
    r = np.random.default_rng(seed)
    P, hours = setting.pages, setting.days * 24
    kernel = setting.kernel or str(r.choice(["lognormal", "weibull", "pareto", "twofold"]))
    sleep = bool(r.random() < 0.5) if setting.sleep is None else setting.sleep
    ratio_spread = r.uniform(0, 0.4) if setting.ratio_spread is None else setting.ratio_spread
    reshare = r.uniform(0.03, 0.3) if setting.reshare is None else setting.reshare
    wrong = r.uniform(0.1, 0.35) if setting.wrong is None else setting.wrong
    chosen = [0, *sorted(r.choice(np.arange(1, len(KINDS)), size=5, replace=False).tolist())]
    if not any(not KINDS[k][1] and KINDS[k][4] is None for k in chosen):
        chosen[-1] = 5 if r.random() < 0.5 else 6
    kinds = [KINDS[k] for k in chosen]
    C = len(kinds)

    start = int(r.integers(0, 168))
    how = (start + np.arange(hours)) % 168
    published = np.where(r.random(P) < 0.6, -r.uniform(24, 3000, P), r.uniform(0, hours * 0.85, P))
    age = np.arange(hours)[None, :] - published[:, None]
    alive = age >= 0
    decay = r.uniform(20, 60)
    floor = r.uniform(0.03, 0.2)
    interest = np.where(alive, floor + np.exp(-np.maximum(age, 0) / decay) + 0.4 / (1 + np.maximum(age, 0) / 24), 0)
    interest = np.where(published[:, None] < 0, r.uniform(0.15, 0.5, (P, 1)) * alive, interest)
    size = r.lognormal(0, 1.1, P)

    # news: on a few pages or on all of one topic, in every source, more in some
    spike = np.zeros((P, hours))
    topic = r.integers(0, 5, P)
    for _ in range(r.poisson(setting.spikes)):
        at = int(r.integers(0, hours))
        hit = (
            (topic == r.integers(0, 5)) & (r.random(P) < 0.7) if r.random() < 0.6 else np.arange(P) == r.integers(0, P)
        )
        shape = np.exp(-np.maximum(np.arange(hours) - at, 0) / r.uniform(6, 20)) * (np.arange(hours) >= at)
        spike += hit[:, None] * min(1 + r.pareto(1.5), 12) * shape[None, :]

    def clock(peak: float, width: float, weekend: float) -> Floats:
        hour = how % 24
        away = np.minimum(np.abs(hour - peak), 24 - np.abs(hour - peak))
        day = np.exp(-0.5 * (away / width) ** 2) + 0.12
        day = day * np.where(how // 24 >= 5, weekend, 1.0)
        return np.asarray(day / day.mean(), dtype=np.float64)

    def intensity(total: float, peak: float, width: float, weekend: float, gain: float, own: float) -> Floats:
        pages = size ** r.uniform(0.7, 1.1) * r.lognormal(0, own, P)
        rate = pages[:, None] * interest * clock(peak, width, weekend)[None, :] * (1 + gain * spike)
        return np.asarray(rate * total / rate.sum(), dtype=np.float64)

    dark_size = r.uniform(10_000, 40_000)
    private_part = r.uniform(0.25, 0.6)
    typed = intensity(dark_size * (1 - private_part) * r.uniform(0.5, 0.9), 13, 5, 0.9, r.uniform(0.1, 0.7), 0.4)

    # public sources and what they lose
    sources, strips, twins, stripped = [], [], [], np.zeros((P, hours))
    for s_mean, pseudo, volume in ((0.04, 60, 0.8), (0.05, 30, 0.4), (0.14, 15, 0.15)):
        lost = float(np.clip(r.beta(s_mean * pseudo, (1 - s_mean) * pseudo), 0.003, 0.6))
        rate = intensity(dark_size * volume, r.uniform(11, 21), 5, 1.0, r.uniform(0.5, 1.5), 0.4)
        sources.append(r.poisson(rate * (1 - lost)))
        stripped += r.poisson(rate * lost)
        strips.append((s_mean * pseudo, (1 - s_mean) * pseudo))
        twins.append(-1)

    # private sharing, generation by generation
    mix = r.dirichlet(np.full(C, 2.0))
    first = [
        intensity(1.0, r.uniform(9, 21), r.uniform(3, 6), r.uniform(0.3, 1.1), r.uniform(0.5, 1.5), 0.3)
        for _ in range(C)
    ]
    per_act = np.array([kind[5] * r.uniform(0.6, 1.5) for kind in kinds])
    ratio = r.lognormal(0, 1.0, (C, P)) ** ratio_spread
    awake = clock(14.0, 5.0, 1.0)
    awake = np.minimum(awake / awake.max() * 1.4, 1.0)
    acts: list[tuple[Integers, Floats]] = [(np.zeros(0, dtype=np.int64), np.zeros(0))] * C
    landings: list[tuple[Integers, Floats]] = [(np.zeros(0, dtype=np.int64), np.zeros(0))] * C
    wave = []
    for c in range(C):
        count = r.poisson(first[c] * dark_size * private_part * mix[c] / per_act[c] * (1 - reshare))
        page, hour = np.nonzero(count)
        n = count[page, hour]
        wave.append((np.repeat(page, n), np.repeat(hour, n) + r.random(n.sum())))
    paces = np.array([kind[6] * r.uniform(0.6, 2.0) for kind in kinds])
    for _ in range(12):
        next_wave: list[tuple[list[Integers], list[Floats]]] = [([], []) for _ in range(C)]
        for c in range(C):
            page, when = wave[c]
            if not len(page):
                continue
            acts[c] = (np.concatenate([acts[c][0], page]), np.concatenate([acts[c][1], when]))
            spread = 0.8
            mean = per_act[c] * ratio[c][page]
            clicks = r.poisson(mean * r.gamma(spread, 1 / spread, len(page)))
            who = np.repeat(page, clicks)
            at = np.repeat(when, clicks) + delays(r, kernel, paces[c], int(clicks.sum()))
            if sleep:
                asleep = np.ones(len(at), dtype=bool)
                for _again in range(30):
                    asleep &= (at < hours) & (r.random(len(at)) > awake[np.minimum(at, hours - 1).astype(int)])
                    at = np.where(asleep, at + r.uniform(0.3, 1.5, len(at)), at)
            inside = at < hours
            who, at = who[inside], at[inside]
            landings[c] = (np.concatenate([landings[c][0], who]), np.concatenate([landings[c][1], at]))
            again = r.random(len(who)) < reshare / per_act[c]
            other = r.random(again.sum()) < setting.elsewhere
            to = np.where(other, r.integers(0, C, again.sum()), c)
            for k in range(C):
                next_wave[k][0].append(who[again][to == k])
                next_wave[k][1].append(at[again][to == k] + r.exponential(0.3, int((to == k).sum())))
        wave = []
        for pages_of, times_of in next_wave:
            page = np.concatenate(pages_of) if pages_of else np.zeros(0, dtype=np.int64)
            when = np.concatenate(times_of) if times_of else np.zeros(0)
            wave.append((page[when < hours], when[when < hours]))

    # what the server sees
    unfurls = np.zeros((C, P, hours), dtype=np.int64)
    dark_by = np.zeros((C + 1, P, hours), dtype=np.int64)
    presses = np.zeros((3, P, hours), dtype=np.int64)
    for c, (_, previews, cache, requests, lost_mean, *_rest) in enumerate(kinds):
        page, when = acts[c]
        if previews:
            extra = r.random(len(page)) < setting.drafts
            seen_page = np.concatenate([page, page[extra]])
            seen_when = np.concatenate([when, np.minimum(when[extra] + r.random(extra.sum()), hours - 1e-6)])
            hit = after_cache(seen_page, seen_when, cache)
            many = 1 + r.poisson(requests - 1 + 1e-12, hit.sum()) if setting.noisy_requests else int(requests)
            np.add.at(unfurls[c], (seen_page[hit], seen_when[hit].astype(int)), many)
        button = r.random(len(page))
        for mode, (low, high) in enumerate(((0, 0.1), (0.1, 0.3))):
            pressed = (button >= low) & (button < high)
            np.add.at(presses[mode], (page[pressed], when[pressed].astype(int)), 1)
        who, at = landings[c]
        lost = 1.0
        if lost_mean is not None:
            lost = lost_mean
            if setting.strip_error:
                lost = 1 / (1 + np.exp(-(np.log(lost / (1 - lost)) + setting.strip_error * r.standard_normal())))
            shown = r.random(len(who)) >= lost
            visible = np.zeros((P, hours), dtype=np.int64)
            np.add.at(visible, (who[shown], at[shown].astype(int)), 1)
            sources.append(visible)
            a = 15 * lost_mean
            strips.append((a, 15 - a))
            twins.append(c)
            who, at = who[~shown], at[~shown]
        np.add.at(dark_by[c], (who, at.astype(int)), 1)
    # copies that are no shares follow the views
    presses[2] = r.poisson((typed + sources[0]) * 0.01)
    dark_by[C] = r.poisson(typed) + stripped

    volumes = dark_by.sum(axis=(1, 2)).astype(np.float64)
    truth = volumes / volumes.sum()
    n = int(r.integers(120, 600)) if setting.answers is None else setting.answers
    willing = truth * np.exp(setting.unwilling * r.standard_normal(C + 1))
    right = np.clip(1 - wrong + r.normal(0, 0.07, C + 1), 0.5, 0.98)
    popular = r.dirichlet(np.full(C + 1, 3.0))
    told = np.zeros((C + 1, C + 1))
    for c in range(C + 1):
        others = popular.copy()
        others[c] = 0
        told[c] = (1 - right[c]) * others / others.sum()
        told[c, c] = right[c]
    answers = r.multinomial(n, willing / willing.sum() @ told) if n else np.zeros(C + 1, dtype=np.int64)
    confusion = np.array([r.multinomial(setting.controls, row) for row in told], dtype=np.int64)
    series = Series(
        channels=[kind[0] for kind in kinds],
        hour_of_week=how.astype(np.int64),
        published=published,
        dark=dark_by.sum(axis=0),
        unfurls=unfurls,
        cache_hours=np.array([kind[2] for kind in kinds]),
        requests_per_share=np.array([kind[3] for kind in kinds]),
        referred=np.array(sources, dtype=np.int64),
        twin=np.array(twins, dtype=np.int64),
        strip=np.array(strips),
        presses=presses,
        answers=answers.astype(np.int64),
        confusion=confusion,
    )
    return World(series, volumes)


def delays(r: np.random.Generator, kernel: str, pace: float, n: int) -> Floats:
    """Hours from the sending to the landing; median about 1.2 times the pace."""
    if kernel == "lognormal":
        return np.asarray(pace * 1.2 * r.lognormal(0, 1.3, n))
    if kernel == "weibull":
        return np.asarray(pace * 2.2 * r.weibull(0.6, n))
    if kernel == "pareto":
        return np.asarray(pace * 1.5 * r.pareto(1.2, n))
    quick = r.random(n) < 0.7
    return np.asarray(np.where(quick, r.exponential(pace, n), r.exponential(pace * 10, n)))


def after_cache(page: Integers, when: Floats, cache: float) -> NDArray[np.bool_]:
    """The acts that find the preview forgotten and make the app ask again."""
    hit = np.ones(len(page), dtype=bool)
    if cache <= 0:
        return hit
    hit[:] = False
    until: dict[int, float] = {}
    for i in np.lexsort((when, page)).tolist():
        if when[i] >= until.get(int(page[i]), -1.0):
            hit[i] = True
            until[int(page[i])] = when[i] + cache
    return hit
