"""The question on the page: who is shown it, who answers, and what they say, rightly or not."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from penombre.simulate.counts.arrivals import Arrivals
from penombre.simulate.counts.numbering import (
    ANSWERS,
    AUTOMATION,
    CAUSES,
    CONTROLS,
    NEWSLETTER,
    PRIVATE,
    SOCIAL,
    TOKENED,
    TYPED,
    is_private,
)
from penombre.simulate.counts.readiness import readiness
from penombre.simulate.counts.reports import forget, misreports
from penombre.simulate.counts.traces import Traces
from penombre.simulate.counts.variants import Spans

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Answers(msgspec.Struct, frozen=True):
    """Of n landings, as the estimator sees them; `facts` are for the truth."""

    asked: Flags
    design: Floats
    answer: Ints
    app: Ints
    audience: Ints
    facts: dict[str, Any]


def ask(rng: np.random.Generator, spans: Spans, landings: Arrivals, traces: Traces, since: Floats | None) -> Answers:
    """The survey of one world; `since` (n,) are the hours from message to landing, where memory fades with them."""
    cause, control = landings.cause, landings.control
    willing = rng.normal(0, spans.willing_spread, len(CAUSES))
    willing[PRIVATE] = rng.uniform(*spans.willing) + np.array(spans.willing_apps) + rng.normal(0, 0.03, 4)
    willing[TYPED] = 0.0
    tokened = (control >= 0) & (control < TOKENED)
    eta = readiness(rng, spans, landings, traces) + willing[cause] + spans.gap * tokened
    clicks = np.zeros(len(cause), dtype=np.bool_)
    if spans.clickers[1] > 0:
        clicks = rng.random(len(cause)) < rng.uniform(*spans.clickers[0])
        eta += spans.clickers[1] * clicks
    people = (landings.known < 0) & (cause != AUTOMATION)
    rate = rng.uniform(*spans.response)
    eta += np.log(rate / (1 - rate)) - eta[people].mean()
    replies = 1 / (1 + np.exp(-eta))
    replies[cause == AUTOMATION] = 0.0

    design = _design(rng, spans, landings, replies, traces)
    asked = (rng.random(len(cause)) < design) & traces.runs
    answering = np.flatnonzero(asked & (rng.random(len(cause)) < replies))

    says = misreports(rng, spans)
    exact = says.copy()  # of landings with a token, in worlds where they answer more exactly
    exact[PRIVATE] *= ((1 - says[PRIVATE, 0] - spans.gap_right) / (1 - says[PRIVATE, 0]))[:, None]
    exact[PRIVATE, 0] = says[PRIVATE, 0] + spans.gap_right
    chances = np.where(tokened[answering][:, None], exact[cause[answering]], says[cause[answering]])
    if since is not None:
        chances = forget(rng, spans, chances, since[answering])
    said = (np.cumsum(chances, axis=1) < rng.random(len(answering))[:, None]).sum(axis=1)
    hasty = rng.uniform(*spans.satisficing)
    # the order is drawn anew for each, "do not remember" always last: the first shown is any of the others
    first = rng.random(len(answering)) < hasty * np.where(traces.mobile[answering], 1.2, 0.8)
    said = np.where(first, rng.integers(0, len(ANSWERS) - 1, len(answering)), np.minimum(said, len(ANSWERS) - 1))
    tapped = clicks[answering]
    said[tapped] = rng.integers(0, len(ANSWERS), int(tapped.sum()))
    answer = np.full(len(cause), -1)
    answer[answering] = said
    app, audience = _follow_ups(rng, cause, answer)
    facts = {
        "rate": float(rate), "willing": dict(zip(CAUSES, willing.tolist(), strict=True)), "gap": spans.gap,
        "gap_right": spans.gap_right, "hasty": float(hasty), "misreports": says,
        "clicks": clicks, "reach": float(traces.runs[people].mean()), "expected": replies,
    }  # fmt: skip
    return Answers(asked, design, answer.astype(np.int64), app, audience, facts)


def _design(rng: np.random.Generator, spans: Spans, landings: Arrivals, replies: Floats, traces: Traces) -> Floats:
    """Probability with which each landing is to be shown the question, by strata; controls are shown it more often."""
    stratum = np.ones((2, 2, 2))
    if rng.random() < 0.6:
        stratum *= rng.uniform(0.5, 1.5, (2, 2, 2))
        stratum[1] *= rng.uniform(1.0, 2.0)  # deep pages tell more
    want = stratum[(landings.kind == 2).astype(int), traces.mobile.astype(int), traces.returning.astype(int)]
    yields = (want * replies * traces.runs)[landings.known < 0].sum()
    design: Floats = np.clip(want * rng.uniform(*spans.answers) / max(yields, 1e-9), 1e-4, 0.95)
    sizes = np.bincount(landings.control[traces.runs & (landings.control >= 0)], minlength=len(CONTROLS))
    for side, weights in ((slice(TOKENED), (0.4, 0.35, 0.25)), (slice(TOKENED, None), (0.35, 0.25, 0.2, 0.2))):
        shown = _shared_out(spans.exposures, np.array(weights), 0.95 * sizes[side])
        rates = np.maximum(shown / np.maximum(sizes[side], 1), 1e-4)
        for control, rate in zip(range(len(CONTROLS))[side], rates, strict=True):
            design[landings.control == control] = rate
    return design


def _shared_out(total: float, weights: Floats, most: NDArray[np.floating[Any]]) -> Floats:
    """`total` by weights, none above its `most`: what a small family cannot give, the others do."""
    given: Floats = np.zeros(len(weights))
    for _ in weights:
        room = weights * (given < most)
        if room.sum() == 0 or given.sum() >= total:
            break
        given += np.minimum((total - given.sum()) * room / room.sum(), most - given)
    return given


def _follow_ups(rng: np.random.Generator, cause: Ints, answer: Ints) -> tuple[Ints, Ints]:
    """By which app and to how many, of those who say the link was sent; some leave that empty."""
    sent = np.flatnonzero(answer == 0)
    app, audience = np.full(len(cause), -1), np.full(len(cause), -1)
    exact = rng.uniform(0.82, 0.96)
    guess = rng.choice(4, len(sent), p=rng.dirichlet([4, 2, 3, 2]))
    guess = np.where(cause[sent] == NEWSLETTER, 2, np.where(cause[sent] == SOCIAL, 0, guess))
    private, own = is_private(cause[sent]), cause[sent] - PRIVATE[0]
    told = rng.random(len(sent)) > rng.uniform(0.03, 0.15)
    app[sent] = np.where(told, np.where(private & (rng.random(len(sent)) < exact), own, guess), -1)
    sizes = rng.dirichlet([5, 3.5, 1.5], len(CAUSES))
    drawn = (np.cumsum(sizes, axis=1)[cause[sent]] < rng.random(len(sent))[:, None]).sum(axis=1)
    audience[sent] = np.where(rng.random(len(sent)) > rng.uniform(0.05, 0.2), np.minimum(drawn, 2), -1)
    return app.astype(np.int64), audience.astype(np.int64)
