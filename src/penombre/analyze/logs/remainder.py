"""How much of what no trace explains was sent in private: a bias analysis by simulation, weighted by the log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penombre.analyze.logs.bounds import certain_landings, doors, possible_landings
from penombre.analyze.logs.causes import STRIPPED_SHARE, STRIPPED_SHARE_ELSEWHERE, Rates, expit
from penombre.analyze.logs.clues import (
    corroboration_says,
    dark_expected,
    fetch_clue,
    fused,
    pages_allow,
    returning_clue,
    traces_say,
    web_links_allow,
)
from penombre.analyze.logs.evidence import PAGE_KINDS, Cell, Evidence, PageKind, count
from penombre.analyze.logs.robots import robots_among, without_robots

if TYPE_CHECKING:
    from penombre.analyze.logs.evidence import Floats

DRAWS = 12_000
SEED = 20_140_701
LEAST_EFFECTIVE_DRAWS = 300.0
MODEL_ERROR = 0.6
"""How well expected landings add up to those that came, as a standard deviation on the log scale."""
LEFT_OUT = 0.4
"""What the model leaves out of the answer itself, as a standard deviation on the logit scale."""
UNRELATED_DOORS = 0.2
LEAST_DEEP = 50
"""Deep landings without a source from which on they tell how many of the others were sent."""


class Draws(msgspec.Struct, frozen=True):
    """Weighted draws of what brought the landings, (DRAWS,) each; the weights add up to 1."""

    weights: Floats
    people: Floats
    """All landings, less the robots among them."""
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
    if not evidence.referrers_logged:
        return _without_referrers(evidence.cells, random)
    rates = Rates(random, DRAWS)
    robots = robots_among(evidence, random, DRAWS)
    seen = {kind: float(count(evidence.cells, rung="unattributed", page_kind=kind)) for kind in PAGE_KINDS}
    cells = without_robots(evidence.cells, robots)
    rates.bookmarks = fused(rates.bookmarks, [returning_clue(cells), fetch_clue(cells)], random)
    share_of_shallow = {kind: seen[kind] / max(seen["home"] + seen["section"], 1.0) for kind in PAGE_KINDS[:2]}
    size = {kind: seen[kind] - robots.shallow * share_of_shallow[kind] for kind in PAGE_KINDS[:2]}
    size["deep"] = seen["deep"] - robots.deep
    sent = _sent_by_kind(evidence, random)

    # deep pages: what each cause would bring, brought to the number that came
    expected = {
        "typed": size["deep"] * rates.bookmarks,
        "lost": _lost_source(cells, "deep", size["deep"], rates),
        "noise": size["deep"] * rates.documents + rates.artefacts * count(cells, page_kind="deep"),
        "dark": dark_expected(evidence, size["deep"], sent["deep"], rates, random),
    }
    together = np.sum(list(expected.values()), axis=0)
    scale = size["deep"] / np.maximum(together, 1e-9)
    deep = {name: amount * scale for name, amount in expected.items()}

    # home and section fronts: what is neither lost nor sent was typed; what was sent there goes with what was sent to
    # deep pages, and where hardly any of these is asked for it may be anything that the log allows
    shallow: dict[str, Floats] = {name: np.zeros(DRAWS) for name in expected}
    for kind in PAGE_KINDS[:2]:
        lost = _lost_source(cells, kind, size[kind], rates)
        noise = rates.artefacts * count(cells, page_kind=kind)
        room = np.maximum(size[kind] - lost - noise, 0.0)
        if seen["deep"] >= LEAST_DEEP:
            told = deep["dark"] * sent[kind] / np.maximum(sent["deep"], 0.02)
        else:
            told = dark_expected(evidence, room, sent[kind], rates, random)
        dark = np.minimum(told, 0.9 * room)
        for name, amount in (("typed", room - dark), ("lost", lost), ("noise", noise), ("dark", dark)):
            shallow[name] = shallow[name] + np.minimum(amount, size[kind])

    parts = {name: deep[name] + shallow[name] for name in expected}
    certain = certain_landings(cells)
    weights = tempered(
        -0.5 * (np.log(np.maximum(scale, 1e-9)) / MODEL_ERROR) ** 2 * (seen["deep"] > 0)
        + pages_allow(evidence, rates, robots.deep)
        + corroboration_says(evidence, parts["dark"])
        + web_links_allow(cells, deep["lost"], deep["dark"], random)
        + traces_say(count(cells, rung="observed"), parts["dark"])
    )
    total = _sum(size)
    hidden = disturbed(parts["dark"], total, random)
    # what is not dark after all is the other causes' in their proportions, and the other way
    others = (total - hidden) / np.maximum(total - parts["dark"], 1e-9)
    automatic = robots.deep + robots.shallow
    return Draws(
        weights=weights,
        people=count(evidence.cells) - automatic,
        dark=np.clip(
            certain + hidden + _through_doors(cells, hidden, rates, random),
            certain,
            possible_landings(evidence.cells) - automatic,
        ),
        dark_unattributed=hidden,
        dark_deep=np.minimum(deep["dark"] * hidden / np.maximum(parts["dark"], 1e-9), size["deep"]),
        typed=np.minimum(parts["typed"] * others, total),
        lost_source=np.minimum(parts["lost"] * others, total),
        unexplained=np.maximum(total - hidden - (parts["typed"] + parts["lost"]) * others, 0.0) + automatic,
        robots=automatic,
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
        people=np.full(DRAWS, float(landings)),
        dark=np.clip(dark + certain_landings(cells), 0.0, landings),
        dark_unattributed=dark,
        dark_deep=dark * (count(cells, rung="unattributed", page_kind="deep") / max(unattributed, 1.0)),
        typed=typed,
        lost_source=unattributed - dark - typed,
        unexplained=nothing,
        robots=nothing,
    )


def disturbed(amount: Floats, whole: Floats, random: np.random.Generator) -> Floats:
    """Draws of a part of `whole`, further apart by LEFT_OUT and by the scatter of few landings; the median stays."""
    share = np.clip(amount / np.maximum(whole, 1e-9), 1e-4, 1 - 1e-4)
    few = 1 / np.maximum(whole * share * (1 - share), 0.5)
    return whole * expit(np.log(share / (1 - share)) + np.sqrt(LEFT_OUT**2 + few) * random.standard_normal(len(amount)))


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


def _lost_source(cells: Sequence[Cell], kind: PageKind, people: Floats, rates: Rates) -> Floats:
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
    return lost + people * rates.newsletter if kind == "deep" else lost


def _sent_by_kind(evidence: Evidence, random: np.random.Generator) -> dict[PageKind, Floats]:
    """Shares of private sends by sort of page: as private apps' previews say, else as people share in public."""
    previews = {kind: float(evidence.private_senders.get(kind, 0)) for kind in PAGE_KINDS}
    public = {kind: count(evidence.cells, page_kind=kind, channel="social", rung="attributed") for kind in PAGE_KINDS}
    # a few dozen say enough: apps that announce themselves are not all apps
    seen = _shrunk(previews, 40.0)
    seen = {kind: seen[kind] + _shrunk(public, 8.0)[kind] for kind in PAGE_KINDS}
    drawn = {
        kind: random.gamma(prior + seen[kind], size=DRAWS)
        for kind, prior in zip(PAGE_KINDS, (0.8, 0.6, 4.0), strict=True)
    }
    total = _sum(drawn)
    return {kind: amount / total for kind, amount in drawn.items()}


def _shrunk(counts: dict[PageKind, float] | dict[PageKind, int], most: float) -> dict[PageKind, float]:
    total = sum(counts.values())
    return {kind: each * min(1.0, most / total) if total else 0.0 for kind, each in counts.items()}


def _through_doors(cells: Sequence[Cell], hidden: Floats, rates: Rates, random: np.random.Generator) -> Floats:
    """The private part of landings whose app or mailbox shows, but serves other ends as well.

    Who sends much in private leaves more of it at these doors too, so it mostly goes with the landings that arrive
    without a trace; in other worlds it is a share of what comes through the door.
    """
    mixed, mail = doors(cells, mail=False), doors(cells, mail=True)
    alone = random.random(DRAWS) < UNRELATED_DOORS
    return np.minimum(
        np.where(alone, rates.mixed_private * mixed, rates.mixed_per_hidden * hidden), mixed
    ) + np.minimum(np.where(alone, rates.mail_private * mail, rates.mail_per_hidden * hidden), mail)


def _odds(share: float) -> float:
    return share / (1 - share)


def _sum(parts: dict[PageKind, Floats]) -> Floats:
    total: Floats = np.sum(list(parts.values()), axis=0)
    return total
