"""Puts the dashboard's questions to the store: one selection of one site, each question a file of `sql/dashboard/`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import msgspec
import numpy as np

from penombre.dashboard.filter import RUNGS, Filter
from penombre.dashboard.landings import Counted, Parts
from penombre.dashboard.period import Period

if TYPE_CHECKING:
    from penombre.collect.sites import Site
    from penombre.dashboard.landings import Counts
    from penombre.store.engine import Engine

UNKNOWN_LINK = 2**32 - 1
"""The number of a link that no site has: a code that nobody gave shows nothing."""
NO_RUNG = 9
What: TypeAlias = Literal["apps", "devices", "countries", "pages"]
About: TypeAlias = Literal["shares", "previews", "links", "goals", "generations"]
KEYS = {"apps": ("channel", "app"), "devices": ("on_device",), "countries": ("country",)}
"""What `sources` is summed by."""
MOST_PAGES = 200
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
        self._found_sources: dict[Period, list[dict[str, Any]]] = {}

    def days(self, period: Period | None = None) -> Counted:
        """Landings by day; of another period where one is given."""
        bounds = (period or self._selection.period).bounds()
        return self._counted("days", timezone=self._selection.site.timezone, **bounds)

    def quarters(self) -> Counted:
        """Landings by quarter of an hour, each named by its moment in seconds."""
        return self._counted("quarters")

    def by(self, what: What, period: Period | None = None, most: int = MOST_PAGES) -> Counted:
        """Landings by what they have in common, most first; of another period where one is given."""
        asked = period or self._selection.period
        if what == "pages":
            return self._counted("pages", most=most, **asked.bounds(), **asked.utc_days())
        if asked not in self._found_sources:
            self._found_sources[asked] = self._rows("sources", **asked.bounds())
        found = self._found_sources[asked]
        sums: dict[tuple[str, ...], Counts] = {}
        for row, counts in zip(found, _counts(found), strict=True):
            key = tuple(row[name] for name in KEYS[what])
            sums[key] = sums[key] + counts if key in sums else counts
        ranked = sorted(sums.items(), key=lambda item: (-int(item[1].sum()), item[0]))
        return Counted([key for key, _ in ranked], np.array([counts for _, counts in ranked]).reshape(-1, len(RUNGS)))

    def about(self, what: About, period: Period | None = None) -> list[dict[str, Any]]:
        """What is no landing; of another period where one is given."""
        return self._rows(what, **(period or self._selection.period).bounds())

    def _counted(self, what: str, **instead: Any) -> Counted:
        rows = self._rows(what, **instead)
        return Counted([(row["key"],) for row in rows], _counts(rows))

    def _rows(self, what: str, **instead: Any) -> list[dict[str, Any]]:
        return self._engine.rows(f"dashboard/{what}", **(self._parameters() | instead))

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


def _counts(rows: list[dict[str, Any]]) -> Counts:
    """(n, 5) the rungs of rows."""
    return np.array([[int(row[rung]) for rung in RUNGS] for row in rows], dtype=np.int64).reshape(-1, len(RUNGS))


def counted(days: Counted) -> Parts:
    """The selection's landings, exactly: not for telling."""
    return Parts(*days.sums.tolist())


def last_minutes(engine: Engine, site: int, now: datetime) -> dict[str, int]:
    """What a site counted in the five minutes before `now`."""
    row = engine.rows("dashboard/live", site=site, now=f"{now.astimezone(UTC):%Y-%m-%d %H:%M:%S}")[0]
    return {name: int(count) for name, count in row.items()}
