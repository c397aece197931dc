"""Matters that somebody should be told of: each once when it begins, and once when it is over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

Kind = Literal["takeoff", "silence", "flood"]


class Alert(msgspec.Struct, frozen=True):
    """Something is going on.

    kind      takeoff: a page is passed on in private as it never was; silence: nothing arrives any more; flood: robots
    subject   the page; empty where it is the whole site
    since     seconds since 1970 when it began, as far as that shows
    facts     what was seen, numbers by name
    """

    kind: Kind
    subject: str
    since: float
    facts: Mapping[str, float]


class Told(msgspec.Struct, frozen=True):
    """A matter that was told and is not over."""

    number: int
    kind: Kind
    subject: str


class News(msgspec.Struct, frozen=True):
    """What is to be told now: alerts that nobody heard of, and matters that are over."""

    begun: list[Alert]
    over: list[Told]


def news(going_on: Iterable[Alert], told: Iterable[Told], looked_at: Iterable[Kind]) -> News:
    """What is new since the last look.

    going_on    all that is seen now
    told        matters told earlier and not over
    looked_at   kinds that could be looked at now: of the others nothing is known, so that none of them is over
    """
    seen = {(alert.kind, alert.subject): alert for alert in going_on}
    known = {(matter.kind, matter.subject): matter for matter in told}
    kinds = set(looked_at)
    return News(
        begun=[alert for key, alert in seen.items() if key not in known],
        over=[matter for key, matter in known.items() if key not in seen and matter.kind in kinds],
    )
