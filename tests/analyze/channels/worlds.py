"""Toy worlds of private sharing whose truth is known, event by event; they share nothing with the estimator."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from penombre.analyze.channels.series import Series

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Setting(msgspec.Struct, frozen=True):
    """What a world is drawn from; None lets the world draw it."""

    pages: int = 40
    days: int = 24
    kernel: str | None = None  # one of KERNELS
    sleep: bool | None = None  # what is sent at night is read in the morning
    spikes: float = 4.0  # news spikes in the period
    ratio_spread: float | None = None  # landings per share differ from page to page (log scale)
    reshare: float | None = None  # further shares that a share leads to
    elsewhere: float = 0.4  # of these, shares through another channel
    answers: int | None = None
    controls: int = 150  # answers of known cause, a class
    unwilling: float = 0.0  # spread of the log-odds to answer over classes
    wrong: float | None = None  # share of answers that are not the truth
    noisy_requests: bool = False  # an act makes a random number of requests
    drafts: float = 0.05
    fixed_windows: bool = False  # caches tick by the clock, not from each request
    strip_error: float = 0.4  # the truth lies off the prior by so many log-odds (standard deviation)


class World(NamedTuple):
    """What is seen, and what is true: dark landings by channel, the last one not sent by a person."""

    series: Series
    volumes: Floats


class Kind(NamedTuple):
    """A channel: its previews, the share of its landings without a source, landings an act, hours to the landing."""

    name: str
    previews: bool
    cache: float
    requests: int
    stripped: float
    per_act: float
    pace: float


KINDS = (
    Kind("WhatsApp", True, 0.0, 1, 1.0, 1.2, 0.8),
    Kind("Slack", True, 0.5, 1, 1.0, 1.8, 0.6),
    Kind("Discord", True, 0.5, 1, 1.0, 1.5, 1.0),
    Kind("Telegram", True, 24.0, 1, 1.0, 1.6, 1.0),
    Kind("Messenger", False, 0.0, 1, 0.75, 1.0, 1.0),
    Kind("SMS", False, 0.0, 1, 1.0, 1.0, 0.7),
    Kind("E-mail", False, 0.0, 1, 1.0, 1.1, 3.0),
    Kind("LinkedIn", True, 6.0, 1, 0.3, 1.2, 1.5),
    Kind("Zulip", True, 1.0, 2, 1.0, 1.4, 0.7),
)
KERNELS = ("lognormal", "weibull", "pareto", "twofold")
PUBLIC = ((0.04, 60, 0.8), (0.05, 30, 0.4), (0.14, 15, 0.15))
"""Share stripped, pseudo-clicks behind it, landings relative to those without a source."""
GENERATIONS = 12


class Scene(NamedTuple):
    """Pages and hours: interest and spike (P, T), size (P,), the hour of the week (T,)."""

    random: np.random.Generator
    hour_of_week: Integers
    published: Floats
    size: Floats
    interest: Floats
    spike: Floats


class Events(NamedTuple):
    """Things that happened on pages, at hours of the period with fractions."""

    page: Integers
    at: Floats


def toy_world(setting: Setting, seed: int) -> World:
    """A world drawn from `setting`."""
    random = np.random.default_rng(seed)
    kinds = _kinds(random)
    scene = _scene(setting, random)
    size, private = random.uniform(10_000, 40_000), random.uniform(0.25, 0.6)
    typed = _intensity(scene, size * (1 - private) * random.uniform(0.5, 0.9), 13, 0.9, random.uniform(0.1, 0.7))
    referred, dark_rest = [], random.poisson(typed)
    for share, clicks, volume in PUBLIC:
        lost = float(np.clip(random.beta(share * clicks, (1 - share) * clicks), 0.003, 0.6))
        rate = _intensity(scene, size * volume, random.uniform(11, 21), 1.0, random.uniform(0.5, 1.5))
        referred.append(random.poisson(rate * (1 - lost)))
        dark_rest = dark_rest + random.poisson(rate * lost)
    acts, landings = _sharing(setting, scene, kinds, size * private)
    dark, twins, strips = (
        [],
        [-1] * len(PUBLIC),
        [(share * clicks, (1 - share) * clicks) for share, clicks, _ in PUBLIC],
    )
    for c, kind in enumerate(kinds):
        lost = kind.stripped
        if lost < 1:
            odds = np.log(lost / (1 - lost)) + setting.strip_error * random.standard_normal()
            lost = float(1 / (1 + np.exp(-odds)))
            strips.append((15 * kind.stripped, 15 * (1 - kind.stripped)))
            twins.append(c)
        hidden = random.random(len(landings[c].page)) < lost
        dark.append(_counted(scene, landings[c], hidden))
        if kind.stripped < 1:
            referred.append(_counted(scene, landings[c], ~hidden))
    dark.append(dark_rest)
    volumes = np.array([each.sum() for each in dark], dtype=np.float64)
    answers, confusion = _survey(setting, random, volumes / volumes.sum())
    series = Series(
        channels=[kind.name for kind in kinds],
        hour_of_week=scene.hour_of_week,
        published=scene.published,
        dark=np.sum(dark, axis=0),
        unfurls=np.array([_previews(setting, scene, kind, acts[c]) for c, kind in enumerate(kinds)]),
        cache_hours=np.array([kind.cache for kind in kinds]),
        requests_per_share=np.array([float(kind.requests) for kind in kinds]),
        referred=np.array(referred),
        twin=np.array(twins),
        strip=np.array(strips),
        presses=_presses(scene, acts, typed + referred[0]),
        answers=answers,
        confusion=confusion,
    )
    return World(series, volumes)


def _kinds(random: np.random.Generator) -> list[Kind]:
    """WhatsApp and five others, one of which leaves no trace but in answers."""
    chosen = [0, *sorted(random.choice(np.arange(1, len(KINDS)), size=5, replace=False).tolist())]
    if not {5, 6} & set(chosen):
        chosen[-1] = int(random.choice([5, 6]))
    return [KINDS[k] for k in chosen]


def _scene(setting: Setting, random: np.random.Generator) -> Scene:
    pages, hours = setting.pages, setting.days * 24
    hour_of_week = (int(random.integers(0, 168)) + np.arange(hours)) % 168
    published = np.where(
        random.random(pages) < 0.6, -random.uniform(24, 3000, pages), random.uniform(0, hours * 0.85, pages)
    )
    age = np.arange(hours)[None, :] - published[:, None]
    young = np.maximum(age, 0)
    fading = random.uniform(0.03, 0.2) + np.exp(-young / random.uniform(20, 60)) + 0.4 / (1 + young / 24)
    interest = np.where(published[:, None] < 0, random.uniform(0.15, 0.5, (pages, 1)), fading) * (age >= 0)
    # news: on one page or on most of a topic, in every source, more in some
    spike, topic = np.zeros((pages, hours)), random.integers(0, 5, pages)
    for _ in range(random.poisson(setting.spikes)):
        since = np.arange(hours) - int(random.integers(0, hours))
        hit = np.arange(pages) == random.integers(0, pages)
        if random.random() < 0.6:
            hit = (topic == random.integers(0, 5)) & (random.random(pages) < 0.7)
        shape = np.exp(-np.maximum(since, 0) / random.uniform(6, 20)) * (since >= 0)
        spike += hit[:, None] * min(1 + random.pareto(1.5), 12) * shape[None, :]
    return Scene(random, hour_of_week, published, random.lognormal(0, 1.1, pages), interest, spike)


def _clock(scene: Scene, peak: float, width: float, weekend: float) -> Floats:
    hour = scene.hour_of_week % 24
    away = np.minimum(np.abs(hour - peak), 24 - np.abs(hour - peak))
    day = np.exp(-0.5 * (away / width) ** 2) + 0.12
    day = day * np.where(scene.hour_of_week // 24 >= 5, weekend, 1.0)
    return np.asarray(day / day.mean(), dtype=np.float64)


def _intensity(scene: Scene, total: float, peak: float, weekend: float, gain: float) -> Floats:
    random = scene.random
    pages = scene.size ** random.uniform(0.7, 1.1) * random.lognormal(0, 0.35, len(scene.size))
    clock = _clock(scene, peak, random.uniform(3, 6), weekend)
    rate = pages[:, None] * scene.interest * clock[None, :] * (1 + gain * scene.spike)
    return np.asarray(rate * total / rate.sum(), dtype=np.float64)


def _sharing(setting: Setting, scene: Scene, kinds: list[Kind], total: float) -> tuple[list[Events], list[Events]]:
    """Acts and landings by channel: shares bring landings, some of which bring shares, here or elsewhere."""
    random, (pages, hours), channels = scene.random, scene.interest.shape, len(kinds)
    kernel = setting.kernel or str(random.choice(KERNELS))
    sleep = bool(random.random() < 0.5) if setting.sleep is None else setting.sleep
    reshare = random.uniform(0.03, 0.3) if setting.reshare is None else setting.reshare
    ratio_spread = random.uniform(0, 0.4) if setting.ratio_spread is None else setting.ratio_spread
    awake = _clock(scene, 14.0, 5.0, 1.0)
    awake = np.minimum(awake / awake.max() * 1.4, 1.0) if sleep else np.ones(hours)
    mix = random.dirichlet(np.full(channels, 2.0))
    per_act = np.array([kind.per_act * random.uniform(0.6, 1.5) for kind in kinds])
    pace = np.array([kind.pace * random.uniform(0.6, 2.0) for kind in kinds])
    ratio = random.lognormal(0, ratio_spread, (channels, pages))
    wave = []
    for c in range(channels):
        first = total * mix[c] / per_act[c] * (1 - reshare)
        weekend, gain = random.uniform(0.3, 1.1), random.uniform(0.5, 1.5)
        count = random.poisson(_intensity(scene, first, random.uniform(9, 21), weekend, gain))
        page, hour = np.nonzero(count)
        many = count[page, hour]
        wave.append(Events(np.repeat(page, many), np.repeat(hour, many) + random.random(int(many.sum()))))
    acts, landings = list(wave), [Events(np.zeros(0, dtype=np.int64), np.zeros(0))] * channels
    for _ in range(GENERATIONS):
        fresh = [Events(np.zeros(0, dtype=np.int64), np.zeros(0))] * channels
        for c, shared in enumerate(wave):
            clicks = random.poisson(per_act[c] * ratio[c][shared.page] * random.gamma(0.8, 1 / 0.8, len(shared.page)))
            at = np.repeat(shared.at, clicks) + _delays(random, kernel, pace[c], int(clicks.sum()))
            landed = _within(Events(np.repeat(shared.page, clicks), _when_awake(random, at, awake)), hours)
            landings[c] = _joined(landings[c], landed)
            # shares an act leads to are the same on all pages: where many land, fewer share again
            again = random.random(len(landed.page)) < reshare / (per_act[c] * ratio[c][landed.page])
            moves = random.random(len(landed.page)) < setting.elsewhere
            to = np.where(moves, random.integers(0, channels, len(landed.page)), c)
            for k in range(channels):
                mine = again & (to == k)
                later = landed.at[mine] + random.exponential(0.3, int(mine.sum()))
                fresh[k] = _joined(fresh[k], _within(Events(landed.page[mine], later), hours))
        wave = fresh
        acts = [_joined(old, new) for old, new in zip(acts, wave, strict=True)]
    return acts, landings


def _joined(first: Events, second: Events) -> Events:
    return Events(np.concatenate([first.page, second.page]), np.concatenate([first.at, second.at]))


def _within(events: Events, hours: int) -> Events:
    inside = events.at < hours
    return Events(events.page[inside], events.at[inside])


def _counted(scene: Scene, events: Events, chosen: Flags) -> Integers:
    counts = np.zeros(scene.interest.shape, dtype=np.int64)
    np.add.at(counts, (events.page[chosen], events.at[chosen].astype(int)), 1)
    return counts


def _when_awake(random: np.random.Generator, at: Floats, awake: Floats) -> Floats:
    """Moments of reading: who sleeps tries again an hour or so later."""
    asleep = np.ones(len(at), dtype=bool)
    for _ in range(30):
        hour = np.minimum(at, len(awake) - 1).astype(int)
        asleep &= (at < len(awake)) & (random.random(len(at)) > awake[hour])
        at = np.where(asleep, at + random.uniform(0.3, 1.5, len(at)), at)
    return at


def _delays(random: np.random.Generator, kernel: str, pace: float, n: int) -> Floats:
    """Hours from the sending to the landing; median about 1.2 times the pace."""
    if kernel == "lognormal":
        return np.asarray(pace * 1.2 * random.lognormal(0, 1.3, n))
    if kernel == "weibull":
        return np.asarray(pace * 2.2 * random.weibull(0.6, n))
    if kernel == "pareto":
        return np.asarray(pace * 1.5 * random.pareto(1.2, n))
    quick = random.random(n) < 0.7
    return np.asarray(np.where(quick, random.exponential(pace, n), random.exponential(pace * 10, n)))


def _previews(setting: Setting, scene: Scene, kind: Kind, acts: Events) -> Integers:
    """Requests for previews: acts and drafts that find the preview forgotten."""
    counts = np.zeros(scene.interest.shape, dtype=np.int64)
    if not kind.previews:
        return counts
    random, hours = scene.random, scene.interest.shape[1]
    draft = random.random(len(acts.page)) < setting.drafts
    written = Events(acts.page[draft], np.minimum(acts.at[draft] + random.random(int(draft.sum())), hours - 1e-6))
    asked = _joined(acts, written)
    hit = ask_again(asked.page, asked.at, kind.cache, fixed_windows=setting.fixed_windows)
    many = np.full(int(hit.sum()), kind.requests)
    if setting.noisy_requests:
        many = 1 + random.poisson(kind.requests - 1, int(hit.sum()))
    np.add.at(counts, (asked.page[hit], asked.at[hit].astype(int)), many)
    return counts


def ask_again(page: Integers, at: Floats, cache: float, *, fixed_windows: bool = False) -> Flags:
    """The acts that find the preview forgotten and make the app ask, for a cache of so many hours."""
    hit = np.ones(len(page), dtype=bool)
    if cache <= 0:
        return hit
    hit[:] = False
    until: dict[int, float] = {}
    for i in np.lexsort((at, page)).tolist():
        moment = float(at[i])
        if moment >= until.get(int(page[i]), -1.0):
            hit[i] = True
            until[int(page[i])] = (moment // cache + 1) * cache if fixed_windows else moment + cache
    return hit


def _presses(scene: Scene, acts: list[Events], views: Floats) -> Integers:
    """Buttons, copies that are shares, and copies that are none and follow the views."""
    presses = np.zeros((3, *scene.interest.shape), dtype=np.int64)
    for shared in acts:
        how = scene.random.random(len(shared.page))
        presses[0] += _counted(scene, shared, how < 0.1)
        presses[1] += _counted(scene, shared, (how >= 0.1) & (how < 0.3))
    presses[2] = scene.random.poisson(views * 0.01)
    return presses


def _survey(setting: Setting, random: np.random.Generator, truth: Floats) -> tuple[Integers, Integers]:
    """Answers (C + 1,) and controls (C + 1, C + 1): some popular wrong answers, some classes less willing."""
    classes = len(truth)
    asked = int(random.integers(120, 600)) if setting.answers is None else setting.answers
    wrong = random.uniform(0.1, 0.35) if setting.wrong is None else setting.wrong
    right = np.clip(1 - wrong + random.normal(0, 0.07, classes), 0.5, 0.98)
    told = np.tile(random.dirichlet(np.full(classes, 3.0)), (classes, 1))
    np.fill_diagonal(told, 0.0)
    told = (1 - right)[:, None] * told / told.sum(axis=1, keepdims=True) + np.diag(right)
    willing = truth * np.exp(setting.unwilling * random.standard_normal(classes))
    answers = random.multinomial(asked, willing / willing.sum() @ told)
    return answers, np.array([random.multinomial(setting.controls, row) for row in told])
