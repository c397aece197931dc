"""What a passkey is to sign, or a provider to send back: drawn for one try, good once, for five minutes."""

from __future__ import annotations

from typing import Literal

import msgspec
from sqlalchemy import Connection, delete

from penombre.store.tables import challenges
from penombre.web.accounts.errors import TryGoneError
from penombre.web.accounts.tokens import digest, draw_token

Purpose = Literal["register", "sign_in", "sign_on"]
WITHIN = 300.0


class Challenge(msgspec.Struct, frozen=True):
    """One that came back: `token` itself, whose try it was, where that was known, and what was kept for it."""

    token: str
    user: int | None
    kept: dict[str, str]


def draw_challenge(
    connection: Connection, purpose: Purpose, now: float, *, user: int | None = None, **kept: str
) -> str:
    """Draw one, 32 bytes as base64url; those whose time is over are forgotten."""
    connection.execute(delete(challenges).where(challenges.c.expires_at < now))
    token = draw_token()
    fields = {"digest": digest(token), "purpose": purpose, "user": user, "expires_at": now + WITHIN}
    connection.execute(challenges.insert().values(kept=msgspec.json.encode(kept).decode(), **fields))
    return token


def take_challenge(connection: Connection, purpose: Purpose, token: str, now: float) -> Challenge:
    """Take one that came back. To be done in a transaction of its own: it is gone, whatever comes of the try.

    Raises TryGoneError.
    """
    gone = (
        delete(challenges)
        .where(challenges.c.digest == digest(token), challenges.c.purpose == purpose, challenges.c.expires_at >= now)
        .returning(challenges.c.user, challenges.c.kept)
    )
    row = connection.execute(gone).first()
    if row is None:
        raise TryGoneError
    return Challenge(token, row.user, msgspec.json.decode(row.kept, type=dict[str, str]))
