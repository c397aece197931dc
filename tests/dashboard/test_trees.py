"""Cascades are told as trees where enough people came by them, and nothing in them is one person's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.dashboard.trees import EPOCH, LANDING, MOST_BRANCHES, MOST_LEVELS, MOST_TREES, SHARE, Node, Tree, trees

PAGES = {7: "/story", 8: "/other"}


def told(parents: list[int], landings: list[int], pages: list[int] | None = None, **how: int) -> list[Tree]:
    """Trees of shares numbered from 0, whose tokens are no numbers in their order."""
    token = [(17 * (number + 1)) % 1_000_003 for number in range(len(parents))]
    shares = np.array(
        [(token[n], token[p] if p >= 0 else 0, 20_000 + n % 5) for n, p in enumerate(parents)], dtype=SHARE
    )
    came = [(token[n], (pages or [7] * len(parents))[n], count) for n, count in enumerate(landings) if count]
    return trees(shares, np.array(came, dtype=LANDING), PAGES, **how)


def nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from nodes(child)


def test_shares_that_led_nowhere_are_told_together() -> None:
    (tree,) = told([-1, 0, 0, 0, 1, 1], [2, 3, 4, 5, 6, 7])
    assert tree.root == Node(1, 1, False, (Node(2, 1, False, (Node(3, 2, True),)), Node(2, 2, False)))
    assert (tree.shares, tree.landings, tree.page) == (6, 27, "/story")
    assert [level.shares for level in tree.levels] == [1, 3, 2]


def test_of_ten_and_more_landings_it_is_told_which_shares_brought_them() -> None:
    (tree,) = told([-1, 0], [12, 9])
    assert tree.root == Node(1, 1, True, (Node(2, 1, False),))


@pytest.mark.parametrize(("landings", "found"), [([5, 4], 0), ([5, 5], 1), ([0, 10], 1), ([0, 0], 0)])
def test_a_tree_of_fewer_than_ten_landings_is_not_told(landings: list[int], found: int) -> None:
    assert len(told([-1, 0], landings)) == found


def test_a_share_alone_is_no_tree() -> None:
    assert told([-1], [100]) == []


def test_a_page_is_named_where_ten_landings_reached_it() -> None:
    assert told([-1, 0], [9, 9], [7, 8])[0].page == ""
    assert told([-1, 0], [9, 10], [7, 8])[0].page == "/other"
    assert told([-1, 0], [9, 10], [7, 99])[0].page == ""  # a page that may not be named at all


def test_landings_of_a_level_are_told_where_no_difference_tells_a_few() -> None:
    (tree,) = told([-1, 0, 0, 1, 3], [20, 5, 0, 30, 0])
    told_landings = [level.landings for level in tree.levels]
    assert told_landings[1] is None
    assert sum(count is None for count in told_landings) >= 2  # the total stands beside them


def test_the_largest_trees_come_first_and_there_are_few() -> None:
    parents = [-1, 0, -1, 2, 2, -1, 5, -1, 7, 7, 7]
    found = told(parents, [10] * len(parents))
    assert [tree.shares for tree in found] == [4, 3, 2]
    assert len(found) == MOST_TREES


def test_days_are_those_of_the_first_and_the_last_share() -> None:
    (tree,) = told([-1, 0, 0], [10, 0, 0])
    assert (tree.first, tree.last) == (
        EPOCH + (date(1970, 1, 2) - EPOCH) * 20_000,
        date.fromordinal(EPOCH.toordinal() + 20_002),
    )


def test_a_parent_that_is_not_known_makes_a_root_and_a_circle_none() -> None:
    shares = np.array([(1, 99, 5), (2, 1, 5), (3, 4, 5), (4, 3, 5)], dtype=SHARE)
    found = trees(shares, np.array([(1, 7, 10), (3, 7, 50), (77, 7, 50)], dtype=LANDING), PAGES)
    assert [(tree.shares, tree.landings) for tree in found] == [(2, 10)]


@given(st.lists(st.integers(0, 400), min_size=1, max_size=300), st.integers(0, 3))
def test_however_large_a_tree_little_of_it_is_drawn_and_nothing_is_lost(seeds: list[int], chain: int) -> None:
    parents = [-1] + [seed % (place + 1) if chain else place for place, seed in enumerate(seeds)]
    (tree,) = told(parents, [10] * len(parents))
    drawn = list(nodes(tree.root))
    assert (
        sum(node.shares for node in drawn) == tree.shares == sum(level.shares for level in tree.levels) == len(parents)
    )
    assert len([node for node in drawn if node.children]) <= MOST_BRANCHES
    assert max(node.level for node in drawn) <= MOST_LEVELS
    assert all(child.level == node.level + 1 for node in drawn for child in node.children)


@given(st.permutations(range(12)))
def test_the_order_in_which_shares_are_read_changes_nothing(order: list[int]) -> None:
    parents = [-1, 0, 0, 1, 1, 2, 3, 3, 3, 5, 5, 9]
    shares = np.array([(n + 1, p + 1, 5) for n, p in enumerate(parents)], dtype=SHARE)
    came = np.array([(n + 1, 7, n + 3) for n in range(12)], dtype=LANDING)
    assert trees(shares[order], came, PAGES) == trees(shares, came, PAGES)
