"""Shared links: who has one sees the figures of one site until it runs out or is revoked, and changes nothing."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, delete, select

from penombre.collect.sites import site_number
from penombre.store.tables import shared_links, sites
from penombre.web.accounts.people import checked_label
from penombre.web.accounts.tokens import digest, draw_token

DAY = 86_400.0
DAYS = (1, 7, 30, 90, 365)
"""What one may choose from: none is for ever."""


class SharedLink(msgspec.Struct, frozen=True):
    """A link that shows a site's figures."""

    number: int
    label: str  # for whom, as its maker wrote it
    created_at: float
    expires_at: float


def share_site(connection: Connection, site: str, label: str, days: int, now: float) -> str:
    """Make a link to a site's figures; its token. Raises BadNameError, UnknownSiteError."""
    token = draw_token()
    until = now + DAY * (days if days in DAYS else DAYS[0])
    fields = {"digest": digest(token), "site": site_number(connection, site), "label": checked_label(label)}
    connection.execute(shared_links.insert().values(created_at=now, expires_at=until, **fields))
    return token


def site_shared_by(connection: Connection, token: str, now: float) -> str | None:
    """The name of the site that a link shows; None where it does not any more."""
    asked = (
        select(sites.c.name)
        .join(shared_links, shared_links.c.site == sites.c.number)
        .where(shared_links.c.digest == digest(token), shared_links.c.expires_at >= now)
    )
    name: str | None = connection.execute(asked).scalar()
    return name


def shared_links_of(connection: Connection, site: str, now: float) -> list[SharedLink]:
    """The links that show a site, the newest last."""
    asked = (
        select(shared_links)
        .join(sites, sites.c.number == shared_links.c.site)
        .where(sites.c.name == site, shared_links.c.expires_at >= now)
        .order_by(shared_links.c.number)
    )
    return [SharedLink(row.number, row.label, row.created_at, row.expires_at) for row in connection.execute(asked)]


def revoke_shared_link(connection: Connection, number: int, site: str) -> str | None:
    """Revoke a link to this site, at once; its label, None where there is none such."""
    gone = (
        delete(shared_links)
        .where(shared_links.c.number == number, shared_links.c.site == site_number(connection, site))
        .returning(shared_links.c.label)
    )
    label: str | None = connection.execute(gone).scalar()
    return label
