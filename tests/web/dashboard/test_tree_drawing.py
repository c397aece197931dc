"""Dots never overlap, lines never cross, parents stand left of their children in the middle, and drawing is stable."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from penombre.dashboard.sharing import Generation
from penombre.dashboard.trees import MOST_LEVELS, Node
from penombre.web.dashboard.tree_drawing import HEIGHT, LEFT, RIGHT, Drawing, draw_generations, draw_tree

NARROW = 350.0
"""Pixels of the content on a telephone."""


def grown(shape: list[list[int]], level: int = 1, at: int = 0) -> Node:
    """A tree whose branches are drawn from lists of numbers."""
    counts = shape[at % len(shape)] if shape else []
    children = [
        Node(level + 1, count, count > 9)
        if count != 1 or level + 1 >= MOST_LEVELS
        else grown(shape, level + 1, at + place + 1)
        for place, count in enumerate(counts)
    ]
    return Node(level, 1, False, tuple(children))


trees = st.lists(st.lists(st.integers(1, 60), max_size=4), min_size=1, max_size=5).map(
    lambda shape: grown([counts[:2] if 1 in counts else counts for counts in shape])
)


def places(drawing: Drawing) -> list[tuple[float, float, float]]:
    return [(dot.x * NARROW / 100, dot.y, dot.radius) for dot in drawing.dots]


@given(trees)
def test_no_two_dots_overlap_on_a_telephone(root: Node) -> None:
    drawing = draw_tree(root)
    for (x, y, r), (x2, y2, r2) in combinations(places(drawing)[:120], 2):
        assert (x - x2) ** 2 + (y - y2) ** 2 >= (r + r2) ** 2


@given(trees)
def test_parents_stand_left_of_their_children_and_between_them(root: Node) -> None:
    drawing = draw_tree(root)
    lines: dict[tuple[float, float], list[float]] = {}
    for line in drawing.lines:
        assert line.x1 < line.x2
        lines.setdefault((line.x1, line.y1), []).append(line.y2)
    for (_, y), below in lines.items():
        assert min(below) <= y <= max(below)


@given(trees)
def test_all_stay_inside_and_each_dot_but_the_first_hangs_on_one_line(root: Node) -> None:
    drawing = draw_tree(root)
    assert all(LEFT <= dot.x <= RIGHT + 1e-9 for dot in drawing.dots)
    assert all(dot.radius <= dot.y <= drawing.height - dot.radius for dot in drawing.dots)
    assert len(drawing.lines) == len(drawing.dots) - 1
    assert draw_tree(root) == drawing


@given(trees)
def test_no_two_lines_cross(root: Node) -> None:
    lines = draw_tree(root).lines[:60]
    for one, other in combinations(lines, 2):
        if one.x1 == other.x1:  # of one level: their order at the left is that at the right
            assert (one.y1 - other.y1) * (one.y2 - other.y2) >= 0


def test_generations_are_as_high_as_their_counts() -> None:
    pairs = draw_generations([Generation(1, 50, 100), Generation(2, 0, None)])
    assert [(pair.x, pair.presses, pair.landings) for pair in pairs] == [(25, HEIGHT / 2, HEIGHT), (75, 0, None)]
    assert draw_generations([]) == ()
    assert draw_generations([Generation(1, None, None)])[0].landings is None
