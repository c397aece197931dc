"""The shared links of a site: made, listed, revoked by its editors."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from penombre.web.accounts.account_pages import owner_of
from penombre.web.accounts.desk import Desk
from penombre.web.accounts.errors import AccountError
from penombre.web.accounts.guard import Access
from penombre.web.accounts.shared_links import DAYS, revoke_shared_link, share_site, shared_links_of
from penombre.web.accounts.showing import Asked, form_of, lead_to, link_to, show
from penombre.web.accounts.trail import record
from penombre.web.accounts.visitor import Visitor
from penombre.web.accounts.workspaces import workspace_of_site

EDIT = {"access": Access.EDIT}
PAGE = "/shared-links/{site:str}"
USUAL = 30  # days


def sharing_routes(desk: Desk) -> list[HTTPRouteHandler]:
    """`/shared-links` of a site."""

    async def shown(request: Asked, site: str, error: AccountError | None = None, **once: Any) -> Response[Any]:
        links = await desk.read(lambda database: shared_links_of(database, site, desk.now()))
        values: dict[str, Any] = {"link": ""} | once
        return show(
            desk, request, "shared_links", error=error, site=site, links=links, choices=DAYS, usual=USUAL, **values
        )

    @get(PAGE, opt=EDIT)
    async def shared_links(request: Asked, site: FromPath[str]) -> Response[Any]:
        return await shown(request, site)

    @post(PAGE, opt=EDIT, status_code=200)
    async def link_made(request: Asked, visitor: NamedDependency[Visitor], site: FromPath[str]) -> Response[Any]:
        person, form, now = owner_of(visitor), await form_of(request), desk.now()
        days = form.get("days", "")

        def made(database: Connection) -> str:
            label = form.get("label", "")
            token = share_site(database, site, label, int(days) if days in map(str, DAYS) else USUAL, now)
            where = workspace_of_site(database, site)
            record(database, "link_shared", now, who=person.number, subject=f"{site}: {label[:100]}", workspace=where)
            return token

        try:
            token = await desk.write(made)
        except AccountError as error:
            return await shown(request, site, error)
        return await shown(request, site, link=link_to(desk, request, f"/shared/{token}"))

    @post(f"{PAGE}/{{number:int}}/revoke", opt=EDIT)
    async def link_revoked(
        visitor: NamedDependency[Visitor], site: FromPath[str], number: FromPath[int]
    ) -> Response[Any]:
        person, now = owner_of(visitor), desk.now()

        def revoked(database: Connection) -> None:
            label = revoke_shared_link(database, number, site)
            where = workspace_of_site(database, site)
            if label is not None:
                told = f"{site}: {label}"
                record(database, "shared_link_revoked", now, who=person.number, subject=told, workspace=where)

        await desk.write(revoked)
        return lead_to(f"/shared-links/{site}")

    return [shared_links, link_made, link_revoked]
