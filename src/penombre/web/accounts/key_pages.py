"""Keys for programs: made, shown once, revoked."""

from __future__ import annotations

from typing import Any

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from penombre.web.accounts.account_pages import account_page, owner_of
from penombre.web.accounts.api_keys import make_key, revoke_key
from penombre.web.accounts.desk import Desk
from penombre.web.accounts.errors import AccountError
from penombre.web.accounts.guard import Access
from penombre.web.accounts.showing import HOME, Asked, form_of, lead_to
from penombre.web.accounts.trail import record
from penombre.web.accounts.visitor import Visitor

PERSON = {"access": Access.PERSON}


def key_routes(desk: Desk) -> list[HTTPRouteHandler]:
    """`/account/keys`."""

    @post("/account/keys", opt=PERSON, status_code=200)
    async def key(request: Asked, visitor: NamedDependency[Visitor]) -> Response[Any]:
        person, form, now = owner_of(visitor), await form_of(request), desk.now()
        scopes = [str(scope) for scope in (await request.form()).getall("scope", [])]

        def made(database: Connection) -> str:
            record(database, "key_made", now, who=person.number, subject=form.get("label", "")[:100])
            return make_key(database, person, form.get("label", ""), scopes, now)

        try:
            found = await desk.write(made)
        except AccountError as error:
            return await account_page(desk, request, visitor, error, failed="key")
        return await account_page(desk, request, visitor, key=found)

    @post("/account/keys/{number:int}/revoke", opt=PERSON)
    async def key_revoked(visitor: NamedDependency[Visitor], number: FromPath[int]) -> Response[Any]:
        person, now = owner_of(visitor), desk.now()

        def revoked(database: Connection) -> None:
            label = revoke_key(database, number, person.number)
            if label is not None:
                record(database, "key_revoked", now, who=person.number, subject=label)

        await desk.write(revoked)
        return lead_to(f"{HOME}#keys")

    return [key, key_revoked]
