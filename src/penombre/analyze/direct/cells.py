"""Cells of visitors among whom people answer about as readily: device, seen before or not, sort of page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from penombre.analyze.direct.landings import Floats, Integers, Landings

CELLS = 8


def cells_of(landings: Landings, rows: Integers) -> Integers:
    """(len(rows),) number of the cell of each landing, from 0 to CELLS - 1."""
    mobile, returning = landings.mobile[rows].astype(np.int64), landings.returning[rows].astype(np.int64)
    front = (landings.page_kind[rows] < 2).astype(np.int64)
    return mobile + 2 * returning + 4 * front


def cell_traits() -> Floats:
    """(CELLS, 3) of each cell -0.5 or 0.5: mobile, returning, on the home page or a section front."""
    number = np.arange(CELLS)
    return np.column_stack([number & 1, number >> 1 & 1, number >> 2 & 1]) - 0.5
