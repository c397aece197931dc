"""The facts that travel: a sign, a request, a verdict, and the order in which signs are believed."""

from __future__ import annotations

from enum import IntEnum
from typing import Literal

import msgspec

Kind = Literal["human", "unfurl", "bot", "scanner", "ai"]
Private = Literal["yes", "no", "mixed"]


class Rank(IntEnum):
    """Where the ranks of each sort of sign begin; the lower rank is believed first (signals.md §11)."""

    PREFETCH = 0
    FETCHER = 1  # + its place in the catalogue of agents
    PAID = 10_000
    PACKAGE = 11_000
    APP = 12_000  # + its place in the catalogue of agents
    PRIVATE_HOST = 20_000
    ASSISTANT_HOST = 21_000
    PUBLIC_HOST = 22_000
    SHARE_TAG = 23_000
    TAG = 24_000
    UNKNOWN_HOST = 25_000
    NOTHING = 30_000


class Sign(msgspec.Struct, frozen=True):
    """One trace in a request, and what it says."""

    kind: Kind
    app: str  # the product's usual name, empty when none
    channel: str
    private: Private
    family: str  # where the trace shows
    pattern: str  # what was recognised
    strength: float  # how surely the pattern means this, in [0, 1]: a judgement
    rank: int  # the lowest is believed first


class Request(msgspec.Struct, frozen=True):
    """What is known of one request; None stands for unknown, an empty text for a header sent empty or not at all."""

    ua: str | None = None
    referrer: str | None = None
    url: str | None = None
    headers: dict[str, str] | None = None


class Evidence(msgspec.Struct, frozen=True):
    """A sign as it is shown to people."""

    family: str
    pattern: str
    strength: float


class Verdict(msgspec.Struct, frozen=True):
    """What all signs of a request say together."""

    kind: Kind
    app: str
    channel: str
    private: Private
    evidence: tuple[Evidence, ...] = ()
