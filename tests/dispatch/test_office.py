"""A mail goes out once, whatever restarts, refuses or keeps silent meanwhile."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from functools import cache
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Engine

from penombre.collect.sites import Site, Sites
from penombre.dispatch.deliveries import CUT_SHORT, PAUSES, Deliveries
from penombre.dispatch.office import AGAIN_AFTER, Office
from penombre.dispatch.subscriptions import Subscriptions, UnknownSubscriptionError
from penombre.report.bulletin.brand import Brand
from penombre.report.bulletin.kept_brand import keep_brand
from penombre.report.bulletin.period import Period
from penombre.report.bulletin.press import Order, composed, printed
from penombre.report.site_estimate import SiteEstimate
from penombre.settings import BrandSettings, MailSettings, Settings
from penombre.store.database import database_url, open_database, writing
from penombre.store.engine import StoreError
from tests.dispatch.mail_server import Inbox, mail_server
from tests.report.bulletin.estimates import MARCH, month_before, rich

SUBSCRIBED = datetime(2026, 3, 10, tzinfo=UTC).timestamp()
APRIL = datetime(2026, 4, 1, 6, tzinfo=UTC).timestamp()
MAY = datetime(2026, 5, 1, 6, tzinfo=UTC).timestamp()


@cache
def _drawn(lang: str) -> bytes:
    return composed(Order(rich(), None, MARCH, lang, Brand("Atelier"))).as_bytes()


def made_once(order: Order) -> EmailMessage:
    """The mail of an order, its figures and its PDF drawn once for all tests."""
    message = message_from_bytes(_drawn(order.lang), policy=policy.SMTP)
    assert isinstance(message, EmailMessage)
    del message["Subject"]
    message["Subject"] = order.sheet().subject
    return message


class Desk:
    """An office with its server, its store played by given estimates."""

    def __init__(self, folder: Path, inbox: Inbox, mail: MailSettings) -> None:
        self.inbox, self.folder = inbox, folder
        self.settings = Settings(mail=mail, brand=BrandSettings("Atelier", "missing.png", "#c2410c"))
        self.database: Engine = open_database(database_url(folder))
        self.subscriptions = Subscriptions(self.database, lambda: SUBSCRIBED)
        Sites(self.database).add("gazette", ["www.example.org"], mode="consent", timezone="Europe/Paris")
        self.asked: list[str] = []
        self.broken = False
        self.start()

    def start(self) -> None:
        """As the core does, again and again."""
        self.office = Office(self.database, self.settings, self.folder, self.estimate, made_once)
        self.office.recover(APRIL)

    def estimate(self, site: Site, period: Period) -> SiteEstimate:
        self.asked.append(period.name)
        if self.broken:
            raise StoreError("the store is away")
        return msgspec.structs.replace(rich(), site=site.name)

    def last(self) -> str:
        return self.subscriptions.all()[0].last


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with mail_server(tmp_path) as (inbox, mail):
        yield Desk(tmp_path, inbox, mail)


def test_what_is_due_is_sent_once_to_each_in_their_language(desk: Desk) -> None:
    desk.subscriptions.put("gazette", "a@example.org", period="month", lang="fr", alerts=True)
    desk.subscriptions.put("gazette", "b@example.org", period="month", lang="en", alerts=False)
    assert desk.office.reports(APRIL - 7200) == 0
    assert desk.office.reports(APRIL) == 2
    assert desk.office.reports(APRIL + 60) == 0
    desk.start()
    assert desk.office.reports(APRIL + 120) == 0
    subjects = {to[0]: message["Subject"] for to, message in desk.inbox.received}
    assert subjects == {
        "a@example.org": "Le dark social sur gazette\u00a0: mars 2026",
        "b@example.org": "Dark social on gazette: March 2026",
    }
    assert desk.asked == ["2026-03", "2026-02"]
    assert desk.office.reports(MAY) == 2
    assert desk.last() == "2026-04: sent"


def test_each_message_has_its_pdf_and_one_receiver(desk: Desk) -> None:
    for name in "ab":
        desk.subscriptions.put("gazette", f"{name}@example.org", period="month", lang="fr", alerts=True)
    desk.office.reports(APRIL)
    for to, message in desk.inbox.received:
        assert message["To"] == to[0]
        [pdf] = [part for part in message.iter_attachments() if part.get_content_type() == "application/pdf"]
        assert pdf.get_content().startswith(b"%PDF")
        assert pdf.get_filename() == "dark-social-gazette-2026-03.pdf"


def test_a_refusal_for_now_is_tried_again_with_growing_pauses_and_given_up(desk: Desk) -> None:
    desk.subscriptions.put("gazette", "a@example.org", period="month", lang="fr", alerts=True)
    desk.inbox.answers = ["451 later"] * 20
    now = APRIL
    for tries, pause in enumerate(PAUSES, 1):
        desk.office.reports(now)
        assert 20 - len(desk.inbox.answers) == tries
        desk.office.reports(now + pause - 1)
        assert 20 - len(desk.inbox.answers) == tries
        now += pause
    desk.office.reports(now)
    assert desk.last().startswith("2026-03: failed")
    desk.office.reports(now + 10 * PAUSES[-1])
    assert 20 - len(desk.inbox.answers) == len(PAUSES) + 1
    assert list(PAUSES) == sorted(PAUSES)


def test_it_arrives_when_the_server_is_back(desk: Desk) -> None:
    desk.subscriptions.put("gazette", "a@example.org", period="month", lang="fr", alerts=True)
    desk.inbox.answers = ["451 later"]
    assert desk.office.reports(APRIL) == 0
    assert desk.office.reports(APRIL + PAUSES[0]) == 1
    assert len(desk.inbox.received) == 1


def test_no_such_user_is_no_matter_of_time(desk: Desk) -> None:
    desk.subscriptions.put("gazette", "a@example.org", period="month", lang="fr", alerts=True)
    desk.inbox.answers = ["550 no such user"]
    desk.office.reports(APRIL)
    assert desk.office.reports(APRIL + 30 * 86_400 - 10_000) == 0
    assert desk.inbox.received == []
    assert "550 no such user" in desk.last()


def test_what_may_have_been_taken_is_not_sent_again(desk: Desk) -> None:
    desk.subscriptions.put("gazette", "a@example.org", period="month", lang="fr", alerts=True)
    desk.inbox.hang_after_data = 1.3
    assert desk.office.reports(APRIL) == 0
    assert desk.last().startswith("2026-03: unknown")
    desk.inbox.hang_after_data = 0.0
    assert desk.office.reports(APRIL + 10 * PAUSES[-1]) == 0
    assert len(desk.inbox.received) == 1


def test_a_crash_between_handing_over_and_recording_sends_nothing_twice(desk: Desk) -> None:
    desk.subscriptions.put("gazette", "a@example.org", period="month", lang="fr", alerts=True)
    Deliveries(desk.database).begin("gazette", "a@example.org", "2026-03", APRIL)
    desk.start()
    assert desk.office.reports(APRIL + 60) == 0
    assert desk.last() == f"2026-03: unknown ({CUT_SHORT})"


def test_who_unsubscribes_gets_nothing_and_who_comes_back_nothing_twice(desk: Desk) -> None:
    desk.subscriptions.put("gazette", "a@example.org", period="month", lang="fr", alerts=True)
    assert desk.office.reports(APRIL) == 1
    desk.subscriptions.remove("gazette", "a@example.org")
    with pytest.raises(UnknownSubscriptionError, match="penombre report list"):
        desk.subscriptions.remove("gazette", "a@example.org")
    assert desk.office.reports(MAY) == 0
    desk.subscriptions.put("gazette", "a@example.org", period="month", lang="en", alerts=True)
    assert desk.office.reports(APRIL + 60) == 0


def test_a_store_that_is_away_costs_one_try_an_hour(desk: Desk) -> None:
    desk.subscriptions.put("gazette", "a@example.org", period="month", lang="fr", alerts=True)
    desk.broken = True
    for minute in range(5):
        assert desk.office.reports(APRIL + 60 * minute) == 0
    assert len(desk.asked) == 1
    desk.broken = False
    assert desk.office.reports(APRIL + AGAIN_AFTER) == 1


def test_the_press_makes_the_same_in_a_process_of_its_own() -> None:
    order = Order(rich(), month_before(), MARCH, "fr", Brand("Atelier"))
    message = printed(order)
    assert message["Subject"] == composed(order)["Subject"]
    assert {part.get_content_type() for part in message.walk()} >= {
        "text/plain",
        "text/html",
        "image/png",
        "application/pdf",
    }


def test_the_mail_comes_under_the_name_of_the_workspace(desk: Desk) -> None:
    with writing(desk.database) as connection:
        keep_brand(connection, 1, Brand("Studio Nord", "#c2410c"))
    desk.subscriptions.put("gazette", "a@example.org", period="month", lang="en", alerts=True)
    assert desk.office.reports(APRIL) == 1
    message = desk.inbox.received[-1][1]
    usual = parseaddr(desk.settings.mail.sender)[1]
    assert parseaddr(str(message["From"])) == ("Studio Nord", usual)
