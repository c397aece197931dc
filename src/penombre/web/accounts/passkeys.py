"""Passkeys (WebAuthn) as they are kept: a key in a device that signs in, after its owner was verified there."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import Connection, delete

from penombre.settings import Settings
from penombre.store.tables import passkeys
from penombre.web.accounts.people import Person
from penombre.web.accounts.tokens import sealed


class RelyingParty(msgspec.Struct, frozen=True):
    """For whom passkeys sign: the public address of this server, and its host."""

    host: str
    origin: str


class Passkey(msgspec.Struct, frozen=True):
    """A passkey, as a list shows it."""

    number: int
    label: str
    created_at: float
    used_at: float | None


def relying_party(settings: Settings) -> RelyingParty | None:
    """Where passkeys can be used: at a public address with a name, by https or on this machine; None elsewhere."""
    parts = urlsplit(settings.base_url)
    host = parts.hostname or ""
    local = host == "localhost" or host.endswith(".localhost")
    if _is_number(host) or not (parts.scheme == "https" or local):
        return None
    return RelyingParty(host, settings.base_url)


def handle_of(secret: str, person: Person) -> str:
    """By what a device knows somebody: it tells nothing of them."""
    return sealed(secret, f"passkeys {person.number}")


def passkeys_of(connection: Connection, person: int) -> list[Passkey]:
    """Somebody's passkeys, the newest last."""
    rows = connection.execute(passkeys.select().where(passkeys.c.user == person).order_by(passkeys.c.number))
    return [Passkey(row.number, row.label, row.created_at, row.used_at) for row in rows]


def remove_passkey(connection: Connection, number: int, person: int) -> str | None:
    """Remove somebody's passkey; its label, None where there is none such."""
    gone = delete(passkeys).where(passkeys.c.number == number, passkeys.c.user == person).returning(passkeys.c.label)
    label: str | None = connection.execute(gone).scalar()
    return label


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
