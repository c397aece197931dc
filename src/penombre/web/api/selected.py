"""The figures of one selection of a site, as programs see them: counted, and estimated where an estimate is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from penombre.analyze.cascades.estimate import CascadeEstimate
from penombre.analyze.interval import Interval
from penombre.dashboard.estimates import Kept, kept_estimate
from penombre.dashboard.finding import Finding, counted_only, finding
from penombre.dashboard.landings import Breakdown, Bucket, Landings, Lattice, Parts, breakdown, landings
from penombre.dashboard.period import Period
from penombre.dashboard.reading import Reader, Selection, counted
from penombre.dashboard.sharing import (
    Count,
    Generation,
    Goal,
    Link,
    Shares,
    generations,
    goals,
    links,
    previews,
    shares,
)
from penombre.report.site_estimate import Changed, Channel, DarkShare, PageShare, SiteEstimate
from penombre.store.engine import Engine
from penombre.web.api.problems import ConflictException

FEW = "of a few people only, here or in what the filters leave out: take a longer period or fewer filters"


class Overview(msgspec.Struct, frozen=True):
    """The finding, the landings by rung, and the estimate of the whole site.

    made_at   when the estimate was made; null where there is none
    dark      private ones among the landings without a source; null with filters, for it is of the whole site
    """

    site: str
    mode: str
    period: Period
    finding: Finding
    landings: Parts
    before: Parts
    made_at: datetime | None
    dark: DarkShare | None
    changes: list[Changed]


class Timeline(msgspec.Struct, frozen=True):
    """Landings by day; days that alone would be too few are told together."""

    period: Period
    buckets: tuple[Bucket, ...]


class Channels(msgspec.Struct, frozen=True):
    """Landings by channel and app as they show themselves, and the estimate of those without a source."""

    period: Period
    counted: Breakdown
    estimated: list[Channel] | None
    unallocated: Interval | None
    alarms: list[str]


class Pages(msgspec.Struct, frozen=True):
    """Landings by page, and the dark share of those without a source where it can be told."""

    period: Period
    counted: Breakdown
    estimated: list[PageShare]


class Sharing(msgspec.Struct, frozen=True):
    """Share acts, and the previews that apps fetched."""

    period: Period
    shares: Shares
    previews: tuple[Count, ...]


class Cascades(msgspec.Struct, frozen=True):
    """Links from hand to hand: by generation, and the estimate of the whole site where its mode has one."""

    period: Period
    generations: tuple[Generation, ...]
    estimate: CascadeEstimate | None


class LinkFigures(msgspec.Struct, frozen=True):
    """Short links, most clicks first."""

    period: Period
    links: tuple[Link, ...]


class Goals(msgspec.Struct, frozen=True):
    """Goals that were reached often enough to be told, and how many were not."""

    period: Period
    goals: tuple[Goal, ...]
    too_few: int


class Selected:
    """The figures of one selection. All methods raise StoreError; ConflictException where too few would be told of."""

    def __init__(self, engine: Engine, selection: Selection) -> None:
        """Read from the store."""
        self._engine = engine
        self._selection = selection
        self._reader = Reader(engine, selection)

    def overview(self) -> Overview:
        """The first thing to know."""
        chosen, kept = self._selection, self._kept()
        days, found = self._landings()
        before = landings(self._reader.days(chosen.period.before), chosen.period.before)
        return Overview(
            site=chosen.site.name,
            mode=chosen.site.mode,
            period=chosen.period,
            finding=counted_only(found.parts) if chosen.filter.chosen else finding(kept, counted(days)),
            landings=found.parts,
            before=before.parts,
            made_at=kept.made_at if kept else None,
            dark=kept.estimate.dark if kept and kept.estimate else None,
            changes=kept.estimate.changes if kept and kept.estimate else [],
        )

    def timeline(self) -> Timeline:
        """Day by day."""
        _, found = self._landings()
        return Timeline(self._selection.period, found.buckets)

    def channels(self) -> Channels:
        """By channel and app."""
        estimate = self._estimate()
        return Channels(
            self._selection.period,
            self._by("apps"),
            estimate.channels if estimate else None,
            estimate.unallocated if estimate else None,
            estimate.channel_alarms if estimate else [],
        )

    def pages(self) -> Pages:
        """By page."""
        estimate = self._estimate()
        return Pages(self._selection.period, self._by("pages"), estimate.pages if estimate else [])

    def shares(self) -> Sharing:
        """What was shared, and how."""
        reader = self._reader
        return Sharing(self._selection.period, shares(reader.about("shares")), previews(reader.about("previews")))

    def cascades(self) -> Cascades:
        """From hand to hand."""
        estimate = self._estimate()
        hands = generations(self._reader.about("generations"))
        return Cascades(self._selection.period, hands, estimate.cascades if estimate else None)

    def links(self, named: dict[int, tuple[str, str]]) -> LinkFigures:
        """By short link; `named` gives code and title by number."""
        return LinkFigures(self._selection.period, links(self._reader.about("links"), named))

    def goals(self) -> Goals:
        """What visitors came to do."""
        found, few = goals(self._reader.about("goals"))
        return Goals(self._selection.period, found, few)

    def _landings(self) -> tuple[Lattice, Landings]:
        days = self._reader.days()
        found = landings(days, self._selection.period)
        if found.total is None:
            raise ConflictException(FEW)
        return days, found

    def _by(self, what: Literal["apps", "pages"]) -> Breakdown:
        days, _ = self._landings()
        return breakdown(self._reader.by(what), days.sums)

    def _kept(self) -> Kept | None:
        """The estimate of the whole site; none with filters."""
        chosen = self._selection
        if chosen.filter.chosen:
            return None
        return kept_estimate(self._engine, chosen.site.number, chosen.period.days)

    def _estimate(self) -> SiteEstimate | None:
        kept = self._kept()
        return kept.estimate if kept else None
