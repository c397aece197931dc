"""How shares spread: to whom, how many come, when, and who of them sends the link on."""

from __future__ import annotations

from typing import TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from penombre.simulate.counts.cascade_variants import Spans
from penombre.simulate.counts.offspring import Offspring, draw_offspring, strengths
from penombre.simulate.counts.rhythm import Lag, activity_until, clicked, draw_lag, week, when_reached
from penombre.simulate.counts.survey import logistic, logit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Rows = TypeVar("Rows", bound=msgspec.Struct)

CHANNELS = ("WhatsApp", "Facebook Messenger", "SMS", "E-mail", "Slack")
PREVIEWED = np.array([True, True, False, False, True])
ONE, FEW, GROUP, EVERYBODY = range(4)
BUTTON, COPY, ADDRESS_BAR = range(3)
_MEDIANS = np.array([2.4, 2.6, 2.0, 5.4, 2.8])  # hours; half of a share's clicks within 3.4 (bitly 2011)
_COMMON = np.array([0.4, 0.15, 0.15, 0.2, 0.1])
_REACH = np.array([0.55, 0.45, 0.12, 0.03])
_REFERENCE = 40_000
MOST = 60_000
"""Shares after which a cascade is cut, should one near the tipping point not end by itself."""


class Habits(msgspec.Struct, frozen=True):
    """How people share in one world: C channels, four sizes of audience.

    now, midnight      end of the observation in hours; local hour of the day at hour 0 of the data
    activity, readers  (168,) of the visitors, (C, 168) of those who get links by each channel; from hour 0 on
    common, audiences  (C,) and (4,) parts of the shares
    reach              (4, C) probability that one of the audience clicks, before the share's strength
    dead               share of the shares that nobody reads, beside those whose readers do not click
    k, again           landings and shares that a landing leads to
    survival           probability that a landing keeps its tag, at the first hop and for a share of typical size
    """

    now: float
    midnight: float
    activity: Floats
    readers: Floats
    common: Floats
    audiences: Floats
    reach: Floats
    medians: Floats
    law: Offspring
    lag: Lag
    dead: float
    k: float
    again: float
    survival: float
    untagged: float
    modes: Floats


class Shares(msgspec.Struct, frozen=True):
    """n shares: what they are, and the click (-1: none) and share (-1: none) they came from.

    strength  (n,) multiplies the readers' probability of a click; hop (n,) hands before this one
    """

    minted: Floats
    page: Ints
    channel: Ints
    audience: Ints
    size: Ints
    strength: Floats
    mode: Ints
    tagged: Flags
    parent: Ints
    via: Ints
    hop: Ints

    def __len__(self) -> int:
        return len(self.minted)


class Clicks(msgspec.Struct, frozen=True):
    """m first visits by those a share was sent to: which share, when, whether the tag survived and how probably."""

    share: Ints
    at: Floats
    kept: Flags
    survival: Floats


def draw_habits(rng: np.random.Generator, spans: Spans) -> Habits:
    """The habits of a world, its landings leading to about the number of landings that the variant wants."""
    now = 24.0 * int(rng.integers(14, 29))
    start = int(rng.integers(0, 168))
    turn = -start
    kinds = ("chat", "chat", "chat", "mail", "work")
    common = _COMMON * rng.gamma(6, 1 / 6, len(CHANNELS))
    medians = _MEDIANS * np.exp(rng.normal(0, 0.25) + rng.normal(0, 0.2, len(CHANNELS)))
    lag = draw_lag(rng)
    if spans.slow_mail:
        common[CHANNELS.index("E-mail")] = 2.5
        medians[CHANNELS.index("E-mail")] = rng.uniform(8, 14)
        lag = msgspec.structs.replace(lag, stretched=False, sleeping=1.0)
    common /= common.sum()
    audiences = np.array(spans.audiences) * rng.gamma(25, 1 / 25, 4)
    audiences /= audiences.sum()
    reach = logistic(logit(_REACH)[:, None] + rng.normal(0, 0.25, (4, 1)) + rng.normal(0, 0.15, (1, len(CHANNELS))))
    button, bar = rng.uniform(0.3, 0.6), rng.uniform(0.03, 0.12) * (rng.random() < 0.25)
    habits = Habits(
        now, float(start % 24), np.roll(week(rng, "browsing"), turn),
        np.stack([np.roll(week(rng, kind), turn) for kind in kinds]),
        common, audiences, reach, medians, draw_offspring(rng), lag, 0.0, float(rng.uniform(*spans.k)), 0.0,
        float(rng.uniform(*spans.survival)), float(rng.uniform(*spans.untagged)),
        np.array([button, 1 - button - bar, bar]),
    )  # fmt: skip
    some = first_shares(rng, habits, np.zeros(_REFERENCE), np.zeros(_REFERENCE, dtype=np.int64))
    chance = chances(habits, some)
    quiet = float(((1 - chance) ** some.size).mean())
    dead = max(rng.uniform(*spans.silent) - quiet, 0.0) / (1 - quiet)
    each = float((chance * some.size).mean()) * (1 - dead)
    return msgspec.structs.replace(habits, dead=dead, again=habits.k / each)


def first_shares(rng: np.random.Generator, habits: Habits, minted: Floats, page: Ints) -> Shares:
    """Shares by visitors whom nobody sent the link, of given hours and pages."""
    n = len(minted)
    none = np.full(n, -1, dtype=np.int64)
    channel = rng.choice(len(CHANNELS), n, p=habits.common)
    return _shares(rng, habits, minted, page, channel, none, none, np.zeros(n, dtype=np.int64))


def _shares(
    rng: np.random.Generator, habits: Habits, minted: Floats, page: Ints, channel: Ints, parent: Ints, via: Ints,
    hop: Ints,
) -> Shares:  # fmt: skip
    n = len(minted)
    audience = rng.choice(4, n, p=habits.audiences)
    low, high = np.array([1, 3, 10, 256])[audience], np.array([1, 10, 256, 256])[audience]
    size = np.floor(low * ((high + 1) / low) ** rng.random(n))
    size = np.where(audience == ONE, 1, size)
    size = np.where(audience == EVERYBODY, np.minimum(256 * (1 + rng.pareto(1.5, n)), 4000), size).astype(np.int64)
    # who addresses everybody takes care of the link: no address bar, never without a tag
    careful = audience == EVERYBODY
    mode = rng.choice(3, n, p=habits.modes)
    mode = np.where(careful & (mode == ADDRESS_BAR), COPY, mode)
    tagged = careful | (rng.random(n) >= habits.untagged)
    strength = strengths(rng, habits.law, n)
    return Shares(minted, page, channel, audience, size, strength, mode, tagged, parent, via, hop)


def chances(habits: Habits, shares: Shares) -> Floats:
    """(n,) probability that one of a share's audience clicks, when anybody reads it."""
    return np.minimum(habits.reach[shares.audience, shares.channel] * shares.strength, 0.95)


def arrivals(rng: np.random.Generator, spans: Spans, habits: Habits, shares: Shares) -> Clicks:
    """The clicks that ever follow some shares."""
    read = rng.random(len(shares)) >= habits.dead
    times = rng.binomial(shares.size, chances(habits, shares) * read)
    share = np.repeat(np.arange(len(shares)), times)
    at = np.zeros(len(share))
    for number in range(len(CHANNELS)):
        mine = shares.channel[share] == number
        medians = np.full(int(mine.sum()), habits.medians[number])
        sent = shares.minted[share[mine]]
        at[mine] = clicked(rng, habits.lag, sent, medians, habits.readers[number], habits.midnight)
    keeps = logistic(
        logit(habits.survival) - spans.by_clicks * (np.log1p(times[share]) - 1.2) - spans.by_hop * shares.hop[share]
    )
    return Clicks(share, at, rng.random(len(share)) < keeps, keeps)


def first_hours(rng: np.random.Generator, spans: Spans, habits: Habits, n: int) -> tuple[Floats, Ints]:
    """When and on which page the links are first shared: with the age of the pages, or in bursts."""
    pages = int(rng.integers(20, 61))
    most = activity_until(habits.activity, np.array([habits.now]))[0]
    page = rng.choice(pages, n, p=rng.dirichlet(np.full(pages, 0.6)))
    amount = rng.uniform(0, most, n)
    bursts = int(rng.integers(int(spans.bursts[0]), int(spans.bursts[1]) + 1))
    if bursts:
        burst = rng.choice(bursts, n, p=rng.dirichlet(np.full(bursts, 1.5)))
        begun, life, part = rng.uniform(0, 0.99 * most, bursts)[burst], rng.uniform(1, 5), 0.75
        page = np.where(rng.random(n) < part, burst, page)
    else:
        begun, life, part = rng.uniform(-50, 0.95 * most, pages)[page], rng.uniform(12, 40), 0.5
    fresh = begun + rng.exponential(life, n)
    counts = (rng.random(n) < part) & (fresh > 0) & (fresh < most)
    return when_reached(habits.activity, np.where(counts, fresh, amount)), page


def grow(rng: np.random.Generator, spans: Spans, habits: Habits, n: int) -> tuple[Shares, Clicks]:
    """`n` first shares within the observation and all that ever follows from them, also after it has ended."""
    minted, page = first_hours(rng, spans, habits, n)
    now = first_shares(rng, habits, minted, page)
    shares, clicks = [now], []
    total, clicks_before = n, 0
    while len(now):
        came = arrivals(rng, spans, habits, now)
        clicks.append(msgspec.structs.replace(came, share=came.share + total - len(now)))
        # forwarding is as uneven as it gets: geometric numbers
        sends = rng.geometric(1 / (1 + habits.again), len(came.at)) - 1
        click = np.repeat(np.arange(len(came.at)), sends if total < MOST else 0)
        of = came.share[click]
        channel = np.where(
            rng.random(len(click)) < 0.5, now.channel[of], rng.choice(len(CHANNELS), len(click), p=habits.common)
        )
        later = came.at[click] + 0.1 * np.exp(rng.normal(0, 1.0, len(click)))
        parent = of + total - len(now)
        now = _shares(rng, habits, later, now.page[of], channel, parent, click + clicks_before, now.hop[of] + 1)
        shares.append(now)
        total += len(now)
        clicks_before += len(came.at)
    return _together(Shares, shares), _together(Clicks, clicks)


def _together(kind: type[Rows], parts: list[Rows]) -> Rows:
    return kind(*(np.concatenate([getattr(part, name) for part in parts]) for name in kind.__struct_fields__))
