"""Who belongs to which workspace: members, their roles, invitations."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from penombre.web.accounts.account_pages import owner_of
from penombre.web.accounts.desk import Desk
from penombre.web.accounts.errors import AccountError
from penombre.web.accounts.guard import Access
from penombre.web.accounts.invitations import Invitation, invitations_to
from penombre.web.accounts.people import person_of
from penombre.web.accounts.roles import Role, role_of
from penombre.web.accounts.showing import Asked, form_of, lead_to, show
from penombre.web.accounts.trail import record
from penombre.web.accounts.visitor import Visitor
from penombre.web.accounts.workspaces import (
    Member,
    Workspace,
    add_member,
    add_workspace,
    all_workspaces,
    change_role,
    members_of,
    remove_member,
    role_in,
    sites_of,
)

OWNER = {"access": Access.OWNER}
PAGE = "/people"


class Company(msgspec.Struct, frozen=True):
    """A workspace and who belongs to it."""

    workspace: Workspace
    sites: list[str]
    members: list[Member]
    invitations: list[Invitation]


async def people_page(
    desk: Desk, request: Asked, visitor: Visitor, error: AccountError | None = None, **once: Any
) -> Response[Any]:
    """The page; `once` is what it shows this time only: a new link, or in which workspace something failed."""
    now = desk.now()

    def found(database: Connection) -> list[Company]:
        return [
            Company(
                each,
                sites_of(database, each.number),
                members_of(database, each.number),
                invitations_to(database, each.number, now),
            )
            for each in all_workspaces(database)
            if each.number in visitor.owned
        ]

    values: dict[str, Any] = {"link": "", "invited": "", "failed": 0} | once
    return show(desk, request, "people", error=error, companies=await desk.read(found), roles=list(Role), **values)


def people_routes(desk: Desk) -> list[HTTPRouteHandler]:
    """`/people`: the page, workspaces and members."""

    @get(PAGE, opt=OWNER)
    async def people(request: Asked, visitor: NamedDependency[Visitor]) -> Response[Any]:
        return await people_page(desk, request, visitor)

    @post(f"{PAGE}/workspaces", opt=OWNER)
    async def workspace_made(request: Asked, visitor: NamedDependency[Visitor]) -> Response[Any]:
        person, form, now = owner_of(visitor), await form_of(request), desk.now()

        def made(database: Connection) -> None:
            new = add_workspace(database, form.get("name", ""), now)
            add_member(database, person.number, new.number, Role.OWNER)
            record(database, "workspace_made", now, who=person.number, subject=new.name, workspace=new.number)

        try:
            await desk.write(made)
        except AccountError as error:
            return await people_page(desk, request, visitor, error)
        return lead_to(PAGE)

    return [people, workspace_made, _member_route(desk)]


def _member_route(desk: Desk) -> HTTPRouteHandler:
    @post(f"{PAGE}/{{workspace:int}}/members/{{member:int}}", opt=OWNER)
    async def member_changed(
        request: Asked, visitor: NamedDependency[Visitor], workspace: FromPath[int], member: FromPath[int]
    ) -> Response[Any]:
        """Another role, or none any more."""
        person, form, now = owner_of(visitor), await form_of(request), desk.now()

        def done(database: Connection) -> None:
            if role_in(database, member, workspace) is None:
                return
            told = person_of(database, member).email
            if form.get("do") == "remove":
                remove_member(database, member, workspace)
                record(database, "member_removed", now, who=person.number, subject=told, workspace=workspace)
                return
            role = role_of(form.get("role", ""))
            change_role(database, member, workspace, role)
            subject = f"{told}: {role.word}"
            record(database, "role_changed", now, who=person.number, subject=subject, workspace=workspace)

        try:
            await desk.write(done)
        except AccountError as error:
            return await people_page(desk, request, visitor, error, failed=workspace)
        return lead_to("/account" if member == person.number else PAGE)

    return member_changed
