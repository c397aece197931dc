"""Traits of a landing that may move `private` beyond what the predictor says: so few that answers can weigh them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from penombre.analyze.direct.landings import Floats, Integers, Landings
    from penombre.analyze.direct.predictor import Prediction

CROWD = 5.0
"""Landings that every page is credited with, of known source and of none."""


def traits_of(landings: Landings, hidden: Integers, prediction: Prediction) -> Floats:
    """(len(hidden), 8) standardised traits of the landings without a source, in their order.

    What the predictor says (its slope may be wrong), device, seen before, sort of page, Sec-Fetch-Site, previews of the
    page, and how many of its landings have no source for each that has one.
    """
    private = prediction.hidden[:, 0]
    _, page = np.unique(landings.page, return_inverse=True)
    pages = int(page.max()) + 1 if len(page) else 0
    without = np.bincount(page[landings.known < 0], minlength=pages) + CROWD
    having = np.bincount(page[landings.known >= 0], minlength=pages) + CROWD
    columns = np.column_stack(
        [
            np.log(private / (1 - private)),
            landings.mobile[hidden],
            landings.returning[hidden],
            landings.page_kind[hidden] < 2,
            landings.fetch_site[hidden] == 0,
            landings.fetch_site[hidden] == -1,
            np.log1p(np.nan_to_num(np.maximum(landings.unfurls[hidden], 0.0))),
            np.log(without / having)[page[hidden]],
        ]
    ).astype(np.float64)
    spread = columns.std(0)
    standard: Floats = (columns - columns.mean(0)) / np.where(spread > 1e-9, spread, 1.0)
    return standard
