"""Everything under /sites: the list of sites, and the pages of each."""

from __future__ import annotations

import logging
from typing import Any

import anyio.to_thread
from litestar import Request, Response, Router, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from sqlalchemy import Engine as Database

from penombre.collect.sites import Sites, UnknownSiteError
from penombre.dashboard.filter import read_filter
from penombre.sentences import say
from penombre.settings import Settings
from penombre.store.database import DatabaseError
from penombre.store.engine import Engine, StoreError
from penombre.web.accounts.guard import Access
from penombre.web.accounts.visitor import Visitor
from penombre.web.dashboard.asked import Asked
from penombre.web.dashboard.sections import SECTIONS, facts, this_moment
from penombre.web.dashboard.showing import ROOT, path_of, query_of, show
from penombre.web.rendering import asset

log = logging.getLogger(__name__)

Asking = Request[Any, Any, Any]


def dashboard_routes(engine: Engine, database: Database, settings: Settings) -> Router:
    """The pages, all in one router, so that one guard holds for all."""
    sites = Sites(database)

    @get("/", opt={"access": Access.PERSON})
    async def listed(request: Asking, visitor: NamedDependency[Visitor]) -> Response[str]:
        try:
            known = await anyio.to_thread.run_sync(sites.all)
        except DatabaseError as error:
            return _away(settings, request, error)
        found = [site for site in known if visitor.may_read(site.name)]
        return show(settings, request, "sites", sites=found, base=settings.base_url, demo=settings.demo, path="")

    @get("/{name:str}")
    async def front(request: Asking, name: FromPath[str]) -> Response[str]:
        return await shown(request, name, "overview")

    @get("/{name:str}/{section:str}")
    async def inner(request: Asking, name: FromPath[str], section: FromPath[str]) -> Response[str]:
        if section not in SECTIONS or section == "overview":
            raise NotFoundException
        return await shown(request, name, section)

    async def shown(request: Asking, name: str, section: str) -> Response[str]:
        chosen = read_filter(query_of(request))
        try:
            site = await anyio.to_thread.run_sync(sites.named, name)
            asked = Asked(engine, database, site, chosen, this_moment())
            values = await anyio.to_thread.run_sync(facts, section, asked)
        except UnknownSiteError:
            raise NotFoundException from None
        except (StoreError, DatabaseError) as error:
            return _away(settings, request, error)
        return show(settings, request, section, path=path_of(name, section), demo=settings.demo, **values)

    return Router(ROOT, route_handlers=[listed, front, inner], opt={"access": Access.READ})


def asset_routes() -> Router:
    """What the pages load."""

    @get("/dashboard.css")
    async def style() -> Response[bytes]:
        return asset("assets/dashboard.css")

    @get("/live.js")
    async def script() -> Response[bytes]:
        return asset("assets/live.js")

    return Router("/assets", route_handlers=[style, script])


def _away(settings: Settings, request: Asking, error: Exception) -> Response[str]:
    """What there is to see where the store or the database does not answer; collection goes on."""
    log.warning(say("a page of the dashboard could not be made: {error}", error=error))
    answer = show(settings, request, "away", path="")
    answer.status_code = 503
    answer.headers["retry-after"] = "5"
    return answer
