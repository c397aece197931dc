"""Everything about accounts in the application: its routes, the guard before all routes, and how refusals are shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litestar import Response, Router, get
from litestar.exceptions import HTTPException

from penombre.dispatch.postman import Postman
from penombre.store.database import DatabaseError
from penombre.web.accounts.account_pages import account_routes
from penombre.web.accounts.brand_pages import brand_routes
from penombre.web.accounts.desk import Desk
from penombre.web.accounts.guard import SAFE, Access, SignInFirstError
from penombre.web.accounts.invitation_pages import invitation_routes
from penombre.web.accounts.key_pages import key_routes
from penombre.web.accounts.link_pages import link_routes
from penombre.web.accounts.login_pages import login_routes
from penombre.web.accounts.passkey_pages import passkey_routes
from penombre.web.accounts.people_pages import people_routes
from penombre.web.accounts.second_step_pages import second_step_routes
from penombre.web.accounts.sharing_pages import sharing_routes
from penombre.web.accounts.showing import LARGEST_FORM, Asked, lead_to_sign_in, show
from penombre.web.accounts.sign_on import Provider
from penombre.web.accounts.sign_on_pages import sign_on_routes
from penombre.web.accounts.trail_pages import trail_routes
from penombre.web.accounts.webhook_pages import webhook_routes
from penombre.web.rendering import asset

SHOWN = (403, 404)


def accounts_router(desk: Desk, postman: Postman, provider: Provider | None) -> Router:
    """The pages about accounts."""

    @get("/assets/accounts.css", opt={"access": Access.OPEN})
    async def style() -> Response[bytes]:
        return asset("assets/accounts.css")

    @get("/assets/passkeys.js", opt={"access": Access.OPEN})
    async def script() -> Response[bytes]:
        return asset("assets/passkeys.js")

    handlers = [
        style,
        script,
        *login_routes(desk),
        *sign_on_routes(desk, provider),
        *link_routes(desk),
        *account_routes(desk),
        *second_step_routes(desk),
        *passkey_routes(desk),
        *key_routes(desk),
        *people_routes(desk),
        *brand_routes(desk),
        *invitation_routes(desk),
        *trail_routes(desk),
        *sharing_routes(desk),
        *webhook_routes(desk, postman),
    ]
    return Router("/", route_handlers=handlers, request_max_body_size=LARGEST_FORM)


def refusals(desk: Desk) -> dict[int | type[Exception], Callable[[Asked, Any], Response[Any]]]:
    """How what cannot be had is told: a page to who opens one, a sentence to whatever else asks."""

    def told(request: Asked, error: HTTPException) -> Response[Any]:
        opened = request.method in SAFE and "text/html" in request.headers.get("accept", "")
        if opened and error.status_code in SHOWN:
            return show(desk, request, "nothing", status=error.status_code, why=str(error.status_code))
        return Response({"error": error.detail.lower()}, status_code=error.status_code)

    def sign_in_first(request: Asked, error: SignInFirstError) -> Response[Any]:
        return lead_to_sign_in(request) if request.method in SAFE else told(request, error)

    def database_away(_: Asked, __: DatabaseError) -> Response[Any]:
        # without it nobody is recognised, so nobody passes; collecting goes on (case F11)
        sentence = "the database of accounts is away: collection goes on, try again in a moment"
        return Response({"error": sentence}, status_code=503, headers={"retry-after": "5"})

    return {HTTPException: told, SignInFirstError: sign_in_first, DatabaseError: database_away}
