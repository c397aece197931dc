"""The trees that shares make: which came from which, how deep, and how many hang below each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np

if TYPE_CHECKING:
    from penombre.analyze.cascades.shares import Integers


class Forest(msgspec.Struct, frozen=True):
    """n shares in trees: parent (n,), -1 for a root; root (n,) the tree's root; depth (n,) from 1; size (n,) of the
    subtree below and with each."""

    parent: Integers
    root: Integers
    depth: Integers
    size: Integers


def plant(parent: Integers) -> Forest:
    """The trees behind `parent` (n,), -1 or outside 0..n-1 for none; what hangs on itself in a circle has no parents.

    One pass a generation, so O(n) altogether.
    """
    n = len(parent)
    parent = np.where((parent >= 0) & (parent < n), parent, -1)
    order = np.argsort(parent, kind="stable")
    first = np.searchsorted(parent[order], np.arange(n + 1))
    depth, root = np.zeros(n, dtype=np.int64), np.arange(n)
    generation = np.flatnonzero(parent < 0)
    generations: list[Integers] = []
    while len(generation):
        depth[generation] = len(generations) + 1
        generations.append(generation)
        counts = first[generation + 1] - first[generation]
        # the children of a node lie side by side in the order
        starts = np.repeat(first[generation] - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts)
        children = order[starts + np.arange(len(starts))]
        root[children] = root[parent[children]]
        generation = children
    if (depth == 0).any():
        return plant(np.where(depth == 0, -1, parent))
    size = np.ones(n, dtype=np.int64)
    for generation in reversed(generations[1:]):
        np.add.at(size, parent[generation], size[generation])
    return Forest(parent, root, depth, size)
