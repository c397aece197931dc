"""The largest cascades of a period as trees of shares, as far as they may be told.

A tree is told where k landings or more came by its shares. It has no identifier, no time finer than the day, and the
name of a page only where k of its landings or more reached it. Shares that led to no other are told together, not one
by one, and so is whatever hangs below the branches that there is no room for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from penombre.analyze.cascades.forest import Forest, plant
from penombre.dashboard.telling import K, tellable_line

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from penombre.collect.sites import Site
    from penombre.dashboard.period import Period
    from penombre.store.engine import Engine

    Records = NDArray[np.void]
    Integers = NDArray[np.int64]

MOST_TREES = 3
MOST_BRANCHES = 24
MOST_LEVELS = 12
EPOCH = date(1970, 1, 1)
SHARE = np.dtype([("token", "<u8"), ("parent", "<u8"), ("day", "<u4")])
LANDING = np.dtype([("token", "<u8"), ("page", "<u8"), ("landings", "<u4")])


class Node(msgspec.Struct, frozen=True):
    """A share that led to others, or several told together that hang below the same one.

    level     hands that the link went through, from 1
    shares    how many shares it stands for
    many      whether k landings or more came by them
    children  the branches, the largest first, what is told together last
    """

    level: int
    shares: int
    many: bool
    children: tuple[Node, ...] = ()


class Level(msgspec.Struct, frozen=True):
    """All shares after so many hands; `landings` by them is None where it may not be told."""

    number: int
    shares: int
    landings: int | None


class Tree(msgspec.Struct, frozen=True):
    """A cascade.

    shares, landings   in all
    page               that most of its landings reached; empty where none may be named
    first, last        days of the first and of the last share
    levels             the last one holds what went through MOST_LEVELS hands and more
    """

    root: Node
    shares: int
    landings: int
    page: str
    first: date
    last: date
    levels: tuple[Level, ...]


def read_trees(engine: Engine, site: Site, period: Period) -> list[Tree]:
    """The largest cascades of a site in a period. Raises StoreError."""
    about: dict[str, Any] = {"site": site.number, **period.bounds()}
    shares = engine.records("dashboard/tree_shares", SHARE, timezone=site.timezone, **about)
    if not len(shares):
        return []
    pages = engine.rows("dashboard/tree_pages", k=K, **about)
    names = {int(row["number"]): str(row["page"]) for row in pages}
    return trees(shares, engine.records("dashboard/tree_landings", LANDING, **about), names)


def trees(shares: Records, landings: Records, names: Mapping[int, str], k: int = K) -> list[Tree]:
    """The largest cascades, those with most shares first.

    shares    (n,) of type SHARE: each token once
    landings  (m,) of type LANDING
    names     of pages by their numbers, those that may be named at all
    """
    order = np.argsort(shares["token"], kind="stable")
    forest = plant(_places(shares["token"][order], order, shares["parent"]))
    came = landings[np.isin(landings["token"], shares["token"])]
    of_share = _places(shares["token"][order], order, came["token"])
    brought = np.bincount(of_share, came["landings"], minlength=len(shares)).astype(np.int64)
    in_tree = np.bincount(forest.root, brought, minlength=len(shares)).astype(np.int64)
    roots = np.flatnonzero((forest.parent < 0) & (forest.size >= 2) & (in_tree >= k))
    ranked = roots[np.lexsort((roots, -in_tree[roots], -forest.size[roots]))][:MOST_TREES]
    return [
        _tree(forest, int(root), brought, shares["day"], _page(forest, int(root), of_share, came, names, k), k)
        for root in ranked
    ]


def _places(tokens: Records, order: Integers, of: Records) -> Integers:
    """Which share has each token; -1 for none. `tokens` are sorted by `order`."""
    spot = np.minimum(np.searchsorted(tokens, of), len(tokens) - 1)
    return np.where(tokens[spot] == of, order[spot], -1)


def _tree(forest: Forest, root: int, brought: Integers, days: Records, page: str, k: int) -> Tree:
    members = np.flatnonzero(forest.root == root)
    level = np.minimum(forest.depth[members], MOST_LEVELS)
    shares = np.bincount(level)[1:]
    landings = np.bincount(level, brought[members])[1:].astype(int).tolist()
    told = tellable_line(landings, k)
    return Tree(
        root=_node(forest, root, _branches(forest, members), brought, k),
        shares=len(members),
        landings=int(brought[members].sum()),
        page=page,
        first=EPOCH + timedelta(days=int(days[members].min())),
        last=EPOCH + timedelta(days=int(days[members].max())),
        levels=tuple(
            Level(number, int(count), found if tells else None)
            for number, (count, found, tells) in enumerate(zip(shares, landings, told, strict=True), 1)
        ),
    )


def _branches(forest: Forest, members: Integers) -> set[int]:
    """Those shares of a tree that stand for themselves: the largest; above each stand larger ones."""
    found = members[(forest.size[members] >= 2) & (forest.depth[members] < MOST_LEVELS)]
    ranked = found[np.lexsort((found, -forest.size[found]))][:MOST_BRANCHES]
    return set(ranked.tolist())


def _node(forest: Forest, share: int, branches: set[int], brought: Integers, k: int) -> Node:
    children = np.flatnonzero(forest.parent == share)
    own = sorted((each for each in children.tolist() if each in branches), key=lambda each: (-forest.size[each], each))
    rest = np.array([each for each in children.tolist() if each not in branches], dtype=np.int64)
    drawn = [_node(forest, each, branches, brought, k) for each in own]
    if len(rest):
        below = _below(forest, rest)
        together = Node(int(forest.depth[share]) + 1, len(below), bool(brought[below].sum() >= k))
        drawn.append(together)
    return Node(int(forest.depth[share]), 1, bool(brought[share] >= k), tuple(drawn))


def _below(forest: Forest, shares: Integers) -> Integers:
    """These shares and all that came from them."""
    found = [shares]
    while len(found[-1]):
        found.append(np.flatnonzero(np.isin(forest.parent, found[-1])))
    return np.concatenate(found)


def _page(forest: Forest, root: int, of_share: Integers, came: Records, names: Mapping[int, str], k: int) -> str:
    """The page that most landings of a tree reached, where those are k or more."""
    of_tree = came[forest.root[of_share] == root]
    pages, place = np.unique(of_tree["page"], return_inverse=True)
    counts = np.bincount(place, of_tree["landings"])
    most = int(counts.argmax())
    return names.get(int(pages[most]), "") if counts[most] >= k else ""
