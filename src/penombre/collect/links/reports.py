"""What visitors report of short links: how often, first and last, and nothing about who did."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
from sqlalchemy import Engine

from penombre.collect.links.link import Link
from penombre.collect.links.repository import link_of
from penombre.store.database import reading, writing
from penombre.store.tables import link_reports, links, next_change


class LinkReport(msgspec.Struct, frozen=True):
    """A link that was reported."""

    link: Link
    count: int
    first_at: datetime  # UTC
    last_at: datetime  # UTC


class Reports:
    """The reports in a database."""

    def __init__(self, database: Engine, clock: Callable[[], float] = time.time) -> None:
        """Use a database that `open_database` opened, or one that will be prepared."""
        self._database = database
        self._clock = clock

    def add(self, link: int) -> None:
        """Count a report of the link of this number. Raises DatabaseError."""
        now = self._clock()
        with writing(self._database) as connection:
            next_change(connection, "reports")
            again = (
                link_reports.update()
                .where(link_reports.c.link == link)
                .values(count=link_reports.c.count + 1, last_at=now)
            )
            if connection.execute(again).rowcount == 0:
                connection.execute(link_reports.insert().values(link=link, count=1, first_at=now, last_at=now))

    def all(self) -> list[LinkReport]:
        """Links that were reported, most often first."""
        query = (
            links.select()
            .add_columns(*(link_reports.c[name].label(f"report_{name}") for name in ("count", "first_at", "last_at")))
            .join(link_reports, link_reports.c.link == links.c.number)
            .where(~links.c.deleted)
            .order_by(link_reports.c.count.desc(), link_reports.c.last_at.desc())
        )
        with reading(self._database) as connection:
            return [
                LinkReport(
                    link=link_of(row),
                    count=row.report_count,
                    first_at=datetime.fromtimestamp(row.report_first_at, UTC),
                    last_at=datetime.fromtimestamp(row.report_last_at, UTC),
                )
                for row in connection.execute(query)
            ]
