"""The document in one language, before it takes a form: the same texts, tables and bars for page, mail and paper."""

from __future__ import annotations

import msgspec

from penombre.analyze.interval import Interval


class Point(msgspec.Struct, frozen=True):
    """A sentence, and what it rests on."""

    text: str
    why: str


class Bar(msgspec.Struct, frozen=True):
    """A bar with its 95 % limits; `sort` is the rung whose colour it has."""

    name: str
    value: float
    low: float
    high: float
    told: str
    sort: str


class Table(msgspec.Struct, frozen=True):
    """Cells as text; `numbers` says which columns are."""

    heads: list[str]
    numbers: list[bool]
    rows: list[list[str]]


class Section(msgspec.Struct, frozen=True):
    """A part of the document: `alt` says what its bars show to those who cannot see them."""

    key: str
    title: str
    text: str
    alt: str = ""
    bars: list[Bar] = []
    table: Table | None = None


class Gauge(msgspec.Struct, frozen=True):
    """Where the share may lie, all in [0, 1]: limits without a model, and the interval where there is one."""

    low: float
    high: float
    interval: Interval | None
    alt: str


class Sheet(msgspec.Struct, frozen=True):
    """The whole document. `big` is the figure that is seen first, `lead` the words behind it."""

    lang: str
    title: str
    when: str
    subject: str
    prepared: str
    times: str
    big: str
    lead: str
    about: list[str]
    gauge: Gauge | None
    heads: dict[str, str]
    findings: list[Point]
    advice: list[Point]
    sections: list[Section]
    doubts: list[str]
    method: list[str]
    made: str
    no_load: str
