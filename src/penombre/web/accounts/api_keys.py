"""Keys by which programs act for a person, within scopes."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, delete

from penombre.store.tables import api_keys
from penombre.web.accounts.errors import BadScopeError
from penombre.web.accounts.people import Person, checked_label, person_of
from penombre.web.accounts.tokens import digest, draw_token
from penombre.web.api.access import SCOPES

MARK = "pnb_"  # so that a key that leaked is recognised
PREFIX = len(MARK) + 6


class ApiKey(msgspec.Struct, frozen=True):
    """A key, as a list shows it."""

    number: int
    prefix: str
    label: str
    scopes: tuple[str, ...]
    created_at: float


def make_key(connection: Connection, person: Person, label: str, scopes: Sequence[str], now: float) -> str:
    """Make a key, which is shown this once. Raises BadNameError, BadScopeError."""
    chosen = [scope for scope in SCOPES if scope in scopes]
    if not chosen or set(scopes) - set(SCOPES):
        raise BadScopeError(known=", ".join(SCOPES))
    key = MARK + draw_token()
    fields = {"digest": digest(key), "prefix": key[:PREFIX], "user": person.number, "label": checked_label(label)}
    connection.execute(api_keys.insert().values(scopes=" ".join(chosen), created_at=now, **fields))
    return key


def holder_of_key(connection: Connection, key: str) -> tuple[Person, frozenset[str]] | None:
    """For whom a key acts, and within which scopes. Looked up by digest: the time it takes tells nothing of the key."""
    row = connection.execute(api_keys.select().where(api_keys.c.digest == digest(key))).first()
    return (person_of(connection, row.user), frozenset(row.scopes.split())) if row else None


def keys_of(connection: Connection, person: int) -> list[ApiKey]:
    """Somebody's keys, the newest last."""
    rows = connection.execute(api_keys.select().where(api_keys.c.user == person).order_by(api_keys.c.number))
    return [ApiKey(row.number, row.prefix, row.label, tuple(row.scopes.split()), row.created_at) for row in rows]


def revoke_key(connection: Connection, number: int, person: int) -> str | None:
    """Revoke somebody's key, at once; its label, None where there is none such."""
    gone = delete(api_keys).where(api_keys.c.number == number, api_keys.c.user == person).returning(api_keys.c.label)
    label: str | None = connection.execute(gone).scalar()
    return label
