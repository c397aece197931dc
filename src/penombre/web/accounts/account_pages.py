"""One's own account: name, language, password, sessions."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from sqlalchemy import Connection

from penombre.web.accounts.api_keys import keys_of
from penombre.web.accounts.cookies import cookie
from penombre.web.accounts.desk import Desk
from penombre.web.accounts.errors import AccountError
from penombre.web.accounts.guard import Access
from penombre.web.accounts.passkeys import passkeys_of, relying_party
from penombre.web.accounts.passwords import checked_password
from penombre.web.accounts.people import Person, rename, set_password
from penombre.web.accounts.sessions import end_all_sessions, sessions_of
from penombre.web.accounts.showing import HOME, Asked, form_of, lead_to, show
from penombre.web.accounts.signing_in import check_own_password, sign_in
from penombre.web.accounts.trail import record
from penombre.web.accounts.visitor import Visitor
from penombre.web.api.access import SCOPES

PERSON = {"access": Access.PERSON}


async def account_page(
    desk: Desk, request: Asked, visitor: Visitor, error: AccountError | None = None, **once: Any
) -> Response[Any]:
    """The page; `once` is what it shows this time only: a new key, or which of its forms failed."""
    person = owner_of(visitor)
    keys, places, devices = await desk.read(
        lambda database: (
            keys_of(database, person.number),
            sessions_of(database, person.number, desk.now()),
            passkeys_of(database, person.number),
        )
    )
    party = relying_party(desk.settings)
    values: dict[str, Any] = {"key": "", "failed": "", "saved": request.query_params.get("saved", "")} | once
    return show(
        desk,
        request,
        "account",
        error=error,
        keys=keys,
        places=places,
        devices=devices,
        party=party,
        scopes=SCOPES,
        **values,
    )


def account_routes(desk: Desk) -> list[HTTPRouteHandler]:
    """`/account`, its name and its sessions."""

    @get("/account", opt=PERSON)
    async def account(request: Asked, visitor: NamedDependency[Visitor]) -> Response[Any]:
        return await account_page(desk, request, visitor)

    @post("/account/name", opt=PERSON)
    async def name(request: Asked, visitor: NamedDependency[Visitor]) -> Response[Any]:
        person, form, now = owner_of(visitor), await form_of(request), desk.now()

        def kept(database: Connection) -> None:
            rename(database, person, form.get("name", ""), form.get("language", ""))
            record(database, "name_changed", now, who=person.number)

        try:
            await desk.write(kept)
        except AccountError as error:
            return await account_page(desk, request, visitor, error, failed="name")
        return lead_to(f"{HOME}?saved=name")

    @post("/account/sign-out-everywhere", opt=PERSON)
    async def sign_out_everywhere(request: Asked, visitor: NamedDependency[Visitor]) -> Response[Any]:
        person, now = owner_of(visitor), desk.now()

        def ended(database: Connection) -> None:
            end_all_sessions(database, person.number)
            record(database, "signed_out_everywhere", now, who=person.number)

        await desk.write(ended)
        response = lead_to("/login")
        response.set_cookie(cookie(request, desk.settings, "penombre", ""))
        return response

    return [account, name, sign_out_everywhere, _password_route(desk)]


def _password_route(desk: Desk) -> HTTPRouteHandler:
    @post("/account/password", opt=PERSON)
    async def password(request: Asked, visitor: NamedDependency[Visitor]) -> Response[Any]:
        person, form, now = owner_of(visitor), await form_of(request), desk.now()

        def kept(database: Connection, hashed: str) -> None:
            set_password(database, person, hashed)
            end_all_sessions(database, person.number)
            record(database, "password_changed", now, who=person.number)

        try:
            await check_own_password(desk, request, person, form.get("current", ""))
            hashed = await desk.hashed(checked_password(form.get("password", ""), person.email, person.name))
        except AccountError as error:
            return await account_page(desk, request, visitor, error, failed="password")
        await desk.write(lambda database: kept(database, hashed))
        response = lead_to(f"{HOME}?saved=password")
        await sign_in(desk, request, response, person, complete=True)
        return response

    return password


def owner_of(visitor: Visitor) -> Person:
    """Whose account it is: the guard lets only who is signed in come so far."""
    assert visitor.person is not None
    return visitor.person
