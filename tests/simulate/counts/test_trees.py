"""Trees measured in one pass are as deep and as wide as walking through them says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.simulate.counts.trees import depths, mean_distances, measured_distance, roots


@st.composite
def forests(draw: st.DrawFn) -> np.ndarray:
    n = draw(st.integers(1, 40))
    return np.array([draw(st.integers(-1, i - 1)) for i in range(n)], dtype=np.int64)


def path(parent: np.ndarray, node: int) -> list[int]:
    steps = [node]
    while parent[steps[-1]] >= 0:
        steps.append(int(parent[steps[-1]]))
    return steps


def apart(parent: np.ndarray, one: int, other: int) -> int:
    mine, yours = path(parent, one), path(parent, other)
    shared = len(set(mine) & set(yours))
    return len(mine) + len(yours) - 2 * shared


@given(forests())
def test_depths_and_roots(parent: np.ndarray) -> None:
    assert depths(parent).tolist() == [len(path(parent, node)) - 1 for node in range(len(parent))]
    assert roots(parent).tolist() == [path(parent, node)[-1] for node in range(len(parent))]


@given(forests())
def test_virality_is_the_mean_over_all_pairs(parent: np.ndarray) -> None:
    expected = []
    for root in np.flatnonzero(parent < 0):
        nodes = np.flatnonzero(roots(parent) == root)
        if len(nodes) > 1:
            pairs = [apart(parent, int(i), int(j)) for i in nodes for j in nodes if i < j]
            expected.append(np.mean(pairs))
            assert measured_distance(parent, nodes) == pytest.approx(expected[-1], abs=1e-12)
    assert mean_distances(parent) == pytest.approx(np.array(expected), abs=1e-12)


def test_known_trees() -> None:
    star, line = np.array([-1, 0, 0, 0]), np.array([-1, 0, 1, 2])
    assert mean_distances(star) == pytest.approx([1.5])
    assert mean_distances(line) == pytest.approx([5 / 3])
    assert not len(mean_distances(np.array([-1, -1])))
