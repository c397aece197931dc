"""What happens on a site is told once, with its end, in the log and by mail, from events in a real store."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from penombre.collect.live.row import EventRow, line
from penombre.collect.sites import Site, Sites
from penombre.dispatch.dispatcher import Dispatcher
from penombre.dispatch.office import Office
from penombre.dispatch.subscriptions import Subscriptions
from penombre.dispatch.watchman import Watchman
from penombre.report.bulletin.period import Period
from penombre.report.site_estimate import SiteEstimate
from penombre.settings import Settings
from penombre.store.database import database_url, open_database
from penombre.store.event_store import EventStore
from tests.dispatch.mail_server import Inbox, mail_server

START = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday
DAYS = 70
RISE = 66
DAY = 86_400.0


def at(day: float) -> float:
    return (START + timedelta(days=day)).timestamp()


def visits(
    random: np.random.Generator, page: str, by_day: Any, first: int = 0, **fields: Any
) -> Iterator[dict[str, Any]]:
    """Human landings without a source, spread over the days."""
    for day, mean in enumerate(by_day, first):
        for hour in random.uniform(0, 1, random.poisson(mean)):
            yield {"at": int(at(day + hour)), "page": page, "kind": "view", "rung": "unattributed"} | fields


class Place:
    """A site with a store, a mailbox and a watchman; `add` puts events into it."""

    def __init__(self, folder: Path, inbox: Inbox, settings: Settings) -> None:
        self.folder, self.inbox, self.settings = folder, inbox, settings
        self.store = EventStore(folder / "store")
        self.database = open_database(database_url(folder))
        Sites(self.database).add("gazette", ["www.example.org"], timezone="Europe/Paris")
        self.subscriptions = Subscriptions(self.database, lambda: at(0))
        self.subscriptions.put("gazette", "a@example.org", period="never", lang="fr", alerts=True)
        self.subscriptions.put("gazette", "b@example.org", period="never", lang="en", alerts=True)
        self.subscriptions.put("gazette", "c@example.org", period="never", lang="en", alerts=False)
        self._segments = self._ids = 0
        self.office = Office(self.database, settings, folder, self._no_estimate)
        self.watchman = self.new_watchman()

    def new_watchman(self) -> Watchman:
        return Watchman(self.database, self.store.engine, self.office, at(0))

    def _no_estimate(self, site: Site, period: Period) -> SiteEstimate:
        raise AssertionError(f"nobody wants {period.name} of {site.name}")

    def add(self, *groups: Iterator[dict[str, Any]]) -> None:
        rows = []
        for group in groups:
            for fields in group:
                self._ids += 1
                rows.append(line(EventRow(site=1, id=f"{self._ids:032x}", device="phone", **fields)))
        self._segments += 1
        self.store.load(self._segments, events=b"".join(rows))

    def look(self, now: float) -> int:
        changed = self.watchman.look(now)
        self.watchman.tell(now)
        return changed

    def subjects(self) -> list[tuple[str, str]]:
        return [(to[0], str(message["Subject"]).replace("\u00a0", " ")) for to, message in self.inbox.received]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with mail_server(tmp_path) as (inbox, mail):
        made = Place(tmp_path, inbox, Settings(mail=mail))
        yield made
        made.store.close()


def usual(seed: int = 1, days: int = DAYS) -> list[Iterator[dict[str, Any]]]:
    random = np.random.default_rng(seed)
    return [visits(random, f"/page/{number}", np.full(days, 12.0)) for number in range(5)]


def test_a_page_that_takes_off_is_told_once_to_each_and_so_is_its_end(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    random = np.random.default_rng(5)
    course = np.where(np.arange(DAYS) < RISE, 10.0, 90.0)
    course[RISE + 2 :] = 10.0
    place.add(*usual(), visits(random, "/<b>rise</b>", course))
    with caplog.at_level(logging.WARNING):
        assert place.look(at(RISE) - 3600 * 2) == 0
        assert place.look(at(RISE + 1) + 3600 * 2) == 1
        assert place.look(at(RISE + 1) + 3600 * 3) == 0
        place.watchman = place.new_watchman()  # a restart
        assert place.look(at(RISE + 1) + 3600 * 4) == 0
    assert place.subjects() == [
        ("a@example.org", "gazette : « /<b>rise</b> » se transmet en privé"),
        ("b@example.org", "gazette: “/<b>rise</b>” is being passed on in private"),
    ]
    assert caplog.text.count("is being passed on in private") == 1
    assert place.look(at(RISE + 4) + 3600 * 2) == 1
    assert place.subjects()[2:] == [
        ("a@example.org", "gazette : « /<b>rise</b> » a repris son cours"),
        ("b@example.org", "gazette: “/<b>rise</b>” is back in its course"),
    ]


def test_silence_is_told_and_its_end(place: Place) -> None:
    place.add(*usual())
    assert place.look(at(DAYS)) == 0
    assert place.look(at(DAYS + 4)) == 1
    assert place.subjects()[0] == ("a@example.org", "gazette : plus rien n’arrive")
    place.add(visits(np.random.default_rng(2), "/back", [40.0], first=DAYS + 4))
    assert place.look(at(DAYS + 5)) == 1
    assert place.subjects()[-1] == ("b@example.org", "gazette: page views arrive again")


def test_a_flood_of_robots_is_told(place: Place) -> None:
    random = np.random.default_rng(3)
    robots = np.full(DAYS, 15.0)
    robots[-1] = 1500
    place.add(*usual(), visits(random, "/", robots, agent="bot"))
    assert place.look(at(DAYS) - 1) == 1
    assert "des robots inondent" in place.subjects()[0][1]


def test_a_quiet_site_of_two_weeks_and_an_empty_one_are_left_alone(place: Place) -> None:
    assert place.look(at(3)) == 0
    place.add(*usual(days=14))
    assert place.look(at(14)) == 0
    assert place.subjects() == []


def test_mail_that_is_refused_for_now_is_tried_again_after_a_restart(place: Place) -> None:
    place.add(*usual())
    place.inbox.answers = ["451 later", "451 later"]
    assert place.look(at(DAYS + 4)) == 1
    assert place.subjects() == []
    place.watchman = place.new_watchman()
    place.watchman.tell(at(DAYS + 4) + 60)
    assert place.subjects() == []
    place.watchman.tell(at(DAYS + 4) + 400)
    assert len(place.subjects()) == 2


def test_without_a_mail_server_it_is_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    place = Place(tmp_path, Inbox(), Settings())
    place.add(*usual())
    with caplog.at_level(logging.WARNING):
        assert place.look(at(DAYS + 4)) == 1
    assert "nothing arrives any more" in caplog.text
    place.store.close()


def test_the_thread_sends_and_stops(place: Place) -> None:
    place.add(visits(np.random.default_rng(2), "/", [40.0]))
    now = datetime.now(UTC)
    place.subscriptions = Subscriptions(place.database, (now - timedelta(days=70)).timestamp)
    place.subscriptions.put("gazette", "d@example.org", period="month", lang="en", alerts=False)
    dispatcher = Dispatcher(place.folder, place.settings, place.database, place.store.engine, first_after=0.0)
    dispatcher.start()
    for _ in range(600):
        if place.inbox.received:
            break
        dispatcher._stop.wait(0.05)
    dispatcher.stop()
    assert not dispatcher._thread.is_alive()
    assert [to for to, _ in place.inbox.received] == [["d@example.org"]]
    assert "nothing" in place.inbox.received[0][1].get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_a_database_that_is_away_is_told_once_and_holds_up_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from penombre.dispatch import dispatcher as module  # noqa: PLC0415
    from penombre.store.database import database_at  # noqa: PLC0415

    monkeypatch.setattr(module, "EVERY", 0.01)
    monkeypatch.setattr(module, "ORDERS_EVERY", 0.01)
    store = EventStore(tmp_path / "store")
    dispatcher = Dispatcher(tmp_path, Settings(), database_at(database_url(tmp_path)), store.engine, first_after=0.0)
    with caplog.at_level(logging.ERROR):
        dispatcher.start()
        dispatcher._stop.wait(1.5)
        dispatcher.stop()
    assert caplog.text.count("reports and alerts wait") == 1
    store.close()
