"""What the dark share cannot be below or above whatever the model, and the old rule beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np
from scipy.stats import beta

from penombre.analyze.direct.landings import PRIVATE

if TYPE_CHECKING:
    from penombre.analyze.direct.landings import Landings


class Bounds(msgspec.Struct, frozen=True):
    """Bounds without a model.

    low        of the dark share of landings without a source
    high       of the same: untypable landings, less those that followed no link, raised by the part of links sent in
               private that lead to a page one can type, which proven private landings show
    untypable  part of the landings without a source on a page that nobody would type (the rule of 2012)
    proven     proven private landings over these and all landings without a source: the lower bound of the dark share
               if proven landings count as dark, too
    """

    low: float
    high: float
    untypable: float
    proven: float


def model_free_bounds(landings: Landings) -> Bounds:
    """Bounds from counts alone; (0, 1) where there is nothing to count.

    Source: worst-case bounds (Manski 1989) about the deep-address rule of Madrigal (2012); the part of typable pages
    among private links has its upper 97.5 % limit (Clopper & Pearson 1934).
    """
    hidden = landings.known < 0
    total = int(hidden.sum())
    proven = np.isin(landings.known, PRIVATE)
    share_proven = float(proven.sum() / max(proven.sum() + total, 1))
    if not total:
        return Bounds(0.0, 1.0, 0.0, share_proven)
    deep = hidden & (landings.page_kind == 2)
    untypable = float(deep.sum() / total)
    # a page loaded again, gone back to or left for another of the same site followed no link from outside
    inside = np.isin(landings.navigation, (1, 2)) | (landings.fetch_site == 2)
    possible = float((deep & ~inside).sum() / total)
    fronts, sent = int((proven & (landings.page_kind < 2)).sum()), int(proven.sum())
    most_on_fronts = float(beta.ppf(0.975, fronts + 1, sent - fronts)) if fronts < sent else 1.0
    high = possible / (1 - most_on_fronts) if most_on_fronts < 1 else 1.0
    return Bounds(0.0, min(1.0, high), untypable, share_proven)
