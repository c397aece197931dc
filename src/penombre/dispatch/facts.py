"""What alerts are judged by, read from the store: hours and days of a site, no visitor among them."""

from __future__ import annotations

import math
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
from numpy.typing import NDArray

from penombre.act.takeoff import NEW, K, PageDays
from penombre.collect.sites import Site
from penombre.store.engine import Engine

Integers = NDArray[np.int64]

HOUR = 3600
HOURS = 6 * 7 * 24
"""Of history that a site's rhythm is read off."""
DAYS = 120
LATELY = timedelta(days=7)
MOST_PAGES = 60


class Hours(msgspec.Struct, frozen=True):
    """Page views of people and requests of robots by hour, the running hour last; `newest` 0.0 where none came."""

    people: Integers
    robots: Integers
    hour_of_week: Integers
    newest: float


def hours(engine: Engine, site: Site, now: float) -> Hours:
    """The last HOURS hours of a site. Raises StoreError."""
    start = (math.floor(now / HOUR) - HOURS + 1) * HOUR
    found = engine.rows("alerts/hours", site=site.number, start=_moment(start), end=_moment(start + HOURS * HOUR))
    people, robots = np.zeros(HOURS, dtype=np.int64), np.zeros(HOURS, dtype=np.int64)
    for row in found:
        people[int(row["hour"])], robots[int(row["hour"])] = int(row["people"]), int(row["robots"])
    zone = ZoneInfo(site.timezone)
    local = [datetime.fromtimestamp(start + hour * HOUR, zone) for hour in range(HOURS)]
    return Hours(
        people=people,
        robots=robots,
        hour_of_week=np.array([each.weekday() * 24 + each.hour for each in local]),
        newest=float(max((int(row["newest"]) for row in found), default=0)),
    )


def page_days(engine: Engine, site: Site, now: float) -> PageDays:
    """The last DAYS whole days of a site. Raises StoreError."""
    zone = ZoneInfo(site.timezone)
    midnight = datetime.combine(datetime.fromtimestamp(now, zone).date(), time(), zone)
    start = datetime.combine(midnight.date() - timedelta(days=DAYS), time(), zone)
    parameters: dict[str, Any] = {
        "site": site.number,
        "timezone": site.timezone,
        "start": _moment(start.timestamp()),
        "end": _moment(midnight.timestamp()),
    }
    lately = _moment((midnight - LATELY).timestamp())
    rows = engine.rows("alerts/page_days", lately=lately, k=K, limit=MOST_PAGES, **parameters)
    born = engine.rows("alerts/births", k=K, **parameters)
    pages = sorted({str(row["page"]) for row in rows})
    place = {page: number for number, page in enumerate(pages)}
    private = np.zeros((len(pages), DAYS), dtype=np.int64)
    public = np.zeros_like(private)
    first = np.full(len(pages), DAYS)
    for row in rows:
        page, day = place[str(row["page"])], int(row["day"])
        private[page, day], public[page, day] = int(row["private"]), int(row["public"])
        first[page] = min(first[page], day)
    rest = np.zeros(DAYS, dtype=np.int64)
    for row in engine.rows("alerts/site_days", **parameters):
        rest[int(row["day"])] = int(row["landings"])
    heard = int(np.argmax(rest > 0)) if rest.any() else DAYS
    return _from(heard, PageDays(
        start=start.timestamp(),
        first_weekday=start.weekday(),
        pages=pages,
        first=first,
        private=private,
        public=public,
        rest=rest,
        born=_born(born, heard),
    ))  # fmt: skip


def _born(rows: list[dict[str, Any]], heard: int) -> Integers:
    """New pages by what they had after each of their first days; in a site's own first week all are."""
    made = [
        [int(row[name]) for name in ("first_day", "one", "two", "three")]
        for row in rows
        if int(row["first_day"]) >= heard + LATELY.days
    ]
    table = np.array(made, dtype=np.int64).reshape(len(made), 1 + NEW)
    to_come = table[:, :1] + np.arange(1, 1 + NEW) >= DAYS
    born: Integers = np.where(to_come, -1, table[:, 1:])
    return born


def _from(heard: int, days: PageDays) -> PageDays:
    """Without the days before the site was measured, on which pages only seem to be quiet."""
    return msgspec.structs.replace(
        days,
        start=days.start + heard * 86_400,
        first_weekday=(days.first_weekday + heard) % 7,
        first=np.maximum(days.first - heard, 0),
        private=days.private[:, heard:],
        public=days.public[:, heard:],
        rest=days.rest[heard:],
    )


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")
