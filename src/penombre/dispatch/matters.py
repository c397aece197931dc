"""Matters that were told, in the database: each is told once, and its end once."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Engine, select

from penombre.act.alerts import Alert, Told
from penombre.collect.sites import site_number
from penombre.store.database import reading, writing
from penombre.store.tables import alerts, sites

KEPT = 400 * 86_400.0


class Matter(msgspec.Struct, frozen=True):
    """A matter that was told at `told_at`; `over_at` is None while it lasts."""

    site: str
    number: int
    alert: Alert
    told_at: float
    over_at: float | None


class Matters:
    """The matters of all sites."""

    def __init__(self, database: Engine) -> None:
        """Use a database that `open_database` opened, or one that will be prepared."""
        self._database = database

    def going_on(self, site: str) -> list[Told]:
        """Those of a site that were told and are not over. Raises DatabaseError."""
        with reading(self._database) as connection:
            open_ = (alerts.c.site == site_number(connection, site)) & alerts.c.ended_at.is_(None)
            rows = connection.execute(alerts.select().where(open_).order_by(alerts.c.number)).all()
        return [Told(row.number, row.kind, row.subject) for row in rows]

    def begin(self, site: str, alert: Alert, now: float) -> int:
        """Record a matter and take its number. Raises DatabaseError."""
        with writing(self._database) as connection:
            row = {
                "site": site_number(connection, site),
                "kind": alert.kind,
                "subject": alert.subject,
                "since": alert.since,
                "facts": msgspec.json.encode(alert.facts).decode(),
                "told_at": now,
            }
            number: int = connection.execute(alerts.insert().values(**row).returning(alerts.c.number)).scalar_one()
            return number

    def end(self, number: int, now: float) -> Alert:
        """Record that a matter is over; what it was. Those long over are forgotten. Raises DatabaseError."""
        with writing(self._database) as connection:
            row = connection.execute(
                alerts.update().where(alerts.c.number == number).values(ended_at=now).returning(*alerts.c)
            ).one()
            connection.execute(alerts.delete().where(alerts.c.ended_at < now - KEPT))
        return _alert(row)

    def lately(self, since: float) -> list[Matter]:
        """Those of all sites that began or ended since then, in their order. Raises DatabaseError."""
        query = (
            select(alerts, sites.c.name)
            .join(sites)
            .where((alerts.c.told_at >= since) | (alerts.c.ended_at >= since))
            .order_by(alerts.c.number)
        )
        with reading(self._database) as connection:
            rows = connection.execute(query).all()
        return [Matter(row.name, row.number, _alert(row), row.told_at, row.ended_at) for row in rows]


def _alert(row: Any) -> Alert:
    return Alert(row.kind, row.subject, row.since, msgspec.json.decode(row.facts, type=dict[str, float]))
