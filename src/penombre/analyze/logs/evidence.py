"""What the estimate looks at: landings in cells, pages and hours, all counts, nothing about a single visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

PageKind: TypeAlias = Literal["home", "section", "deep"]
PAGE_KINDS: tuple[PageKind, ...] = ("home", "section", "deep")


class Cell(msgspec.Struct, frozen=True):
    """Landings that are alike in everything but page and time."""

    page_kind: PageKind
    device: str
    fetch_site: str
    hands_over: bool
    """Whether `cross-site` without referrer means, in this browser, that an app handed the link over."""
    returning: bool
    channel: str
    app: str
    private: Literal["no", "mixed", "yes"]
    rung: Literal["attributed", "proven", "observed", "unattributed"]
    landings: int
    read_on: int = 0
    """Those of them whose visitor followed a link to another page of the site."""


class Pages(msgspec.Struct, frozen=True):
    """The most visited pages, one item a page in every array."""

    kinds: list[PageKind]
    landings: Integers
    unattributed: Integers
    observed: Integers
    search: Integers
    social: Integers
    other_sources: Integers
    """Landings with any other known, public source."""


class Acts(msgspec.Struct, frozen=True):
    """Share acts read off link previews: a central count between a low and a high one."""

    estimate: float
    low: float
    high: float


class Evidence(msgspec.Struct, frozen=True):
    """Everything the estimate of one site and period rests on."""

    cells: Sequence[Cell]
    referrers_logged: bool
    robots_told_by_assets: bool
    """Whether visitors without assets were taken out, most robots that look like people among them."""
    pages: Pages
    unattributed_by_hour: Floats
    """(24,) landings without a source on deep pages, by local hour of the day."""
    shallow_by_hour: Floats
    """(24,) the same on the home page and section fronts."""
    known_by_hour: Floats
    """(24,) landings with a known source, by local hour of the day."""
    corroborated: float
    """Landings in excess after link previews of private apps, chance taken off."""
    corroborated_error: float
    """Its standard error."""
    private_acts: Acts
    private_senders: Mapping[str, int]
    """Senders of link previews in private apps, by sort of page."""


def count(cells: Sequence[Cell], **wanted: object) -> int:
    """Landings in the cells whose fields have the values wanted; a tuple wants any of its items."""
    return sum(
        cell.landings
        for cell in cells
        if all(
            getattr(cell, name) in value if isinstance(value, tuple) else getattr(cell, name) == value
            for name, value in wanted.items()
        )
    )
