"""Reads a site's events of a period out of the store, as arrays; none of them names a visitor."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from penombre.select.question import ANSWERS, APPS, CONTROLS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from penombre.collect.sites import Site
    from penombre.store.engine import Engine

    Records = NDArray[np.void]

CHANNELS = (
    "search", "social", "messenger", "sms", "email", "workchat", "share_button", "campaign", "ai", "referral",
    "aggregator", "paid", "other_app",
)  # fmt: skip
VIEW, SHARE, ASK, ANSWER, CLICK = 1, 2, 8, 6, 7
"""Kinds of events, as the store numbers them."""
ATTRIBUTED, PROVEN, OBSERVED, UNATTRIBUTED = 0, 1, 2, 3
"""Rungs, as the store numbers them."""
NO, MIXED, YES = 0, 1, 2
"""Whether a landing is private, as the store numbers it; between them, what may be either."""

LANDING = np.dtype(
    [
        ("page", "<u8"), ("at", "<u4"), ("day", "<u2"), ("hour", "u1"), ("kind", "u1"), ("device", "u1"),
        ("browser", "<u4"), ("fetch_site", "u1"), ("nav", "u1"), ("history", "u1"), ("channel", "u1"), ("app", "<u4"),
        ("private", "u1"), ("rung", "u1"), ("family", "u1"), ("answer", "u1"), ("sent_by", "u1"), ("audience", "u1"),
        ("letter", "u1"), ("design", "<f4"),
    ]
)  # fmt: skip
TRACE = np.dtype([("page", "<u8"), ("at", "<u4"), ("kind", "u1"), ("via", "u1"), ("app", "<u4")])
TOKEN = np.dtype(
    [
        ("kind", "u1"),
        ("token", "<u8"),
        ("parent", "<u8"),
        ("page", "<u8"),
        ("at", "<u4"),
        ("via", "u1"),
        ("letter", "u1"),
    ]
)


class Page(msgspec.Struct, frozen=True):
    """A page that was landed on."""

    hash: int
    page: str
    kind: str
    first: int
    landings: int


class App(msgspec.Struct, frozen=True):
    """An app that showed in landings or clicks; `private` is yes, mixed or no."""

    number: int
    app: str
    channel: str
    private: str


class Found(msgspec.Struct, frozen=True):
    """What a site's events of a period say: records of the types of this module.

    start, end   of the period, seconds since 1970
    """

    start: int
    end: int
    landings: Records
    traces: Records
    tokens: Records
    pages: list[Page]
    apps: list[App]
    generations: list[dict[str, Any]]
    views: int


def read(engine: Engine, site: Site, start: datetime, end: datetime) -> Found:
    """Read the events of a site from `start` to before `end`. Raises StoreError."""
    engine.create("functions")
    period: dict[str, Any] = {
        "site": site.number,
        "start": start.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
        "end": end.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
    }
    return Found(
        start=int(start.timestamp()),
        end=int(end.timestamp()),
        landings=engine.records(
            "estimate/landings",
            LANDING,
            timezone=site.timezone,
            channels=list(CHANNELS),
            families=list(CONTROLS),
            answers=list(ANSWERS),
            apps=list(APPS),
            **period,
        ),
        traces=engine.records("estimate/previews", TRACE, **period),
        tokens=engine.records("estimate/tokens", TOKEN, **period),
        pages=[msgspec.convert(row, Page, strict=False) for row in engine.rows("estimate/pages", **period)],
        apps=[msgspec.convert(row, App, strict=False) for row in engine.rows("estimate/apps", **period)],
        generations=engine.rows("estimate/generations", **period),
        views=int(engine.rows("estimate/views", **period)[0]["views"]),
    )
