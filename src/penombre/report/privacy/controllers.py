"""Who answers for a site, kept in the database, and the facts of a site's texts read together."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection

from penombre.collect.dial import last_turn
from penombre.collect.sites import Site
from penombre.report.privacy.facts import Controller, Facts
from penombre.report.texts import day
from penombre.store.tables import controllers

LONGEST = 500
"""Characters of a detail."""


def kept_controller(connection: Connection, site: int) -> tuple[Controller, float | None]:
    """Who answers for a site, by its number, and when that was written; nobody where nothing was."""
    row = connection.execute(controllers.select().where(controllers.c.site == site)).first()
    if row is None:
        return Controller(), None
    return Controller(**{name: getattr(row, name) for name in Controller.__struct_fields__}), row.changed_at


def keep_controller(connection: Connection, site: int, controller: Controller, now: float) -> None:
    """Keep who answers for a site instead of what was said before."""
    said = {name: " ".join(value.split())[:LONGEST] for name, value in msgspec.structs.asdict(controller).items()}
    connection.execute(controllers.delete().where(controllers.c.site == site))
    connection.execute(controllers.insert().values(site=site, changed_at=now, **said))


def read_facts(connection: Connection, site: Site, base: str, lang: str, *, country: bool) -> Facts:
    """What the texts of a site are made from; `base` is the server's public address."""
    controller, changed_at = kept_controller(connection, site.number)
    turned = last_turn(connection, site.number)
    return Facts(
        site=site.name,
        hosts=site.hosts,
        mode=site.mode,
        base=base,
        asks=site.ask > 0,
        country=country,
        controller=controller,
        since=_day(turned.at, site, lang) if turned else "",
        updated=_day(changed_at, site, lang) if changed_at else "",
    )


def _day(at: float, site: Site, lang: str) -> str:
    return day(datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(site.timezone)), lang)
