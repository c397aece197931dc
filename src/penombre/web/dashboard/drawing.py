"""Where the marks of the figures stand, in per cent of their width: they fit a telephone as they fit a wall."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from penombre.dashboard.landings import Bucket, Hours
from penombre.dashboard.period import Period
from penombre.report.site_estimate import Changed
from penombre.web.dashboard.keepsakes import Annotation

HEIGHT = 180
"""Pixels of the plotting area; its width is the page's."""
LAYERS = ("certain", "either", "none", "public")
MOST_LABELS = 5
TOO_NEAR = 6.5
"""Per cent of the width that the number of an annotation takes on a telephone."""


class Bar(msgspec.Struct, frozen=True):
    """A layer of a column."""

    layer: str
    x: float
    width: float
    y: float
    height: float


class Column(msgspec.Struct, frozen=True):
    """A day or an hour, or several told together: the mean of them, by layer."""

    bucket: Bucket | Hours
    bars: tuple[Bar, ...]
    x: float
    width: float


class Chart(msgspec.Struct, frozen=True):
    """Columns side by side, and the lines behind them."""

    columns: tuple[Column, ...]
    ticks: tuple[tuple[float, float], ...]  # from the top, pixels; and the count
    labelled: tuple[Column, ...]
    merged: bool  # whether some stand for several
    height: int = HEIGHT


class Noted(msgspec.Struct, frozen=True):
    """An annotation and the place of its number: across, and in which row above the figure."""

    number: int
    annotation: Annotation
    x: float
    row: int


def columns(buckets: Sequence[Bucket] | Sequence[Hours], size: int) -> Chart | None:
    """A column for each bucket, as wide as its days or hours; None where there is nothing to draw.

    size   how many days or hours there are in all, those to come among them
    """
    most = max((bucket.parts.total / bucket.size for bucket in buckets), default=0.0)
    if not most:
        return None
    top = _round_up(most)
    found: list[Column] = []
    at = 0
    gap = 0.18
    for bucket in buckets:
        x, width = 100 * at / size, 100 * (bucket.size - gap * min(bucket.size, 4)) / size
        found.append(Column(bucket, tuple(_bars(bucket, x, width, top)), x, width))
        at += bucket.size
    step = max(1, -(-len(found) // MOST_LABELS))
    return Chart(
        columns=tuple(found),
        ticks=tuple((HEIGHT * (1 - share), top * share) for share in (0.5, 1.0)),
        labelled=tuple(found[::step]),
        merged=any(bucket.size > 1 for bucket in buckets),
    )


def place_of_change(change: Changed, period: Period) -> float:
    """Where the day begins from which on things were different."""
    return 100 * (date.fromisoformat(change.day) - period.first).days / period.days


def noted(annotations: Sequence[Annotation], period: Period) -> list[Noted]:
    """Numbers over the middle of their days, one above the other where they would lie on one another."""
    found: list[Noted] = []
    for number, each in enumerate(annotations, 1):
        x = 100 * ((each.day - period.first).days + 0.5) / period.days
        near = [other.row for other in found if abs(other.x - x) < TOO_NEAR]
        found.append(Noted(number, each, x, next(row for row in range(len(found) + 1) if row not in near)))
    return found


def layers(bucket: Bucket | Hours) -> dict[str, int]:
    """What a column is made of, from the bottom."""
    parts = bucket.parts
    return {
        "certain": parts.certain or 0,
        "either": parts.either or 0,
        "none": parts.none or 0,
        "public": parts.public or 0,
    }


def _bars(bucket: Bucket | Hours, x: float, width: float, top: float) -> list[Bar]:
    bars = []
    floor = float(HEIGHT)
    for layer, count in layers(bucket).items():
        height = HEIGHT * count / bucket.size / top
        floor -= height
        bars.append(Bar(layer, x, width, floor, height))
    return bars


def _round_up(value: float) -> float:
    """The next even figure that is not below."""
    scale = 1.0
    while scale * 10 < value:
        scale *= 10
    return next(scale * step for step in (1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10) if scale * step >= value)
