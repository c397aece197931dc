"""Calls webhooks: each piece of news until it was taken, under one id, recorded before each call and after."""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import secrets
import ssl
import time
from collections.abc import Iterable

import msgspec
from sqlalchemy import Engine as Database

from penombre import __version__
from penombre.dispatch.deliveries import DAY, PAUSES, Deliveries, Delivery
from penombre.dispatch.destination import DestinationError, call
from penombre.dispatch.letters import notice
from penombre.dispatch.made_reports import made_since
from penombre.dispatch.matters import Matters
from penombre.dispatch.news import News, of_matter, of_report, of_sent_report, of_test
from penombre.dispatch.office import Mail, Office
from penombre.dispatch.subscriptions import Subscriptions
from penombre.dispatch.webhooks import (
    MARK,
    Webhook,
    WebhookError,
    note_failure,
    note_success,
    secrets_of,
    webhook_of,
    webhooks_failed,
    webhooks_on,
)
from penombre.foreign import retold
from penombre.sentences import say, speaking
from penombre.settings import Settings
from penombre.store.database import reading, writing

log = logging.getLogger(__name__)

CALL_PAUSES = (*PAUSES, DAY, DAY, DAY, DAY)
"""Those of mails, then daily: as long as a webhook may fail before it is switched off."""
NEWS_FOR = 8 * DAY
"""Seconds in which news is still told: the pauses, and a day of standing still."""
GONE = 410
ENOUGH = 8
"""Deliveries that a page shows."""
TEST = "test "
MOST_TESTS = 5  # a minute


class Postman:
    """Calls the webhooks of one installation."""

    def __init__(self, database: Database, settings: Settings, trusted: ssl.SSLContext | None = None) -> None:
        """Use a database that will be prepared; `trusted` are other certificates than the system's."""
        self._database, self._settings, self._trusted = database, settings, trusted
        self._deliveries = Deliveries(database, CALL_PAUSES)

    @property
    def calls_this_machine(self) -> bool:
        """Whether the operator lets this machine be called."""
        return self._settings.webhooks_to_this_machine

    def round(self, now: float) -> int:
        """Tell each webhook what it does not know yet; how many calls were taken. Raises DatabaseError."""
        with reading(self._database) as connection:
            on = webhooks_on(connection)
        if not on:
            return 0
        news = self._news(now - NEWS_FOR)
        return sum(self._tell(webhook, news, now) for webhook in on)

    def notify(self, office: Office, now: float) -> None:
        """Tell who gets a site's alerts which webhooks were switched off. Raises MailError, DatabaseError."""
        with reading(self._database) as connection:
            failed = webhooks_failed(connection, now - NEWS_FOR)
        subscribers = [each for each in Subscriptions(self._database).all() if each.alerts] if failed else []
        for webhook in failed:
            for each in subscribers:
                if each.site == webhook.site:
                    mail = Mail(each.site, each.address, f"webhook {webhook.number} off {webhook.off_at:.0f}")
                    office.send(mail, notice(webhook, each.lang), now)

    def test(self, webhook: Webhook) -> Delivery:
        """Call it now, once, whatever it is told of; what became of it. Raises WebhookError, DatabaseError."""
        now = time.time()
        if sum(each.matter.startswith(TEST) and each.at > now - 60 for each in self.lately(webhook)) >= MOST_TESTS:
            raise WebhookError(say("{most} tests a minute are enough: wait a little", most=MOST_TESTS))
        news = of_test(webhook.site, f"{TEST}{secrets.token_hex(8)}", now)
        self._call(webhook, news, now, again=False)
        return self.lately(webhook)[0]

    def lately(self, webhook: Webhook) -> list[Delivery]:
        """Its last deliveries, the newest first. Raises DatabaseError."""
        return self._deliveries.lately(webhook.site, webhook.receiver, ENOUGH)

    def _news(self, since: float) -> list[News]:
        with reading(self._database) as connection:
            reports = made_since(connection, since)
        found = [each for matter in Matters(self._database).lately(since) for each in of_matter(matter)]
        found += [each for report in reports for each in of_report(report)]
        found += [of_sent_report(*each) for each in self._deliveries.reports_sent(since)]
        return sorted((each for each in found if each.at >= since), key=lambda each: each.at)

    def _tell(self, webhook: Webhook, news: Iterable[News], now: float) -> int:
        taken = 0
        for each in news:
            if each.site != webhook.site or each.event not in webhook.events or each.at < webhook.created_at:
                continue
            if not self._deliveries.open(webhook.site, webhook.receiver, each.matter, now):
                continue
            if not self._call(webhook, each, now):
                # what does not answer now keeps the others waiting once, not once for each piece of news
                break
            taken += 1
        return taken

    def _call(self, webhook: Webhook, news: News, now: float, *, again: bool = True) -> bool:
        """Call once; whether it was taken. `again`: what fails is tried again later."""
        mail = (webhook.site, webhook.receiver, news.matter)
        body = news.body()
        with reading(self._database) as connection:
            keys = secrets_of(connection, webhook, now)
        self._deliveries.begin(*mail, now)
        status, said = self._answer(webhook, body, signed(message_id(webhook, news.matter), now, body, keys))
        if status is not None and status // 100 == 2:
            self._deliveries.end(*mail, now, "sent", status=status)
            with writing(self._database) as connection:
                note_success(connection, webhook)
            return True
        self._deliveries.end(*mail, now, "waiting" if again else "failed", said, status=status)
        log.warning(
            "%s",
            say("webhook {number} of {site}: {why}", number=str(webhook.number), site=webhook.site, why=retold(said)),
        )
        if again:
            self._note_failure(webhook, now, gone=status == GONE)
        return False

    def _answer(self, webhook: Webhook, body: bytes, headers: dict[str, str]) -> tuple[int | None, str]:
        here = self.calls_this_machine
        with speaking("en"):  # it is kept, and retold to whoever looks
            try:
                status = call(webhook.address, body, headers, this_machine=here, trusted=self._trusted)
            except DestinationError as error:
                return None, str(error)
        if status // 100 == 3:
            return status, say("it leads elsewhere ({status}), where nobody follows", status=str(status))
        return status, say("it answered {status}", status=str(status))

    def _note_failure(self, webhook: Webhook, now: float, *, gone: bool) -> None:
        with writing(self._database) as connection:
            current = webhook_of(connection, webhook.site, webhook.number)
            off = note_failure(connection, current, now, gone=gone)
        if off:
            log.error(
                "%s",
                say(
                    "webhook {number} of {site} is switched off: {address} took nothing for days, or said that it is"
                    " gone. Mend it and switch it on at /webhooks/{site}",
                    number=str(webhook.number),
                    site=webhook.site,
                    address=webhook.address,
                ),
            )


def message_id(webhook: Webhook, matter: str) -> str:
    """The same for every try at telling one webhook one thing."""
    name = msgspec.json.encode([webhook.site, webhook.number, webhook.created_at, matter])
    return f"msg_{hashlib.sha256(name).hexdigest()[:32]}"


def signed(name: str, now: float, body: bytes, keys: Iterable[str]) -> dict[str, str]:
    """The headers of a call, signed with each key in the manner of Standard Webhooks."""
    moment = str(int(now))
    content = b".".join((name.encode(), moment.encode(), body))
    signatures = (hmac.new(base64.b64decode(key.removeprefix(MARK)), content, hashlib.sha256).digest() for key in keys)
    return {
        "content-type": "application/json",
        "user-agent": f"Penombre/{__version__}",
        "webhook-id": name,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(f"v1,{base64.b64encode(each).decode()}" for each in signatures),
    }
