"""How many landings without a source followed link previews of the same page, chance matches taken off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]

WINDOW_HOURS = 3
"""The hour of the preview and those after it in which most private clicks arrive (median 20 minutes to 4 hours)."""
SHIFTS_DAYS = (-3, -2, -1, 1, 2, 3)


class PageHours(msgspec.Struct, frozen=True):
    """Counts by page and hour (hours since 1970), one item a pair that occurs."""

    page: Integers
    hour: Integers
    count: Integers

    @staticmethod
    def of_table(counts: Integers) -> PageHours:
        """From counts (P, T), the hours numbered from the first on."""
        page, hour = np.nonzero(counts)
        return PageHours(page, hour, counts[page, hour])


class Corroborated(msgspec.Struct, frozen=True):
    """Landings in excess and the standard error of that number."""

    landings: float
    error: float


def corroborate(unattributed: PageHours, known: PageHours, previews: PageHours, first: int, last: int) -> Corroborated:
    """The excess of landings without a source in the hours from a private preview on, over those hours of other days.

    first, last   the first and the last hour of the log

    The previews shifted by whole days keep the page and the time of day, so they count what would have been there by
    chance; landings of known source in the same hours say how much busier the page was anyway. Only sums over pages
    leave this function: no landing is joined to a preview (rule PR17).
    """
    if not len(previews.page) or not len(unattributed.page):
        return Corroborated(0.0, 0.0)
    after = _after(previews, 0)
    mine = _sum(unattributed, after)
    usual_mine, usual_known, placed = 0.0, 0.0, 0
    # an hour counts once, and where another preview makes it an hour after one too, it is no place to count chance
    for shift in SHIFTS_DAYS:
        shifted = _after(previews, shift * 24)
        pairs = shifted[_within(shifted, first, last) & ~np.isin(shifted, after)]
        usual_mine += _sum(unattributed, pairs)
        usual_known += _sum(known, pairs)
        placed += len(pairs)
    if not placed:
        return Corroborated(0.0, 0.0)
    # per page-hour, then scaled to the page-hours after previews
    scale = len(after) / placed
    busier = (_sum(known, after) + 1) / (usual_known * scale + 1)
    chance = usual_mine * scale * max(busier, 1.0)
    excess = mine - chance
    error = float(np.sqrt(mine + chance * scale * max(busier, 1.0) ** 2 + (0.2 * chance) ** 2))
    return Corroborated(max(excess, 0.0), error)


def _after(previews: PageHours, shift: int) -> Integers:
    keys = [_key(previews.page, previews.hour + shift + hour) for hour in range(WINDOW_HOURS)]
    return np.unique(np.concatenate(keys))


_HOURS = 1 << 24


def _key(page: Integers, hour: Integers) -> Integers:
    return page.astype(np.int64) * _HOURS + hour.astype(np.int64)


def _within(keys: Integers, first: int, last: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    hours = keys % _HOURS
    within: np.ndarray[tuple[int], np.dtype[np.bool_]] = (hours >= first) & (hours <= last)
    return within


def _sum(counts: PageHours, keys: Integers) -> float:
    return float(counts.count[np.isin(_key(counts.page, counts.hour), keys)].sum())
