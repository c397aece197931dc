"""Turning the second step on and off: a code to take a picture of, one to confirm, ten for paper."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from sqlalchemy import Connection

from penombre.web.accounts.account_pages import owner_of
from penombre.web.accounts.desk import Desk
from penombre.web.accounts.errors import AccountError
from penombre.web.accounts.guard import Access
from penombre.web.accounts.second_step import begin_second_step, confirm_second_step, end_second_step, picture
from penombre.web.accounts.showing import HOME, Asked, form_of, lead_to, show
from penombre.web.accounts.signing_in import check_own_password
from penombre.web.accounts.trail import record
from penombre.web.accounts.visitor import Visitor
from penombre.web.rendering import HEADERS

PERSON = {"access": Access.PERSON}
PAGE = "/account/second-step"


def second_step_routes(desk: Desk) -> list[HTTPRouteHandler]:
    """`/account/second-step`."""

    @get(PAGE, opt=PERSON)
    async def second_step(request: Asked) -> Response[Any]:
        return show(desk, request, "second_step")

    @post(f"{PAGE}/begin", opt=PERSON)
    async def begun(visitor: NamedDependency[Visitor]) -> Response[Any]:
        person = owner_of(visitor)
        # one that asks for codes ends with the password only
        if not person.totp_on:
            await desk.write(lambda database: begin_second_step(database, person))
        return lead_to(PAGE)

    @get(f"{PAGE}/picture", opt=PERSON)
    async def code_picture(visitor: NamedDependency[Visitor]) -> Response[Any]:
        person = owner_of(visitor)
        if person.totp_on or not person.totp_secret:
            raise NotFoundException
        return Response(picture(person), media_type="image/svg+xml", headers=HEADERS)

    return [second_step, begun, code_picture, _on_route(desk), _off_route(desk)]


def _on_route(desk: Desk) -> HTTPRouteHandler:
    @post(PAGE, opt=PERSON, status_code=200)
    async def confirmed(request: Asked, visitor: NamedDependency[Visitor]) -> Response[Any]:
        person, form, now = owner_of(visitor), await form_of(request), desk.now()
        if person.totp_on or not person.totp_secret:
            return lead_to(PAGE)

        def turned_on(database: Connection) -> list[str]:
            codes = confirm_second_step(database, person, form.get("code", ""), now)
            record(database, "second_step_on", now, who=person.number)
            return codes

        try:
            codes = await desk.write(turned_on)
        except AccountError as error:
            return show(desk, request, "second_step", error=error)
        return show(desk, request, "recovery_codes", codes=codes)

    return confirmed


def _off_route(desk: Desk) -> HTTPRouteHandler:
    @post(f"{PAGE}/end", opt=PERSON)
    async def ended(request: Asked, visitor: NamedDependency[Visitor]) -> Response[Any]:
        person, form, now = owner_of(visitor), await form_of(request), desk.now()

        def turned_off(database: Connection) -> None:
            end_second_step(database, person)
            record(database, "second_step_off", now, who=person.number)

        try:
            await check_own_password(desk, request, person, form.get("password", ""))
        except AccountError as error:
            return show(desk, request, "second_step", error=error)
        await desk.write(turned_off)
        return lead_to(f"{HOME}#second-step")

    return ended
