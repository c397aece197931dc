"""The pages that set a site up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

import anyio.to_thread
import msgspec
from litestar import Request, Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from sqlalchemy import Engine

from penombre.collect.links.preview import PUBLIC, Guard
from penombre.collect.sites import MODES, Site, SiteError, Sites, UnknownSiteError
from penombre.languages import LANGUAGES, language
from penombre.sentences import speaking
from penombre.settings import Settings
from penombre.store.event_store import EventStore
from penombre.web.rendering import asset, page
from penombre.web.setup.found import look
from penombre.web.setup.snippets import policy, share_bar, snippets

LONGEST_FIELD = 2_000
MOST_HOSTS = 20


class Entered(msgspec.Struct, frozen=True):
    """The form of a new site, as it was filled in."""

    name: str = ""
    hosts: str = ""
    mode: str = "strict"
    timezone: str = "UTC"


def setup_routes(database: Engine, store: EventStore, settings: Settings, guard: Guard = PUBLIC) -> Router:
    """A form for a new site, the lines to paste, and whether the first view arrived.

    `guard` judges the address of a site's page before it is fetched.
    """
    sites = Sites(database)
    base = settings.base_url

    @get("/")
    async def form(request: Request[Any, Any, Any], lang: FromQuery[str] = "") -> Response[str]:
        return _form(_language(request, lang), Entered(), "", 200)

    @post("/", status_code=303)
    async def add(request: Request[Any, Any, Any], lang: FromQuery[str] = "") -> Response[Any]:
        entered = _entered(await request.form())
        with speaking(_language(request, lang)) as chosen:
            try:
                site = await anyio.to_thread.run_sync(lambda: _added(sites, entered))
            except SiteError as error:
                return _form(chosen, entered, str(error), 400)
        return Redirect(f"/setup/{site.name}?lang={chosen}", status_code=303)

    @get("/{name:str}")
    async def lines(
        request: Request[Any, Any, Any],
        name: FromPath[str],
        lang: FromQuery[str] = "",
        look_at: FromQuery[bool] = False,
    ) -> Response[str]:
        site = await _named(sites, name)
        seen = await anyio.to_thread.run_sync(lambda: look(site, base, guard)) if look_at else ""
        return page(
            "setup/site.html.j2",
            _language(request, lang),
            site=site,
            snippets=snippets(base, site),
            share_bar=share_bar(base) if site.mode != "strict" else "",
            policy=policy(base),
            arrived=await anyio.to_thread.run_sync(store.has_views, site.number),
            seen=seen,
            languages=sorted(LANGUAGES),
        )

    @get("/{name:str}/state")
    async def state(name: FromPath[str]) -> dict[str, bool]:
        site = await _named(sites, name)
        return {"arrived": await anyio.to_thread.run_sync(store.has_views, site.number)}

    @get("/setup.js")
    async def script() -> Response[bytes]:
        return asset("assets/setup.js")

    return Router("/setup", route_handlers=[form, add, lines, state, script])


def _language(request: Request[Any, Any, Any], asked: str) -> str:
    return language(request.headers.get("accept-language", ""), asked)


def _form(lang: str, entered: Entered, problem: str, status: int) -> Response[str]:
    answer = page(
        "setup/new.html.j2",
        lang,
        entered=entered,
        problem=problem,
        modes=MODES,
        zones=sorted(available_timezones()),
        languages=sorted(LANGUAGES),
    )
    answer.status_code = status
    return answer


def _entered(fields: Mapping[str, object]) -> Entered:
    """What was filled in; a field that is no text is none."""
    said = {
        name: value[:LONGEST_FIELD].strip()
        for name in Entered.__struct_fields__
        if isinstance(value := fields.get(name), str)
    }
    return Entered(**said)


def _added(sites: Sites, entered: Entered) -> Site:
    hosts = entered.hosts.replace(",", " ").split()[:MOST_HOSTS]
    return sites.add(entered.name, hosts, mode=entered.mode, timezone=entered.timezone)


async def _named(sites: Sites, name: str) -> Site:
    try:
        return await anyio.to_thread.run_sync(sites.named, name)
    except UnknownSiteError:
        raise NotFoundException from None
