"""What the demo's panel shows: the ledger, and the last minute by what happened and by where people came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from penombre.report.texts import number
from penombre.web.texts import name_of

SECONDS = 60
MOST_CHANNELS = 12
KINDS = ("views", "clicks", "unfurls", "shares", "readings", "robots", "other")
LEDGER = ("stored", "duplicate", "quarantined", "pending", "received", "refused", "dropped_by_signal")
_OF_PEOPLE = {"view": "views", "click": "clicks", "share": "shares", "copy": "shares", "engage": "readings"}


class Line(msgspec.Struct, frozen=True):
    """A name and what it counts, for people to read."""

    name: str
    count: int
    told: str  # the count as the language writes it


class ChannelLine(msgspec.Struct, frozen=True):
    """Where people came from, in landings and in clicks on short links: the two are counted apart."""

    name: str
    landings: int
    clicks: int


def kinds_of(rows: Iterable[Mapping[str, Any]], lang: str) -> list[Line]:
    """What happened, most telling first, without what did not."""
    counts = dict.fromkeys(KINDS, 0)
    for row in rows:
        counts[_kind(row["kind"], row["agent"])] += int(row["events"])
    return [Line(name_of("kind", kind, lang), count, number(count, lang)) for kind, count in counts.items() if count]


def channels_of(rows: Iterable[Mapping[str, Any]], lang: str) -> list[ChannelLine]:
    """Where people came from, most first: landings (not pages reached from the site itself) and short links."""
    counts: dict[str, list[int]] = {}
    for row in rows:
        if row["agent"] != "human" or row["kind"] not in ("view", "click"):
            continue
        if row["kind"] == "view" and row["rung"] == "internal":
            continue
        name = row["app"] or name_of("channel", row["channel"], lang)
        pair = counts.setdefault(name, [0, 0])
        pair[row["kind"] == "click"] += int(row["events"])
    found = [ChannelLine(name, landings, clicks) for name, (landings, clicks) in counts.items()]
    return sorted(found, key=lambda line: (-line.landings - line.clicks, line.name))[:MOST_CHANNELS]


def _kind(kind: str, agent: str) -> str:
    if agent == "unfurl":
        return "unfurls"
    return _OF_PEOPLE.get(kind, "other") if agent == "human" else "robots"
