"""What may be told of small numbers: nothing of fewer than k, and nothing from which that could be worked out (PR13).

A cell of one to nine is hidden. Where its line has a total, the hidden cells of the line are at least two and together
k or more, so that no difference tells one of them; the next smallest cells are hidden until that holds (complementary
suppression). A cell of nobody is told: it is about nobody.
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


def tellable(counts: Sequence[int] | Counts, k: int = K, rest: int = 0) -> Flags:
    """(n,) which of the cells of a line may be told, beside the line's total.

    rest   what the line holds beside them, told of no cell (it counts as one that is hidden)
    """
    cells = np.asarray(counts, dtype=np.int64)
    told = (cells == 0) | (cells >= k)
    order = np.argsort(cells, kind="stable")
    for place in [-1, *order[cells[order] > 0].tolist()]:
        if place >= 0:
            told[place] = False
        hidden = int(cells[~told].sum()) + rest
        among = int((~told).sum()) + (rest > 0)
        if hidden == 0 or (hidden >= k and among > 1):
            break
    return told


def tellable_parts(parts: Counts, k: int = K, rest: Sequence[int] | Counts | None = None) -> Flags:
    """(n,) of which rows the parts may be told, beside each row's total and the sum of each part over all rows.

    parts   (n, m) the parts of each row, whose total is k or more
    rest    (m,) the parts of what has no row: never told
    A row is told with all its parts or with none: then what is not told has no cell that the sums would determine.
    """
    left = np.zeros(parts.shape[1], dtype=np.int64) if rest is None else np.asarray(rest, dtype=np.int64)
    told = np.all((parts == 0) | (parts >= k), axis=1) if len(parts) else np.zeros(0, dtype=bool)
    for place in [-1, *np.argsort(parts.sum(axis=1), kind="stable").tolist()]:
        if place >= 0:
            told[place] = False
        hidden = parts[~told].sum(axis=0) + left
        among = int((~told).sum()) + bool(left.sum())
        if not hidden.any() or (among > 1 and np.all((hidden == 0) | (hidden >= k))):
            break
    return told


def together(parts: Counts, k: int = K) -> list[slice]:
    """Neighbouring rows that are told as one, so that each part of them is nobody's or of k or more; empty if none can.

    parts   (n, m) what was counted each day, a column a part
    """
    found: list[slice] = []
    begun = 0
    for end in range(1, len(parts) + 1):
        sums = parts[begun:end].sum(axis=0)
        if np.all((sums == 0) | (sums >= k)):
            found.append(slice(begun, end))
            begun = end
    # what is left over goes with the ones before, as many as it takes
    while begun < len(parts):
        if not found:
            return []
        begun = found.pop().start
        sums = parts[begun:].sum(axis=0)
        if np.all((sums == 0) | (sums >= k)):
            found.append(slice(begun, len(parts)))
            break
    return found
