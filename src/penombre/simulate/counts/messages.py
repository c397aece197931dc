"""Messages with a link, from hand to hand, and the landings they bring about."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from penombre.simulate.counts.apps import App
from penombre.simulate.counts.channel_variants import Spans
from penombre.simulate.counts.offspring import draw_offspring, strengths
from penombre.simulate.counts.popularity import BEFORE, Popularity
from penombre.simulate.counts.rhythm import clicked, draw_lag, week

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FORWARDS = 6
"""Hands that a message goes through at most."""


class Placed(msgspec.Struct, frozen=True):
    """Messages or landings: their channel, page and hour, (n,) each."""

    channel: Ints
    page: Ints
    at: Floats

    def counts(self, shape: tuple[int, int, int]) -> Ints:
        """(C, P, T) how many in each hour of the data."""
        inside = (self.at >= 0) & (self.at < shape[2])
        hour = self.at[inside].astype(np.int64)
        cells = np.ravel_multi_index((self.channel[inside], self.page[inside], hour), shape)
        return np.bincount(cells, minlength=int(np.prod(shape))).reshape(shape)

    def only(self, which: NDArray[np.bool_]) -> Placed:
        """Some of them."""
        return Placed(self.channel[which], self.page[which], self.at[which])


def exchange(
    rng: np.random.Generator, spans: Spans, apps: tuple[App, ...], landings: Floats, crowd: Popularity, start: int
) -> tuple[Placed, Placed]:
    """The messages of a world and the landings that follow them, before, in and after the hours of the data.

    landings  (C,) how many landings each channel is to bring, about
    start     local hour of the week at hour 0 of the data
    """
    lag, law = draw_lag(rng), draw_offspring(rng)
    medians = np.array([app.median for app in apps]) * np.exp(rng.normal(0, 0.3) + rng.normal(0, 0.25, len(apps)))
    each = np.exp(rng.normal(np.log(1.3), 0.3, len(apps)))
    again = rng.uniform(0.02, 0.15)  # messages that a landing leads to
    wanted = landings / each * (1 - again * np.minimum(each, 2.0)) * (1 + BEFORE / crowd.hours)
    readers = np.stack([np.roll(week(rng, app.habit), -start) for app in apps])
    fields = np.stack([crowd.field(rng, app.habit) for app in apps])
    # no page so far out that its messages multiply for ever
    by_page = np.exp(spans.page_ratio * np.clip(rng.normal(0, 1, (len(apps), crowd.pages)), -2, 2))
    by_page /= (by_page * fields.sum(axis=2)).sum(axis=1, keepdims=True)
    sent = _first(rng, fields, wanted)
    messages, arrivals = [sent], []
    for _ in range(FORWARDS):
        strength = each[sent.channel] * by_page[sent.channel, sent.page] * strengths(rng, law, len(sent.at))
        clicks = np.repeat(np.arange(len(sent.at)), rng.poisson(strength))
        channel, page, at = sent.channel[clicks], sent.page[clicks], sent.at[clicks]
        for number in np.unique(channel):
            mine = channel == number
            at[mine] = clicked(rng, lag, at[mine], medians[channel[mine]], readers[number], float(start % 24))
        arrived = Placed(channel, page, at)
        arrivals.append(arrived)
        sent = arrived.only(rng.random(len(at)) < again)
        # four in ten go on in another app
        other = rng.choice(len(apps), len(sent.at), p=landings / landings.sum())
        moved = rng.random(len(sent.at)) < 0.4
        sent = Placed(np.where(moved, other, sent.channel), sent.page, sent.at + rng.exponential(0.3, len(sent.at)))
        messages.append(sent)
    return _together(messages), _together(arrivals)


def _first(rng: np.random.Generator, fields: Floats, wanted: Floats) -> Placed:
    counts = rng.poisson(fields * wanted[:, None, None])
    channel, page, hour = np.nonzero(counts)
    times = counts[channel, page, hour]
    at = np.repeat(hour, times) - BEFORE + rng.random(int(times.sum()))
    return Placed(np.repeat(channel, times), np.repeat(page, times), at)


def _together(parts: list[Placed]) -> Placed:
    return Placed(
        np.concatenate([part.channel for part in parts]),
        np.concatenate([part.page for part in parts]),
        np.concatenate([part.at for part in parts]),
    )
