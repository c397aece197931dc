"""What each page of the dashboard shows: the facts its template is filled with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import Engine as Database

from penombre.collect.links.errors import UnknownLinkError
from penombre.collect.links.repository import Links
from penombre.collect.sites import MODES, Site
from penombre.dashboard import sharing
from penombre.dashboard.estimates import Kept, kept_estimate
from penombre.dashboard.filter import PERIODS, Filter
from penombre.dashboard.finding import counted_only, finding, leader
from penombre.dashboard.landings import breakdown, landings, told_alone
from penombre.dashboard.period import last_days
from penombre.dashboard.reading import UNKNOWN_LINK, Reader, Selection, counted, last_minutes
from penombre.store.engine import Engine
from penombre.web.dashboard.drawing import columns, place_of_change

Facts = dict[str, Any]


class Asked(msgspec.Struct, frozen=True):
    """What a page is about, and where its facts are."""

    engine: Engine
    database: Database
    site: Site
    filter: Filter
    now: datetime

    def reader(self, chosen: Filter) -> tuple[Selection, Reader]:
        """The selection of a filter, and who reads it."""
        period = last_days(chosen.days, self.site.timezone, self.now)
        selection = Selection(self.site, period, chosen, self._link(chosen.link))
        return selection, Reader(self.engine, selection)

    def kept(self) -> Kept | None:
        """The newest estimate of the period."""
        return kept_estimate(self.engine, self.site.number, self.filter.days)

    def _link(self, code: str) -> int:
        if not code:
            return 0
        try:
            found = Links(self.database).named(code)
        except UnknownLinkError:
            return UNKNOWN_LINK
        return found.number if found.site == self.site.number else UNKNOWN_LINK


def overview(asked: Asked) -> Facts:
    """The finding, the ladder, the days, other ways to count, and comparisons."""
    selection, reader = asked.reader(asked.filter)
    days = reader.days()
    found = landings(days, selection.period)
    facts: Facts = {"landings": found, "period": selection.period, "clicks": selection.counts_clicks}
    if found.total is None:
        return facts
    whole = not asked.filter.chosen
    kept = asked.kept() if whole else None
    apps = breakdown(reader.by("apps"), days.sums)
    before = landings(reader.days(selection.period.before), selection.period.before)
    shares = sharing.shares(reader.about("shares")) if whole else None
    return facts | {
        "whole": whole,
        "kept": kept,
        "kept_parts": told_alone(kept.counted) if kept else None,
        "finding": finding(kept, counted(days)) if whole else counted_only(found.parts),
        "leader": leader(apps),
        "chart": columns(found.buckets),
        "before": before,
        "shares": shares,
        "changes": kept.estimate.changes if kept and kept.estimate else [],
        "change_x": partial(place_of_change, period=selection.period),
    }


def channels(asked: Asked) -> Facts:
    """By which channels and apps, on which devices, from which countries."""
    facts, days, reader = _selected(asked)
    if days is not None:
        kept = asked.kept() if not asked.filter.chosen else None
        facts |= {
            "tables": {what: breakdown(reader.by(what), days.sums) for what in ("apps", "devices", "countries")},
            "estimate": kept.estimate if kept else None,
            "kept": kept,
        }
    return facts


def pages(asked: Asked) -> Facts:
    """Where people landed, and how much of it is private."""
    facts, days, reader = _selected(asked)
    if days is not None:
        kept = asked.kept() if not asked.filter.chosen else None
        shares = {each.page: each.share for each in kept.estimate.pages} if kept and kept.estimate else {}
        facts |= {"table": breakdown(reader.by("pages"), days.sums), "dark": shares, "kept": kept}
    return facts


def shares(asked: Asked) -> Facts:
    """How links were shared: means, apps, and the private share rate."""
    selection, reader = asked.reader(Filter(days=asked.filter.days))
    return {
        "period": selection.period,
        "shares": sharing.shares(reader.about("shares")),
        "previews": sharing.previews(reader.about("previews")),
    }


def links(asked: Asked) -> Facts:
    """Short links, and who followed them."""
    selection, reader = asked.reader(Filter(days=asked.filter.days))
    named = {link.number: (link.code, link.title) for link in Links(asked.database).all(site=asked.site.name)}
    rows = sharing.links(reader.about("links"), named)
    followed = {row.code for row in rows}
    silent = [sharing.Link(code, title, 0, 0, 0) for code, title in named.values() if code not in followed]
    return {"period": selection.period, "links": [*rows, *silent]}


def goals(asked: Asked) -> Facts:
    """What private sharing brings."""
    selection, reader = asked.reader(Filter(days=asked.filter.days))
    found, few = sharing.goals(reader.about("goals"))
    return {"period": selection.period, "goals": found, "few": few}


def cascades(asked: Asked) -> Facts:
    """From hand to hand: what a share brings, K, audiences, half-life."""
    selection, reader = asked.reader(Filter(days=asked.filter.days))
    kept = asked.kept()
    return {
        "period": selection.period,
        "kept": kept,
        "cascades": kept.estimate.cascades if kept and kept.estimate else None,
        "generations": sharing.generations(reader.about("generations")),
    }


def live(asked: Asked) -> Facts:
    """The last five minutes."""
    return {"minutes": sharing.enough(last_minutes(asked.engine, asked.site.number, asked.now))}


def prudence(asked: Asked) -> Facts:
    """The dial: what each mode collects, and what it would buy."""
    kept = asked.kept()
    steps = {step.mode: step for step in kept.estimate.dial} if kept and kept.estimate else {}
    return {"kept": kept, "steps": steps, "modes": MODES}


SECTIONS: dict[str, Callable[[Asked], Facts]] = {
    "overview": overview,
    "channels": channels,
    "pages": pages,
    "shares": shares,
    "links": links,
    "goals": goals,
    "cascades": cascades,
    "live": live,
    "prudence": prudence,
}
"""The pages, in the order of the menu."""
FILTERED = ("overview", "channels", "pages")
"""Pages that filters hold for; the others are of the whole site."""
PERIODIC = tuple(name for name in SECTIONS if name != "live")


def facts(section: str, asked: Asked) -> Facts:
    """What a page shows."""
    return {
        "site": asked.site,
        "section": section,
        "sections": tuple(SECTIONS),
        "filter": asked.filter,
        "filtered": section in FILTERED,
        "periods": PERIODS if section in PERIODIC else (),
        "now": asked.now,
    } | SECTIONS[section](asked)


def _selected(asked: Asked) -> tuple[Facts, Any, Reader]:
    """A selection's landings; None instead of its lattice where nothing of it may be told."""
    selection, reader = asked.reader(asked.filter)
    days = reader.days()
    found = landings(days, selection.period)
    told = found.total is not None
    return (
        {"landings": found, "period": selection.period, "clicks": selection.counts_clicks},
        days if told else None,
        reader,
    )


def this_moment() -> datetime:
    """Now, UTC."""
    return datetime.now(UTC)
