"""The guard before every route: each says who may pass, and one that says nothing lets nobody through.

A route or router says so by `opt={"access": Access.READ}`. The site is the path's parameter `site` or `name`, the
workspace its parameter `workspace`. Handlers take who asks as `visitor: Visitor`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from enum import Enum, auto
from typing import Any, TypeAlias, cast

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException, NotFoundException, PermissionDeniedException
from litestar.handlers.base import BaseRouteHandler

from penombre.store.database import DatabaseError
from penombre.web.accounts.cookies import cookie_of, may_have_cookies
from penombre.web.accounts.desk import Desk
from penombre.web.accounts.own_pages import is_from_own_page
from penombre.web.accounts.roles import Role
from penombre.web.accounts.sessions import is_to_be_seen, see_session
from penombre.web.accounts.visitor import NOBODY, Visitor, recognise

Guard: TypeAlias = Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], Awaitable[None]]

SAFE = ("GET", "HEAD", "OPTIONS")
PUBLIC = "x-penombre-public"
"""The edge's mark on what came from outside."""


class Access(Enum):
    """Who may pass."""

    OPEN = auto()  # everybody, whose cookies are not looked at: the first page, the demo, styles
    MACHINE = auto()  # this machine's own processes: what the edge handed on does not pass
    FORM = auto()  # everybody; what they send must come from our own page: signing in, invitations
    PERSON = auto()  # who is signed in
    OWNER = auto()  # who owns a workspace: the one of the path, or any
    KEY = auto()  # programs, whose key the guard of their own router looks at
    READ = auto()  # who may see the site of the path, by a role or a shared link
    EDIT = auto()  # who may change it
    OWN = auto()  # who may decide who sees it


NEEDED: dict[object, Role] = {Access.READ: Role.VIEWER, Access.EDIT: Role.EDITOR, Access.OWN: Role.OWNER}


class SignInFirstError(HTTPException):
    """Nobody is signed in, and nobody else may pass."""

    status_code = 401
    detail = "sign in first"


LARGEST_NUMBER = 2**63 - 1


def make_guard(desk: Desk, open_sites: frozenset[str] = frozenset()) -> Guard:
    """The guard of the application; everybody may see the figures of `open_sites`: those of the demo."""

    async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        access = handler.opt.get("access")
        if any(isinstance(value, int) and value > LARGEST_NUMBER for value in connection.path_params.values()):
            raise NotFoundException  # nothing has such a number, and the database cannot even be asked for it
        request = cast("Request[Any, Any, Any]", connection)  # every route here is HTTP's
        connection.scope["user"] = NOBODY
        if access in (Access.OPEN, Access.KEY):
            return
        if access is None or (access is Access.MACHINE and PUBLIC in connection.headers):
            raise NotFoundException
        if access is Access.MACHINE:
            return
        visitor = await recognised(desk, connection)
        connection.scope["user"] = visitor
        if request.method not in SAFE:
            if not may_have_cookies(request, desk.settings):
                raise PermissionDeniedException("nothing secret is taken in clear: use https")
            if not await is_from_own_page(request, desk.settings):
                raise PermissionDeniedException("only penombre's own pages may do this")
        if access is Access.READ and connection.path_params.get("name") in open_sites:
            return
        _refuse(access, visitor, connection.path_params)

    return guard


async def recognised(desk: Desk, connection: ASGIConnection[Any, Any, Any, Any]) -> Visitor:
    """Who asks, by their cookies."""
    tokens = (
        cookie_of(connection, desk.settings, "penombre"),
        cookie_of(connection, desk.settings, "penombre-shared"),
    )
    if not any(tokens):
        return NOBODY
    now = desk.now()
    visitor = await desk.read(lambda database: recognise(database, *tokens, now))
    session = visitor.session
    if session is not None and is_to_be_seen(session, now):
        # a page may be looked at while somebody else writes for long
        with contextlib.suppress(DatabaseError):
            await desk.write(lambda database: see_session(database, session, now))
    return visitor


def visitor_of(request: Request[Any, Any, Any]) -> Visitor:
    """Who asks, for handlers."""
    found: Visitor = request.user
    return found


def _refuse(access: object, visitor: Visitor, parameters: dict[str, Any]) -> None:
    if access is Access.FORM:
        return
    if access in NEEDED:
        site = str(parameters.get("site", parameters.get("name", "")))
        _refuse_role(visitor, _rank(visitor, site), NEEDED[access])
    elif visitor.person is None:
        raise SignInFirstError
    elif access is Access.OWNER:
        workspace = parameters.get("workspace")
        # who owns nothing is not told that there is a page for owners
        any_owner = Role.OWNER if visitor.owned else 0
        _refuse_role(visitor, any_owner if workspace is None else visitor.workspaces.get(workspace, 0), Role.OWNER)
    elif access is not Access.PERSON:
        raise NotFoundException


def _rank(visitor: Visitor, site: str) -> int:
    role = visitor.role(site)
    return role if role is not None else int(visitor.may_read(site))


def _refuse_role(visitor: Visitor, rank: int, needed: Role) -> None:
    """What somebody may not see is not there; what they may see, but not do, is refused."""
    if rank >= needed:
        return
    if rank:
        raise PermissionDeniedException("your role does not allow this")
    raise SignInFirstError if visitor.person is None else NotFoundException
