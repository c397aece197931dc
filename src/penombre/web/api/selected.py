"""The figures of one selection of a site, as programs see them: counted, and estimated where an estimate is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec
from litestar.exceptions import ClientException

from penombre.analyze.cascades.estimate import CascadeEstimate
from penombre.analyze.interval import Interval
from penombre.dashboard.estimates import Kept
from penombre.dashboard.finding import Finding
from penombre.dashboard.landings import Breakdown, Bucket, Hours, Parts
from penombre.dashboard.period import Period
from penombre.dashboard.sharing import Count, Generation, Goal, Link, Shares
from penombre.report.site_estimate import Changed, Channel, DarkShare, PageShare, SiteEstimate
from penombre.web.api.problems import ConflictException
from penombre.web.dashboard import sections
from penombre.web.dashboard.asked import Asked
from penombre.web.dashboard.sections import Facts

FEW = "of a few people only, here or in what the filters leave out: take a longer period or fewer filters"


class Overview(msgspec.Struct, frozen=True):
    """The finding, the landings by rung, and the estimate of the whole site.

    before    null where the site's data do not hold the whole period before, too
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
    """Landings by day, or of one or two days by hour; what alone would be too few is told together."""

    period: Period
    buckets: tuple[Bucket, ...]
    hours: tuple[Hours, ...] = ()


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
    links: list[Link]


class Goals(msgspec.Struct, frozen=True):
    """Goals that were reached often enough to be told, and how many were not."""

    period: Period
    goals: tuple[Goal, ...]
    too_few: int


class Selected:
    """The figures of one selection: those of the pages. All methods raise StoreError.

    They raise ConflictException where what is asked for is of a few people only, ClientException where a filter does
    not hold for it.
    """

    def __init__(self, asked: Asked) -> None:
        """Nothing is read yet."""
        self._asked = asked

    def overview(self) -> Overview:
        """The first thing to know."""
        facts = self._told(sections.overview)
        kept: Kept | None = facts["kept"]
        return Overview(
            site=self._asked.site.name,
            mode=self._asked.site.mode,
            period=facts["period"],
            finding=facts["finding"],
            landings=facts["landings"].parts,
            before=facts["before"].parts,
            made_at=kept.made_at if kept else None,
            dark=kept.estimate.dark if kept and kept.estimate else None,
            changes=facts["changes"],
        )

    def timeline(self) -> Timeline:
        """Day by day; hour by hour of one or two days."""
        facts = self._told(sections.overview)
        pieces = facts["landings"].buckets
        return Timeline(
            facts["period"],
            tuple(each for each in pieces if isinstance(each, Bucket)),
            tuple(each for each in pieces if isinstance(each, Hours)),
        )

    def channels(self) -> Channels:
        """By channel and app."""
        facts = self._told(sections.channels)
        estimate: SiteEstimate | None = facts["estimate"]
        return Channels(
            facts["period"],
            facts["tables"]["apps"],
            estimate.channels if estimate else None,
            estimate.unallocated if estimate else None,
            estimate.channel_alarms if estimate else [],
        )

    def pages(self) -> Pages:
        """By page."""
        facts = self._told(sections.pages)
        kept: Kept | None = facts["kept"]
        return Pages(facts["period"], facts["table"], kept.estimate.pages if kept and kept.estimate else [])

    def shares(self) -> Sharing:
        """What was shared, and how."""
        facts = self._held("shares")
        return Sharing(facts["period"], facts["shares"], facts["previews"])

    def cascades(self) -> Cascades:
        """From hand to hand."""
        facts = self._held("cascades")
        return Cascades(facts["period"], facts["generations"], facts["cascades"])

    def links(self) -> LinkFigures:
        """By short link."""
        facts = self._held("links")
        return LinkFigures(facts["period"], facts["links"])

    def goals(self) -> Goals:
        """What visitors came to do."""
        facts = self._held("goals")
        return Goals(facts["period"], facts["goals"], facts["few"])

    def _held(self, section: str) -> Facts:
        asked = self._asked.filter
        held = sections.held_on(section, asked)
        for name, value in asked.chosen.items():
            if name not in held.chosen:
                raise ClientException(f"{name}: {value[:64]!r} does not hold for {section}")
        return sections.SECTIONS[section](self._asked)

    def _told(self, section: Callable[[Asked], Facts]) -> Facts:
        facts = section(self._asked)
        if facts["landings"].total is None:
            raise ConflictException(FEW)
        return facts
