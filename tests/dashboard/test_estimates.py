"""Estimates are made when data have changed, kept, and never waited for; the finding says what they allow to say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Engine as Database

from penombre.analyze.interval import Interval
from penombre.collect.sites import Site, Sites
from penombre.dashboard.estimates import LEAST, MOST, OFTEN, SOON, Estimates, Kept, due, keep, kept_estimate
from penombre.dashboard.finding import counted_only, finding, leader
from penombre.dashboard.landings import Breakdown, Landings, Parts, Row
from penombre.report.site_estimate import DarkShare, SiteEstimate
from penombre.serve.place import Place
from penombre.store.database import open_database, writing
from penombre.store.erasure import Part
from penombre.store.event_store import EventStore
from penombre.store.tables import sites
from tests.estimate.events import START, Written

NOW = START.timestamp() + 3 * 86_400
PARTS = Parts(100, 50, 20, 400, 430)
DARK = DarkShare(Interval(0.5, 0.4, 0.6), None, Interval(200, 160, 240), 0.1, 0.9, 120, 300, None, [])
ESTIMATE = SiteEstimate(
    "0", "demo", "counting", "UTC", START, START, 1000, 400, 100, 50, DARK, None, None, [], [], None, [], []
)
KEPT = Kept(datetime.fromtimestamp(NOW, UTC), "2026-03-05", 1500, PARTS, 300, "counting", ESTIMATE)


@pytest.mark.parametrize(
    ("seconds", "events", "today", "mode", "is_due"),
    [
        (OFTEN + 1, 1500, "2026-03-05", "counting", False),  # nothing new
        (OFTEN + 1, 1501, "2026-03-05", "counting", True),
        (OFTEN - 1, 2000, "2026-03-05", "counting", False),  # too soon
        (OFTEN + 1, 1500, "2026-03-06", "counting", True),  # another day
        (SOON + 1, 3000, "2026-03-05", "counting", True),  # twice as many
        (SOON - 1, 3000, "2026-03-05", "counting", False),
        (SOON + 1, 1500, "2026-03-05", "strict", True),
        (SOON + 1, 1499, "2026-03-05", "counting", True),  # erased
    ],
)
def test_when_an_estimate_is_due(seconds: float, events: int, today: str, mode: str, is_due: bool) -> None:
    assert due(KEPT, events, today, mode, NOW + seconds) is is_due
    assert due(None, events, today, mode, NOW)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EventStore]:
    found = EventStore(tmp_path / "store")
    yield found
    found.close()


@pytest.fixture
def database(tmp_path: Path) -> Database:
    place = Place(tmp_path)
    place.make()
    found = open_database(place.database)
    Sites(found).add("demo", ["www.example.org"], mode="counting")
    return found


def test_the_newest_is_kept(store: EventStore) -> None:
    assert kept_estimate(store.engine, 1, 30) is None
    later = msgspec.structs.replace(KEPT, made_at=datetime.fromtimestamp(NOW + 60, UTC), events=1600)
    keep(store.engine, 1, 30, KEPT)
    keep(store.engine, 1, 30, later)
    keep(store.engine, 1, 7, KEPT)
    assert kept_estimate(store.engine, 1, 30) == later
    assert kept_estimate(store.engine, 1, 7) == KEPT
    store.engine.insert("estimates", [{"site": 2, "days": 7, "made_at": NOW, "document": '{"from":"another version"}'}])
    assert kept_estimate(store.engine, 2, 7) is None


def test_a_site_is_estimated_once_it_has_landings_and_not_again_before_it_changes(
    store: EventStore, database: Database
) -> None:
    now = [NOW]
    estimates = Estimates(store.engine, database, clock=lambda: now[0])
    assert estimates.refresh() == 0, "nothing collected, nothing to estimate"
    few = Written()
    few.add("view", hours=1, times=LEAST - 1)
    store.load(1, events=b"".join(few.lines))
    assert estimates.refresh() == 3
    found = kept_estimate(store.engine, 1, 7)
    assert found is not None
    assert found.estimate is None, "too few"
    more = Written()
    more.add("view", hours=2, times=LEAST)
    more.add("view", hours=2, times=20, rung="proven", channel="messenger", app="WhatsApp", private="yes", tag="w1")
    lines = b"".join(more.lines).replace(b'"id":"0000', b'"id":"1000')
    store.load(2, events=lines)
    assert estimates.refresh() == 0, "too soon"
    now[0] += SOON + 1
    assert estimates.refresh() == 3
    found = kept_estimate(store.engine, 1, 7)
    assert found is not None
    assert found.estimate is not None
    assert found.counted == Parts(20, 0, 0, 2 * LEAST - 1, 0)
    assert found.deep == 2 * LEAST - 1
    assert not found.too_many
    # a restart remembers
    again = Estimates(store.engine, database, clock=lambda: now[0])
    assert again.refresh() == 0
    # what was estimated from events goes with them
    store.engine.run("ALTER TABLE events DELETE WHERE 1 SETTINGS mutations_sync = 2")
    assert again.refresh() == 0
    assert kept_estimate(store.engine, 1, 7) is None


def test_published_figures_are_put_beside_ours_on_their_own_base(store: EventStore, database: Database) -> None:
    some = Written()
    for times, page, fields in (
        (40, "/news/a-long-story-of-yesterday", {"rung": "unattributed"}),
        (30, "/", {"rung": "unattributed"}),
        (20, "/news/a-long-story-of-yesterday", {"rung": "attributed", "channel": "social", "app": "Mastodon"}),
        (20, "/", {"rung": "attributed", "channel": "social", "app": "Mastodon"}),
        (20, "/news/a-long-story-of-yesterday", {"rung": "attributed", "channel": "search", "app": "Google"}),
        (15, "/news/a-long-story-of-yesterday", {"rung": "internal"}),
    ):
        some.add("view", hours=2, times=times, page=page, **fields)
    store.load(1, events=b"".join(some.lines))
    Estimates(store.engine, database, clock=lambda: NOW).refresh()
    found = kept_estimate(store.engine, 1, 7)
    assert found is not None
    assert (found.deep, found.deep_landings, found.social) == (40, 80, 40)
    assert (found.of_landings, found.of_social, found.of_articles) == (40 / 130, 40 / 80, 40 / 80)
    few = msgspec.structs.replace(found, deep_landings=49, social=9)
    assert (few.of_social, few.of_articles) == (None, None)


def test_nothing_is_begun_once_the_server_stops(store: EventStore, database: Database) -> None:
    some = Written()
    some.add("view", hours=1, times=5)
    store.load(1, events=b"".join(some.lines))
    estimates = Estimates(store.engine, database, clock=lambda: NOW)
    assert estimates.stop(1.0)


@pytest.mark.parametrize("fault", [ValueError, ZeroDivisionError, IndexError, KeyError])
def test_a_site_that_cannot_be_estimated_leaves_the_others_theirs(
    store: EventStore, database: Database, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    other = Sites(database).add("other", ["other.example.org"])
    written = Written()
    for site in (1, other.number):
        written.add("view", hours=1, times=LEAST, site=site)
    store.load(1, events=b"".join(written.lines))

    def estimate_site(_engine: object, site: Site, *_: object) -> SiteEstimate:
        if site.number == 1:
            raise fault
        return ESTIMATE

    monkeypatch.setattr("penombre.estimate.run.estimate_site", estimate_site)
    assert Estimates(store.engine, database, clock=lambda: NOW).refresh() == 6
    found = [kept_estimate(store.engine, site, 7) for site in (1, other.number)]
    assert [kept.estimate for kept in found if kept] == [None, ESTIMATE]


def test_the_finding_with_an_estimate() -> None:
    found = finding(KEPT, PARTS)
    assert found.sort == "estimated"
    assert [found.low, found.middle, found.high] == pytest.approx([0.31, 0.35, 0.39])
    assert found.certain == 150


def test_what_followed_previews_is_part_of_what_is_dark() -> None:
    estimate = msgspec.structs.replace(ESTIMATE, corroborated=Interval(60, 40, 300))
    found = finding(msgspec.structs.replace(KEPT, estimate=estimate), PARTS)
    assert found.dark
    assert found.corroborated == pytest.approx((40, 60, 200))
    assert found.remainder == pytest.approx((100, 140, 180))
    few = msgspec.structs.replace(ESTIMATE, corroborated=Interval(9, 2, 20))
    assert finding(msgspec.structs.replace(KEPT, estimate=few), PARTS).corroborated is None


def test_the_finding_without_answers_is_bounds() -> None:
    dark = msgspec.structs.replace(DARK, share=None, landings=None)
    kept = msgspec.structs.replace(KEPT, estimate=msgspec.structs.replace(ESTIMATE, dark=dark))
    found = finding(kept, PARTS)
    assert found.sort == "bounded"
    # what may be private comes into the upper limit
    assert [found.low, found.high] == pytest.approx([0.19, 0.51 + 20 / 1000])


def test_the_limits_stay_limits_where_a_few_are_not_told() -> None:
    dark = msgspec.structs.replace(DARK, share=None, landings=None)
    for few in (Parts(4, 0, 196, 400, 400), Parts(100, 50, 5, 400, 445), Parts(300, 100, 190, 400, 10 - 1)):
        kept = msgspec.structs.replace(KEPT, counted=few, estimate=msgspec.structs.replace(ESTIMATE, dark=dark))
        found = finding(kept, few)
        least, most = (few.proven or 0) + (few.observed or 0), few.total - (few.none or 0) - (few.public or 0)
        assert found.low is not None
        assert found.high is not None
        assert found.low <= (least + 0.1 * 400) / few.total
        assert found.high >= (most + 0.9 * 400) / few.total


def test_the_finding_before_there_is_an_estimate_or_of_a_few() -> None:
    assert finding(None, PARTS).sort == "counted"
    assert finding(None, Parts(4, 0, 0, 5, 0)).sort == "small"
    # four that show themselves are not told, and the lower limit does without them
    hidden = finding(None, Parts(4, 0, 0, 500, 500))
    assert hidden.certain is None
    told = Landings(120, Parts(None, 30, None, 50, 40), ())
    assert counted_only(told).certain is None
    assert counted_only(Landings(120, Parts(20, 30, 0, 40, 30), ())).certain == 50
    many = msgspec.structs.replace(KEPT, estimate=None, counted=Parts(MOST, 0, 0, 1, 0))
    assert many.too_many
    assert finding(many, PARTS).sort == "counted"


def test_an_app_leads_where_it_has_most_of_what_is_certain() -> None:
    def row(name: str, proven: int, channel: str = "messenger") -> Row:
        return Row(name, proven + 50, Parts(proven, 0, 0, 50, 0), channel)

    assert leader(Breakdown((row("", 0, "none"), row("Telegram", 20), row("WhatsApp", 40)), 0)) == "WhatsApp"
    assert leader(Breakdown((row("Telegram", 20), row("WhatsApp", 20)), 0)) == ""
    assert leader(Breakdown((Row("WhatsApp", 30, None), row("Telegram", 9)), 0)) == ""


def test_the_estimates_of_a_site_go_with_the_site_and_no_others(store: EventStore, database: Database) -> None:
    other = Sites(database).add("other", ["other.example.org"])
    for site in (1, other.number):
        for days in (7, 30, 90):
            keep(store.engine, site, days, KEPT)
    written = Written()
    written.add("view", times=3, site=other.number)
    store.load(1, events=b"".join(written.lines))
    with writing(database) as connection:
        connection.execute(sites.delete().where(sites.c.number == 1))
    estimates = Estimates(store.engine, database, lambda: NOW)
    estimates.refresh()
    assert [kept_estimate(store.engine, 1, days) for days in (7, 30, 90)] == [None, None, None]
    assert store.engine.rows("dashboard/kept_sites") == [{"site": other.number}]
    assert Sites(database).add("demo", ["www.example.org"]).number > other.number  # nor do they come back with the name


def test_what_is_erased_leaves_the_estimates_at_once_and_those_made_of_it_soon(
    store: EventStore, database: Database
) -> None:
    written = Written()
    written.add("view", times=30)
    written.add("view", hours=30, times=20)
    store.load(1, events=b"".join(written.lines))
    now = NOW
    estimates = Estimates(store.engine, database, lambda: now)
    estimates.refresh()
    before = kept_estimate(store.engine, 1, 7)
    assert before is not None
    store.erase(Part(1, end=int(START.timestamp()) + 86_400))
    assert [kept_estimate(store.engine, 1, days) for days in (7, 30, 90)] == [None, None, None]
    keep(store.engine, 1, 7, before)  # it was just being made
    now += SOON
    assert estimates.refresh()
    after = kept_estimate(store.engine, 1, 7)
    assert after is not None
    assert (before.events, after.events, after.counted.total) == (50, 20, 20)
