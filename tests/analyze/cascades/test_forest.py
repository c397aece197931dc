"""Trees come out the same whatever the order of their shares, and what hangs on itself does no harm."""

import hypothesis.strategies as st
import numpy as np
from hypothesis import given

from penombre.analyze.cascades.forest import plant

any_parents = st.integers(1, 40).flatmap(lambda n: st.lists(st.integers(-2, n + 1), min_size=n, max_size=n))


@given(any_parents)
def test_sizes_depths_and_roots_agree_with_walking_up(parents: list[int]) -> None:
    forest = plant(np.array(parents))
    n = len(parents)
    below = np.zeros(n, dtype=int)
    for share in range(n):
        path = [share]
        while forest.parent[path[-1]] >= 0:
            path.append(int(forest.parent[path[-1]]))
            assert len(path) <= n
        below[path] += 1
        assert forest.root[share] == path[-1]
        assert forest.depth[share] == len(path)
    assert (forest.size == below).all()


def test_a_circle_is_cut_and_what_hangs_on_it_too() -> None:
    forest = plant(np.array([1, 0, 1, -1, 3]))
    assert forest.parent.tolist() == [-1, -1, -1, -1, 3]


def test_a_long_chain() -> None:
    forest = plant(np.arange(-1, 4999))
    assert forest.depth[-1] == 5000
    assert forest.size[0] == 5000


def test_no_share() -> None:
    assert len(plant(np.zeros(0, dtype=np.int64)).root) == 0
