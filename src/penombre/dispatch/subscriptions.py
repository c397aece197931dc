"""Who gets a site's reports and alerts by themselves."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal

import msgspec
from sqlalchemy import Engine, select

from penombre.collect.sites import site_number
from penombre.sentences import say
from penombre.store.database import reading, writing
from penombre.store.tables import deliveries, sites, subscriptions

Rhythm = Literal["month", "week", "never"]
Lang = Literal["en", "fr"]


class UnknownSubscriptionError(Exception):
    """Nobody of this address gets anything of this site."""


class Subscription(msgspec.Struct, frozen=True):
    """What one address gets of one site; `last` is what became of its last mail, empty before the first."""

    site: str
    address: str
    period: Rhythm
    lang: Lang
    alerts: bool
    since: datetime  # UTC
    last: str = ""


class Subscriptions:
    """The subscriptions in a database."""

    def __init__(self, database: Engine, clock: Callable[[], float] = time.time) -> None:
        """Use a database that `open_database` opened, or one that will be prepared."""
        self._database = database
        self._clock = clock

    def put(self, site: str, address: str, *, period: Rhythm, lang: Lang, alerts: bool) -> None:
        """Subscribe an address, or change what it gets. Raises UnknownSiteError, DatabaseError."""
        fields = {"period": period, "lang": lang, "alerts": alerts}
        with writing(self._database) as connection:
            number = site_number(connection, site)
            there = (subscriptions.c.site == number) & (subscriptions.c.address == address)
            if connection.execute(subscriptions.update().where(there).values(**fields)).rowcount == 0:
                row = {"site": number, "address": address, "created_at": self._clock(), **fields}
                connection.execute(subscriptions.insert().values(**row))

    def remove(self, site: str, address: str) -> None:
        """Unsubscribe an address. Raises UnknownSubscriptionError, UnknownSiteError, DatabaseError."""
        with writing(self._database) as connection:
            number = site_number(connection, site)
            there = (subscriptions.c.site == number) & (subscriptions.c.address == address)
            if connection.execute(subscriptions.delete().where(there)).rowcount == 0:
                raise UnknownSubscriptionError(
                    say("{address} gets nothing of {site}. See: penombre report list", address=address, site=site)
                )

    def all(self) -> list[Subscription]:
        """Every subscription, by site and address. Raises DatabaseError."""
        query = select(subscriptions, sites.c.name).join(sites).order_by(sites.c.name, subscriptions.c.address)
        mails = select(deliveries).order_by(deliveries.c.at)
        with reading(self._database) as connection:
            last = {(row.site, row.address): row for row in connection.execute(mails)}
            return [
                Subscription(
                    site=row.name,
                    address=row.address,
                    period=row.period,
                    lang=row.lang,
                    alerts=row.alerts,
                    since=datetime.fromtimestamp(row.created_at, UTC),
                    last=_told(last.get((row.site, row.address))),
                )
                for row in connection.execute(query)
            ]


def _told(row: object) -> str:
    if row is None:
        return ""
    matter, state, said = (str(getattr(row, name)) for name in ("matter", "state", "said"))
    return f"{matter}: {state}" + (f" ({said})" if said else "")
