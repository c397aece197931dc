"""What the keys that people made open: no more than the people themselves may."""

from __future__ import annotations

from sqlalchemy import Engine

from penombre.store.database import reading
from penombre.web.accounts.api_keys import holder_of_key
from penombre.web.accounts.roles import Role
from penombre.web.accounts.workspaces import roles_on_sites
from penombre.web.api.access import SCOPES, Grant, Keys, Scope

NEEDED: dict[Scope, Role] = {
    "stats:read": Role.VIEWER,
    "links:write": Role.EDITOR,
    "webhooks:write": Role.EDITOR,
    "sites:write": Role.OWNER,
}


def keys_in(database: Engine) -> Keys:
    """Looks keys up in the database, each time anew: a key that was revoked opens nothing from then on."""

    def opened(key: str) -> Grant | None:
        with reading(database) as connection:
            found = holder_of_key(connection, key)
            if found is None:
                return None
            person, scopes = found
            roles = roles_on_sites(connection, person.number)
        sites: dict[str, frozenset[str]] = {
            scope: frozenset(name for name in roles if roles[name] >= NEEDED[scope]) for scope in SCOPES
        }
        return Grant(scopes, sites, person=person.number)

    return opened
