"""Inviting somebody, and taking an invitation back."""

from __future__ import annotations

from typing import Any

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from penombre.web.accounts.account_pages import owner_of
from penombre.web.accounts.desk import Desk
from penombre.web.accounts.errors import AccountError
from penombre.web.accounts.guard import Access
from penombre.web.accounts.invitations import invite, take_back
from penombre.web.accounts.people_pages import PAGE, people_page
from penombre.web.accounts.roles import role_of
from penombre.web.accounts.showing import Asked, form_of, lead_to, link_to
from penombre.web.accounts.trail import record
from penombre.web.accounts.visitor import Visitor

OWNER = {"access": Access.OWNER}


def invitation_routes(desk: Desk) -> list[HTTPRouteHandler]:
    """`/people/…/invite` and what takes it back."""

    @post(f"{PAGE}/{{workspace:int}}/invite", opt=OWNER, status_code=200)
    async def invited(request: Asked, visitor: NamedDependency[Visitor], workspace: FromPath[int]) -> Response[Any]:
        person, form, now = owner_of(visitor), await form_of(request), desk.now()
        email = form.get("email", "")

        def made(database: Connection) -> str:
            token = invite(database, email, workspace, role_of(form.get("role", "")), now)
            record(database, "invited", now, who=person.number, subject=email[:254], workspace=workspace)
            return token

        try:
            token = await desk.write(made)
        except AccountError as error:
            return await people_page(desk, request, visitor, error, failed=workspace)
        return await people_page(
            desk, request, visitor, link=link_to(desk, request, f"/invitation/{token}"), invited=email
        )

    @post(f"{PAGE}/{{workspace:int}}/invitations/{{number:int}}/take-back", opt=OWNER)
    async def taken_back(
        visitor: NamedDependency[Visitor], workspace: FromPath[int], number: FromPath[int]
    ) -> Response[Any]:
        person, now = owner_of(visitor), desk.now()

        def gone(database: Connection) -> None:
            email = take_back(database, number, workspace)
            if email is not None:
                record(database, "invitation_taken_back", now, who=person.number, subject=email, workspace=workspace)

        await desk.write(gone)
        return lead_to(PAGE)

    return [invited, taken_back]
