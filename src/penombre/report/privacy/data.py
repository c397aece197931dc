"""What each step of the dial collects, datum by datum: the notice, the register and the dial itself speak from here.

A test runs the code that minimises requests and fails where it keeps a column that no datum of the mode names.
"""

from __future__ import annotations

import msgspec

from penombre.collect.dial import MODES, Mode

ANY = "*"
"""Stands for every kind of event."""


class Datum(msgspec.Struct, frozen=True):
    """Something that is collected.

    key      names its sentence, `datum.<key>`
    mode     the lowest step of the dial that collects it
    columns  what is kept of it: for each kind of event (or ANY) its columns
    only     the setting without which it is not collected: "ask" or "country"; empty for none
    """

    key: str
    mode: Mode
    columns: dict[str, tuple[str, ...]]
    only: str = ""


_SOURCE = ("channel", "app", "private", "rung")
DATA = (
    Datum("page", "strict", {ANY: ("site", "at", "kind", "id", "id_dashes", "page")}),
    Datum("source", "strict", {"view": (*_SOURCE, "family")}),
    Datum("browser", "strict", {ANY: ("agent", "device", "system", "browser")}),
    Datum("country", "strict", {ANY: ("country",)}, only="country"),
    Datum("visitors", "strict", {"sketch": ("site", "day", "register", "rank")}),
    Datum("link", "strict", {"click": ("link", "tag", "fetch_site", *_SOURCE)}),
    Datum(
        "question",
        "strict",
        {"ask": ("design", "family", *_SOURCE), "answer": ("design", "family", "name", "app", "audience", *_SOURCE)},
        only="ask",
    ),
    Datum("broken", "strict", {"quarantine": ("site", "at", "reason", "shape")}),
    Datum("totals", "strict", {"tally": ("site", "day", "name", "count")}),
    Datum("share", "counting", {"share": ("via", "app", "channel", "private", "tag")}),
    Datum("tag", "counting", dict.fromkeys(("view", "ask", "answer"), ("tag",))),
    Datum("campaign", "counting", dict.fromkeys(("view", "ask", "answer"), ("campaign",))),
    Datum("reading", "counting", {"engage": ("seconds", "scroll")}),
    Datum("goal", "counting", {"goal": ("name", "value", "currency", *_SOURCE)}),
    Datum("token", "consent", {ANY: ("token", "parent")}),
    Datum("navigation", "consent", {ANY: ("nav", "history")}),
    Datum("copy", "consent", {ANY: ("chars",), "copy": ("via", "app", "channel", "private", "tag")}),
)
"""In the order in which they are told."""


def data_of(mode: Mode, *, asks: bool = True, country: bool = True) -> tuple[Datum, ...]:
    """What is collected on a step of the dial; `asks` and `country` say whether either is on."""
    without = {name for name, on in (("ask", asks), ("country", country)) if not on}
    return tuple(each for each in DATA if _step(each.mode) <= _step(mode) and each.only not in without)


def columns_of(data: tuple[Datum, ...]) -> frozenset[tuple[str, str]]:
    """Kinds of events, or ANY, with the columns that the data name of them."""
    return frozenset((kind, column) for each in data for kind, columns in each.columns.items() for column in columns)


def begins(before: Mode, after: Mode) -> tuple[Datum, ...]:
    """What is collected after the dial was turned, and was not before; nothing where it was turned down."""
    return tuple(each for each in DATA if _step(before) < _step(each.mode) <= _step(after))


def _step(mode: Mode) -> int:
    return MODES.index(mode)
