"""Whether a form was sent from one of our own pages, and not by another site's in somebody's name."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from litestar import Request

from penombre.settings import Settings
from penombre.web.accounts.cookies import cookie_of
from penombre.web.accounts.tokens import same, sealed

FIELD = "token"


def form_token(request: Request[Any, Any, Any], settings: Settings) -> str:
    """What our forms carry for browsers that say nothing of where a request comes from; empty without a cookie."""
    cookie = cookie_of(request, settings, "penombre") or cookie_of(request, settings, "penombre-form")
    return token_under(cookie) if cookie else ""


def token_under(cookie: str) -> str:
    """The form's token for who has this cookie."""
    return sealed(cookie, "form")


async def is_from_own_page(request: Request[Any, Any, Any], settings: Settings) -> bool:
    """By Sec-Fetch-Site, which no page can forge; without it by Origin; without both by the form's token."""
    said = request.headers.get("sec-fetch-site")
    if said is not None:
        return said == "same-origin"
    origin = request.headers.get("origin")
    if origin is not None:
        return bool(urlsplit(origin).netloc) and urlsplit(origin).netloc in (
            request.headers.get("host"),
            urlsplit(settings.base_url).netloc,
        )
    expected = form_token(request, settings)
    given = (await request.form()).get(FIELD, "")
    return bool(expected) and isinstance(given, str) and same(given, expected)
