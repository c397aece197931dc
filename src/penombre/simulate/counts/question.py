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
    by_cause,
    is_private,
)
from penombre.simulate.counts.traces import Traces
from penombre.simulate.counts.variants import Spans

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_RIGHT = {
    "typed": 3, "search": 2, "social": 1, "messenger": 0, "sms": 0, "email": 0, "workchat": 0, "newsletter": 4,
    "assistant": 5, "document": 6, "referral": -1, "automation": -1,
}  # fmt: skip
# what those who do not answer rightly say, before each world's own draw:
# sent feed searched typed newsletter assistant document decoy forgotten
_WRONG: dict[str, tuple[float, ...]] = {
    "typed": (8, 10, 26, 0, 7, 2, 5, 1, 41), "search": (6, 14, 0, 34, 2, 5, 3, 1, 35),
    "social": (24, 0, 12, 18, 5, 2, 2, 1, 36), "messenger": (0, 27, 9, 18, 8, 2, 5, 1, 30),
    "sms": (0, 20, 9, 21, 12, 2, 5, 1, 30), "email": (0, 10, 8, 16, 30, 1, 8, 1, 26),
    "workchat": (0, 16, 10, 18, 10, 5, 14, 1, 26), "newsletter": (24, 12, 6, 20, 0, 1, 5, 1, 31),
    "assistant": (5, 6, 48, 8, 1, 0, 5, 1, 26), "document": (16, 5, 14, 26, 7, 3, 0, 1, 28),
    "referral": (8, 30, 20, 14, 3, 3, 6, 1, 15), "automation": (1,) * 9,
}  # fmt: skip
LINKS = ("additive", "interactions", "moods")


class Answers(msgspec.Struct, frozen=True):
    """Of n landings, as the estimator sees them; `facts` are for the truth."""

    asked: Flags
    design: Floats
    answer: Ints
    app: Ints
    audience: Ints
    facts: dict[str, Any]


def ask(rng: np.random.Generator, spans: Spans, landings: Arrivals, traces: Traces) -> Answers:
    """The survey of one world."""
    cause, control = landings.cause, landings.control
    willing = rng.normal(0, spans.willing_spread, len(CAUSES))
    willing[PRIVATE] = rng.uniform(*spans.willing) + np.array(spans.willing_apps) + rng.normal(0, 0.03, 4)
    willing[TYPED] = 0.0
    tokened = (control >= 0) & (control < TOKENED)
    eta = _readiness(rng, spans, landings, traces) + willing[cause] + spans.gap * tokened
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
    said = (np.cumsum(chances, axis=1) < rng.random(len(answering))[:, None]).sum(axis=1)
    hasty = rng.uniform(*spans.satisficing)
    # the order is drawn anew for each, "do not remember" always last: the first shown is any of the others
    first = rng.random(len(answering)) < hasty * np.where(traces.mobile[answering], 1.2, 0.8)
    said = np.where(first, rng.integers(0, len(ANSWERS) - 1, len(answering)), np.minimum(said, len(ANSWERS) - 1))
    answer = np.full(len(cause), -1)
    answer[answering] = said
    app, audience = _follow_ups(rng, cause, answer)
    facts = {
        "rate": float(rate), "willing": dict(zip(CAUSES, willing.tolist(), strict=True)), "gap": spans.gap,
        "gap_right": spans.gap_right, "hasty": float(hasty), "misreports": says,
        "reach": float(traces.runs[people].mean()), "expected": replies,
    }  # fmt: skip
    return Answers(asked, design, answer.astype(np.int64), app, audience, facts)


def misreports(rng: np.random.Generator, spans: Spans) -> Floats:
    """(12, 9) what landings of each cause say; rows sum to 1. Before any haste."""
    wrong = by_cause(_WRONG, len(ANSWERS))
    wrong[:, 0] *= np.exp(rng.uniform(*np.log(spans.false_sent)))
    sent = rng.uniform(*spans.sens)
    says = np.zeros_like(wrong)
    for cause, name in enumerate(CAUSES):
        right, possible = _RIGHT[name], wrong[cause] > 0
        says[cause, possible] = rng.dirichlet(40 * wrong[cause, possible] / wrong[cause].sum())
        if right < 0:
            continue
        exact = sent + rng.normal(0, 0.015) if right == 0 else rng.uniform(*spans.right)
        exact = np.clip(exact, 0.4, 0.91)
        says[cause] *= 1 - exact
        says[cause, right] = exact
    return says


def _readiness(rng: np.random.Generator, spans: Spans, landings: Arrivals, traces: Traces) -> Floats:
    """Logit of answering, whatever the cause, up to a constant."""
    mobile, returning, hour, page = traces.mobile, traces.returning, landings.hour, landings.page
    evening = hour >= 19
    of_page = rng.normal(0, rng.uniform(0.05, 0.25), int(page.max()) + 1)
    eta = rng.uniform(*spans.ignoring) * mobile + rng.uniform(-0.2, 0.7) * returning
    eta += rng.normal(0, 0.15) * (landings.kind == 0) + of_page[page] + rng.normal(0, 0.1, 9)[traces.browser]
    link = LINKS[rng.integers(len(LINKS))]
    if link == "interactions":
        eta += rng.normal(0, 0.3) * (mobile & returning) + rng.normal(0, 0.2) * (mobile & evening)
    elif link == "moods":  # some people answer everything
        eta += rng.uniform(0.2, 0.6) * rng.normal(0, 1, len(page)) + rng.uniform(-0.2, 0.2) * np.cos(hour * np.pi / 12)
    else:
        eta += rng.normal(0, 0.2) * evening
    return np.asarray(eta)


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
