"""The pages of a site, and on which of them, on which day, landings of each cause arrive."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from penombre.simulate.counts.numbering import (
    AUTOMATION,
    CAUSES,
    NEWSLETTER,
    PRIVATE,
    TOKENED,
    TYPED,
    WORKCHAT,
    by_cause,
    group,
)
from penombre.simulate.counts.variants import Spans

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HOME, SECTION, DEEP = 0, 1, 2

# share of home and section fronts by cause; typed ones come from the variant
_FRONTS = {
    "search": (0.14, 0.05), "social": (0.04, 0.03), "messenger": (0.04, 0.03), "sms": (0.05, 0.02),
    "email": (0.05, 0.04), "workchat": (0.06, 0.04), "newsletter": (0.1, 0.05), "assistant": (0.08, 0.05),
    "document": (0.22, 0.08), "referral": (0.16, 0.06), "automation": (0.3, 0.1),
}  # fmt: skip
# how slowly interest in a page falls, against the world's own scale
_LASTING = {
    "typed": 6.0, "search": 3.0, "social": 0.8, "messenger": 1.0, "sms": 1.0, "email": 1.1, "workchat": 1.0,
    "newsletter": 0.6, "assistant": 5.0, "document": 6.0, "referral": 3.0, "automation": 1.0,
}  # fmt: skip
_CIRCLE = (1.0, 1.0, -1.0, -1.0)  # messenger and SMS, e-mail and work chat
KERNELS = ("exponential", "power_law", "weibull", "plateau")


class Pages(msgspec.Struct, frozen=True):
    """P pages.

    kind      (P,) HOME, SECTION or DEEP, in this order
    depth, slug_length, slug_digits   (P,) of the path
    published (P,) hours since the start, negative before it, NaN where nobody knows
    born      (P,) the same, known to the world
    fades     (P,) interest falls with age
    appeal    (P,) positive
    circle    (P,) 1 private life, -1 work, 0 neither
    """

    kind: Ints
    depth: Ints
    slug_length: Ints
    slug_digits: Ints
    published: Floats
    born: Floats
    fades: NDArray[np.bool_]
    appeal: Floats
    circle: Floats


def draw_pages(rng: np.random.Generator, spans: Spans, days: int) -> Pages:
    """The pages of one site over a period of `days`."""
    n = int(np.exp(rng.uniform(*np.log(spans.pages))))
    fronts = 1 + int(rng.integers(3, 4 + n // 12 if n < 120 else 13))
    kind = np.full(n, DEEP)
    kind[:fronts], kind[0] = SECTION, HOME
    deep = kind == DEEP
    longest, numbered, deepest, fading = {
        "news": (44, 0.5, 3.0, 0.8), "business": (26, 0.05, 1.2, 0.2), "shop": (24, 0.6, 2.2, 0.1),
        "tools": (14, 0.1, 2.6, 0.1),
    }[spans.kind]  # fmt: skip
    slug = np.clip(rng.gamma(6.0, longest / 6.0 * rng.uniform(0.7, 1.3), n), 3, 110)
    plain = rng.random(n) < 0.06  # short addresses that one can say aloud
    slug[plain] = rng.uniform(3, 9, int(plain.sum()))
    digits = np.where(rng.random(n) < numbered * rng.uniform(0.3, 1.5), rng.integers(3, 9, n), 0)
    digits[plain] = 0
    depth = 1 + np.minimum(rng.poisson(deepest - 0.5 if deepest > 1.5 else 0.6, n), 5)
    fades = deep & (rng.random(n) < fading) & ~plain
    born = np.where(
        fades,
        24.0 * np.floor(rng.uniform(-45 if spans.kind == "news" else -120, days - 1, n)) + rng.uniform(5, 12, n),
        -24.0 * rng.uniform(20, 1500, n),
    )
    unknown = (rng.random(n) < rng.uniform(0.0, 0.25)) & ~fades
    return Pages(
        kind=kind,
        depth=np.where(deep, depth, kind),
        slug_length=np.where(deep, slug, np.where(kind == HOME, 0, rng.integers(4, 13, n))).astype(np.int64),
        slug_digits=np.where(deep, np.minimum(digits, slug - 1), 0).astype(np.int64),
        published=np.where(unknown, np.nan, born),
        born=born,
        fades=fades,
        appeal=_spread(rng, n, rng.uniform(0.8, 1.3)),
        circle=_circles(rng, spans, deep),
    )


def _circles(rng: np.random.Generator, spans: Spans, deep: NDArray[np.bool_]) -> Floats:
    """(P,) whom a page is for, where that makes a difference."""
    if spans.circles[1] == 0:
        return np.zeros(len(deep))
    return np.where(deep, rng.choice([-1.0, 0.0, 1.0], len(deep), p=[0.35, 0.3, 0.35]), 0.0)


def interest(
    rng: np.random.Generator, spans: Spans, pages: Pages, days: int, profile: Ints, selection: float
) -> tuple[Floats, Floats]:
    """Where landings of each group arrive.

    profile    (G,) the cause whose habits a group has
    selection  size of the differences between those of a cause that tell their source and those that do not
    Returns the chances of the days, (G, T), and of the pages on each day, (G, T, P); both sum to 1 on the last axis.
    """
    deep, n = pages.kind == DEEP, len(pages.kind)
    own = np.log(np.stack([_spread(rng, n, rng.uniform(0.2, 0.5)) for _ in CAUSES]))
    own[PRIVATE] += np.log(_spread(rng, n, rng.uniform(0.4, 0.9)))  # what people send each other, whatever the app
    own += rng.uniform(0.6, 1.2, len(CAUSES))[:, None] * np.log(pages.appeal)
    own[TYPED] -= rng.uniform(0.0, 0.05) * pages.slug_length + rng.uniform(0.0, 0.3) * pages.depth
    own[AUTOMATION] *= rng.uniform(0.1, 0.5)  # robots walk everywhere
    if spans.circles[1] > 0:
        own[PRIVATE] += rng.uniform(*spans.circles) * np.outer(_CIRCLE, pages.circle)
    taste = own[profile]
    known = np.arange(len(profile)) >= len(CAUSES)
    # sharers with a token prefer other pages; so do the searches that keep their referrer
    taste[known] += selection * rng.normal(0, 0.8, (int(known.sum()), n))
    taste[len(CAUSES) : len(CAUSES) + TOKENED] += selection * rng.normal(0, 0.8, n)

    weights = np.exp(taste)[:, None, :] * _freshness(rng, spans, pages, days)[profile]
    weights[:, :, ~deep] = 0.0
    weights += 1e-12 * deep  # a day without anything fresh
    weights /= weights.sum(axis=2, keepdims=True)
    home, section = _fronts(rng, spans, profile, selection)
    weights *= (1 - home - section)[:, None, None]
    weights[:, :, 0] = home[:, None]
    sections = np.flatnonzero(pages.kind == SECTION)
    weights[:, :, sections] = section[:, None, None] * rng.dirichlet(np.full(len(sections), 2.0), len(profile))[:, None]
    return _days(rng, spans, days, profile), weights


def arrive(rng: np.random.Generator, chances: Floats, which: Ints) -> Ints:
    """One draw from row `which[i]` of a table of chances (rows sum to 1) for each i."""
    rows = np.cumsum(chances, axis=1)
    rows[:, -1] = 1.0
    steps = (rows + np.arange(len(rows))[:, None]).ravel()
    drawn = np.searchsorted(steps, which + rng.random(len(which)), side="right") - which * chances.shape[1]
    return np.asarray(np.clip(drawn, 0, chances.shape[1] - 1), dtype=np.int64)


def _spread(rng: np.random.Generator, n: int, size: float) -> Floats:
    """Positive factors that differ by about `size` on the log scale, of a law drawn anew."""
    law = rng.integers(3)
    if law == 0:
        return np.exp(rng.normal(0, size, n))
    if law == 1:
        return np.maximum(rng.gamma(1 / size**2, size**2, n), 1e-3)
    return np.exp(rng.choice([-size, size], n, p=[0.6, 0.4]) + rng.normal(0, size / 3, n))


def _fronts(rng: np.random.Generator, spans: Spans, profile: Ints, selection: float) -> tuple[Floats, Floats]:
    usual = by_cause(_FRONTS, 2) * {"business": 1.8, "tools": 1.3}.get(spans.kind, 1.0)
    usual *= rng.gamma(8.0, 1 / 8, usual.shape)
    usual[TYPED] = rng.uniform(*spans.typed_home), rng.uniform(*spans.typed_section)
    fronts = usual[profile]
    fronts[len(CAUSES) :] *= np.exp(rng.normal(0, selection, (len(profile) - len(CAUSES), 1)))
    # an installed application opens at the front door
    fronts[group("launch")] = rng.uniform(0.6, 0.85), rng.uniform(0.02, 0.12)
    return np.minimum(fronts[:, 0], 0.78), np.minimum(fronts[:, 1], 0.2)


def _freshness(rng: np.random.Generator, spans: Spans, pages: Pages, days: int) -> Floats:
    """(12, T, P) interest left in each page on each day, 0 before it was born."""
    age = np.arange(days)[:, None] - np.floor(pages.born / 24.0)[None, :]
    scale = by_cause(_LASTING)[:, 0] * rng.uniform(0.8, 4.0) * rng.uniform(0.7, 1.4, len(CAUSES))
    scale[PRIVATE] *= rng.uniform(0.8, 1.7)
    a = np.maximum(age, 0.0)[None] / scale[:, None, None]
    kernel = KERNELS[rng.integers(len(KERNELS))]
    if kernel == "exponential":
        left = np.exp(-a)
    elif kernel == "power_law":
        left = (1 + 2 * a) ** -rng.uniform(1.4, 2.2)
    elif kernel == "weibull":
        left = np.exp(-(a ** rng.uniform(0.5, 0.8)))
    else:
        left = 1 / (1 + a ** rng.uniform(2.0, 3.0))
    left = np.where(pages.fades, left * (6.0 if spans.kind == "news" else 2.0), 1.0)
    left[AUTOMATION] = 1.0
    born = np.where(age == 0, 0.6, (age > 0).astype(np.float64))
    return np.where(pages.fades, left * born, left)


def _days(rng: np.random.Generator, spans: Spans, days: int, profile: Ints) -> Floats:
    """(G, T) the chances of the days: the week, a slow level, mailings, the tilt of the private causes."""
    weekday = (np.arange(days) + rng.integers(7)) % 7
    weekend = np.full(len(CAUSES), rng.uniform(0.6, 1.2) if spans.kind in ("news", "shop") else rng.uniform(0.25, 0.5))
    weekend[WORKCHAT], weekend[AUTOMATION] = rng.uniform(0.08, 0.3), 1.0
    level = np.exp(np.cumsum(rng.normal(0, 0.05, days)) + rng.normal(0, 0.07, days))
    chances = np.where(weekday >= 5, weekend[:, None], 1.0) * level * np.exp(rng.normal(0, 0.06, (len(CAUSES), days)))
    sends = np.sort(rng.choice(days, min(days, int(rng.integers(1, 9))), replace=False))
    since = np.arange(days)[:, None] - sends[None, :]
    chances[NEWSLETTER] *= 0.05 + np.where(since >= 0, np.exp(-1.4 * np.maximum(since, 0)), 0.0).sum(axis=1)
    lean = rng.uniform(*spans.tilt) * (rng.choice([-1, 1]) if spans.tilt[0] > 0 else 1)
    chances[PRIVATE] *= np.exp(lean * (np.arange(days) / max(days - 1, 1) - 0.5))
    if spans.robot_bursts:
        chances[AUTOMATION] *= 0.05 + np.isin(np.arange(days), rng.choice(days, int(rng.integers(2, 6)), replace=False))
    chances /= chances.sum(axis=1, keepdims=True)
    return np.asarray(chances[profile])
