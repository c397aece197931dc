"""The way to the organisation's provider, and back from it."""

from __future__ import annotations

import re
from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from sqlalchemy import Connection

from penombre.web.accounts.challenges import Challenge, draw_challenge, take_challenge
from penombre.web.accounts.cookies import cookie, cookie_of, may_have_cookies
from penombre.web.accounts.desk import Desk
from penombre.web.accounts.errors import AccountError, SignOnDoubtfulError, SignOnRefusedError, TryGoneError
from penombre.web.accounts.guard import Access
from penombre.web.accounts.identities import person_known_as
from penombre.web.accounts.login_pages import password_page
from penombre.web.accounts.people import Person
from penombre.web.accounts.showing import START, Asked, address_of, lead_to, link_to, own_path, show
from penombre.web.accounts.sign_on import Identity, Provider
from penombre.web.accounts.signing_in import check_address, sign_in
from penombre.web.accounts.tokens import draw_token, same

FORM = {"access": Access.FORM}
PAGE = "/login/sign-on"
BACK = f"{PAGE}/back"
_WORD = re.compile(r"[a-z_]{1,40}", re.ASCII)


def sign_on_routes(desk: Desk, provider: Provider | None) -> list[HTTPRouteHandler]:
    """`/login/sign-on`; without a provider there is no such page."""
    return [_there_route(desk, provider), _back_route(desk, provider)]


def _there_route(desk: Desk, provider: Provider | None) -> HTTPRouteHandler:
    @get(PAGE, opt=FORM)
    async def there(request: Asked) -> Response[Any]:
        # a link and no form: what a form leads to must be ours, by the policy of our pages
        onward, now = own_path(request.query_params.get("next", "")), desk.now()
        if provider is None:
            raise NotFoundException
        if not may_have_cookies(request, desk.settings):
            return password_page(desk, request, onward)
        back, nonce, verifier = link_to(desk, request, BACK), draw_token(), draw_token()
        try:
            await check_address(desk, request)
            state = await desk.write(
                lambda database: draw_challenge(
                    database, "sign_on", now, nonce=nonce, verifier=verifier, next=onward, back=back
                )
            )
            address = await provider.way_in(back, state, nonce, verifier)
        except AccountError as error:
            return password_page(desk, request, onward, error=error)
        response = lead_to(address)
        response.set_cookie(cookie(request, desk.settings, "penombre-sign-on", state))
        return response

    return there


def _back_route(desk: Desk, provider: Provider | None) -> HTTPRouteHandler:
    @get(BACK, opt=FORM)
    async def back(request: Asked) -> Response[Any]:
        if provider is None:
            raise NotFoundException
        onward = START
        try:
            begun = await _begun(desk, request)
            onward = own_path(begun.kept["next"])
            identity = await _identity(provider, request, begun)
            person = await desk.write(lambda database: _person(database, desk, identity))
        except AccountError as error:
            response: Response[Any] = password_page(desk, request, onward, error=error)
        else:
            desk.guesses.succeed_unnamed(address_of(request))
            response = _in(desk, request, person, onward)
            await sign_in(desk, request, response, person, complete=not person.totp_on, what="signed_on")
        response.set_cookie(cookie(request, desk.settings, "penombre-sign-on", ""))
        return response

    return back


def _in(desk: Desk, request: Asked, person: Person, onward: str) -> Response[Any]:
    # the provider stands in for the password, not for a second step that somebody turned on here
    return show(desk, request, "login_code", onward=onward) if person.totp_on else lead_to(onward)


async def _begun(desk: Desk, request: Asked) -> Challenge:
    """The try that this browser began, and nobody else's. Raises TryGoneError."""
    state, own = request.query_params.get("state", ""), cookie_of(request, desk.settings, "penombre-sign-on")
    if not own or not same(state, own):
        raise TryGoneError
    return await desk.write(lambda database: take_challenge(database, "sign_on", state, desk.now()))


async def _identity(provider: Provider, request: Asked, begun: Challenge) -> Identity:
    asked = request.query_params
    if asked.get("iss", provider.settings.issuer) != provider.settings.issuer:
        raise SignOnDoubtfulError(button=provider.settings.button)
    if "error" in asked or not asked.get("code"):
        word = asked.get("error", "")
        raise SignOnRefusedError(button=provider.settings.button, why=word if _WORD.fullmatch(word) else "error")
    return await provider.who_came(
        asked["code"][:4000], begun.kept["back"], begun.kept["nonce"], begun.kept["verifier"]
    )


def _person(database: Connection, desk: Desk, identity: Identity) -> Person:
    how = desk.settings.sign_on
    return person_known_as(database, identity, desk.now(), domains=how.domains, join=how.join)
