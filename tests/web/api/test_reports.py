"""Reports by program: ordered once, made by the printer, fetched as page and PDF."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from penombre.client import ApiError, Client
from penombre.collect.links.target import TargetRules
from penombre.collect.sites import Site, Sites
from penombre.dispatch.made_reports import ATTEMPTS, MOST_WAITING
from penombre.dispatch.printer import Printer
from penombre.report.bulletin.brand import Brand
from penombre.report.bulletin.period import Period
from penombre.report.bulletin.press import Bound, Order, bound
from penombre.report.site_estimate import SiteEstimate
from penombre.store.database import database_url, open_database
from penombre.store.engine import StoreError
from penombre.store.event_store import EventStore
from penombre.web.api.access import SCOPES, Grant
from penombre.web.api.reports import ShownReport, WantedReport
from penombre.web.api.routes import api_routes
from tests.report.bulletin.estimates import rich

NOW = datetime(2026, 4, 5, 12, tzinfo=UTC).timestamp()
GRANTS = {
    "reader": Grant(frozenset({"stats:read"}), {"stats:read": frozenset({"paper"})}),
    "stranger": Grant(frozenset(SCOPES), dict.fromkeys(SCOPES, frozenset({"elsewhere"}))),
}


class There:
    server: TestClient[Litestar]

    def __init__(self, folder: Path, store: EventStore) -> None:
        self.database = open_database(database_url(folder))
        Sites(self.database).add("paper", ["www.example.org"], timezone="Europe/Paris")
        Sites(self.database).add("elsewhere", ["www.example.net"])
        self.routes = api_routes(
            self.database, store.engine, GRANTS.get, "https://go.example.org", TargetRules, clock=lambda: NOW
        )
        self.asked: list[str] = []
        self.broken: Exception | None = None
        self.print_ = lambda order: Bound(order.lang.encode(), b"%PDF")

    def printed(self) -> bool:
        return Printer(self.database, lambda: Brand("Atelier"), self.estimate, self.print_).print_next(NOW + 60)

    def estimate(self, site: Site, period: Period) -> SiteEstimate:
        self.asked.append(f"{site.name} {period.name}")
        if self.broken:
            raise self.broken
        return msgspec.structs.replace(rich(), site=site.name)

    def by(self, key: str) -> Client:
        return Client("http://testserver.local", key, transport=self.server._transport)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EventStore]:
    store = EventStore(tmp_path_factory.mktemp("store"))
    yield store
    store.close()


@pytest.fixture
def there(tmp_path: Path, store: EventStore) -> Iterator[There]:
    found = There(tmp_path, store)
    with TestClient(Litestar([found.routes])) as server:
        found.server = server
        yield found


def test_one_is_ordered_made_and_fetched(there: There) -> None:
    client = there.by("reader")
    ordered = client.order_report(WantedReport("paper", lang="fr"))
    assert (ordered.period, ordered.state, ordered.made_at) == ("2026-03", "waiting", None)
    assert client.order_report(WantedReport("paper", "2026-03", "fr")).number == ordered.number
    with pytest.raises(ApiError, match="409: report 1 is not ready"):
        client.report_file(ordered.number)
    there.print_ = bound
    assert [there.printed(), there.printed()] == [True, False]
    assert there.asked == ["paper 2026-03", "paper 2026-02"]
    assert client.report(ordered.number).state == "ready"
    assert client.report_file(ordered.number).startswith(b"%PDF")
    page = client.report_file(ordered.number, "html").decode()
    assert 'lang="fr"' in page
    assert "Atelier" in page
    answer = there.server.get(f"/api/v1/reports/{ordered.number}/pdf", headers={"authorization": "Bearer reader"})
    assert answer.headers["content-disposition"] == 'attachment; filename="dark-social-paper-2026-03.pdf"'


@pytest.mark.parametrize(
    "period", ["2026-04", "2026-13", "2026-W60", "yesterday", "2026-03-20..2026-03-02", "2020-01-01..2026-01-01"]
)
def test_a_period_that_cannot_be_is_told(there: There, period: str) -> None:
    with pytest.raises(ApiError, match="400"):
        there.by("reader").order_report(WantedReport("paper", period))


def test_a_language_that_there_is_not_is_told_with_those_that_there_are(there: There) -> None:
    with pytest.raises(ApiError, match=r"lang: Invalid enum value 'de'; allowed: (en, fr|fr, en)"):
        there.by("reader").order_report(WantedReport("paper", lang="de"))  # type: ignore[arg-type]


@pytest.mark.parametrize("period", ["2026-03", "2026-W13", "week", "2025-12-31..2026-01-02"])
def test_any_period_that_is_over_may_be_ordered(there: There, period: str) -> None:
    assert there.by("reader").order_report(WantedReport("paper", period)).state == "waiting"


def test_what_is_not_ones_own_is_not_there(there: There) -> None:
    number = there.by("reader").order_report(WantedReport("paper")).number
    there.printed()
    stranger = there.by("stranger")
    for ask in (
        lambda: stranger.report(number),
        lambda: stranger.report_file(number),
        lambda: stranger.reports("paper"),
        lambda: stranger.order_report(WantedReport("paper")),
        lambda: stranger.report(99),
    ):
        with pytest.raises(ApiError, match="404"):
            ask()
    assert stranger.reports("elsewhere") == []


def test_more_than_a_few_are_not_ordered_at_once(there: There) -> None:
    client = there.by("reader")
    for day in range(1, MOST_WAITING + 1):
        client.order_report(WantedReport("paper", f"2026-03-01..2026-03-{day:02}"))
    with pytest.raises(ApiError, match="409"):
        client.order_report(WantedReport("paper", "2026-02"))
    assert len(client.reports("paper")) == MOST_WAITING


def test_one_that_cannot_be_made_says_why(there: There) -> None:
    client = there.by("reader")
    number = client.order_report(WantedReport("paper")).number
    there.broken = StoreError("the store is away")
    assert there.printed()
    found: ShownReport = client.report(number)
    assert (found.state, found.why) == ("failed", "the store is away")


def test_one_at_which_the_program_ends_again_and_again_is_given_up(there: There) -> None:
    client = there.by("reader")
    number = client.order_report(WantedReport("paper")).number
    there.broken = KeyError("nobody catches this")
    for _ in range(ATTEMPTS):
        with pytest.raises(KeyError):
            there.printed()
    assert not there.printed()
    assert client.report(number).state == "failed"


def test_an_order_is_made_in_the_language_it_names(there: There) -> None:
    def kept(order: Order) -> Bound:
        return Bound(order.lang.encode(), b"")

    there.print_ = kept
    client = there.by("reader")
    numbers = [client.order_report(WantedReport("paper", lang=lang)).number for lang in ("en", "fr")]
    assert [there.printed() for _ in numbers] == [True, True]
    assert [client.report_file(number, "html") for number in numbers] == [b"en", b"fr"]
