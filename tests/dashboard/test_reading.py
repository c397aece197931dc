"""The store answers what a count by hand answers, in the site's own days, whatever the address asked for (case S13)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from penombre.collect.live.row import EventRow, line
from penombre.collect.sites import Site
from penombre.dashboard.filter import RUNGS, Filter, read_filter
from penombre.dashboard.reading import UNKNOWN_LINK, Reader, Selection, counted, last_minutes
from penombre.dashboard.span import Span
from penombre.store.engine import Engine
from penombre.store.event_store import EventStore

NOW = datetime(2026, 3, 30, 12, tzinfo=UTC)
HOSTILE = "/' OR 1=1 UNION SELECT * FROM url('http://example.org/') --\\"
PAGES = ("/a", "/b/c", HOSTILE, "/é")
SOURCES = (
    ("none", "", "no", "unattributed"),
    ("messenger", "WhatsApp", "yes", "proven"),
    ("messenger", "Telegram", "yes", "observed"),
    ("social", "Facebook", "mixed", "attributed"),
    ("search", "Google", "no", "attributed"),
    ("social", "Bluesky", "no", "proven"),
    ("none", "", "no", "internal"),
)
PART = {"/proven/yes": "proven", "/observed/yes": "observed", "/unattributed/no": "none", "/attributed/mixed": "either"}


def drawn() -> list[EventRow]:
    dice = np.random.default_rng(4)
    rows = []
    for number in range(1500):
        channel, app, private, rung = SOURCES[dice.integers(len(SOURCES))]
        kind = ("click", "share", "goal", *["view"] * 7)[number % 10]
        rows.append(
            EventRow(
                site=1 + (number % 50 == 0),
                at=int((NOW - timedelta(days=float(dice.uniform(0, 12)))).timestamp()),
                kind=kind,
                id=f"{number:032x}",
                agent="bot" if number % 40 == 1 else "human",
                page=PAGES[dice.integers(len(PAGES))],
                channel=channel,
                app=app,
                private=private,
                rung=rung,
                device=("phone", "desktop")[dice.integers(2)],
                country=("FR", "BE", "")[dice.integers(3)],
                tag="w1" if rung == "proven" else "",
                link=int(dice.integers(1, 3)) if kind == "click" else 0,
                name="sub" if kind == "goal" else "",
                value="2.5" if kind == "goal" else "0",
            )
        )
    return rows


ROWS = drawn()


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    store = EventStore(tmp_path_factory.mktemp("store"))
    half = len(ROWS) // 2
    store.load(1, events=b"".join(map(line, ROWS[:half])))
    store.load(2, events=b"".join(map(line, ROWS[half:])))
    yield store.engine
    store.close()


def reader(engine: Engine, chosen: Filter, timezone: str = "Europe/Paris", link: int = 0) -> Reader:
    site = Site(number=1, name="demo", hosts=("www.example.org",), mode="counting", timezone=timezone)
    return Reader(engine, Selection(site, chosen.span.period(timezone, NOW), chosen, link))


def by_hand(chosen: Filter, key: str, timezone: str = "Europe/Paris", link: int = 0) -> Counter[tuple[str, str]]:
    period = chosen.span.period(timezone, NOW)
    found: Counter[tuple[str, str]] = Counter()
    for row in ROWS:
        part = PART.get(f"/{row.rung}/{row.private}", "public")
        when = datetime.fromtimestamp(row.at, UTC)
        kept = (
            row.site == 1
            and row.kind == ("click" if link else "view")
            and row.agent == "human"
            and row.rung != "internal"
            and period.start <= when < period.end
            and link in (0, row.link)
            and chosen.rung in ("", part)
            and all(
                getattr(chosen, name) in ("", getattr(row, name))
                for name in ("page", "channel", "app", "device", "country", "tag")
            )
        )
        if kept:
            day = when.astimezone(ZoneInfo(timezone)).date().isoformat()
            name = {
                "days": day,
                "apps": f"{row.channel} {row.app}",
                "pages": row.page,
                "devices": row.device,
                "countries": row.country,
            }
            found[name[key], part] += 1
    return found


FILTERS = [
    Filter(),
    Filter(Span(7)),
    Filter(page="/b/c"),
    Filter(page=HOSTILE, device="phone"),
    Filter(page="/é"),
    Filter(channel="messenger", country="FR"),
    Filter(app="Facebook", rung="either", device="desktop", country="BE"),
    Filter(tag="w1"),
    Filter(rung="none", page="/a", country="FR"),
]


@pytest.mark.parametrize("chosen", FILTERS, ids=lambda chosen: chosen.query() or "all")
@pytest.mark.parametrize("key", ["days", "apps", "pages", "devices", "countries"])
def test_as_counted_by_hand(engine: Engine, chosen: Filter, key: str) -> None:
    asked = reader(engine, chosen)
    found = asked.days() if key == "days" else asked.by(key)  # type: ignore[arg-type]
    told: Counter[tuple[str, str]] = Counter()
    for names, counts in zip(found.keys, found.counts.tolist(), strict=True):
        for rung, count in zip(RUNGS, counts, strict=True):
            told[" ".join(names), rung] += count
    assert +told == by_hand(chosen, key)


@pytest.mark.parametrize("chosen", FILTERS, ids=lambda chosen: chosen.query() or "all")
@pytest.mark.parametrize("what", ["shares", "goals", "links", "generations"])
def test_what_is_no_landing_is_filtered_by_what_it_has(engine: Engine, chosen: Filter, what: str) -> None:
    kinds = {"shares": ("share",), "goals": ("goal",), "links": ("click",), "generations": ("share", "view")}[what]
    without = {"shares": "rung", "goals": "", "links": "country tag", "generations": "rung"}[what].split()
    held = {name: value for name, value in chosen.chosen.items() if name not in without}
    period = chosen.span.period("Europe/Paris", NOW)
    rows = [
        row
        for row in ROWS
        if (row.site, row.agent) == (1, "human")
        and row.kind in kinds
        and period.start <= datetime.fromtimestamp(row.at, UTC) < period.end
        and held.get("rung", "") in ("", PART.get(f"/{row.rung}/{row.private}", "public"))
        and all(getattr(row, name) == value for name, value in held.items() if name != "rung")
    ]
    found = reader(engine, chosen).about(what)  # type: ignore[arg-type]
    if what == "generations":
        told = sum(int(row["presses"]) + int(row["landings"]) for row in found)
        tagged = [row for row in rows if row.tag and (row.kind == "share" or row.rung != "internal")]
        assert told == len(tagged)
        return
    count = {"shares": "acts", "goals": "reached", "links": "clicks"}[what]
    assert sum(int(row[count]) for row in found) == len(rows)


@pytest.mark.parametrize("timezone", ["Europe/Paris", "Asia/Kathmandu"])
def test_quarters_of_an_hour_make_the_hours_of_a_day(engine: Engine, timezone: str) -> None:
    chosen = Filter(Span(first=date(2026, 3, 28), last=date(2026, 3, 29)), device="phone")
    found = reader(engine, chosen, timezone).quarters()
    sums: Counter[tuple[str, str]] = Counter()
    for (quarter,), counts in zip(found.keys, found.counts.tolist(), strict=True):
        assert int(quarter) % 900 == 0
        day = datetime.fromtimestamp(int(quarter), UTC).astimezone(ZoneInfo(timezone)).date().isoformat()
        for rung, count in zip(RUNGS, counts, strict=True):
            sums[day, rung] += count
    assert +sums == by_hand(chosen, "days", timezone)


def test_tables_are_asked_of_another_period(engine: Engine) -> None:
    asked, other = reader(engine, Filter()), Filter(Span(7))
    for key in ("apps", "pages"):
        found = asked.by(key, other.span.period("Europe/Paris", NOW))
        assert int(found.sums.sum()) == sum(by_hand(other, key).values())


@pytest.mark.parametrize("timezone", ["UTC", "Asia/Kathmandu", "America/Montreal", "Pacific/Kiritimati"])
@pytest.mark.parametrize("key", ["days", "pages"])
def test_days_are_those_of_the_site(engine: Engine, timezone: str, key: str) -> None:
    asked = reader(engine, Filter(Span(7)), timezone)
    found = asked.days() if key == "days" else asked.by("pages")
    told = {
        (names[0], rung): count
        for names, counts in zip(found.keys, found.counts.tolist(), strict=True)
        for rung, count in zip(RUNGS, counts, strict=True)
        if count
    }
    assert told == by_hand(Filter(Span(7)), key, timezone)


def test_clicks_on_a_link_are_counted_where_one_is_chosen(engine: Engine) -> None:
    for link in (1, 2, UNKNOWN_LINK):
        total = counted(reader(engine, Filter(link="spring"), link=link).days()).total
        assert total == sum(by_hand(Filter(), "days", link=link).values())
    assert counted(reader(engine, Filter(link="nobodys"), link=UNKNOWN_LINK).days()).total == 0


@pytest.mark.parametrize(
    "text", ["'", "\\", "' OR 1=1 --", "{site:UInt32}", "}) FORMAT CSV", "\t\\N", "a" * 1000, "é☕", "%", "--"]
)
@pytest.mark.parametrize("name", ["page", "app", "country", "channel", "device", "rung", "tag", "link"])
def test_an_address_that_nobody_could_mean_is_answered_all_the_same(engine: Engine, name: str, text: str) -> None:
    chosen = read_filter({name: text})
    asked = reader(engine, chosen)
    expected = sum(by_hand(chosen, "days").values())
    assert counted(asked.days()).total == expected
    assert int(asked.by("pages").sums.sum()) == expected


def test_five_minutes(engine: Engine) -> None:
    newest = datetime.fromtimestamp(max(row.at for row in ROWS if row.site == 1), UTC)
    found = last_minutes(engine, 1, newest)
    assert found["views"] + found["clicks"] >= 1
    assert last_minutes(engine, 1, NOW + timedelta(days=1)) == dict.fromkeys(found, 0)


def test_when_events_are_deleted_so_are_the_sums(engine: Engine) -> None:
    """The last test here: the projections are a part of what they sum."""
    kept = engine.run(
        "SELECT name, sum(rows) AS rows FROM system.projection_parts WHERE active GROUP BY name ORDER BY name"
    )
    assert kept.count(b"page_days") == kept.count(b"quarters") == 1
    engine.run("ALTER TABLE events DELETE WHERE page = '/a' SETTINGS mutations_sync = 2")
    left = {key: count for key, count in by_hand(Filter(), "pages").items() if key[0] != "/a"}
    asked = reader(engine, Filter())
    assert counted(asked.days()).total == sum(left.values())
    assert int(asked.by("pages").sums.sum()) == sum(left.values())
