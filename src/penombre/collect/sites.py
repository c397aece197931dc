"""The sites that are measured: their names, the hosts they answer under, and the step of the dial each stands on."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from sqlalchemy import Connection, Engine, select

from penombre.collect.dial import MODES as MODES  # noqa: PLC0414  (whoever knows sites knows their steps)
from penombre.collect.dial import Mode as Mode  # noqa: PLC0414
from penombre.collect.dial import turn
from penombre.collect.host import BadHostError, ascii_host_and_port, without_port
from penombre.sentences import say
from penombre.store.database import reading, writing
from penombre.store.tables import next_change, site_hosts, sites, workspaces

NOBODY = 0.0
"""The rate of a site that asks nobody: left out where sites are listed as JSON."""
_NAME = re.compile(r"[a-z0-9._-]{1,64}", re.ASCII)
_ADDRESS = re.compile(r"\[.*\]|[0-9.]+", re.ASCII)


class SiteError(Exception):
    """What cannot be done with a site: what, where, and what to do."""


class BadSiteError(SiteError):
    """A name, host, mode or time zone that cannot be."""


class SiteTakenError(SiteError):
    """A name or a host that another site has."""


class UnknownSiteError(SiteError):
    """No site has this name."""


class Site(msgspec.Struct, frozen=True, omit_defaults=True):
    """A site that is measured."""

    number: int  # what events carry
    name: str  # what people and scripts write
    hosts: tuple[str, ...]  # lower case, ASCII; with a port only for development
    mode: Mode  # how much is collected: the dial
    timezone: str  # of its days and hours, such as Europe/Paris
    ask: float = NOBODY  # the probability with which a landing is asked how it came about


class Sites:
    """The sites in a database."""

    def __init__(self, database: Engine) -> None:
        """Use a database that `open_database` opened."""
        self._database = database

    def add(
        self,
        name: str,
        hosts: Sequence[str],
        *,
        mode: str = "strict",
        timezone: str = "UTC",
        ask: float = NOBODY,
        workspace: str = "",
    ) -> Site:
        """Add a site to a workspace, the first where none is named.

        Raises BadSiteError, or SiteTakenError where another site has the name or one of the hosts.
        """
        fields: dict[str, str | float] = {
            "name": checked_name(name),
            "mode": checked_mode(mode),
            "timezone": checked_timezone(timezone),
            "ask": checked_rate(ask),
        }
        names = tuple(dict.fromkeys(checked_host(host) for host in hosts))
        if not names:
            raise BadSiteError(say("{name}: a site needs a host. Add --host www.example.org.", name=name))
        with writing(self._database) as connection:
            next_change(connection, "sites")
            _refuse_taken(connection, name, names)
            fields["workspace"] = _workspace_number(connection, workspace)
            added = sites.insert().values(created_at=time.time(), **fields).returning(sites.c.number)
            number = connection.execute(added).scalar_one()
            connection.execute(
                site_hosts.insert(), [{"host": host, "site": number, "rank": rank} for rank, host in enumerate(names)]
            )
            return _named(connection, name)

    def all(self) -> list[Site]:
        """Every site, in the order in which they were added."""
        with reading(self._database) as connection:
            return read_sites(connection)

    def named(self, name: str) -> Site:
        """The site of this name; raises UnknownSiteError."""
        with reading(self._database) as connection:
            return _named(connection, name)

    def change_mode(self, name: str, mode: str) -> Site:
        """Put a site on another step of the dial, from the terminal or by a program."""
        checked = checked_mode(mode)
        with writing(self._database) as connection:
            turn(connection, site_number(connection, name), checked, time.time())
            return _named(connection, name)

    def change_ask(self, name: str, rate: float) -> Site:
        """Ask another share of a site's landings how they came about; 0 for none."""
        return self._change(name, ask=checked_rate(rate))

    def move(self, name: str, workspace: str) -> Site:
        """Put a site into another workspace: from then on that one's members see it, and only they."""
        with writing(self._database) as connection:
            number = _workspace_number(connection, workspace)
            connection.execute(sites.update().where(sites.c.name == name).values(workspace=number))
            return _named(connection, name)

    def _change(self, name: str, **fields: str | float) -> Site:
        with writing(self._database) as connection:
            next_change(connection, "sites")
            connection.execute(sites.update().where(sites.c.name == name).values(**fields))
            return _named(connection, name)


def read_sites(connection: Connection) -> list[Site]:
    """Every site, on an open connection."""
    hosts: dict[int, list[str]] = {}
    for host, number in connection.execute(
        select(site_hosts.c.host, site_hosts.c.site).order_by(site_hosts.c.site, site_hosts.c.rank)
    ):
        hosts.setdefault(number, []).append(host)
    return [_site(row, hosts.get(row.number, ())) for row in connection.execute(sites.select().order_by("number"))]


def site_number(connection: Connection, name: str) -> int:
    """The number of the site of this name, on an open connection; raises UnknownSiteError."""
    number: int | None = connection.execute(select(sites.c.number).where(sites.c.name == name)).scalar()
    if number is None:
        known = ", ".join(connection.execute(select(sites.c.name).order_by(sites.c.name).limit(10)).scalars())
        advice = (
            say("Known: {known}.", known=known)
            if known
            else say("Add it: penombre site add {name} --host www.example.org", name=name[:64])
        )
        raise UnknownSiteError(say("{name}: no site has this name. {advice}", name=name[:64], advice=advice))
    return number


def checked_name(name: str) -> str:
    """A name that may stand in addresses, files and scripts."""
    if not _NAME.fullmatch(name):
        raise BadSiteError(
            say("{name!r} cannot name a site: use 1 to 64 of a-z, 0-9, dot, dash and underscore.", name=name[:80])
        )
    return name


def checked_mode(mode: str) -> Mode:
    """One of the three steps of the dial."""
    if mode not in MODES:
        raise BadSiteError(say("{mode!r} is not a mode: choose {modes}.", mode=mode[:80], modes=", ".join(MODES)))
    return mode


def checked_rate(rate: float) -> float:
    """A probability."""
    if not 0.0 <= rate <= 1.0:
        raise BadSiteError(
            say("{rate:g} is not a share of landings: give a number from 0 (nobody is asked) to 1, as 0.08.", rate=rate)
        )
    return rate


def checked_timezone(timezone: str) -> str:
    """A time zone that the system knows."""
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadSiteError(
            say("{timezone!r} is not a time zone: write one as Europe/Paris.", timezone=timezone[:80])
        ) from None
    return timezone


def checked_host(text: str) -> str:
    """A host in its one spelling; a port is for development only, on localhost or an address."""
    host = text.strip(" ")
    if "://" in host or "/" in host:
        raise BadSiteError(
            say("{text!r}: give the host alone, such as www.example.org, without https:// or a path.", text=text[:80])
        )
    try:
        host = ascii_host_and_port(host)
    except BadHostError as error:
        raise BadSiteError(say("{text!r} cannot be a site's host: {error}.", text=text[:80], error=error)) from None
    name = without_port(host)
    if name not in (host, "localhost") and not name.endswith(".localhost") and not _ADDRESS.fullmatch(name):
        raise BadSiteError(
            say("{text!r}: leave the port out; {name} stands for every port.", text=text[:80], name=name)
        )
    if "." not in name and name != "localhost" and not name.startswith("["):
        raise BadSiteError(
            say("{text!r} has no dot: give the whole host name, such as www.example.org.", text=text[:80])
        )
    return host


def _refuse_taken(connection: Connection, name: str, hosts: Sequence[str]) -> None:
    if connection.execute(select(sites.c.number).where(sites.c.name == name)).first():
        raise SiteTakenError(
            say("{name}: a site has this name already. Choose another, or see: penombre site list", name=name)
        )
    taken = connection.execute(
        select(site_hosts.c.host, sites.c.name).join(sites).where(site_hosts.c.host.in_(hosts))
    ).first()
    if taken:
        raise SiteTakenError(
            say("{host}: this host belongs to the site {name} already.", host=taken.host, name=taken.name)
        )


def _workspace_number(connection: Connection, name: str) -> int:
    """The number of a workspace; the first one's for no name. Raises BadSiteError."""
    asked = select(workspaces.c.number).order_by(workspaces.c.number).limit(1)
    number: int | None = connection.execute(asked.where(workspaces.c.name == name) if name else asked).scalar()
    if number is None:
        raise BadSiteError(say("{name}: no workspace has this name. See: penombre workspace list", name=name[:80]))
    return number


def _named(connection: Connection, name: str) -> Site:
    number = site_number(connection, name)
    hosts = select(site_hosts.c.host).where(site_hosts.c.site == number).order_by(site_hosts.c.rank)
    row = connection.execute(sites.select().where(sites.c.number == number)).one()
    return _site(row, connection.execute(hosts).scalars().all())


def _site(row: Any, hosts: Sequence[str]) -> Site:
    return Site(
        number=row.number,
        name=row.name,
        hosts=tuple(hosts),
        mode=row.mode,
        timezone=row.timezone,
        ask=row.ask or NOBODY,
    )
