"""The estimates of the usual periods: made in the background when data have changed, kept in the store (ADR 23)."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
from sqlalchemy import Engine as Database

from penombre.collect.sites import Site, Sites
from penombre.dashboard.filter import Filter
from penombre.dashboard.landings import Parts
from penombre.dashboard.period import Period, last_days
from penombre.dashboard.reading import Reader, Selection, counted
from penombre.dashboard.span import PERIODS, Span
from penombre.dashboard.telling import K
from penombre.report.site_estimate import SiteEstimate
from penombre.sentences import say
from penombre.store.engine import Engine

log = logging.getLogger(__name__)

OFTEN = 900.0
"""Seconds between two estimates of the same period, as long as a site has not doubled meanwhile."""
SOON = 30.0
LEAST, MOST = 50, 1_000_000
"""Landings below which there is nothing to estimate, and above which it would take too much memory and time."""


class Kept(msgspec.Struct, frozen=True):
    """An estimate, and what was counted when it was made.

    made_at    when, UTC
    last       the last day of the period
    events     the site's events at that moment, in all
    counted    the landings of the period, exactly: they are told through `told_alone`
    deep       those without a source on a page that nobody would type
    estimate   None where there are too few landings, or too many
    deep_landings, social   those on such a page, whatever their source; those from networks
    """

    made_at: datetime
    last: str
    events: int
    counted: Parts
    deep: int
    mode: str
    estimate: SiteEstimate | None
    deep_landings: int = 0
    social: int = 0

    @property
    def of_landings(self) -> float | None:
        """`deep` among all landings: the rule of 2012. None, here and below, where few would be told."""
        return _share(self.deep, self.counted.total - self.deep)

    @property
    def of_social(self) -> float | None:
        """`deep` among these and what came from networks, as The Atlantic counted (Madrigal 2012)."""
        return _share(self.deep, self.social)

    @property
    def of_articles(self) -> float | None:
        """`deep` among the landings on such pages, as Chartbeat counted."""
        return _share(self.deep, self.deep_landings - self.deep)

    @property
    def too_many(self) -> bool:
        """Whether it is for their number that nothing was estimated."""
        return self.estimate is None and self.counted.total > MOST


def _share(part: int, rest: int) -> float | None:
    return part / (part + rest) if part >= K and rest >= K else None


def keep(engine: Engine, site: int, days: int, kept: Kept) -> None:
    """Keep an estimate instead of the one before. Raises StoreError."""
    document = msgspec.json.encode(kept).decode()
    engine.insert(
        "estimates", [{"site": site, "days": days, "made_at": kept.made_at.timestamp(), "document": document}]
    )


def kept_estimate(engine: Engine, site: int, days: int) -> Kept | None:
    """The newest estimate of a site's last `days`; None where there is none, or one that another version wrote."""
    rows = engine.rows("dashboard/kept", site=site, days=days)
    try:
        return msgspec.json.decode(rows[0]["document"], type=Kept) if rows else None
    except msgspec.DecodeError:
        return None


def due(kept: Kept | None, events: int, today: str, mode: str, now: float) -> bool:
    """Whether an estimate is to be made: there is none, or data, day or mode have changed since, some time ago."""
    if kept is None:
        return True
    age = now - kept.made_at.timestamp()
    # fewer than there were: some were erased, also where an estimate was being made from them at that moment
    if kept.mode != mode or events >= 2 * kept.events or events < kept.events:
        return age >= SOON
    return age >= OFTEN and (events != kept.events or today != kept.last)


class Estimates:
    """Makes what is due, one estimate at a time."""

    def __init__(self, engine: Engine, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._database = database
        self._clock = clock
        self._known: dict[tuple[int, int], Kept | None] = {}
        self._one_at_a_time = threading.Lock()
        self._stopping = False

    def stop(self, within: float) -> bool:
        """Begin no other estimate; whether the one that is being made is done within so many seconds."""
        self._stopping = True
        return self._one_at_a_time.acquire(timeout=within)

    def refresh(self) -> int:
        """Make the estimates that are due, the shortest period first; how many. Raises StoreError."""
        made = 0
        with self._one_at_a_time:
            events = {int(row["site"]): int(row["events"]) for row in self._engine.rows("dashboard/events")}
            there = Sites(self._database).all()
            self._forget_others({site.number for site in there})
            for site in there:
                for days in PERIODS:
                    if self._stopping:
                        return made
                    made += self._refresh(site, days, events.get(site.number, 0))
        return made

    def _forget_others(self, there: set[int]) -> None:
        """Drop what was estimated of sites that are gone: a site's number is never given twice."""
        for row in self._engine.rows("dashboard/kept_sites"):
            site = int(row["site"])
            if site not in there:
                self._engine.execute("dashboard/drop_kept", site=site)
                self._known = {key: kept for key, kept in self._known.items() if key[0] != site}

    def _refresh(self, site: Site, days: int, events: int) -> bool:
        key, now = (site.number, days), self._clock()
        if key not in self._known:
            self._known[key] = kept_estimate(self._engine, *key)
        if not events:
            if self._known[key] is not None:
                self._engine.execute("dashboard/drop_kept", site=site.number)
                self._known[key] = None
            return False
        period = last_days(days, site.timezone, datetime.fromtimestamp(now, UTC))
        if not due(self._known[key], events, period.last.isoformat(), site.mode, now):
            return False
        self._known[key] = kept = self._make(site, period, events, now)
        keep(self._engine, site.number, days, kept)
        return True

    def _make(self, site: Site, period: Period, events: int, now: float) -> Kept:
        # a second and 100 MB of arithmetic: a server without data does without
        from penombre.estimate.run import estimate_site, strip_of  # noqa: PLC0415

        self._engine.create("functions")
        landings = counted(Reader(self._engine, Selection(site, period, Filter(Span(period.days)))).days())
        deep = self._engine.rows("dashboard/deep", site=site.number, **period.bounds())[0]
        # hours that are still to come are not hours in which nobody came
        until = min(period.end, datetime.fromtimestamp(now, UTC))
        estimate = None
        if LEAST <= landings.total <= MOST:
            try:
                estimate = estimate_site(self._engine, site, period.start, until, strip_of(self._database, site.name))
            except (ValueError, ArithmeticError, LookupError):
                # whatever the data are like, the other sites have theirs; the page says that there is none
                log.exception(
                    say("{site}: the last {days} days could not be estimated", site=site.name, days=period.days)
                )
        return Kept(
            made_at=datetime.fromtimestamp(now, UTC),
            last=period.last.isoformat(),
            events=events,
            counted=landings,
            mode=site.mode,
            estimate=estimate,
            **{name: int(count) for name, count in deep.items()},
        )
