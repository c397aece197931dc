"""The pages that set a site up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

import anyio.to_thread
import msgspec
from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from sqlalchemy import Engine

from penombre.collect.links.preview import PUBLIC, Guard
from penombre.collect.sites import MODES, Site, SiteError, Sites, UnknownSiteError
from penombre.languages import LANGUAGES
from penombre.sentences import speaking
from penombre.settings import Settings
from penombre.store.event_store import EventStore
from penombre.web.accounts.desk import Desk
from penombre.web.accounts.guard import Access
from penombre.web.accounts.own_pages import form_token
from penombre.web.accounts.showing import Asked, language_of
from penombre.web.accounts.trail import record
from penombre.web.accounts.visitor import Visitor
from penombre.web.accounts.workspaces import Workspace, all_workspaces
from penombre.web.rendering import asset, page
from penombre.web.setup.found import look
from penombre.web.setup.snippets import policy, share_bar, snippets

ANY_OWNER, EDITOR = {"access": Access.OWNER}, {"access": Access.EDIT}
LONGEST_FIELD = 2_000
MOST_HOSTS = 20


class Entered(msgspec.Struct, frozen=True):
    """The form of a new site, as it was filled in."""

    name: str = ""
    hosts: str = ""
    mode: str = "strict"
    timezone: str = "UTC"
    workspace: str = ""


def setup_routes(desk: Desk, database: Engine, store: EventStore, settings: Settings, guard: Guard = PUBLIC) -> Router:
    """A form for a new site, the lines to paste, and whether the first view arrived.

    `guard` judges the address of a site's page before it is fetched.
    """
    sites = Sites(database)
    base = settings.base_url

    async def owned(visitor: Visitor) -> list[Workspace]:
        known = await desk.read(all_workspaces)
        return [each for each in known if each.number in visitor.owned]

    def shown(request: Asked, entered: Entered, of: list[Workspace], problem: str = "") -> Response[str]:
        answer = page(
            "setup/new.html.j2",
            language_of(request),
            entered=entered,
            problem=problem,
            workspaces=[each.name for each in of],
            token=form_token(request, settings),
            modes=MODES,
            zones=sorted(available_timezones()),
            languages=sorted(LANGUAGES),
        )
        answer.status_code = 400 if problem else 200
        return answer

    @get("/", opt=ANY_OWNER)
    async def form(request: Asked, visitor: NamedDependency[Visitor]) -> Response[str]:
        return shown(request, Entered(), await owned(visitor))

    @post("/", opt=ANY_OWNER, status_code=303)
    async def add(request: Asked, visitor: NamedDependency[Visitor]) -> Response[Any]:
        entered, places = _entered(await request.form()), await owned(visitor)
        place = next((each for each in places if each.name == entered.workspace), places[0])
        with speaking(language_of(request)) as lang:
            try:
                site = await anyio.to_thread.run_sync(lambda: _added(sites, entered, place.name))
            except SiteError as error:
                return shown(request, entered, places, str(error))
        who = visitor.person.number if visitor.person else None
        await desk.write(
            lambda connection: record(
                connection, "site_added", desk.now(), who=who, subject=site.name, workspace=place.number
            )
        )
        return Redirect(f"/setup/{site.name}?lang={lang}", status_code=303)

    @get("/{name:str}", opt=EDITOR)
    async def lines(request: Asked, name: FromPath[str], look_at: FromQuery[bool] = False) -> Response[str]:
        site = await _named(sites, name)
        seen = await anyio.to_thread.run_sync(lambda: look(site, base, guard)) if look_at else ""
        return page(
            "setup/site.html.j2",
            language_of(request),
            site=site,
            snippets=snippets(base, site),
            share_bar=share_bar(base) if site.mode != "strict" else "",
            policy=policy(base),
            arrived=await anyio.to_thread.run_sync(store.has_views, site.number),
            seen=seen,
            languages=sorted(LANGUAGES),
        )

    @get("/{name:str}/state", opt=EDITOR)
    async def state(name: FromPath[str]) -> dict[str, bool]:
        site = await _named(sites, name)
        return {"arrived": await anyio.to_thread.run_sync(store.has_views, site.number)}

    @get("/setup.js", opt={"access": Access.OPEN})
    async def script() -> Response[bytes]:
        return asset("assets/setup.js")

    return Router("/setup", route_handlers=[form, add, lines, state, script])


def _entered(fields: Mapping[str, object]) -> Entered:
    """What was filled in; a field that is no text is none."""
    said = {
        name: value[:LONGEST_FIELD].strip()
        for name in Entered.__struct_fields__
        if isinstance(value := fields.get(name), str)
    }
    return Entered(**said)


def _added(sites: Sites, entered: Entered, workspace: str) -> Site:
    hosts = entered.hosts.replace(",", " ").split()[:MOST_HOSTS]
    return sites.add(entered.name, hosts, mode=entered.mode, timezone=entered.timezone, workspace=workspace)


async def _named(sites: Sites, name: str) -> Site:
    try:
        return await anyio.to_thread.run_sync(sites.named, name)
    except UnknownSiteError:
        raise NotFoundException from None
