"""Puts the dashboard's questions to the store: one selection of one site, each question a file of `sql/dashboard/`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from penombre.dashboard.filter import Filter
from penombre.dashboard.landings import Parts, exact
from penombre.dashboard.period import Period
from penombre.dashboard.telling import K

if TYPE_CHECKING:
    from penombre.collect.sites import Site
    from penombre.store.engine import Engine

UNKNOWN_LINK = 2**32 - 1
"""The number of a link that no site has: a code that nobody gave shows nothing."""


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

    def narrow(self) -> bool:
        """Whether the selection, or what it leaves out of a wider one, holds a few people only: it is not shown then.

        Each filter parts the landings in two, all filters together in many cells; whatever can be worked out from the
        sums of wider selections is a sum of these cells, so each is to be nobody's or of k or more.
        """
        if not self._selection.filter.chosen:
            return False
        cells = self._cells(page="")
        if self._selection.filter.page:
            # two questions that an index answers instead of one that reads every page
            inside = self._cells(page=self._selection.filter.page)
            outside = {cell: count - inside.get(cell, 0) for cell, count in cells.items()}
            return any(0 < count < K for part in (inside, outside) for count in part.values())
        return any(0 < count < K for count in cells.values())

    def _cells(self, page: str) -> dict[int, int]:
        rows = self._rows("cells", page=page)
        return {int(row["left_out"]): int(row["landings"]) for row in rows}

    def days(self, period: Period | None = None) -> list[dict[str, Any]]:
        """Landings by day and rung; of another period where one is given."""
        bounds = (period or self._selection.period).bounds()
        return self._rows("days", timezone=self._selection.site.timezone, **bounds)

    def by(self, what: str) -> list[dict[str, Any]]:
        """Landings by rung, and by `apps`, `pages`, `devices` or `countries`."""
        assert what in ("apps", "pages", "devices", "countries")
        return self._rows(what)

    def about(self, what: str) -> list[dict[str, Any]]:
        """What is no landing: `shares`, `previews`, `links`, `goals` or `generations`."""
        assert what in ("shares", "previews", "links", "goals", "generations")
        return self._rows(what)

    def _rows(self, name: str, **instead: Any) -> list[dict[str, Any]]:
        return self._engine.rows(f"dashboard/{name}", **(self._parameters() | instead))

    def _parameters(self) -> dict[str, Any]:
        chosen = self._selection
        return {
            "site": chosen.site.number,
            "kind": "click" if chosen.counts_clicks else "view",
            **chosen.period.bounds(),
            **{name: getattr(chosen.filter, name) for name in SAID},
            "link": chosen.link,
        }


SAID = ("page", "channel", "app", "device", "country", "rung", "tag")


def summed(days: list[dict[str, Any]]) -> Parts:
    """All days together, exactly: not for telling."""
    total = [exact(day) for day in days]
    return Parts(
        proven=sum(each.proven or 0 for each in total),
        observed=sum(each.observed or 0 for each in total),
        either=sum(each.either or 0 for each in total),
        none=sum(each.none or 0 for each in total),
        public=sum(each.public or 0 for each in total),
    )


def last_minutes(engine: Engine, site: int, now: datetime) -> dict[str, int]:
    """What a site counted in the five minutes before `now`."""
    row = engine.rows("dashboard/live", site=site, now=f"{now.astimezone(UTC):%Y-%m-%d %H:%M:%S}")[0]
    return {name: int(count) for name, count in row.items()}
