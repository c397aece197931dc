"""What share tags show of a world: as tokens with their parents, and as counts of channel and generation."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from penombre.simulate.counts.cascade_variants import Spans
from penombre.simulate.counts.growth import ADDRESS_BAR, BUTTON, CHANNELS, GROUP, ONE, PREVIEWED, Clicks, Habits, Shares
from penombre.simulate.counts.trees import depths

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

GENERATIONS = 8
REOPENED = 0.02
"""Landings of somebody who comes again through the same link on the same day, per landing."""
SECOND = 1 / 3600
_CONFUSED = np.array([[0.93, 0.05, 0.02], [0.06, 0.88, 0.06], [0.03, 0.08, 0.89]])
"""How those whom one, a few or a group got the link with say it was."""


class Hits(msgspec.Struct, frozen=True):
    """Landings on tokens: which token, when, and the visitor's number of the day."""

    token: Ints
    at: Floats
    visitor: Ints

    def only(self, which: Ints | Flags) -> Hits:
        """Some of them."""
        return Hits(self.token[which], self.at[which], self.visitor[which])


class Sight(msgspec.Struct, frozen=True):
    """One world seen with both dials, as fields for an estimator, and the (n,) shares that the tokens stand for."""

    tokens: dict[str, Any]
    counts: dict[str, Any]
    share: Ints


def tagged_parents(shares: Shares, clicks: Clicks, tagged: Flags) -> Ints:
    """(n,) the share whose tag the sharer arrived with, -1 where there was none or it got lost on the way."""
    came = shares.via >= 0
    kept = np.zeros(len(shares), dtype=np.bool_)
    kept[came] = clicks.kept[shares.via[came]]
    return np.where(came & kept & tagged[shares.parent], shares.parent, -1)


def look(rng: np.random.Generator, spans: Spans, habits: Habits, shares: Shares, clicks: Clicks) -> Sight:
    """What a collector holds at the end of the observation."""
    order = np.argsort(shares.minted, kind="stable")
    share = order[shares.tagged[order] & (shares.minted[order] < habits.now)]
    token = np.full(len(shares) + 1, -1, dtype=np.int64)  # the last one stands for "none"
    token[share] = np.arange(len(share))
    visitor, sharer = _visitors(rng, habits, shares, clicks)
    sharer = sharer[share]
    minted, mode = shares.minted[share], shares.mode[share]
    channel = np.where(mode == BUTTON, shares.channel[share], -1)
    previewers = _previewers(rng, shares, share)
    kept = np.flatnonzero(clicks.kept & (token[clicks.share] >= 0))
    hits = _with_others(
        rng, spans, habits, Hits(token[clicks.share[kept]], clicks.at[kept], visitor[kept]), minted, sharer, previewers
    )

    pressed = shares.tagged & (shares.mode != ADDRESS_BAR)  # when counting, a tag needs a press
    parents = (token[tagged_parents(shares, clicks, tagged)[share]] for tagged in (shares.tagged, pressed))
    asked, audience = _asked(rng, spans, habits, shares, clicks)
    came_by = clicks.share[asked]
    views = int((shares.parent < 0).sum() / np.exp(rng.uniform(np.log(0.003), np.log(0.04)))) + len(hits.at)
    anchors = _anchors(rng, habits, np.flatnonzero((shares.audience[share] == ONE) & (channel >= 0)), minted)
    visits = np.unique(np.column_stack([hits.token, hits.visitor]), axis=0)[:, 0]
    tokens = {
        "minted": minted,
        "parent": next(parents),
        "channel": channel,
        "mode": mode,
        "page": shares.page[share],
        "previewers": previewers,
        "click_token": hits.token,
        "click_at": hits.at,
        "click_visitor": hits.visitor,
        "sharer": sharer,
        "now": habits.now,
        "activity": habits.activity,
        "views": views,
        "sent": len(asked),
        "sent_tokened": int((clicks.kept[asked] & shares.tagged[came_by]).sum()),
        "anchor_channel": channel[anchors],
        "anchor_clicks": np.bincount(visits, minlength=len(share))[anchors],
        "answer_audience": audience,
    }
    counts = {
        **_by_generation(next(parents), channel, mode != ADDRESS_BAR, hits.token),
        "views": views,
        "sent": len(asked),
        "sent_tagged": int((clicks.kept[asked] & pressed[came_by]).sum()),
    }
    return Sight(tokens, counts, share)


def _day(habits: Habits, at: Floats) -> Floats:
    return np.asarray(np.floor((at + habits.midnight) / 24))


def _visitors(rng: np.random.Generator, habits: Habits, shares: Shares, clicks: Clicks) -> tuple[Ints, Ints]:
    """Numbers of the day of those who click (m,) and of those who share (n,): the same where it was the same day."""
    numbers = rng.permutation(len(clicks.at) + len(shares))
    visitor, sharer = numbers[: len(clicks.at)], numbers[len(clicks.at) :].copy()
    came = np.flatnonzero(shares.via >= 0)
    same_day = _day(habits, clicks.at[shares.via[came]]) == _day(habits, shares.minted[came])
    sharer[came[same_day]] = visitor[shares.via[came[same_day]]]
    return visitor, sharer


def _previewers(rng: np.random.Generator, shares: Shares, share: Ints) -> Ints:
    """(n,) agents that asked for the preview of each token: the sender's, and those of chats it was pasted to."""
    shows = PREVIEWED[shares.channel[share]]
    pasted = rng.poisson(np.array([0.03, 0.12, 0.5, 2.0])[shares.audience[share]])
    return np.asarray(shows * ((rng.random(len(share)) < 0.9) + pasted), dtype=np.int64)


def _with_others(
    rng: np.random.Generator, spans: Spans, habits: Habits, real: Hits, minted: Floats, sharer: Ints, previewers: Ints
) -> Hits:
    """The real landings, those that repeat one, sharers' own and taken previews, up to now and in order."""
    again = real.only(rng.random(len(real.at)) < REOPENED)
    later = again.at + rng.exponential(2.0, len(again.at))
    again = Hits(again.token, later, again.visitor).only(_day(habits, later) == _day(habits, again.at))
    own = np.flatnonzero(rng.random(len(minted)) < rng.uniform(*spans.selves))
    selves = Hits(own, minted[own] + rng.uniform(3, 110, len(own)) * SECOND, sharer[own])
    asked = np.repeat(np.arange(len(minted)), rng.binomial(previewers, rng.uniform(*spans.previews)))
    # nobody else has the number of a machine
    numbers = np.max(real.visitor, initial=0) + np.max(sharer, initial=0) + 1 + np.arange(len(asked))
    machines = Hits(asked, minted[asked] + rng.uniform(0, 8, len(asked)) * SECOND, numbers)
    parts = (real, again, selves, machines)
    hits = Hits(
        np.concatenate([part.token for part in parts]),
        np.concatenate([part.at for part in parts]),
        np.concatenate([part.visitor for part in parts]),
    )
    hits = hits.only(hits.at < habits.now)
    return hits.only(np.argsort(hits.at, kind="stable"))


def _asked(rng: np.random.Generator, spans: Spans, habits: Habits, shares: Shares, clicks: Clicks) -> tuple[Ints, Ints]:
    """The landings of those who answered that a person sent it, and (3,) with how many others, they say."""
    landed = np.flatnonzero(clicks.at < habits.now)
    n = min(int(rng.integers(int(spans.answers[0]), int(spans.answers[1]) + 1)), 2 * len(landed) // 3)
    asked = rng.choice(landed, n, replace=False)
    answered = asked[rng.random(n) < 0.85]
    with_whom = np.bincount(np.minimum(shares.audience[clicks.share[answered]], GROUP), minlength=3)
    return asked, np.asarray(rng.multinomial(with_whom, _CONFUSED).sum(axis=0), dtype=np.int64)


def _anchors(rng: np.random.Generator, habits: Habits, known: Ints, minted: Floats) -> Ints:
    """Some of the tokens that went to one person by a known channel, two days old or more."""
    known = known[minted[known] < habits.now - 48]
    n = min(int(np.ceil(rng.uniform(0.3, 0.6) * len(known))), 150)
    return np.sort(rng.choice(known, n, replace=False)) if n else known


def _by_generation(parent: Ints, channel: Ints, pressed: Flags, click_token: Ints) -> dict[str, Ints]:
    """Presses and landings by channel, the last one "copied", and generation, the last one "or later"."""
    shape = (len(CHANNELS) + 1, GENERATIONS)
    row = np.where(channel >= 0, channel, len(CHANNELS))
    cell = np.ravel_multi_index((row, np.minimum(depths(parent), GENERATIONS - 1)), shape)
    landed = click_token[pressed[click_token]]
    return {
        name: np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape)
        for name, cells in (("presses", cell[pressed]), ("landings", cell[landed]))
    }
