"""What an owner does on *Prudence*: turn the dial, say who answers for the site; and the privacy texts as files."""

from __future__ import annotations

import re
from typing import Any

import anyio.to_thread
import msgspec
from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection
from sqlalchemy import Engine as Database

from penombre.collect.dial import MODES, turn
from penombre.collect.sites import Site, Sites, UnknownSiteError, checked_mode
from penombre.languages import LANGUAGES
from penombre.report.privacy.controllers import keep_controller, kept_controller, read_facts
from penombre.report.privacy.data import Datum, begins
from penombre.report.privacy.document import FORMS
from penombre.report.privacy.facts import Controller, lifetimes
from penombre.report.privacy.notice import notice
from penombre.report.privacy.register import register
from penombre.report.privacy.texts import text as privacy_text
from penombre.web.accounts.account_pages import owner_of
from penombre.web.accounts.desk import Desk
from penombre.web.accounts.guard import Access
from penombre.web.accounts.own_pages import form_token
from penombre.web.accounts.showing import LARGEST_FORM, form_of, language_of, lead_to
from penombre.web.accounts.trail import record
from penombre.web.accounts.visitor import NOBODY, Visitor
from penombre.web.accounts.workspaces import workspace_of_site
from penombre.web.dashboard.texts import speaking
from penombre.web.rendering import HEADERS, page

OWN = {"access": Access.OWN}
TEXTS = {"notice": notice, "register": register}
TYPES = {"html": "text/html", "md": "text/markdown", "txt": "text/plain"}
_FILE = re.compile(rf"({'|'.join(TEXTS)})\.({'|'.join(LANGUAGES)})\.({'|'.join(FORMS)})")
Asking = Request[Any, Any, Any]


class Change(msgspec.Struct, frozen=True):
    """What turning the dial of a site would do."""

    begins: tuple[Datum, ...]
    stops: tuple[Datum, ...]

    @property
    def down(self) -> bool:
        """Whether less is collected than before."""
        return bool(self.stops)


def change(site: Site, mode: str, *, country: bool) -> Change:
    """What turning a site's dial to `mode` begins and ends."""
    after = checked_mode(mode)
    off = {name for name, on in (("ask", site.ask > 0), ("country", country)) if not on}
    return Change(
        tuple(each for each in begins(site.mode, after) if each.only not in off),
        tuple(each for each in begins(after, site.mode) if each.only not in off),
    )


class Pages:
    """What the pages under `/prudence` share: the site they are about, and how they are shown."""

    def __init__(self, desk: Desk, database: Database) -> None:
        self.desk, self.settings = desk, desk.settings
        self.country = bool(desk.settings.country_header)
        self._sites = Sites(database)

    async def site(self, name: str) -> Site:
        """The site of this name. Raises NotFoundException."""
        try:
            return await anyio.to_thread.run_sync(self._sites.named, name)
        except UnknownSiteError:
            raise NotFoundException from None

    def show(self, request: Asking, template: str, site: Site, **values: Any) -> Response[str]:
        """A page, in the reader's language."""
        lang, visitor = language_of(request), request.scope.get("user") or NOBODY
        said = request.query_params.get("lang", "")
        return page(
            f"dashboard/{template}.html.j2",
            lang,
            site=site,
            visitor=visitor,
            path=request.url.path,
            asked=said if said in LANGUAGES else "",
            languages=LANGUAGES,
            token=form_token(request, self.settings),
            **speaking(lang),
            **values,
        )

    def confirm(self, request: Asking, site: Site, mode: str, *, late: bool = False) -> Response[str]:
        """What turning the dial would do; `late` where somebody else turned it since the page was shown."""
        lang = language_of(request)
        return self.show(
            request,
            "dial",
            site,
            to=mode,
            change=change(site, mode, country=self.country),
            late=late,
            told=lambda key: privacy_text(f"datum.{key}", lang),
            kept=lifetimes(site.mode),
        )


def prudence_routes(desk: Desk, database: Database) -> Router:
    """Everything under `/prudence/{name}`."""
    pages = Pages(desk, database)
    return Router(
        "/prudence/{name:str}",
        route_handlers=[*_dial_routes(pages), *_controller_routes(pages), _text_route(pages)],
        request_max_body_size=LARGEST_FORM,
    )


def _dial_routes(pages: Pages) -> list[HTTPRouteHandler]:
    desk = pages.desk

    @get("/mode", opt=OWN)
    async def asked(request: Asking, name: FromPath[str]) -> Response[Any]:
        site, mode = await pages.site(name), request.query_params.get("to", "")
        if mode not in MODES or mode == site.mode:
            return lead_to(_prudence(request, name))
        return pages.confirm(request, site, mode)

    @post("/mode", opt=OWN)
    async def turned(request: Asking, visitor: NamedDependency[Visitor], name: FromPath[str]) -> Response[Any]:
        form, now, who = await form_of(request), desk.now(), owner_of(visitor).number
        mode, site = form.get("to", ""), await pages.site(name)
        if mode not in MODES or mode == site.mode:
            return lead_to(_prudence(request, name))
        if form.get("from") != site.mode:
            # somebody else turned it meanwhile: what was confirmed is not what would happen
            answer = pages.confirm(request, site, mode, late=True)
            answer.status_code = 409
            return answer

        def done(connection: Connection) -> None:
            if turn(connection, site.number, checked_mode(mode), now, who):
                _record(connection, "mode_changed", now, who, name, f"{name}: {site.mode} → {mode}")

        await desk.write(done)
        return lead_to(_prudence(request, name))

    return [asked, turned]


def _controller_routes(pages: Pages) -> list[HTTPRouteHandler]:
    desk = pages.desk

    @get("/controller", opt=OWN)
    async def details(request: Asking, name: FromPath[str]) -> Response[Any]:
        site = await pages.site(name)
        controller, _ = await desk.read(lambda connection: kept_controller(connection, site.number))
        return pages.show(request, "controller", site, controller=controller, fields=Controller.__struct_fields__)

    @post("/controller", opt=OWN)
    async def kept(request: Asking, visitor: NamedDependency[Visitor], name: FromPath[str]) -> Response[Any]:
        form, now, who = await form_of(request), desk.now(), owner_of(visitor).number
        said = Controller(**{field: form.get(field, "") for field in Controller.__struct_fields__})
        site = await pages.site(name)

        def done(connection: Connection) -> None:
            keep_controller(connection, site.number, said, now)
            _record(connection, "controller_changed", now, who, name, name)

        await desk.write(done)
        return lead_to(f"{_prudence(request, name)}#texts")

    return [details, kept]


def _text_route(pages: Pages) -> HTTPRouteHandler:
    @get("/texts/{file:str}", opt={"access": Access.READ})
    async def text(name: FromPath[str], file: FromPath[str]) -> Response[bytes]:
        found = _FILE.fullmatch(file)
        if found is None:
            raise NotFoundException
        site, (what, lang, form) = await pages.site(name), found.groups()
        base, country = pages.settings.base_url, pages.country
        facts = await pages.desk.read(lambda connection: read_facts(connection, site, base, lang, country=country))
        content = FORMS[form](TEXTS[what](facts, lang)).encode()
        saved = {"content-disposition": f'attachment; filename="{what}-{site.name}.{lang}.{form}"'}
        return Response(content, media_type=f"{TYPES[form]}; charset=utf-8", headers=HEADERS | saved)

    return text


def _prudence(request: Asking, name: str) -> str:
    said = request.query_params.get("lang", "")
    return f"/sites/{name}/prudence" + (f"?lang={said}" if said in LANGUAGES else "")


def _record(connection: Connection, what: Any, now: float, who: int, site: str, subject: str) -> None:
    record(connection, what, now, who=who, subject=subject, workspace=workspace_of_site(connection, site))
