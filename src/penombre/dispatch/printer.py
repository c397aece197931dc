"""Makes the reports that programs ordered, one at a time, and keeps them to be fetched."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlalchemy import Engine as Database

from penombre.collect.sites import Site, Sites
from penombre.dispatch.made_reports import MadeReport, anything_waits, give_up, keep_report, take_next
from penombre.report.bulletin.brand import Brand
from penombre.report.bulletin.errors import BulletinError
from penombre.report.bulletin.kept_brand import brand_of_site
from penombre.report.bulletin.period import Period, period_named
from penombre.report.bulletin.press import Bound, Order, bound
from penombre.report.site_estimate import SiteEstimate
from penombre.sentences import say
from penombre.store.database import reading, writing
from penombre.store.engine import StoreError

log = logging.getLogger(__name__)


class Printer:
    """Prints for one installation."""

    def __init__(
        self,
        database: Database,
        brand: Callable[[], Brand],
        estimate: Callable[[Site, Period], SiteEstimate],
        bind: Callable[[Order], Bound] = bound,
    ) -> None:
        """Use a database that will be prepared; `estimate` asks the store, `bind` makes the files of an order.

        `brand` is that of workspaces which have none of their own.
        """
        self._database, self._brand, self._estimate, self._bind = database, brand, estimate, bind

    def print_next(self, now: float) -> bool:
        """Make the oldest report that waits; whether there was one. Raises DatabaseError."""
        with reading(self._database) as connection:
            if not anything_waits(connection):
                return False
        with writing(self._database) as connection:
            order = take_next(connection, now)
        if order is None:
            return False
        try:
            files = self._made(order)
        except (BulletinError, StoreError) as error:
            log.error(
                "%s", say("the report on {site}, {period}: {why}", site=order.site, period=order.period, why=error)
            )
            with writing(self._database) as connection:
                give_up(connection, order.number, str(error), now)
            return True
        with writing(self._database) as connection:
            keep_report(connection, order.number, files.page, files.pdf, now)
        return True

    def _made(self, order: MadeReport) -> Bound:
        site = Sites(self._database).named(order.site)
        period = period_named(order.period, site.timezone)
        found, before = (self._estimate(site, each) for each in (period, period.before))
        with reading(self._database) as connection:
            brand = brand_of_site(connection, site.number, self._brand())
        return self._bind(Order(found, before if before.landings else None, period, order.lang, brand))
