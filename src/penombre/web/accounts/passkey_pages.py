"""Passkeys on their pages: added and removed on one's account, signed in with at the door."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, Any

import anyio.to_thread
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import PathParameter
from sqlalchemy import Connection

from penombre.web.accounts.account_pages import account_page, owner_of
from penombre.web.accounts.challenges import Challenge, Purpose, take_challenge
from penombre.web.accounts.desk import Desk
from penombre.web.accounts.errors import (
    AccountError,
    NoPasskeysHereError,
    SignInAgainError,
    TooManyGuessesError,
)
from penombre.web.accounts.guard import Access
from penombre.web.accounts.login_pages import password_page
from penombre.web.accounts.passkeys import RelyingParty, handle_of, relying_party, remove_passkey
from penombre.web.accounts.showing import HOME, Asked, address_of, form_of, language_of, lead_to, own_path
from penombre.web.accounts.signing_in import check_address, check_own_password, sign_in
from penombre.web.accounts.trail import record
from penombre.web.accounts.visitor import Visitor

PERSON = {"access": Access.PERSON}
FORM = {"access": Access.FORM}
PAGE = "/account/passkeys"
FRESH = 900.0
"""Seconds after signing in within which somebody without a password may add a passkey."""


def passkey_routes(desk: Desk) -> list[HTTPRouteHandler]:
    """`/account/passkeys` and `/login/passkey`."""
    return [*_own_routes(desk), *_door_routes(desk)]


def _own_routes(desk: Desk) -> list[HTTPRouteHandler]:
    @post(f"{PAGE}/begin", opt=PERSON, status_code=200)
    async def asked(request: Asked, visitor: NamedDependency[Visitor]) -> Response[Any]:
        """What the browser is to do; the password shows that it is not somebody who found a screen unlocked."""
        person, form, now = owner_of(visitor), await form_of(request), desk.now()
        try:
            party = _party(desk)
            await _check_presence(desk, request, visitor, form.get("password", ""))
            handle, label = handle_of(await desk.secret(), person), form.get("label", "")
            ceremonies = await _ceremonies()
            options = await desk.write(
                lambda database: ceremonies.ask_to_register(database, party, person, handle, label, now)
            )
        except AccountError as error:
            return _refused(request, error)
        return _to_do(options)

    @post(PAGE, opt=PERSON)
    async def added(request: Asked, visitor: NamedDependency[Visitor]) -> Response[Any]:
        person, form, now = owner_of(visitor), await form_of(request), desk.now()
        credential, ceremonies = form.get("credential", ""), await _ceremonies()

        def kept(database: Connection, challenge: Challenge) -> None:
            label = ceremonies.register(database, _party(desk), person, credential, challenge, now)
            record(database, "passkey_added", now, who=person.number, subject=label)

        try:
            challenge = await _taken(desk, "register", credential)
            await desk.write(lambda database: kept(database, challenge))
        except AccountError as error:
            return await account_page(desk, request, visitor, error, failed="passkey")
        return lead_to(f"{HOME}?saved=passkey#passkeys")

    @post(f"{PAGE}/{{number:int}}/remove", opt=PERSON)
    async def removed(
        visitor: NamedDependency[Visitor], number: Annotated[int, PathParameter(ge=1, le=2**53)]
    ) -> Response[Any]:
        person, now = owner_of(visitor), desk.now()

        def gone(database: Connection) -> None:
            label = remove_passkey(database, number, person.number)
            if label is not None:
                record(database, "passkey_removed", now, who=person.number, subject=label)

        await desk.write(gone)
        return lead_to(f"{HOME}#passkeys")

    return [asked, added, removed]


def _door_routes(desk: Desk) -> list[HTTPRouteHandler]:
    @post("/login/passkey/begin", opt=FORM, status_code=200)
    async def asked(request: Asked) -> Response[Any]:
        now = desk.now()
        try:
            party = _party(desk)
            await check_address(desk, request)
            ceremonies = await _ceremonies()
            options = await desk.write(lambda database: ceremonies.ask_to_sign_in(database, party, now))
        except AccountError as error:
            return _refused(request, error)
        return _to_do(options)

    @post("/login/passkey", opt=FORM)
    async def signed(request: Asked) -> Response[Any]:
        form, now, secret = await form_of(request), desk.now(), await desk.secret()
        onward, credential = own_path(form.get("next", "")), form.get("credential", "")
        try:
            party, challenge = _party(desk), await _taken(desk, "sign_in", credential)
            ceremonies = await _ceremonies()
            person, label = await desk.write(
                lambda database: ceremonies.take_signature(database, party, credential, challenge, secret, now)
            )
        except AccountError as error:
            return password_page(desk, request, onward, error=error)
        desk.guesses.succeed_unnamed(address_of(request))
        response = lead_to(onward)
        # the device asked for a finger, a face or a code: that was the second step
        await sign_in(desk, request, response, person, complete=True, how=label)
        return response

    return [asked, signed]


async def _ceremonies() -> Any:
    """The library, loaded in a thread when somebody first needs it: a second, 14 MB."""
    return await anyio.to_thread.run_sync(lambda: import_module("penombre.web.accounts.passkey_ceremonies"))


async def _check_presence(desk: Desk, request: Asked, visitor: Visitor, password: str) -> None:
    """Raises WrongPasswordError, TooManyGuessesError, or SignInAgainError for who has no password."""
    person = owner_of(visitor)
    if person.password:
        await check_own_password(desk, request, person, password)
    elif visitor.session is None or desk.now() - visitor.session.created_at > FRESH:
        raise SignInAgainError


async def _taken(desk: Desk, purpose: Purpose, credential: str) -> Challenge:
    """The challenge that was signed. Raises PasskeyError, TryGoneError."""
    token, now = (await _ceremonies()).challenge_in(credential), desk.now()
    return await desk.write(lambda database: take_challenge(database, purpose, token, now))


def _party(desk: Desk) -> RelyingParty:
    found = relying_party(desk.settings)
    if found is None:
        raise NoPasskeysHereError
    return found


def _to_do(options: str) -> Response[Any]:
    return Response(options.encode(), media_type="application/json", headers={"cache-control": "no-store"})


def _refused(request: Asked, error: AccountError) -> Response[Any]:
    """For the script, which shows the sentence."""
    status = 429 if isinstance(error, TooManyGuessesError) else 400
    return Response({"error": error.told(language_of(request))}, status_code=status)
