"""Trees given by the parent of each node, -1 for none: roots, depths and mean distances."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import shortest_path

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def depths(parent: Ints) -> Ints:
    """(n,) steps from each node up to its root."""
    depth = np.zeros(len(parent), dtype=np.int64)
    above = parent.copy()
    while (climbing := above >= 0).any():
        depth += climbing
        above[climbing] = parent[above[climbing]]
    return depth


def roots(parent: Ints) -> Ints:
    """(n,) the root of each node's tree."""
    root = np.where(parent < 0, np.arange(len(parent)), parent)
    while not np.array_equal(higher := root[root], root):
        root = higher
    return root


def mean_distances(parent: Ints) -> Floats:
    """Mean distance between two nodes of each tree of at least two, by number of its root: structural virality.

    Two nodes are apart by both their depths less twice the depth of their last common ancestor, and that depth, summed
    over the pairs of a tree, is the number of pairs below or at each node that is no root.
    """
    n = len(parent)
    depth, root = depths(parent), roots(parent)
    below = np.ones(n)
    for level in range(int(depth.max(initial=0)), 0, -1):
        mine = depth == level
        np.add.at(below, parent[mine], below[mine])
    size = np.bincount(root, minlength=n)
    together = np.bincount(root, np.where(parent >= 0, below * (below - 1) / 2, 0.0), n)
    apart = (size - 1) * np.bincount(root, depth, n) - 2 * together
    several = size >= 2
    return np.asarray(apart[several] / (size * (size - 1) / 2)[several])


def measured_distance(parent: Ints, nodes: Ints) -> float:
    """The mean distance between two nodes of one tree, by walking from each to every other one."""
    number = {int(node): i for i, node in enumerate(nodes)}
    edges = [(number[int(parent[node])], number[int(node)]) for node in nodes if parent[node] >= 0]
    n = len(nodes)
    rows, columns = np.array(edges).T
    graph = coo_array((np.ones(len(edges)), (rows, columns)), shape=(n, n)).tocsr()
    return float(shortest_path(graph, directed=False, unweighted=True).sum() / (n * (n - 1)))
