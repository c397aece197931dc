"""What may be told of small numbers: nothing of fewer than k, and nothing from which that could be worked out (PR13).

A cell is what has everything that its row and its column say; one of nobody may be told, for it is about nobody. A row
is told with all its cells or with none. The sums of the columns are told, so what is not told is, in each column,
nobody's or of k or more together: the next smallest rows go with it until that holds (complementary suppression). No
difference then gives a cell of fewer than k.

What filters select is told where what they leave out is no few either, and rounded besides: the figures of many
selections differ by as many small sums, and no rule about cells would hold for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Counts = NDArray[np.int64]
    Flags = NDArray[np.bool_]

K = 10
STEP = 10


def harmless(counts: Counts, k: int = K) -> Flags:
    """Which counts are nobody's, or of k or more."""
    found: Flags = (counts == 0) | (counts >= k)
    return found


def told_count(count: int, *, rounded: bool) -> int:
    """A count as it is told: of a selection by filters to the next ten."""
    return STEP * round(count / STEP) if rounded else count


def tellable(cells: Counts, k: int = K, rest: Counts | None = None, hidden_anyhow: Flags | None = None) -> Flags:
    """(n,) which rows may be told, beside the sum of each column.

    cells   (n, m) counts
    rest    (m,) what the sums hold beside the rows: it is never told
    hidden_anyhow   (n,) rows that something else forbids to tell
    """
    left = np.zeros(cells.shape[1], dtype=np.int64) if rest is None else rest
    told: Flags = np.all(harmless(cells, k), axis=1)
    if hidden_anyhow is not None:
        told &= ~hidden_anyhow
    smallest = np.argsort(cells.sum(axis=1), kind="stable")
    for place in [None, *smallest[cells.sum(axis=1)[smallest] > 0].tolist()]:
        if place is not None:
            told[place] = False
        hidden = cells[~told].sum(axis=0) + left
        if harmless(hidden, k).all():
            break
    return told


def tellable_line(counts: Sequence[int], k: int = K) -> list[bool]:
    """Which of some counts may be told beside their sum."""
    told: list[bool] = tellable(np.array(counts, dtype=np.int64).reshape(-1, 1), k).tolist()
    return told


def together(days: Counts, k: int = K) -> list[slice]:
    """Neighbouring rows to be told as one, so that each of their cells is harmless; empty where even all are not.

    days   (n, m) what was counted each day
    """
    found: list[slice] = []
    begun = 0
    for end in range(1, len(days) + 1):
        if harmless(days[begun:end].sum(axis=0), k).all():
            found.append(slice(begun, end))
            begun = end
    # what is left over at the end goes with those before, as many as it takes
    while begun < len(days) and found:
        begun = found.pop().start
        if harmless(days[begun:].sum(axis=0), k).all():
            found.append(slice(begun, len(days)))
            break
    return found
