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
from penombre.dashboard.filter import Filter, read_filter
from penombre.languages import LANGUAGES, language
from penombre.sentences import say
from penombre.settings import Settings
from penombre.store.database import DatabaseError
from penombre.store.engine import Engine, StoreError
from penombre.web.accounts.guard import Access
from penombre.web.accounts.visitor import Visitor
from penombre.web.dashboard.sections import SECTIONS, Asked, facts, this_moment
from penombre.web.dashboard.texts import speaking
from penombre.web.rendering import asset, page

log = logging.getLogger(__name__)

ROOT = "/sites"
DEMO = "demo"
"""The name of the demo's site."""
Asking = Request[Any, Any, Any]


def dashboard_routes(engine: Engine, database: Database, settings: Settings) -> list[Router]:
    """The pages: each for who may read its site; those of the demo, whose visitors are invented, for everybody."""
    shown = Showing(engine, database, settings)

    @get("/", opt={"access": Access.PERSON})
    async def listed(request: Asking, visitor: NamedDependency[Visitor]) -> Response[str]:
        return await shown.sites(request, visitor)

    @get("/{name:str}")
    async def front(request: Asking, name: FromPath[str]) -> Response[str]:
        return await shown.site(request, name, "overview")

    @get("/{name:str}/{section:str}")
    async def inner(request: Asking, name: FromPath[str], section: FromPath[str]) -> Response[str]:
        return await shown.site(request, name, _inner(section))

    @get(f"/{DEMO}")
    async def demo_front(request: Asking) -> Response[str]:
        return await shown.site(request, DEMO, "overview")

    @get(f"/{DEMO}/{{section:str}}")
    async def demo_inner(request: Asking, section: FromPath[str]) -> Response[str]:
        return await shown.site(request, DEMO, _inner(section))

    routers = [Router(ROOT, route_handlers=[listed, front, inner], opt={"access": Access.READ})]
    if settings.demo:
        routers.append(Router(ROOT, route_handlers=[demo_front, demo_inner], opt={"access": Access.OPEN}))
    return routers


class Showing:
    """Shows pages; who may see them is not decided here."""

    def __init__(self, engine: Engine, database: Database, settings: Settings) -> None:
        self._engine = engine
        self._database = database
        self._settings = settings
        self._sites = Sites(database)

    async def sites(self, request: Asking, visitor: Visitor) -> Response[str]:
        """The sites that a visitor may read."""
        try:
            found = [site for site in await anyio.to_thread.run_sync(self._sites.all) if visitor.may_read(site.name)]
        except DatabaseError as error:
            return _away(request, error)
        return _page(request, "sites", sites=found, base=self._settings.base_url, demo=self._settings.demo, path="")

    async def site(self, request: Asking, name: str, section: str) -> Response[str]:
        """A page of a site."""
        chosen = read_filter(_query(request))
        try:
            site = await anyio.to_thread.run_sync(self._sites.named, name)
            asked = Asked(self._engine, self._database, site, chosen, this_moment())
            values = await anyio.to_thread.run_sync(facts, section, asked)
        except UnknownSiteError:
            raise NotFoundException from None
        except (StoreError, DatabaseError) as error:
            return _away(request, error)
        return _page(request, section, path=_path(name, section), demo=self._settings.demo, **values)


def _inner(section: str) -> str:
    """A page below a site's first one."""
    if section not in SECTIONS or section == "overview":
        raise NotFoundException
    return section


def asset_routes() -> Router:
    """What the pages load."""

    @get("/dashboard.css")
    async def style() -> Response[bytes]:
        return asset("assets/dashboard.css")

    @get("/live.js")
    async def script() -> Response[bytes]:
        return asset("assets/live.js")

    return Router("/assets", route_handlers=[style, script])


def _page(request: Asking, template: str, **values: Any) -> Response[str]:
    said = _query(request).get("lang", "")
    asked = said if said in LANGUAGES else ""
    lang = language(request.headers.get("accept-language", ""), asked)
    chosen: Filter = values.get("filter", Filter())
    site = values.get("site")

    def address(section: str, of: Filter = chosen, lang: str = asked) -> str:
        """The address of a page of the same site."""
        query = of.query(lang=lang)
        return _path(site.name if site else "", section) + (f"?{query}" if query else "")

    return page(
        f"dashboard/{template}.html.j2",
        lang,
        address=address,
        languages=LANGUAGES,
        asked=asked,
        **speaking(lang),
        **values,
    )


def _away(request: Asking, error: Exception) -> Response[str]:
    """What there is to see where the store or the database does not answer; collection goes on."""
    log.warning(say("a page of the dashboard could not be made: {error}", error=error))
    answer = _page(request, "away", path="")
    answer.status_code = 503
    answer.headers["retry-after"] = "5"
    return answer


def _query(request: Asking) -> dict[str, str]:
    """The address's query, the first of what is said twice."""
    found: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        found.setdefault(name, value)
    return found


def _path(name: str, section: str) -> str:
    if not name:
        return ROOT
    return f"{ROOT}/{name}" if section == "overview" else f"{ROOT}/{name}/{section}"
