"""Where the dots and lines of a tree stand: across in per cent of the width, down in pixels.

A share stands left of those that came from it, in the middle of the rows that they take. Each row is one dot that
nothing came from, so that no two dots overlap and no two lines cross, on a telephone as on a wall.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log2

import msgspec

from penombre.dashboard.sharing import Generation
from penombre.dashboard.trees import Node

ROW = 22.0
SMALLEST, LARGEST = 4.0, 9.0
"""Radii: two dots of the largest fit side by side into two rows."""
LEFT, RIGHT = 3.0, 84.0
WIDEST = 27.0
"""Between two hands: a short cascade does not stretch across the page."""
HEIGHT = 130.0
"""Of the highest column."""


class Dot(msgspec.Struct, frozen=True):
    """A share, or several together. `x` in per cent, all else in pixels."""

    x: float
    y: float
    radius: float
    level: int
    shares: int
    many: bool


class Line(msgspec.Struct, frozen=True):
    """From a share to one that came from it, or to several together."""

    x1: float
    y1: float
    x2: float
    y2: float


class Drawing(msgspec.Struct, frozen=True):
    """Dots and lines."""

    dots: tuple[Dot, ...]
    lines: tuple[Line, ...]
    height: float


class Pair(msgspec.Struct, frozen=True):
    """A generation's columns: presses and landings, None where they may not be told. `x` in per cent."""

    generation: Generation
    x: float
    presses: float | None
    landings: float | None


def draw_tree(root: Node) -> Drawing:
    """The same tree is always drawn the same way."""
    deepest = max(_levels(root))
    step = min((RIGHT - LEFT) / max(deepest - 1, 1), WIDEST)
    dots: list[Dot] = []
    lines: list[Line] = []
    rows = 0

    def place(node: Node) -> Dot:
        nonlocal rows
        children = [place(child) for child in node.children]
        if children:
            y = (children[0].y + children[-1].y) / 2
        else:
            y = ROW * (rows + 0.5)
            rows += 1
        radius = min(LARGEST, SMALLEST + log2(node.shares))
        dot = Dot(LEFT + step * (node.level - 1), y, radius, node.level, node.shares, node.many)
        dots.append(dot)
        lines.extend(Line(dot.x, dot.y, child.x, child.y) for child in children)
        return dot

    place(root)
    return Drawing(tuple(dots), tuple(lines), ROW * rows)


def draw_generations(generations: Sequence[Generation]) -> tuple[Pair, ...]:
    """Columns side by side, as high as their counts; what may not be told is None and drawn as a stub."""
    most = max((count for each in generations for count in (each.presses, each.landings) if count), default=0)
    width = 100 / max(len(generations), 1)

    def height(count: int | None) -> float | None:
        return None if count is None else HEIGHT * count / most if most else 0.0

    return tuple(
        Pair(each, width * (place + 0.5), height(each.presses), height(each.landings))
        for place, each in enumerate(generations)
    )


def _levels(node: Node) -> Iterator[int]:
    yield node.level
    for child in node.children:
        yield from _levels(child)
