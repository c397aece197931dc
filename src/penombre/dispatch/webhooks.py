"""Webhooks: which addresses of other programs are told which news of a site, and what their calls are signed with."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable
from typing import Any, Literal, get_args

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, delete, func, select

from penombre.collect.sites import site_number
from penombre.dispatch.deliveries import CALLED
from penombre.dispatch.destination import DestinationError, checked_address
from penombre.sentences import say
from penombre.store.tables import deliveries, sites, webhooks

Event = Literal["takeoff", "silence", "flood", "report"]
EVENTS: tuple[Event, ...] = get_args(Event)
"""A page takes off in private; nothing arrives any more; robots flood the site; a report is made or sent."""
MARK = "whsec_"
OLD_SIGNS_FOR = 86_400.0
FAILING_FOR = 5 * 86_400.0
"""Seconds of failures, without a success between, after which a webhook is switched off."""
MOST = 10  # of a site: each may keep the others waiting


class WebhookError(Exception):
    """What cannot be done with a webhook: what is wrong, and what to do."""


class UnknownWebhookError(WebhookError):
    """The site has no webhook of this number."""


class Webhook(msgspec.Struct, frozen=True):
    """An address that is told news of a site; times are seconds since 1970."""

    number: int
    site: str
    address: str
    events: tuple[Event, ...]
    created_at: float
    failing_since: float | None
    off_at: float | None
    old_until: float | None  # until when the secret before this one signs, too

    @property
    def receiver(self) -> str:
        """What stands in a delivery where mails have their address."""
        return f"{CALLED}{self.number}"


def add_webhook(
    connection: Connection, site: str, address: str, events: Iterable[str], now: float, *, this_machine: bool = False
) -> tuple[Webhook, str]:
    """Add one; and its secret, which is shown this once. Raises WebhookError, UnknownSiteError."""
    place = site_number(connection, site)
    if connection.execute(select(func.count()).where(webhooks.c.site == place)).scalar_one() >= MOST:
        raise WebhookError(say("{site} has {most} webhooks: remove one first", site=site, most=MOST))
    secret = _drawn()
    fields = {"address": _checked(address, this_machine=this_machine), "events": _chosen(events), "secret": secret}
    added = webhooks.insert().values(site=place, created_at=now, **fields).returning(webhooks.c.number)
    number: int = connection.execute(added).scalar_one()
    return webhook_of(connection, site, number), secret


def webhooks_of(connection: Connection, site: str) -> list[Webhook]:
    """Those of a site, in the order in which they were made."""
    return [_webhook(row) for row in connection.execute(_all().where(sites.c.name == site))]


def webhook_of(connection: Connection, site: str, number: int) -> Webhook:
    """The one of this number. Raises UnknownWebhookError."""
    row = connection.execute(_all().where(webhooks.c.number == number, sites.c.name == site)).first()
    if row is None:
        raise UnknownWebhookError(say("{site} has no webhook {number}", site=site, number=str(number)))
    return _webhook(row)


def webhooks_on(connection: Connection) -> list[Webhook]:
    """Those of all sites that are to be called."""
    return [_webhook(row) for row in connection.execute(_all().where(webhooks.c.off_at.is_(None)))]


def webhooks_failed(connection: Connection, since: float) -> list[Webhook]:
    """Those of all sites that were switched off by their failures since then."""
    failed = webhooks.c.failing_since.is_not(None) & (webhooks.c.off_at >= since)
    return [_webhook(row) for row in connection.execute(_all().where(failed))]


def change_events(connection: Connection, site: str, number: int, events: Iterable[str]) -> None:
    """Tell it other news from now on. Raises WebhookError."""
    _update(connection, webhook_of(connection, site, number), events=_chosen(events))


def switch(connection: Connection, site: str, number: int, now: float, *, on: bool) -> None:
    """Switch it on, with its failures forgotten, or off. Raises UnknownWebhookError."""
    _update(connection, webhook_of(connection, site, number), off_at=None if on else now, failing_since=None)


def rotate(connection: Connection, site: str, number: int, now: float) -> str:
    """Draw another secret, shown this once; for a day both sign. Raises UnknownWebhookError."""
    found = webhook_of(connection, site, number)
    secret, until = _drawn(), now + OLD_SIGNS_FOR
    _update(connection, found, old_secret=webhooks.c.secret, old_until=until, secret=secret)
    return secret


def remove_webhook(connection: Connection, site: str, number: int) -> Webhook:
    """Remove it with what became of its calls; what it was. Raises UnknownWebhookError."""
    found = webhook_of(connection, site, number)
    connection.execute(delete(deliveries).where(_calls_of(connection, found)))
    connection.execute(delete(webhooks).where(webhooks.c.number == number))
    return found


def secrets_of(connection: Connection, webhook: Webhook, now: float) -> tuple[str, ...]:
    """What its calls are signed with at `now`, the newest first."""
    row = connection.execute(webhooks.select().where(webhooks.c.number == webhook.number)).one()
    return (row.secret, row.old_secret) if row.old_secret and now < row.old_until else (row.secret,)


def note_success(connection: Connection, webhook: Webhook) -> None:
    """It answered: what failed before counts no more."""
    if webhook.failing_since is not None:
        _update(connection, webhook, failing_since=None)


def note_failure(connection: Connection, webhook: Webhook, now: float, *, gone: bool) -> bool:
    """It failed; whether that switched it off: because it is gone, or has failed for days."""
    since = webhook.failing_since or now
    off = gone or now - since >= FAILING_FOR
    _update(connection, webhook, failing_since=since, **({"off_at": now} if off else {}))
    return off


def _calls_of(connection: Connection, webhook: Webhook) -> ColumnElement[bool]:
    place = site_number(connection, webhook.site)
    return and_(deliveries.c.site == place, deliveries.c.address == webhook.receiver)


def _update(connection: Connection, webhook: Webhook, **values: Any) -> None:
    connection.execute(webhooks.update().where(webhooks.c.number == webhook.number).values(**values))


def _checked(address: str, *, this_machine: bool) -> str:
    try:
        return checked_address(address, this_machine=this_machine)
    except DestinationError as error:
        raise WebhookError(str(error)) from None


def _chosen(events: Iterable[str]) -> str:
    given = set(events)
    if not given or given - set(EVENTS):
        raise WebhookError(say("choose what it is told of: {known}", known=", ".join(EVENTS)))
    return " ".join(event for event in EVENTS if event in given)


def _drawn() -> str:
    return MARK + base64.b64encode(secrets.token_bytes(32)).decode()


def _all() -> Any:
    return select(webhooks, sites.c.name).join(sites).order_by(webhooks.c.number)


def _webhook(row: Any) -> Webhook:
    return Webhook(
        number=row.number,
        site=row.name,
        address=row.address,
        events=tuple(row.events.split()),
        created_at=row.created_at,
        failing_since=row.failing_since,
        off_at=row.off_at,
        old_until=row.old_until,
    )
