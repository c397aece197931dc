"""Worlds for the channel mix: messages, their previews, their landings, and everything else that looks the same."""

from __future__ import annotations

import zlib
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from penombre.simulate.counts.apps import APPS, AUDIENCES, PUBLIC, App
from penombre.simulate.counts.channel_variants import CHANNEL_UNSEEN, CHANNEL_VARIANTS, Spans
from penombre.simulate.counts.messages import Placed, exchange
from penombre.simulate.counts.popularity import BEFORE, Popularity
from penombre.simulate.counts.previews import fetched, imitated, with_drafts
from penombre.simulate.counts.rhythm import WEEK
from penombre.simulate.counts.survey import answer_habits, ask, ask_controls, logistic, logit

__all__ = ["CHANNEL_UNSEEN", "CHANNEL_VARIANTS", "channel_world"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def channel_world(seed: int, variant: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What an estimator of the channel mix sees, and the truth.

    The first are the fields of a series: P pages, T hours, C private channels, R sources that show, ways to share
    button, copy and native sheet. The truth:
    volumes  (C,) dark landings by channel; other: dark landings that nobody sent; together they are the dark landings
    mix      (C,) volumes over their sum
    strip    (R,) share of each source's landings that arrives without it
    unseen   (C,) channels of which the series shows nothing, neither previews nor landings with a referrer
    Raises ValueError for a variant that is not known.
    """
    spans = (CHANNEL_VARIANTS | CHANNEL_UNSEEN).get(variant)
    if spans is None:
        raise ValueError(f"no variant {variant!r}; known: {', '.join([*CHANNEL_VARIANTS, *CHANNEL_UNSEEN])}")
    rng = np.random.default_rng([seed, zlib.crc32(variant.encode()), zlib.crc32(b"channels")])
    apps, mix = _apps(rng, spans)
    pages = int(rng.integers(int(spans.pages[0]), int(spans.pages[1]) + 1))
    hours = 24 * int(rng.integers(int(spans.days[0]), int(spans.days[1]) + 1))
    start = int(rng.integers(0, WEEK))
    crowd = Popularity(rng, pages, hours, start, spans)
    total = np.exp(rng.uniform(*np.log(spans.dark)))
    private = total * rng.uniform(*spans.private)

    sources = [app for app in apps if app.strip < 1], list(PUBLIC)
    strip, lab = _strip(rng, spans, [source.strip for group in sources for source in group])
    twins = np.array([apps.index(app) for app in sources[0]], dtype=np.int64)
    hidden = np.ones(len(apps))
    hidden[twins] = strip[: len(twins)]

    messages, landings = exchange(rng, spans, apps, private * mix / hidden, crowd, start)
    shape = (len(apps), pages, hours)
    without = rng.random(len(landings.at)) < hidden[landings.channel]
    dark_private = landings.only(without).counts(shape)
    shown = landings.only(~without).counts(shape)[twins]

    public, lost = _public(rng, crowd, total, strip[len(twins) :])
    other = lost.sum(axis=0) + _alone(rng, crowd, max(total - private - lost.sum(), 0.1 * total))
    unfurls, cache, requests = _unfurls(rng, spans, apps, messages, shape)

    volumes = dark_private.sum(axis=(1, 2))
    truth = np.append(volumes, other.sum())
    fame = np.array([max(app.weight[AUDIENCES.index(spans.crowd)], 2) for app in apps], dtype=float)
    asked, controls = answer_habits(rng, fame, spans.right, spans.gap)
    series = {
        "channels": [app.name for app in apps],
        "hour_of_week": np.mod(np.arange(hours) + start, WEEK),
        "published": crowd.published,
        "dark": dark_private.sum(axis=0) + other,
        "unfurls": unfurls,
        "cache_hours": cache,
        "requests_per_share": requests,
        "referred": np.concatenate([shown, public]),
        "twin": np.concatenate([twins, np.full(len(PUBLIC), -1, dtype=np.int64)]),
        "strip": lab,
        "presses": _presses(rng, crowd, messages, shape),
        "answers": ask(rng, truth, asked, int(rng.integers(int(spans.answers[0]), int(spans.answers[1]) + 1))),
        "confusion": ask_controls(rng, controls),
    }
    seen = np.array([bool(app.fetched) for app in apps])
    seen[twins] = True
    return series, {
        "volumes": volumes,
        "other": int(other.sum()),
        "mix": volumes / max(int(volumes.sum()), 1),
        "strip": strip,
        "unseen": ~seen,
    }


def _apps(rng: np.random.Generator, spans: Spans) -> tuple[tuple[App, ...], Floats]:
    """The channels of a world, those with previews first, and the mix they are to have."""
    column = AUDIENCES.index(spans.crowd)
    chosen: list[App] = []
    parts = []
    unseen_share = rng.uniform(*spans.unseen_share)
    for shows, numbers, part in ((True, spans.shown, 1 - unseen_share), (False, spans.hidden, unseen_share)):
        known = [app for app in APPS if bool(app.fetched) == shows and app.weight[column] > 0]
        weights = np.array([app.weight[column] for app in known], dtype=float)
        n = int(rng.integers(int(numbers[0]), int(numbers[1]) + 1))
        pick = rng.choice(len(known), n, replace=False, p=weights / weights.sum())
        if not shows and all(known[one].strip < 1 for one in pick):
            pick[0] = 0  # one at least leaves no trace at all: text messages do everywhere
        size = np.maximum(weights[pick], 3.0) * rng.gamma(3, 1 / 3, n)
        chosen += [_configured(rng, spans, known[one]) for one in pick]
        parts.append(part * size / size.sum())
    return tuple(chosen), np.concatenate(parts)


def _configured(rng: np.random.Generator, spans: Spans, app: App) -> App:
    if app.name == "E-mail" and rng.random() < 0.5:
        app = msgspec.structs.replace(app, strip=1.0)  # nobody here reads it in a browser
    if app.fetched == "vendor" and spans.cache is not None:
        app = msgspec.structs.replace(app, cache=float(rng.uniform(*spans.cache)))
    return app


def _strip(rng: np.random.Generator, spans: Spans, published: list[float]) -> tuple[Floats, Floats]:
    """Strip rates of today, (R,), and what the site's own trial of some day says of them, (R, 2)."""
    then = logistic(logit(np.array(published)) + rng.normal(0, 0.4, len(published)))
    now = logistic(logit(then) + spans.strip_gap * rng.normal(0, 1, len(published)))
    trials = rng.integers(40, 150, len(published))
    lost = rng.binomial(trials, then)
    # two clicks' worth of the published rate, so that neither parameter is zero
    mean = np.array(published)
    return now, np.column_stack([lost + 2 * mean, trials - lost + 2 * (1 - mean)])


def _public(rng: np.random.Generator, crowd: Popularity, total: float, strip: Floats) -> tuple[Ints, Ints]:
    """Landings from public sources that show, and those that arrived without a referrer, (R, P, T) both."""
    size = np.array([source.weight for source in PUBLIC]) * rng.gamma(4, 1 / 4, len(PUBLIC)) * total
    fields = np.stack([crowd.field(rng, source.habit) for source in PUBLIC])
    came = rng.poisson(fields * size[:, None, None])[:, :, BEFORE:]
    lost = rng.binomial(came, strip[:, None, None])
    return came - lost, lost


def _alone(rng: np.random.Generator, crowd: Popularity, size: float) -> Ints:
    """(P, T) landings of those who typed, kept or were mailed the address by the site itself."""
    mailed = rng.uniform(0, 0.3) if rng.random() < 0.5 else 0.0
    field = (1 - mailed) * crowd.field(rng, "browsing", own=0.8) + mailed * crowd.mailings(rng)
    field = field[:, BEFORE:]
    return np.asarray(rng.poisson(size * field / field.sum()))


def _unfurls(
    rng: np.random.Generator, spans: Spans, apps: tuple[App, ...], messages: Placed, shape: tuple[int, int, int]
) -> tuple[Ints, Floats, Floats]:
    """Preview requests (C, P, T), and what is known of the apps: hours of their caches, requests a share."""
    channel, page, at = [], [], []
    drafts, bots = rng.uniform(*spans.drafts), rng.uniform(*spans.bots)
    cache = np.array([app.cache for app in apps])
    requests = np.array([app.requests for app in apps])
    for number, app in enumerate(apps):
        mine = messages.channel == number
        if not app.fetched:
            continue
        # some have previews switched off
        mine &= rng.random(len(mine)) < rng.uniform(0.75, 0.98)
        here, when = with_drafts(rng, messages.page[mine], messages.at[mine], drafts)
        here, when = imitated(rng, here, when, shape[1], shape[2], int(rng.poisson(bots * mine.sum())))
        # what is written about caches is not quite what they do
        asks = fetched(here, when, app.cache * rng.uniform(0.85, 1.15))
        times = 1 + rng.poisson((app.requests - 1) * rng.uniform(0.9, 1.1), int(asks.sum()))
        page.append(np.repeat(here[asks], times))
        at.append(np.repeat(when[asks], times))
        channel.append(np.full(int(times.sum()), number))
    hits = Placed(np.concatenate(channel), np.concatenate(page), np.concatenate(at))
    return hits.counts(shape), cache, requests


def _presses(rng: np.random.Generator, crowd: Popularity, messages: Placed, shape: tuple[int, int, int]) -> Ints:
    """(3, P, T) presses of the button, copies of the address and native sheets, also those that shared in public."""
    way = rng.choice(4, len(messages.at), p=_ways(rng))
    ours = Placed(way, messages.page, messages.at).only(way < 3).counts((3, *shape[1:]))
    besides = ours.sum(axis=(1, 2)) * rng.uniform((0.2, 0.5, 0.1), (0.8, 1.5, 0.4))
    field = crowd.field(rng, "browsing")[:, BEFORE:]
    return np.asarray(ours + rng.poisson(besides[:, None, None] * field / field.sum()))


def _ways(rng: np.random.Generator) -> Floats:
    """How often a message leaves through the button, a copy and the native sheet, and how often unnoticed."""
    noticed = rng.uniform((0.04, 0.1, 0.0), (0.15, 0.3, 0.15))
    return np.append(noticed, 1 - noticed.sum())
