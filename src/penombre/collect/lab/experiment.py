"""The lab's links, what arrived with each, and the rates that a site goes by, in the database of sites and links."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from functools import cache

import msgspec
from sqlalchemy import Engine, func, select

from penombre.collect.lab.arrival import SYSTEMS, Arrival, System
from penombre.collect.links.code import draw_code
from penombre.collect.sites import site_number
from penombre.sentences import say
from penombre.signals.catalogue import table
from penombre.store.database import reading, writing
from penombre.store.tables import lab_links, lab_visits, strip_rates

ROOT = "/lab"
"""What stands before the code of a lab link in its address."""
MOST_VISITS = 500
"""Visits that are kept of a link: whoever found one cannot fill the disk."""
SMS = "SMS"
_CATALOGUES = (
    "share_tags",
    "package_messengers",
    "package_mail",
    "package_networks",
    "host_webmails",
    "host_workchats",
)


class LabError(Exception):
    """What the lab cannot do: what, and what to do instead."""


class LabLink(msgspec.Struct, frozen=True):
    """A link to be sent by one app and opened on one system."""

    code: str
    app: str
    system: System


class Tally(msgspec.Struct, frozen=True):
    """What arrived with a link."""

    code: str
    app: str
    system: System
    dark: int  # on its system, with nothing that tells where it came from
    lit: int  # on its system, with a trace
    elsewhere: int  # opened on another system: counted for nothing


class StripRate(msgspec.Struct, frozen=True):
    """How often a link arrives without a trace, by one app on one system: Beta(a, b) after what was seen."""

    app: str
    system: System
    dark: int
    lit: int
    a: float
    b: float


@cache
def catalogue_apps() -> tuple[str, ...]:
    """Every app that a link may be sent by, as the catalogue names them."""
    names = {row["app"] for name in _CATALOGUES for row in table(name) if row["app"]}
    return tuple(sorted(names | {SMS}, key=str.casefold))


def usual_apps() -> tuple[str, ...]:
    """The apps to try where none are named: the private ones that a share tag can name."""
    return (*(row["app"] for row in table("share_tags") if row["app"] and row["private"] == "yes"), SMS)


def checked_apps(names: Iterable[str]) -> tuple[str, ...]:
    """Names of the catalogue in its spelling, each once. Raises LabError."""
    known = {name.casefold(): name for name in catalogue_apps()}
    found: dict[str, None] = {}
    for name in names:
        if name.casefold() not in known:
            near = [each for each in catalogue_apps() if each.casefold().startswith(name.casefold()[:3])][:5]
            advice = (
                say("Did you mean {names}?", names=", ".join(near))
                if near
                else say("Write it as WhatsApp, Slack or Gmail.")
            )
            raise LabError(say("{name!r} is no app of the catalogue. {advice}", name=name[:64], advice=advice))
        found[known[name.casefold()]] = None
    return tuple(found)


class Lab:
    """The lab in a database."""

    def __init__(self, database: Engine, clock: Callable[[], float] = time.time) -> None:
        """Use a database that `open_database` opened."""
        self._database = database
        self._clock = clock

    def start(self, site: str, apps: Sequence[str], systems: Sequence[System] = SYSTEMS) -> list[LabLink]:
        """A link for each app on each system; those that a site has already stay. Raises UnknownSiteError."""
        with writing(self._database) as connection:
            number = site_number(connection, site)
            mine = lab_links.c.site == number
            there = {(row.app, row.system) for row in connection.execute(select(lab_links).where(mine))}
            new = [
                {"code": draw_code(), "site": number, "app": app, "system": system, "created_at": self._clock()}
                for app in apps
                for system in systems
                if (app, system) not in there
            ]
            if new:
                connection.execute(lab_links.insert(), new)
            rows = connection.execute(select(lab_links).where(mine).order_by(lab_links.c.number))
            links = [LabLink(row.code, row.app, row.system) for row in rows]
        return [link for link in links if link.app in apps and link.system in systems]

    def link(self, code: str) -> LabLink | None:
        """The link of this code."""
        with reading(self._database) as connection:
            row = connection.execute(select(lab_links).where(lab_links.c.code == code)).first()
        return LabLink(row.code, row.app, row.system) if row else None

    def record(self, code: str, arrival: Arrival) -> bool:
        """Keep what arrived with a link; False where it has so many visits that no more are kept."""
        with writing(self._database) as connection:
            number = connection.execute(select(lab_links.c.number).where(lab_links.c.code == code)).scalar_one()
            visits = select(func.count()).where(lab_visits.c.link == number)
            if connection.execute(visits).scalar_one() >= MOST_VISITS:
                return False
            kept = msgspec.structs.asdict(arrival)
            connection.execute(lab_visits.insert().values(link=number, at=self._clock(), **kept))
        return True

    def tallies(self, site: str) -> list[Tally]:
        """What arrived with each link of a site. Raises UnknownSiteError."""
        visits = func.count(lab_visits.c.number)
        here, dark = lab_visits.c.system == lab_links.c.system, lab_visits.c.channel == "none"
        counts = visits.filter(here, dark), visits.filter(here, ~dark), visits.filter(~here)
        query = (
            select(lab_links.c.code, lab_links.c.app, lab_links.c.system, *counts)
            .select_from(lab_links.outerjoin(lab_visits))
            .group_by(lab_links.c.number)
            .order_by(lab_links.c.number)
        )
        with reading(self._database) as connection:
            mine = lab_links.c.site == site_number(connection, site)
            return [Tally(*row) for row in connection.execute(query.where(mine))]

    def keep(self, site: str, rates: Sequence[StripRate]) -> None:
        """Let a site go by these rates, and no others. Raises UnknownSiteError."""
        with writing(self._database) as connection:
            number = site_number(connection, site)
            connection.execute(strip_rates.delete().where(strip_rates.c.site == number))
            rows = [msgspec.structs.asdict(rate) | {"site": number, "kept_at": self._clock()} for rate in rates]
            if rows:
                connection.execute(strip_rates.insert(), rows)

    def kept(self, site: str) -> list[StripRate]:
        """The rates that a site goes by. Raises UnknownSiteError."""
        with reading(self._database) as connection:
            mine = strip_rates.c.site == site_number(connection, site)
            rows = connection.execute(select(strip_rates).where(mine).order_by(strip_rates.c.app, strip_rates.c.system))
            return [StripRate(row.app, row.system, row.dark, row.lit, row.a, row.b) for row in rows]
