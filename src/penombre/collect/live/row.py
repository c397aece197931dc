"""The event as it is kept: what `select` made of a request, and nothing that would name a person."""

from __future__ import annotations

import msgspec


class EventRow(msgspec.Struct, omit_defaults=True):
    """One line of the journal and one row of `events`: fields and defaults are those of the table."""

    site: int
    at: int
    kind: str
    id: str
    id_dashes: bool = False
    agent: str = "human"
    page: str = ""
    link: int = 0
    tag: str = ""
    channel: str = "none"
    app: str = ""
    private: str = "no"
    rung: str = "internal"
    campaign: str = ""
    device: str = "other"
    system: str = ""
    browser: str = ""
    country: str = ""
    fetch_site: str = ""
    via: str = ""
    seconds: int = 0
    scroll: int = 0
    name: str = ""
    value: str = "0"
    currency: str = ""
    token: str = ""
    parent: str = ""
    nav: str = ""
    history: int = 0
    chars: int = 0
    design: float = 0.0
    family: str = ""
    audience: str = ""


class QuarantineRow(msgspec.Struct):
    """A record that cannot be counted."""

    at: int
    site: int
    reason: str
    shape: str


class TallyRow(msgspec.Struct):
    """So many of something on a day: nothing else is kept of them."""

    day: str
    site: int
    name: str
    count: int


class SketchRow(msgspec.Struct):
    """A register of a day's visitor sketch that rose."""

    site: int
    day: str
    register: int
    rank: int


_ENCODER = msgspec.json.Encoder()


def line(row: EventRow | QuarantineRow | TallyRow | SketchRow) -> bytes:
    """A row as a line of JSON."""
    return _ENCODER.encode(row) + b"\n"
