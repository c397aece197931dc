"""What links open that somebody was given: the first owner's, an invitation, a new password, a shared site."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from penombre.web.accounts.cookies import cookie, may_have_cookies
from penombre.web.accounts.desk import Desk
from penombre.web.accounts.errors import AccountError, LinkGoneError
from penombre.web.accounts.guard import Access
from penombre.web.accounts.invitations import Invitation, invitation_of, take_back
from penombre.web.accounts.one_time_links import check_welcome_link, person_to_reset, use_up
from penombre.web.accounts.passwords import checked_password
from penombre.web.accounts.people import Person, add_person, anybody, person_called, set_password
from penombre.web.accounts.roles import Role
from penombre.web.accounts.second_step import end_second_step
from penombre.web.accounts.sessions import end_all_sessions
from penombre.web.accounts.shared_links import site_shared_by
from penombre.web.accounts.showing import START, Asked, form_of, lead_to, show
from penombre.web.accounts.signing_in import sign_in
from penombre.web.accounts.trail import record
from penombre.web.accounts.visitor import Visitor
from penombre.web.accounts.workspaces import add_member, all_workspaces

FORM = {"access": Access.FORM}


def link_routes(desk: Desk) -> list[HTTPRouteHandler]:
    """`/welcome`, `/invitation`, `/reset` and `/shared`."""
    return [*_welcome_routes(desk), *_invitation_routes(desk), *_reset_routes(desk), _shared_route(desk)]


def _welcome_routes(desk: Desk) -> list[HTTPRouteHandler]:
    @get("/welcome", opt=FORM)
    async def where_it_is(request: Asked) -> Response[Any]:
        if await desk.read(anybody):
            return lead_to("/login")
        return show(desk, request, "where_welcome", base=desk.settings.base_url)

    @get("/welcome/{link:str}", opt=FORM)
    async def welcome(request: Asked, link: FromPath[str]) -> Response[Any]:
        return await _opened(desk, request, "welcome", lambda database: check_welcome_link(database, link))

    @post("/welcome/{link:str}", opt=FORM)
    async def owner_made(request: Asked, link: FromPath[str]) -> Response[Any]:
        form = await form_of(request)
        now = desk.now()

        def made(database: Connection, hashed: str) -> Person:
            check_welcome_link(database, link)
            use_up(database, link)
            person = add_person(database, form.get("email", ""), form.get("name", ""), hashed, now)
            for each in all_workspaces(database):
                add_member(database, person.number, each.number, Role.OWNER)
                record(database, "owner_made", now, who=person.number, subject=person.email, workspace=each.number)
            return person

        try:
            await desk.read(lambda database: check_welcome_link(database, link))
            hashed = await _hashed(desk, form, form.get("email", ""), form.get("name", ""))
            person = await desk.write(lambda database: made(database, hashed))
        except LinkGoneError as error:
            return show(desk, request, "refusal", error=error)
        except AccountError as error:
            return show(desk, request, "welcome", error=error, found=None, form=form)
        return await _signed_in(desk, request, person)

    return [where_it_is, welcome, owner_made]


def _invitation_routes(desk: Desk) -> list[HTTPRouteHandler]:
    def found(link: str) -> Callable[[Connection], tuple[Invitation, Person | None]]:
        def both(database: Connection) -> tuple[Invitation, Person | None]:
            invitation = invitation_of(database, link, desk.now())
            return invitation, person_called(database, invitation.email)

        return both

    @get("/invitation/{link:str}", opt=FORM)
    async def invitation(request: Asked, link: FromPath[str]) -> Response[Any]:
        return await _opened(desk, request, "invitation", found(link))

    @post("/invitation/{link:str}", opt=FORM)
    async def accepted(request: Asked, visitor: NamedDependency[Visitor], link: FromPath[str]) -> Response[Any]:
        """A newcomer's account is made; who has one accepts while signed in to it."""
        form = await form_of(request)
        now = desk.now()

        def joined(database: Connection, hashed: str) -> Person:
            asked, person = found(link)(database)
            if person is None:
                person = add_person(database, asked.email, form.get("name", ""), hashed, now)
            elif visitor.person is None or visitor.person.number != person.number:
                raise LinkGoneError
            add_member(database, person.number, asked.workspace, asked.role)
            take_back(database, asked.number, asked.workspace)
            record(database, "joined", now, who=person.number, subject=person.email, workspace=asked.workspace)
            return person

        shown = None
        try:
            shown = await desk.read(found(link))
            hashed = "" if shown[1] else await _hashed(desk, form, shown[0].email, form.get("name", ""))
            person = await desk.write(lambda database: joined(database, hashed))
        except LinkGoneError as error:
            return show(desk, request, "refusal", error=error)
        except AccountError as error:
            return show(desk, request, "invitation", error=error, found=shown, form=form)
        return lead_to(START) if visitor.person else await _signed_in(desk, request, person)

    return [invitation, accepted]


def _reset_routes(desk: Desk) -> list[HTTPRouteHandler]:
    @get("/reset/{link:str}", opt=FORM)
    async def reset(request: Asked, link: FromPath[str]) -> Response[Any]:
        return await _opened(desk, request, "reset", lambda database: person_to_reset(database, link, desk.now()))

    @post("/reset/{link:str}", opt=FORM)
    async def password_set(request: Asked, link: FromPath[str]) -> Response[Any]:
        form = await form_of(request)
        now = desk.now()

        def kept(database: Connection, hashed: str) -> None:
            person = person_to_reset(database, link, now)
            use_up(database, link)
            set_password(database, person, hashed)
            end_all_sessions(database, person.number)
            if form.get("second_step") == "off":
                end_second_step(database, person)
            record(database, "password_reset", now, who=person.number, subject=person.email)

        person = None
        try:
            person = await desk.read(lambda database: person_to_reset(database, link, now))
            hashed = await _hashed(desk, form, person.email, person.name)
            await desk.write(lambda database: kept(database, hashed))
        except LinkGoneError as error:
            return show(desk, request, "refusal", error=error)
        except AccountError as error:
            return show(desk, request, "reset", error=error, found=person, form=form)
        return lead_to("/login")

    return [reset, password_set]


def _shared_route(desk: Desk) -> HTTPRouteHandler:
    @get("/shared/{link:str}", opt=FORM)
    async def shared(request: Asked, link: FromPath[str]) -> Response[Any]:
        site = await desk.read(lambda database: site_shared_by(database, link, desk.now()))
        if site is None:
            return show(desk, request, "refusal", error=LinkGoneError())
        if not may_have_cookies(request, desk.settings):
            return show(desk, request, "unencrypted", status=403)
        response = lead_to(f"/sites/{site}")
        response.set_cookie(cookie(request, desk.settings, "penombre-shared", link))
        return response

    return shared


async def _opened(desk: Desk, request: Asked, template: str, look: Callable[[Connection], object]) -> Response[str]:
    """The form behind a link, which looking at does not use up: programs look at links, too."""
    if not may_have_cookies(request, desk.settings):
        return show(desk, request, "unencrypted", status=403)
    try:
        found = await desk.read(look)
    except AccountError as error:
        return show(desk, request, "refusal", error=error)
    return show(desk, request, template, found=found, form={})


async def _hashed(desk: Desk, form: dict[str, str], *about: str) -> str:
    return await desk.hashed(checked_password(form.get("password", ""), *about))


async def _signed_in(desk: Desk, request: Asked, person: Person) -> Response[Any]:
    response = lead_to(START)
    await sign_in(desk, request, response, person, complete=True)
    return response
