"""What the log itself says of the unknown rates: each clue is a logit with its spread, or a log weight a draw."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from penombre.analyze.logs.causes import Rates, log_chance_below, log_normal
from penombre.analyze.logs.evidence import Cell, Evidence, count

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from penombre.analyze.logs.evidence import Floats, Integers

PAGE_TOLERANCE = 0.3
"""How far the mix of sources differs between pages, as a standard deviation relative to the count expected."""
PAGES_LOOKED_AT = 150
REGULARS_KEEP = 0.6
"""Typed landings for each unit by which deep landings without a source are as regular as those of the home page."""
HIDDEN_PER_TRACE = 9.0
"""Private landings without a trace for each that has one: little is left of links out of chats (SparkToro 2023)."""
SILENT_WORLDS = 0.4
"""How often the previews seen say nothing of how much is shared."""


def returning_clue(cells: Sequence[Cell]) -> tuple[float, float] | None:
    """How regular the deep landings without a source are, between landings of known source and those of the home page.

    Returns the logit of the typed or bookmarked share with its spread, or None where regulars do not stand out.
    """
    known = _returning(cells, rung="attributed")
    deep = _returning(cells, rung="unattributed", page_kind="deep")
    home = _returning(cells, rung="unattributed", page_kind="home")
    if known is None or deep is None or home is None or home[0] - known[0] < 0.08:
        return None
    gap = home[0] - known[0]
    # who types the home page comes back more often than the mixture seen there, in which links are lost, too; and who
    # keeps a deep page more often still; so the same excess of regulars is made by fewer of them
    share = REGULARS_KEEP * (deep[0] - known[0]) / gap
    error = math.hypot(deep[1], known[1], home[1] * share) * REGULARS_KEEP / gap
    low, high = (_logit(min(max(limit, 0.02), 0.9)) for limit in (share - error, share + error))
    return (low + high) / 2, math.hypot(0.6, (high - low) / 2)


def fetch_clue(cells: Sequence[Cell]) -> tuple[float, float] | None:
    """The share typed or bookmarked where the browser tells it: Chrome on Android, `Sec-Fetch-Site: none`."""
    telling = {"rung": "unattributed", "page_kind": "deep", "hands_over": True}
    typed = count(cells, fetch_site="none", **telling)
    handed = count(cells, fetch_site=("cross-site", "same-site"), **telling)
    if typed + handed < 30:
        return None
    # one link in eight handed over says `none` all the same, and so do most restored tabs
    share = min(max((typed / (typed + handed) - 0.12) / 0.83 - 0.03, 0.01), 0.97)
    sampling = 1 / math.sqrt((typed + handed) * share * (1 - share))
    return _logit(share), math.hypot(0.45, sampling)


def web_links_allow(cells: Sequence[Cell], lost: Floats, dark: Floats, random: np.random.Generator) -> Floats:
    """Log weights: who left a web page says `cross-site` in browsers where no app can be meant.

    lost, dark   draws of deep landings without a source, public links and private ones
    Most public links are on web pages; a quarter of the private ones are in webmails and the web pages of messengers.
    """
    telling = {"rung": "unattributed", "page_kind": "deep", "hands_over": False}
    linked = count(cells, fetch_site=("cross-site", "same-site"), **telling)
    typed = count(cells, fetch_site="none", **telling)
    if linked + typed < 30:
        return np.zeros(len(lost))
    seen = (linked + 0.5) / (linked + typed + 1)
    whole = max(count(cells, rung="unattributed", page_kind="deep"), 1)
    on_the_web = random.beta(7, 3, len(lost)) * lost + random.beta(3, 9, len(lost)) * dark
    share = np.clip(0.05 + 0.9 * on_the_web / whole, 0.02, 0.98)
    error = math.hypot(0.35, 1 / math.sqrt((linked + typed) * seen * (1 - seen)))
    weights: Floats = -0.5 * ((np.log(share / (1 - share)) - _logit(seen)) / error) ** 2
    return weights


def traces_say(shown: float, hidden: Floats) -> Floats:
    """Log weights: about one private landing in ten leaves a trace of its app, within a factor of two and a half.

    shown    landings that the mark or referrer of a private app gives away
    hidden   (n,) draws of private landings without a source
    """
    error = math.hypot(math.log(2.5), 1 / math.sqrt(shown + 0.5))
    expected = HIDDEN_PER_TRACE * (shown + 0.5)
    weights: Floats = -0.5 * (np.log(np.maximum(hidden, 0.5) / expected) / error) ** 2
    return weights


def fused(prior: Floats, clues: Sequence[tuple[float, float] | None], random: np.random.Generator) -> Floats:
    """Draws of a share from its published range and the clues, by the precision of each on the logit scale."""
    logits = np.log(prior / (1 - prior))
    middle, spread = float(logits.mean()), float(logits.std())
    found = [clue for clue in clues if clue is not None]
    if not found:
        return prior
    precision = 1 / spread**2 + sum(1 / error**2 for _, error in found)
    middle = (middle / spread**2 + sum(value / error**2 for value, error in found)) / precision
    drawn: Floats = 1 / (1 + np.exp(-(middle + random.standard_normal(len(prior)) / math.sqrt(precision))))
    return drawn


def pages_allow(evidence: Evidence, rates: Rates, robots: Floats) -> Floats:
    """Log weights: no page can have lost more landings of a source than it has landings without one.

    robots   (n,) draws of those among the deep landings without a source

    A page with many searchers and few landings without a source bounds what search loses everywhere.
    """
    pages = evidence.pages
    deep = np.array([kind == "deep" for kind in pages.kinds], dtype=bool)
    chosen = np.flatnonzero(deep)[:PAGES_LOOKED_AT]
    if not len(chosen):
        return np.zeros(len(rates.search))

    # draws by pages: a large table, for which seven digits are enough and ten times as fast
    def by_page(counts: Integers) -> NDArray[np.float32]:
        return counts[chosen].astype(np.float32)[None, :]

    def by_draw(rate: Floats) -> NDArray[np.float32]:
        return rate.astype(np.float32)[:, None]

    unattributed = by_page(pages.unattributed)
    # robots come page by page, not reader by reader
    floor = by_draw(robots / max(int(deep.sum()), 1))
    expected = (
        by_draw(rates.search) * by_page(pages.search)
        + by_draw(rates.silent_social + 0.05 * rates.social_tilt) * by_page(pages.social)
        + by_draw(rates.referral) * by_page(pages.other_sources)
        + by_draw(rates.privacy) * by_page(pages.search + pages.social + pages.other_sources)
        + np.minimum(floor, np.median(unattributed))
    )
    deviation = np.sqrt(expected + 1 + np.square(PAGE_TOLERANCE * expected))
    surplus = (unattributed + np.float32(0.5) - expected) / deviation
    # pages share their readers: together they weigh no more than a few independent ones
    weight = min(1.0, 8 / len(chosen))
    allowed: Floats = weight * log_chance_below(surplus + np.float32(1.0)).sum(axis=1, dtype=np.float64)
    return allowed


def dark_expected(evidence: Evidence, most: Floats, sent: Floats, rates: Rates, random: np.random.Generator) -> Floats:
    """Dark landings on one sort of page before the log is asked: so many for each private act that announced itself.

    most   (n,) draws of the landings that may be dark; sent (n,) of the share of private sends that is of such pages
    In some worlds the apps are silent or something answers their previews first: then any number is as likely.
    """
    draws = len(sent)
    anything = most * random.beta(1.0, 1.2, draws)
    acts = evidence.private_acts
    if acts.estimate < 1:
        return anything
    told = log_normal(random, draws, acts.estimate, 0.2 + 0.5 * math.log(max(acts.high, 1) / max(acts.low, 1)) / 2)
    announced = told * rates.clicks / np.maximum(rates.visible, 0.01) * sent
    return np.where(random.random(draws) < SILENT_WORLDS, anything, announced)


def corroboration_says(evidence: Evidence, dark: Floats) -> Floats:
    """Log weights: at least as many landings were sent in private as followed link previews beyond chance."""
    if evidence.corroborated <= 0:
        return np.zeros(len(dark))
    return log_chance_below((dark - evidence.corroborated) / max(evidence.corroborated_error, 1.0))


def _returning(cells: Sequence[Cell], **wanted: object) -> tuple[float, float] | None:
    back, first = count(cells, returning=True, **wanted), count(cells, returning=False, **wanted)
    if back + first < 50:
        return None
    share = (back + 1) / (back + first + 2)
    return share, math.sqrt(share * (1 - share) / (back + first))


def _logit(share: float) -> float:
    return math.log(share / (1 - share))
