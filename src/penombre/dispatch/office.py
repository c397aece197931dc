"""One look at what is to be sent: reports that are due are made once each and sent to every subscriber who waits."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import msgspec
from sqlalchemy import Engine as Database

from penombre.collect.sites import Site, Sites
from penombre.dispatch.deliveries import Deliveries, State
from penombre.dispatch.due import due_period
from penombre.dispatch.smtp import (
    MailError,
    NotSentError,
    OutcomeUnknownError,
    addressed,
    checked_settings,
    read_password,
    send,
)
from penombre.dispatch.subscriptions import Lang, Subscriptions
from penombre.report.bulletin.brand import Brand, read_brand
from penombre.report.bulletin.errors import BulletinError
from penombre.report.bulletin.kept_brand import brand_of_site
from penombre.report.bulletin.period import Period
from penombre.report.bulletin.press import Order, printed
from penombre.report.site_estimate import SiteEstimate
from penombre.sentences import say
from penombre.settings import Settings
from penombre.store.database import reading
from penombre.store.engine import StoreError

log = logging.getLogger(__name__)

Estimate = Callable[[Site, Period], SiteEstimate]
Print = Callable[[Order], EmailMessage]

AGAIN_AFTER = 3600.0
"""Seconds before a report that could not be made is tried again: it costs a minute of arithmetic."""


class Mail(msgspec.Struct, frozen=True):
    """One mail to one address; `matter` names it among all that this address gets of this site."""

    site: str
    address: str
    matter: str


class Office:
    """Sends for one installation."""

    def __init__(
        self, database: Database, settings: Settings, data: Path, estimate: Estimate, print_: Print = printed
    ) -> None:
        """Use a database that will be prepared; `estimate` asks the store, `print_` makes the mail of an order."""
        self._database, self._settings, self._data = database, settings, data
        self._estimate, self._print = estimate, print_
        self._deliveries = Deliveries(database)
        self._not_before: dict[tuple[str, str], float] = {}

    @property
    def has_server(self) -> bool:
        """Whether a mail server is set; without one there is nothing to do."""
        return bool(self._settings.mail.host)

    def recover(self, now: float) -> None:
        """To be called once after a start. Raises DatabaseError."""
        lost = self._deliveries.recover(now)
        if lost:
            log.warning(
                "%s",
                say("mails that were being sent when the program ended: {lost}. See: penombre report list", lost=lost),
            )

    def reports(self, now: float) -> int:
        """Send what is due; how many were sent. Raises MailError for settings that cannot be, DatabaseError."""
        waiting = self._waiting(now)
        if not waiting:
            return 0
        checked_settings(self._settings.mail)
        otherwise = self.brand()
        sent = 0
        for (site, period), receivers in waiting.items():
            with reading(self._database) as connection:
                brand = brand_of_site(connection, site.number, otherwise)
            try:
                found, before = (self._estimate(site, each) for each in (period, period.before))
                orders = {
                    lang: self._print(Order(found, before if before.landings else None, period, lang, brand))
                    for lang in sorted({lang for lang, _ in receivers})
                }
            except (BulletinError, StoreError) as error:
                log.error(
                    "%s", say("the report on {site}, {period}: {why}", site=site.name, period=period.name, why=error)
                )
                self._not_before[site.name, period.name] = now + AGAIN_AFTER
                continue
            for lang, address in receivers:
                mail = Mail(site.name, address, period.name)
                sent += self.send(mail, orders[lang], now, shown=brand.name) == "sent"
        return sent

    def send(self, mail: Mail, message: EmailMessage, now: float, shown: str = "") -> State | None:
        """Send one mail unless it was sent, and record it before and after; None where it is not its time.

        `shown` is the name that it comes from, where it is another than the settings say.
        """
        if not self._deliveries.open(mail.site, mail.address, mail.matter, now):
            return None
        settings = self._settings.mail
        password = read_password(settings, self._data)
        name = f"{mail.site}.{mail.matter}.{mail.address}"
        ready = addressed(message, settings, mail.address, datetime.fromtimestamp(now, UTC), name, shown)
        self._deliveries.begin(mail.site, mail.address, mail.matter, now)
        state, said = _handed_over(lambda: send(ready, settings, mail.address, password))
        state = self._deliveries.end(mail.site, mail.address, mail.matter, now, state, said)
        if state != "sent":
            log.error(
                "%s",
                say(
                    "{site}, {matter}, to {address}: {why}",
                    site=mail.site,
                    matter=mail.matter,
                    address=mail.address,
                    why=said,
                ),
            )
        return state

    def _waiting(self, now: float) -> dict[tuple[Site, Period], list[tuple[Lang, str]]]:
        """Who waits for which report."""
        sites = {site.name: site for site in Sites(self._database).all()}
        moment = datetime.fromtimestamp(now, UTC)
        waiting: dict[tuple[Site, Period], list[tuple[Lang, str]]] = {}
        for each in Subscriptions(self._database).all():
            site = sites[each.site]
            period = due_period(each, moment, site.timezone)
            if period is None or self._not_before.get((site.name, period.name), 0.0) > now:
                continue
            if self._deliveries.open(each.site, each.address, period.name, now):
                waiting.setdefault((site, period), []).append((each.lang, each.address))
        return waiting

    def brand(self) -> Brand:
        """The agency's brand; a logo that cannot be used keeps no report back."""
        brand = self._settings.brand
        try:
            return read_brand(brand.name, brand.colour, self._data / brand.logo if brand.logo else None)
        except BulletinError as error:
            log.error("%s", say("[brand]: {why} The report goes out without it.", why=error))
            return Brand(brand.name)


def _handed_over(sending: Callable[[], None]) -> tuple[State, str]:
    try:
        sending()
    except NotSentError as error:
        return ("failed" if error.for_good else "waiting"), str(error)
    except OutcomeUnknownError as error:
        return "unknown", str(error)
    except MailError as error:
        return "waiting", str(error)
    return "sent", ""
