"""Which channels the lag design cannot tell apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

WORST_CONDITION = 30.0


def condition_number(gram: Floats) -> float:
    """Of a design whose columns are scaled to the same length, from their normal matrix (S, S)."""
    if len(gram) < 2:
        return 1.0
    scale = np.sqrt(np.maximum(np.diag(gram), 1e-12))
    values = np.linalg.eigvalsh(gram / scale[:, None] / scale[None, :])
    return float(np.sqrt(values[-1] / max(values[0], 1e-12)))


def separable_blocks(gram: Floats) -> list[list[int]]:
    """Blocks of columns that can be told apart: the most alike are joined until the condition number is fit to use.

    gram   (S, S) normal matrix of one column a channel, baseline taken off
    Source: condition indices of a scaled design, 30 as their limit (Belsley, Kuh & Welsch 1980).
    """
    blocks = [[s] for s in range(len(gram))]
    joined = gram.copy()
    while len(blocks) > 1 and condition_number(joined) > WORST_CONDITION:
        scale = np.sqrt(np.maximum(np.diag(joined), 1e-12))
        alike = np.abs(joined / scale[:, None] / scale[None, :])
        np.fill_diagonal(alike, -1.0)
        first, second = sorted(int(i) for i in np.unravel_index(int(alike.argmax()), alike.shape))
        blocks[first] += blocks.pop(second)
        members = np.array([[float(s in block) for s in range(len(gram))] for block in blocks])
        joined = members @ gram @ members.T
    return blocks
