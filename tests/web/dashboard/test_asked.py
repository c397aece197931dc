"""What a page counts of free days is made of sums since a month's beginning; what is whole and usual stays exact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from sqlalchemy import Engine as Database

from penombre.collect.links.repository import Links
from penombre.collect.live.row import EventRow, line
from penombre.collect.sites import Site, Sites
from penombre.dashboard.filter import NAMES, Filter
from penombre.dashboard.landings import Hours
from penombre.dashboard.span import Span
from penombre.dashboard.tens import LEAST, in_tens
from penombre.serve.place import Place
from penombre.store.database import open_database
from penombre.store.event_store import EventStore
from penombre.web.dashboard.asked import Asked, look
from penombre.web.dashboard.sections import HOLD, SECTIONS, facts, held_on

PARIS = "Europe/Paris"
NOW = datetime(2026, 3, 30, 12, tzinfo=UTC)
APPS = ("WhatsApp", "Telegram", "")


def drawn() -> list[EventRow]:
    dice = np.random.default_rng(6)
    rows = []
    for number in range(2400):
        app = APPS[dice.choice(3, p=[0.3, 0.04, 0.66])]
        kind = ("view", "view", "view", "share", "goal", "click")[number % 6]
        private = {"channel": "messenger", "app": app, "private": "yes", "rung": "proven", "tag": "w1"}
        rows.append(
            EventRow(
                site=1,
                at=int(
                    (
                        NOW - timedelta(days=float(dice.uniform(0.6, 2.4) if number % 24 < 6 else dice.uniform(0, 60)))
                    ).timestamp()
                ),
                kind=kind,
                id=f"{number:032x}",
                page=("/a", "/b")[int(dice.random() < 0.2)],
                device=("phone", "desktop")[dice.integers(2)],
                name="sub" if kind == "goal" else "",
                value="2" if kind == "goal" else "0",
                link=1 if kind == "click" else 0,
                via="button" if kind == "share" else "",
                **(private if app else {"rung": "internal" if kind == "goal" else "unattributed"}),  # type: ignore[arg-type]
            )
        )
    return rows


ROWS = drawn()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[EventStore, Database, Site]]:
    folder = tmp_path_factory.mktemp("asked")
    found = Place(folder)
    found.make()
    database = open_database(found.database)
    site = Sites(database).add("paper", ["www.example.org"], mode="counting", timezone=PARIS)
    Links(database).create("https://www.example.org/a", "spring", "paper")
    store = EventStore(found.store)
    store.load(1, events=b"".join(map(line, ROWS)))
    yield store, database, site
    store.close()


def asked(place: tuple[EventStore, Database, Site], chosen: Filter) -> Asked:
    store, database, site = place
    return Asked(store.engine, database, site, chosen, NOW)


def by_hand(kind: str, chosen: Filter, name: str = "kind") -> dict[str, int]:
    """What is told of a free period: in each month the rounded sum up to its end, less that up to its beginning."""
    period = chosen.span.period(PARIS, NOW)
    months: dict[tuple[str, int], Counter[str]] = {}
    for row in ROWS:
        day = datetime.fromtimestamp(row.at, UTC).astimezone(ZoneInfo(PARIS)).date()
        fits = all(getattr(row, each) == value for each, value in chosen.chosen.items())
        if row.kind != kind or not fits or day > period.last:
            continue
        count = months.setdefault((str(getattr(row, name)), day.month), Counter())
        count["end"] += day >= period.first.replace(day=1)
        count["begin"] += period.first.replace(day=1) <= day < period.first
    told: Counter[str] = Counter()
    for (key, _), count in months.items():
        told[key] += int(in_tens(np.array(count["end"])) - in_tens(np.array(count["begin"])))
    return dict(told)


FREE = [
    Filter(Span(name="month")),
    Filter(Span(name="last_month"), device="phone"),
    Filter(Span(first=date(2026, 2, 10), last=date(2026, 3, 12))),
    Filter(Span(first=date(2026, 3, 3), last=date(2026, 3, 21)), page="/a"),
    Filter(Span(name="year"), app="WhatsApp"),
]


@pytest.mark.parametrize("chosen", FREE, ids=lambda chosen: chosen.query())
def test_free_days_are_told_in_tens(place: tuple[EventStore, Database, Site], chosen: Filter) -> None:
    found = look(asked(place, chosen), compared=True)
    assert found.landings.total == by_hand("view", chosen)["view"]
    assert sum(bucket.parts.total for bucket in found.landings.buckets) == found.landings.parts.total
    for what, name in (("pages", "page"), ("devices", "device"), ("apps", "app")):
        rows = {row.name: row.landings for row in found.table(what).rows}  # type: ignore[arg-type]
        assert rows == {key: count for key, count in by_hand("view", chosen, name).items() if count >= LEAST}


@pytest.mark.parametrize("chosen", [*FREE, Filter(device="phone")], ids=lambda chosen: chosen.query())
def test_so_is_what_is_no_landing(place: tuple[EventStore, Database, Site], chosen: Filter) -> None:
    if chosen.span.is_usual:  # the last thirty days, as dates
        chosen = chosen.spanning(Span(first=date(2026, 3, 1)))
    acts = by_hand("share", chosen).get("share", 0)
    shares = facts("shares", asked(place, chosen))["shares"]
    assert shares.total == (acts if acts == 0 or acts >= LEAST else None)
    goals = facts("goals", asked(place, chosen))["goals"]
    assert [(goal.reached, goal.worth) for goal in goals] == [
        (count, 0.0) for count in by_hand("goal", chosen).values() if count >= LEAST
    ]
    (link,) = facts("links", asked(place, chosen))["links"]
    assert link.clicks == by_hand("click", chosen).get("click", 0)


def test_a_usual_period_of_the_whole_site_is_exact(place: tuple[EventStore, Database, Site]) -> None:
    since = (NOW - timedelta(days=29)).date()
    kinds = Counter(
        row.kind for row in ROWS if datetime.fromtimestamp(row.at, UTC).astimezone(ZoneInfo(PARIS)).date() >= since
    )
    usual = asked(place, Filter())
    assert facts("overview", usual)["landings"].total == kinds["view"]
    assert facts("shares", usual)["shares"].total == kinds["share"]
    (goal,) = facts("goals", usual)["goals"]
    assert (goal.reached, goal.worth) == (kinds["goal"], 2.0 * kinds["goal"])
    assert facts("links", usual)["links"][0].clicks == kinds["click"]


def test_days_to_come_have_no_figures(place: tuple[EventStore, Database, Site]) -> None:
    chosen = Filter(Span(first=date(2026, 3, 31), last=date(2026, 4, 2)))
    for section in HOLD:
        told = facts(section, asked(place, chosen))
        assert told["to_come"], section
        assert not {"landings", "shares", "links", "goals", "generations", "table", "tables"} & told.keys(), section
    begun = Filter(Span(first=date(2026, 3, 30), last=date(2026, 4, 2)))
    assert "landings" in facts("overview", asked(place, begun))
    assert facts("overview", asked(place, begun))["shown_span"].last == date(2026, 3, 30)


def test_days_before_there_was_anything_are_not_compared_with(place: tuple[EventStore, Database, Site]) -> None:
    first = datetime.fromtimestamp(min(row.at for row in ROWS), ZoneInfo(PARIS))
    measured = facts("overview", asked(place, Filter()))
    assert (measured["before"].total is not None, measured["began"]) == (True, None)
    for span in (Span(90), Span(first=date(2026, 2, 20)), Span(first=date(2026, 2, 1), last=date(2026, 2, 20))):
        told = facts("overview", asked(place, Filter(span)))
        assert told["landings"].total
        assert (told["before"].total, told["began"]) == (None, first), span


def test_one_or_two_days_are_drawn_by_hour(place: tuple[EventStore, Database, Site]) -> None:
    for last, hours in ((28, 24), (29, 23)):  # the clocks go forward on the 29th
        chosen = Filter(Span(first=date(2026, 3, last), last=date(2026, 3, last)))
        told = facts("overview", asked(place, chosen))
        assert all(isinstance(bucket, Hours) for bucket in told["landings"].buckets)
        assert sum(bucket.size for bucket in told["landings"].buckets) == hours
        assert sum(bucket.parts.total for bucket in told["landings"].buckets) >= LEAST
    assert not asked(place, Filter(Span(first=date(2026, 3, 1), last=date(2026, 3, 3)))).by_hour


def test_every_page_says_which_filters_do_not_hold(place: tuple[EventStore, Database, Site]) -> None:
    every = Filter(
        page="/a", channel="search", app="WhatsApp", device="phone", country="FR", rung="none", link="spring", tag="w1"
    )
    assert set(every.chosen) == set(NAMES)
    for section in SECTIONS:
        told = facts(section, asked(place, every))
        assert {*told["not_held"], *told["held"]} == set(NAMES), section
        assert not {*told["not_held"]} & {*told["held"]}
        assert set(told["held"]) <= set(HOLD.get(section, ())), section
    assert held_on("goals", every).chosen.keys() == {"page", "app", "device", "country"}
    assert held_on("goals", every.having("rung", "proven")).rung == "proven"
