"""The forms by which editors keep views and annotations: plain ones, each written to the trail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import parse_qsl

import anyio.to_thread
from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection
from sqlalchemy import Engine as Database

from penombre.collect.sites import Sites
from penombre.dashboard.filter import read_filter
from penombre.languages import LANGUAGES
from penombre.store.database import reading
from penombre.web.accounts.account_pages import owner_of
from penombre.web.accounts.desk import Desk
from penombre.web.accounts.errors import AccountError
from penombre.web.accounts.guard import Access
from penombre.web.accounts.showing import form_of, language_of, lead_to
from penombre.web.accounts.trail import What, record
from penombre.web.accounts.visitor import Visitor
from penombre.web.accounts.workspaces import workspace_of_site
from penombre.web.dashboard import keepsakes
from penombre.web.dashboard.sections import SECTIONS, frame
from penombre.web.dashboard.showing import ROOT, path_of, show

Asking = Request[Any, Any, Any]
Who = NamedDependency[Visitor]
Form = dict[str, str]
Sort = Literal["views", "annotations"]
SPELT = 2000
"""Characters of a query that are looked at."""


def keeping_routes(desk: Desk, database: Database) -> Router:
    """`/sites/{name}/views` and `/sites/{name}/annotations`."""
    handlers = [
        *_view_forms(_Keeper(desk, database, "views")),
        *_annotation_forms(_Keeper(desk, database, "annotations")),
    ]
    return Router(ROOT, route_handlers=handlers, opt={"access": Access.EDIT})


class _Keeper:
    """The list of one sort, and what its forms share."""

    def __init__(self, desk: Desk, database: Database, sort: Sort) -> None:
        self._desk, self._database, self._sort = desk, database, sort

    @property
    def now(self) -> float:
        return self._desk.now()

    async def listed(self, request: Asking, name: str, error: AccountError | None = None) -> Response[str]:
        """All of a site, each with its forms; and what could not be done."""

        def found() -> dict[str, Any]:
            site = Sites(self._database).named(name)
            with reading(self._database) as connection:
                of = keepsakes.views_of if self._sort == "views" else keepsakes.annotations_of
                return frame(site, self._sort, datetime.fromtimestamp(self.now, UTC)) | {"ones": of(connection, name)}

        values = await anyio.to_thread.run_sync(found)
        told = error.told(language_of(request)) if error else ""
        path = path_of(name, self._sort)
        answer = show(self._desk.settings, request, self._sort, error=told, path=path, demo=False, **values)
        answer.status_code = error.status if error else 200
        return answer

    async def done(
        self, request: Asking, visitor: Visitor, name: str, what: What, work: Callable[[Connection, Form], str | None]
    ) -> Response[Any]:
        """What a form asks for, and its line in the trail; `work` gives what it was done to, None for nothing."""
        person, form, now = owner_of(visitor), await form_of(request), self.now

        def worked(connection: Connection) -> None:
            subject = work(connection, form)
            if subject is not None:
                where = workspace_of_site(connection, name)
                record(connection, what, now, who=person.number, subject=f"{name}: {subject}", workspace=where)

        try:
            await self._desk.write(worked)
        except AccountError as error:
            return await self.listed(request, name, error)
        return lead_to(self._back(form, name))

    def _back(self, form: Form, name: str) -> str:
        """The page that the form stood on: one of the site's own, or the list."""
        section, asked = form.get("back", ""), dict(parse_qsl(form.get("query", "")[:SPELT]))
        lang = form.get("lang", "") if form.get("lang") in LANGUAGES else ""
        query = read_filter(asked).query(lang=lang) if section in SECTIONS else f"lang={lang}" if lang else ""
        return path_of(name, section if section in SECTIONS else self._sort) + (f"?{query}" if query else "")


def _view_forms(keeper: _Keeper) -> list[HTTPRouteHandler]:
    @get("/{name:str}/views")
    async def views(request: Asking, name: FromPath[str]) -> Response[str]:
        return await keeper.listed(request, name)

    @post("/{name:str}/views")
    async def saved(request: Asking, visitor: Who, name: FromPath[str]) -> Response[Any]:
        def work(connection: Connection, form: Form) -> str:
            section = form.get("back", "")
            chosen = read_filter(dict(parse_qsl(form.get("query", "")[:SPELT])))
            known = section if section in SECTIONS else "overview"
            return keepsakes.save_view(connection, name, form.get("name", ""), known, chosen, keeper.now)

        return await keeper.done(request, visitor, name, "view_saved", work)

    @post("/{name:str}/views/{number:int}")
    async def renamed(request: Asking, visitor: Who, name: FromPath[str], number: FromPath[int]) -> Response[Any]:
        def work(connection: Connection, form: Form) -> str | None:
            return keepsakes.rename_view(connection, name, number, form.get("name", ""))

        return await keeper.done(request, visitor, name, "view_renamed", work)

    @post("/{name:str}/views/{number:int}/delete")
    async def deleted(request: Asking, visitor: Who, name: FromPath[str], number: FromPath[int]) -> Response[Any]:
        def work(connection: Connection, _: Form) -> str | None:
            return keepsakes.delete_view(connection, name, number)

        return await keeper.done(request, visitor, name, "view_deleted", work)

    return [views, saved, renamed, deleted]


def _annotation_forms(keeper: _Keeper) -> list[HTTPRouteHandler]:
    @get("/{name:str}/annotations")
    async def annotations(request: Asking, name: FromPath[str]) -> Response[str]:
        return await keeper.listed(request, name)

    @post("/{name:str}/annotations")
    async def added(request: Asking, visitor: Who, name: FromPath[str]) -> Response[Any]:
        def work(connection: Connection, form: Form) -> str:
            day, text = form.get("day", ""), form.get("text", "")
            return keepsakes.annotate(connection, name, day, text, keeper.now).told

        return await keeper.done(request, visitor, name, "annotation_added", work)

    @post("/{name:str}/annotations/{number:int}")
    async def changed(request: Asking, visitor: Who, name: FromPath[str], number: FromPath[int]) -> Response[Any]:
        def work(connection: Connection, form: Form) -> str | None:
            day, text = form.get("day", ""), form.get("text", "")
            found = keepsakes.change_annotation(connection, name, number, day, text)
            return found.told if found else None

        return await keeper.done(request, visitor, name, "annotation_changed", work)

    @post("/{name:str}/annotations/{number:int}/delete")
    async def deleted(request: Asking, visitor: Who, name: FromPath[str], number: FromPath[int]) -> Response[Any]:
        def work(connection: Connection, _: Form) -> str | None:
            found = keepsakes.delete_annotation(connection, name, number)
            return found.told if found else None

        return await keeper.done(request, visitor, name, "annotation_deleted", work)

    return [annotations, added, changed, deleted]
