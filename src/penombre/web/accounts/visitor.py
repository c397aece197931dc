"""Who asks for a page, and what they may see."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from sqlalchemy import Connection

from penombre.web.accounts.people import Person, person_of
from penombre.web.accounts.roles import Role
from penombre.web.accounts.sessions import Session, session_of
from penombre.web.accounts.shared_links import site_shared_by
from penombre.web.accounts.workspaces import roles_in_workspaces, roles_on_sites


class Visitor(msgspec.Struct, frozen=True):
    """Somebody signed in, somebody with a shared link, both, or nobody."""

    person: Person | None = None
    session: Session | None = None
    sites: Mapping[str, Role] = {}  # by name
    workspaces: Mapping[int, Role] = {}  # by number
    shared: str | None = None  # the site that a shared link shows

    def role(self, site: str) -> Role | None:
        """The role on a site; None where there is none, or no such site."""
        return self.sites.get(site)

    def may_read(self, site: str) -> bool:
        """Whether the site's figures may be seen."""
        return site in self.sites or site == self.shared

    def may_edit(self, site: str) -> bool:
        """Whether its links and settings may be changed."""
        return self.sites.get(site, 0) >= Role.EDITOR

    def may_own(self, site: str) -> bool:
        """Whether who sees it may be decided."""
        return self.sites.get(site, 0) >= Role.OWNER

    @property
    def owned(self) -> list[int]:
        """The workspaces that this person owns."""
        return [number for number, role in self.workspaces.items() if role is Role.OWNER]


NOBODY = Visitor()


def recognise(connection: Connection, session_token: str, shared_token: str, now: float) -> Visitor:
    """Who has these cookies; an empty one stands for none."""
    shared = site_shared_by(connection, shared_token, now) if shared_token else None
    session = session_of(connection, session_token, now) if session_token else None
    if session is None or not session.complete:
        return Visitor(shared=shared)
    return Visitor(
        person=person_of(connection, session.person),
        session=session,
        sites=roles_on_sites(connection, session.person),
        workspaces=roles_in_workspaces(connection, session.person),
        shared=shared,
    )
