"""Puts the dashboard's questions to the store: one selection of one site, each question a file of `sql/dashboard/`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from penombre.dashboard.filter import RUNGS, Filter
from penombre.dashboard.landings import Lattice, Parts, lattice
from penombre.dashboard.period import Period

if TYPE_CHECKING:
    from penombre.collect.sites import Site
    from penombre.dashboard.landings import Cells
    from penombre.store.engine import Engine

UNKNOWN_LINK = 2**32 - 1
"""The number of a link that no site has: a code that nobody gave shows nothing."""
NO_RUNG = 9
KEYS = {"days": ("key",), "apps": ("channel", "app"), "devices": ("key",), "countries": ("key",), "pages": ("key",)}
BITS = ("channel", "app", "device", "country", "rung", "link", "tag")
"""The filters in the order of their bits in the queries."""
SAID = ("page", "channel", "app", "device", "country", "tag")


class Selection(msgspec.Struct, frozen=True):
    """A part of a site's traffic in a period."""

    site: Site
    period: Period
    filter: Filter
    link: int = 0  # the number of the filter's link

    @property
    def counts_clicks(self) -> bool:
        """Whether clicks on a short link are counted: they are no landings, the page they lead to counts those."""
        return self.link != 0


class Reader:
    """Answers of the store about one selection. Every method may raise StoreError."""

    def __init__(self, engine: Engine, selection: Selection) -> None:
        self._engine = engine
        self._selection = selection

    def days(self, period: Period | None = None) -> Lattice:
        """Landings by day; of another period where one is given."""
        bounds = (period or self._selection.period).bounds()
        return self._lattice("days", timezone=self._selection.site.timezone, **bounds)

    def by(self, what: Literal["apps", "devices", "countries", "pages"]) -> Lattice:
        """Landings by what they have in common, most first."""
        return self._lattice(what, **(self._selection.period.utc_days() if what == "pages" else {}))

    def about(self, what: Literal["shares", "previews", "links", "goals", "generations"]) -> list[dict[str, Any]]:
        """What is no landing, of the whole site."""
        site, bounds = self._selection.site.number, self._selection.period.bounds()
        return self._engine.rows(f"dashboard/{what}", site=site, **bounds)

    def _lattice(self, what: str, **instead: Any) -> Lattice:
        page = self._selection.filter.page
        masks = _masks(self._selection.filter)
        inside = self._cells(what, **instead)
        if not page or what == "pages":
            return lattice(inside, {}, masks, pages=bool(page))
        # two questions that indices answer, instead of one that reads every page
        everywhere = self._cells(what, **(instead | {"page": ""}))
        outside = {
            key: {cell: max(count - inside.get(key, {}).get(cell, 0), 0) for cell, count in cells.items()}
            for key, cells in everywhere.items()
        }
        return lattice(inside, outside, masks, pages=True)

    def _cells(self, what: str, **instead: Any) -> Cells:
        rows = self._engine.rows(f"dashboard/{what}", **(self._parameters() | instead))
        return {
            tuple(row[name] for name in KEYS[what]): dict(
                zip(map(int, row["cells"]), map(int, row["counts"]), strict=True)
            )
            for row in rows
        }

    def _parameters(self) -> dict[str, Any]:
        chosen = self._selection
        rung = chosen.filter.rung
        return {
            "site": chosen.site.number,
            "kind": "click" if chosen.counts_clicks else "view",
            **chosen.period.bounds(),
            **{name: getattr(chosen.filter, name) for name in SAID},
            "rung": RUNGS.index(rung) if rung else NO_RUNG,
            "link": chosen.link,
        }


def _masks(chosen: Filter) -> list[int]:
    """All that the filters can leave out together: the sums of their bits."""
    masks = [0]
    for bit, name in enumerate(BITS):
        if getattr(chosen, name):
            masks += [mask + (1 << bit) for mask in masks]
    return masks


def counted(days: Lattice) -> Parts:
    """The selection's landings, exactly: not for telling."""
    return Parts(*days.sums[0].tolist())


def last_minutes(engine: Engine, site: int, now: datetime) -> dict[str, int]:
    """What a site counted in the five minutes before `now`."""
    row = engine.rows("dashboard/live", site=site, now=f"{now.astimezone(UTC):%Y-%m-%d %H:%M:%S}")[0]
    return {name: int(count) for name, count in row.items()}
