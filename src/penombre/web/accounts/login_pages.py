"""Signing in and out: the password, the second step where somebody has one."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from penombre.web.accounts.cookies import cookie, cookie_of, may_have_cookies
from penombre.web.accounts.desk import Desk
from penombre.web.accounts.errors import AccountError
from penombre.web.accounts.guard import Access
from penombre.web.accounts.passkeys import relying_party
from penombre.web.accounts.sessions import end_session
from penombre.web.accounts.showing import Asked, form_of, lead_to, own_path, show
from penombre.web.accounts.signing_in import check_second_step, check_sign_in, sign_in, waiting_person
from penombre.web.accounts.visitor import Visitor

FORM = {"access": Access.FORM}


def password_page(
    desk: Desk, request: Asked, onward: str, *, email: str = "", error: AccountError | None = None
) -> Response[str]:
    """The page to sign in on, with all ways there are."""
    if not may_have_cookies(request, desk.settings):
        return show(desk, request, "unencrypted", status=403)
    sign_on = desk.settings.sign_on.button if desk.settings.sign_on.issuer else ""
    passkeys = relying_party(desk.settings) is not None
    return show(desk, request, "login", onward=onward, email=email, error=error, passkeys=passkeys, sign_on=sign_on)


def login_routes(desk: Desk) -> list[HTTPRouteHandler]:
    """`/login`, `/login/code` and `/logout`."""

    @get("/login", opt=FORM)
    async def login(request: Asked, visitor: NamedDependency[Visitor]) -> Response[Any]:
        onward = own_path(request.query_params.get("next", ""))
        return lead_to(onward) if visitor.person else password_page(desk, request, onward)

    @post("/login", opt=FORM)
    async def password_given(request: Asked) -> Response[Any]:
        form = await form_of(request)
        onward, email = own_path(form.get("next", "")), form.get("email", "")
        try:
            person = await check_sign_in(desk, request, email, form.get("password", ""))
        except AccountError as error:
            return password_page(desk, request, onward, email=email[:254], error=error)
        # the page asked for waits in the form of the second step
        response: Response[Any] = (
            show(desk, request, "login_code", onward=onward) if person.totp_on else lead_to(onward)
        )
        await sign_in(desk, request, response, person, complete=not person.totp_on)
        return response

    @post("/login/code", opt=FORM)
    async def code_given(request: Asked) -> Response[Any]:
        form = await form_of(request)
        onward = own_path(form.get("next", ""))
        try:
            person = await waiting_person(desk, request)
        except AccountError:
            return lead_to("/login")
        try:
            await check_second_step(desk, request, person, form.get("code", ""))
        except AccountError as error:
            return show(desk, request, "login_code", onward=onward, error=error)
        response = lead_to(onward)
        await sign_in(desk, request, response, person, complete=True)
        return response

    @post("/logout", opt=FORM)
    async def logout(request: Asked) -> Response[Any]:
        token = cookie_of(request, desk.settings, "penombre")
        await desk.write(lambda database: end_session(database, token))
        response = lead_to("/login")
        response.set_cookie(cookie(request, desk.settings, "penombre", ""))
        return response

    return [login, password_given, code_given, logout]
