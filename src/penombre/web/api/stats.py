"""`/api/v1/stats`: a site's figures. Nothing of fewer than ten is told, nor what would tell of them (rule PR13)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal, TypeAlias, TypeVar

import anyio.to_thread
from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.exceptions import ClientException, ServiceUnavailableException
from litestar.params import FromQuery, QueryParameter
from sqlalchemy import Engine as Database

from penombre.collect.sites import Sites
from penombre.dashboard.filter import NAMES, Filter, read_filter
from penombre.store.engine import Engine, StoreError
from penombre.web.api.access import Grant
from penombre.web.api.problems import problems
from penombre.web.api.selected import (
    Cascades,
    Channels,
    Goals,
    LinkFigures,
    Overview,
    Pages,
    Selected,
    Sharing,
    Timeline,
)
from penombre.web.dashboard.asked import Asked
from penombre.web.dashboard.sections import this_moment

T = TypeVar("T")
Days = Literal["7", "30", "90"]
Named = Literal["today", "yesterday", "month", "last_month", "year"]
ANSWERS = problems(404, 409, 503)


class Figures:
    """The figures that a request asks for: its site, its period, its filters."""

    def __init__(self, engine: Engine, database: Database, grant: Grant, site: str, asked: Filter) -> None:
        """Nothing is read before `told`."""
        self._engine = engine
        self._database = database
        self._grant = grant
        self._site = site
        self._filter = asked

    async def told(self, read: Callable[[Selected], T]) -> T:
        """What `read` makes of them, in a thread."""
        try:
            return await anyio.to_thread.run_sync(lambda: read(Selected(self._asked())))
        except StoreError:
            raise ServiceUnavailableException(
                "the store does not answer just now: try again in a moment", headers={"retry-after": "5"}
            ) from None

    def _asked(self) -> Asked:
        site = Sites(self._database).named(self._grant.site(self._site))
        asked = Asked(self._engine, self._database, site, self._filter, this_moment())
        if asked.is_to_come:
            raise ClientException("from: the period has not begun")
        return asked


def asked_filter(  # noqa: PLR0913, PLR0917  (each is a parameter of the address)
    days: FromQuery[Days] = "30",
    period: FromQuery[Named | None] = None,
    first: Annotated[date | None, QueryParameter(name="from")] = None,
    last: Annotated[date | None, QueryParameter(name="to")] = None,
    page: FromQuery[str] = "",
    channel: FromQuery[str] = "",
    app: FromQuery[str] = "",
    device: FromQuery[str] = "",
    country: FromQuery[str] = "",
    rung: FromQuery[str] = "",
    link: FromQuery[str] = "",
    tag: FromQuery[str] = "",
) -> Filter:
    """The days and filters of an address: `period` before `from` and `to`, these before `days`.

    Raises ClientException for what cannot be one: a program is told, a page shows all.
    """
    wanted = {
        "page": page, "channel": channel, "app": app, "device": device, "country": country, "rung": rung, "link": link,
        "tag": tag,
    }  # fmt: skip
    dates = {name: day.isoformat() for name, day in (("from", first), ("to", last)) if day}
    found = read_filter({"days": days, "period": period or "", **dates, **wanted})
    for name in NAMES:
        if wanted[name] and not getattr(found, name):
            raise ClientException(f"{name}: {wanted[name][:64]!r} is none")
    return found


Chosen: TypeAlias = NamedDependency[Figures]


class StatsController(Controller):
    """Figures of a site and period, and of what filters select."""

    path = "/stats"
    tags = ["stats"]  # noqa: RUF012  (Litestar's way)

    @get("/overview", operation_id="getOverview", responses=ANSWERS, scope="stats:read")
    async def overview(self, figures: Chosen) -> Overview:
        """How much of the traffic is dark social, and what shows itself."""
        return await figures.told(Selected.overview)

    @get("/timeline", operation_id="getTimeline", responses=ANSWERS, scope="stats:read")
    async def timeline(self, figures: Chosen) -> Timeline:
        """Landings day by day, by rung of the evidence."""
        return await figures.told(Selected.timeline)

    @get("/channels", operation_id="getChannels", responses=ANSWERS, scope="stats:read")
    async def channels(self, figures: Chosen) -> Channels:
        """Landings by channel and app, counted and estimated."""
        return await figures.told(Selected.channels)

    @get("/pages", operation_id="getPages", responses=ANSWERS, scope="stats:read")
    async def pages(self, figures: Chosen) -> Pages:
        """Landings by page, counted and estimated."""
        return await figures.told(Selected.pages)

    @get("/shares", operation_id="getShares", responses=ANSWERS, scope="stats:read")
    async def shares(self, figures: Chosen) -> Sharing:
        """Share acts by means and app, and the previews that apps fetched."""
        return await figures.told(Selected.shares)

    @get("/cascades", operation_id="getCascades", responses=ANSWERS, scope="stats:read")
    async def cascades(self, figures: Chosen) -> Cascades:
        """How links go from hand to hand."""
        return await figures.told(Selected.cascades)

    @get("/links", operation_id="getLinkFigures", responses=ANSWERS, scope="stats:read")
    async def links(self, figures: Chosen) -> LinkFigures:
        """Short links with their clicks."""
        return await figures.told(Selected.links)

    @get("/goals", operation_id="getGoals", responses=ANSWERS, scope="stats:read")
    async def goals(self, figures: Chosen) -> Goals:
        """Goals, in all and by visitors who came by a private link."""
        return await figures.told(Selected.goals)
