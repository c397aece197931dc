"""How much of what no trace explains was sent in private: a bias analysis by simulation, weighted by the log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penombre.analyze.bounds import certain_landings, doors, possible_landings
from penombre.analyze.causes import STRIPPED_SHARE, STRIPPED_SHARE_ELSEWHERE, Rates, log_chance_below
from penombre.analyze.clues import (
    fetch_clue,
    fused,
    night_allows,
    pages_allow,
    previews_say,
    returning_clue,
    web_link_clue,
)
from penombre.analyze.evidence import PAGE_KINDS, Cell, Evidence, PageKind, count

if TYPE_CHECKING:
    from penombre.analyze.evidence import Floats

DRAWS = 12_000
SEED = 20_140_701
LEAST_EFFECTIVE_DRAWS = 300.0


class Draws(msgspec.Struct, frozen=True):
    """Weighted draws of what brought the landings, (DRAWS,) each; the weights add up to 1."""

    weights: Floats
    dark: Floats
    """All landings that a person caused by sending the link in private."""
    dark_unattributed: Floats
    """Those of them without a source."""
    dark_deep: Floats
    """Those of them on deep pages."""
    typed: Floats
    lost_source: Floats
    unexplained: Floats
    """Robots that look like people, restored tabs, documents: neither typed nor a link."""
    robots: Floats


def explain_remainder(evidence: Evidence) -> Draws:
    """Draw every unknown rate from its published range, subtract, and keep what the log makes likely.

    Source: probabilistic bias analysis (Lash, Fox & Fink 2009), the draws weighted by importance; the one-sided page
    constraint is the mixture-proportion bound of Blanchard, Lee & Scott (2010).
    """
    random = np.random.default_rng(SEED)
    rates = Rates(random, DRAWS)
    cells = evidence.cells
    if not evidence.referrers_logged:
        return _without_referrers(cells, random)
    rates.bookmarks = fused(rates.bookmarks, [returning_clue(cells), fetch_clue(cells)], random)

    size = {kind: float(count(cells, rung="unattributed", page_kind=kind)) for kind in PAGE_KINDS}
    people = {kind: size[kind] * (1 - rates.robots) for kind in PAGE_KINDS}
    lost = {kind: _lost_source(cells, kind, people[kind], rates, random) for kind in PAGE_KINDS}
    artefacts = {kind: rates.artefacts * count(cells, page_kind=kind) for kind in PAGE_KINDS}
    bookmarks = people["deep"] * rates.bookmarks
    remainder = people["deep"] * (1 - rates.documents) - bookmarks - lost["deep"] - artefacts["deep"]
    dark: dict[PageKind, Floats] = {"deep": np.clip(remainder, 0.0, None)}
    for kind in PAGE_KINDS[:2]:
        most = np.maximum(people[kind] - lost[kind] - artefacts[kind], 0.0)
        dark[kind] = np.minimum(dark["deep"] * _sends(cells, kind, random), most)

    dark_unattributed = _sum(dark)
    certain = certain_landings(cells)
    dark_all = np.clip(certain + dark_unattributed + _through_doors(cells, rates), certain, possible_landings(cells))
    weights = tempered(
        log_chance_below(remainder / (0.05 * size["deep"] + 1.0))
        + pages_allow(evidence, rates)
        + night_allows(evidence, rates)
        + previews_say(evidence, dark_unattributed, rates, random)
    )
    lost_all = _sum({kind: np.minimum(lost[kind], people[kind]) for kind in PAGE_KINDS})
    typed = bookmarks + _sum(
        {kind: np.maximum(people[kind] - lost[kind] - artefacts[kind] - dark[kind], 0.0) for kind in PAGE_KINDS[:2]}
    )
    total = sum(size.values())
    return Draws(
        weights=weights,
        dark=dark_all,
        dark_unattributed=dark_unattributed,
        dark_deep=dark["deep"],
        typed=np.minimum(typed, total),
        lost_source=np.minimum(lost_all, total),
        unexplained=np.maximum(total - dark_unattributed - typed - lost_all, 0.0),
        robots=total * rates.robots,
    )


def _without_referrers(cells: Sequence[Cell], random: np.random.Generator) -> Draws:
    """Where the log names no referrer nothing is known of any source: what sites of all sorts have, far apart."""
    landings = count(cells)
    unattributed = float(count(cells, rung="unattributed"))
    dark = unattributed * random.beta(1.3, 5.0, DRAWS)
    typed = (unattributed - dark) * random.beta(2.0, 3.0, DRAWS)
    nothing = np.zeros(DRAWS)
    return Draws(
        weights=np.full(DRAWS, 1 / DRAWS),
        dark=np.clip(dark + certain_landings(cells), 0.0, landings),
        dark_unattributed=dark,
        dark_deep=dark * (count(cells, rung="unattributed", page_kind="deep") / max(unattributed, 1.0)),
        typed=typed,
        lost_source=unattributed - dark - typed,
        unexplained=nothing,
        robots=nothing,
    )


def tempered(log_weights: Floats) -> Floats:
    """Weights that add up to 1, flattened until they are worth LEAST_EFFECTIVE_DRAWS even if the log is a surprise."""
    for power in (1.0, 0.7, 0.5, 0.35, 0.25, 0.15, 0.1, 0.05, 0.02):
        weights: Floats = np.exp(power * (log_weights - log_weights.max()))
        weights /= weights.sum()
        if 1 / float((weights**2).sum()) >= LEAST_EFFECTIVE_DRAWS:
            return weights
    return np.full(len(log_weights), 1 / len(log_weights))


def interval(values: Floats, weights: Floats) -> tuple[float, float, float]:
    """The median of weighted draws and the limits that leave 2.5 % on either side."""
    order = np.argsort(values)
    reached = np.cumsum(weights[order]) - weights[order] / 2
    middle, low, high = (float(x) for x in np.interp((0.5, 0.025, 0.975), reached, values[order]))
    return middle, low, high


def _lost_source(
    cells: Sequence[Cell], kind: PageKind, people: Floats, rates: Rates, random: np.random.Generator
) -> Floats:
    """Landings without a source that followed a public link of any kind."""
    known = [cell for cell in cells if cell.page_kind == kind and cell.rung == "attributed"]
    public = [cell for cell in known if cell.channel == "social"]
    social = sum(cell.landings * _odds(STRIPPED_SHARE.get(cell.app, STRIPPED_SHARE_ELSEWHERE)) for cell in public)
    lost: Floats = (
        rates.search * count(known, channel="search")
        + rates.social_tilt * social
        + rates.silent_social * count(public)
        + rates.assistants * count(known, channel="ai")
        + rates.referral * count(known, channel=("referral", "aggregator"))
        + rates.privacy * count(known)
    )
    clue = web_link_clue(cells) if kind == "deep" else None
    if clue is not None:
        # the browsers themselves say how many followed a link on a web page: what is counted above must agree
        lost = people * fused(np.clip(lost / np.maximum(people, 1.0), 1e-3, 0.99), [clue], random)
    return lost + people * rates.newsletter if kind == "deep" else lost


def _sends(cells: Sequence[Cell], kind: PageKind, random: np.random.Generator) -> Floats:
    """Private sends of home or section pages for one of a deep page: as people share in public, within wide limits."""
    shared = {
        each: count(cells, page_kind=each, channel="social", rung="attributed")
        + count(cells, page_kind=each, rung="observed")
        for each in PAGE_KINDS
    }
    usual = {"home": 1.0, "section": 1.0, "deep": 10.0}
    certainty = min(1.0, 30 / (sum(shared.values()) + 1))
    here, deep = (usual[each] + certainty * shared[each] for each in (kind, "deep"))
    ratio: Floats = random.gamma(here, size=DRAWS) / np.maximum(random.gamma(deep, size=DRAWS), 0.1)
    return ratio


def _through_doors(cells: Sequence[Cell], rates: Rates) -> Floats:
    """The private part of landings whose app or mailbox shows, but serves other ends as well."""
    return rates.mixed_private * doors(cells, mail=False) + rates.mail_private * doors(cells, mail=True)


def _odds(share: float) -> float:
    return share / (1 - share)


def _sum(parts: dict[PageKind, Floats]) -> Floats:
    total: Floats = np.sum(list(parts.values()), axis=0)
    return total
