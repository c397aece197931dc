"""Browsers in which somebody signed in before: guesses from elsewhere do not make them wait (Device Cookies, OWASP)."""

from __future__ import annotations

from penombre.web.accounts.cookies import Asked, cookie_of
from penombre.web.accounts.desk import Desk
from penombre.web.accounts.people import Person
from penombre.web.accounts.tokens import draw_token, same, sealed


async def mark_of(desk: Desk, person: Person) -> str:
    """What a browser keeps in which this person has just signed in."""
    nonce = draw_token()
    return f"{nonce}.{sealed(await desk.secret(), f'{person.email} {nonce}')}"


async def is_known(desk: Desk, asked: Asked, email: str) -> bool:
    """Whether the account of this address was signed in to before in this browser."""
    nonce, _, seal = cookie_of(asked, desk.settings, "penombre-known").partition(".")
    return bool(seal) and same(seal, sealed(await desk.secret(), f"{email} {nonce}"))
