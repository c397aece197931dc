"""Published figures that worlds of landings resemble, and which of them each variant leaves on purpose."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from penombre.simulate.counts.numbering import AUTOMATION, CAUSES
from penombre.simulate.counts.pages import DEEP
from penombre.simulate.counts.variants import LANDING_HARD, LANDING_UNSEEN, LANDING_VARIANTS, landing_variant


class Anchor(msgspec.Struct, frozen=True):
    """A figure of landings.

    published   what was found, and by whom
    usual       the median over worlds of a news site lies here
    possible    all but one world in ten of a news site lies here
    """

    published: str
    usual: tuple[float, float]
    possible: tuple[float, float]


ANCHORS = {
    "deep": Anchor(
        "landings without a source on pages below the fronts, of all landings: .20 to .40 for most sites, .65 at most "
        "(Chartbeat 2014 and 2015)",
        (0.2, 0.4),
        (0.15, 0.65),
    ),
    "front": Anchor(
        "landings without a source on the home page and section fronts, of all landings: .115 to .161 (Chartbeat for "
        "Press Gazette, 2019 to 2025)",
        (0.1, 0.165),
        (0.05, 0.25),
    ),
    "mobile": Anchor(
        "the first of these figures on phones against that on desktops: about a half against a third (Chartbeat 2014)",
        (1.2, 1.8),
        (1.0, 2.4),
    ),
    "friends": Anchor(
        "landings from an e-mail or text of friends, of all: .07 (Pew 2017)",
        (0.05, 0.12),
        (0.01, 0.2),
    ),
    "robots": Anchor(
        "robots that pass for people, of landings without a source: .01 to .08 without and .005 to .02 with a script "
        "(an assumption of the plan, not published)",
        (0.015, 0.07),
        (0.005, 0.12),
    ),
}

ELSEWHERE = {
    "private share actions without a click, .35 to .60": "worlds of cascades",
    "half-life of 3.4 hours": "worlds of cascades and of the channel mix",
    "trees deeper than one hop, .01 to .04": "worlds of cascades",
    "presses of a button in .002 of the views, copies in .02": "logs written line by line",
    "robots in half of all requests": "logs written line by line",
}
"""Figures of the same list that landings alone do not show, and where they belong."""


def marginals(seen: dict[str, NDArray[Any]], truth: dict[str, Any]) -> dict[str, float]:
    """The figures of `ANCHORS` in one world."""
    dark, deep, mobile, cause = seen["known"] < 0, seen["page_kind"] == DEEP, seen["mobile"], truth["cause"]
    friends = np.isin(cause, [CAUSES.index("email"), CAUSES.index("sms")])
    return {
        "deep": float((dark & deep).mean()),
        "front": float((dark & ~deep).mean()),
        "mobile": float((dark & deep)[mobile].mean() / (dark & deep)[~mobile].mean()),
        "friends": float(friends.mean()),
        "robots": float((cause[dark] == AUTOMATION).mean()),
    }


def left_on_purpose() -> dict[str, tuple[str, ...]]:
    """By variant, the anchors whose usual range the median over its worlds leaves because the variant is what it is."""
    return {name: landing_variant(name).leaves for name in (*LANDING_VARIANTS, *LANDING_HARD, *LANDING_UNSEEN)}
