"""What each page of the dashboard shows: the facts its template is filled with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import Engine as Database

from penombre.collect.dial import last_turn
from penombre.collect.links.errors import UnknownLinkError
from penombre.collect.links.repository import Links
from penombre.collect.sites import MODES, Site
from penombre.dashboard import sharing
from penombre.dashboard.estimates import Kept, kept_estimate
from penombre.dashboard.filter import PERIODS, Filter
from penombre.dashboard.finding import counted_only, finding, leader
from penombre.dashboard.landings import Breakdown, breakdown, landings, told_alone
from penombre.dashboard.period import last_days
from penombre.dashboard.reading import UNKNOWN_LINK, Reader, Selection, What, counted, last_minutes
from penombre.dashboard.trees import MOST_LEVELS, read_trees
from penombre.store.database import reading
from penombre.store.engine import Engine
from penombre.web.dashboard.drawing import columns, place_of_change
from penombre.web.dashboard.privacy import privacy_texts
from penombre.web.dashboard.tree_drawing import draw_generations, draw_tree

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

    def around(self) -> list[Reader]:
        """Who read what is selected with a filter less: what that leaves out must not be a few, either.

        A short link is no part of landings, so there is nothing that it leaves out of them.
        """
        return [self.reader(self.filter.having(name, ""))[1] for name in self.filter.chosen if name != "link"]

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
    period, earlier = selection.period, selection.period.before
    # both periods in one question
    days, *around = (each.days(period.with_before) for each in (reader, *asked.around()))
    found = landings(days.within(period), period, around=[each.within(period) for each in around])
    facts: Facts = {"landings": found, "period": period, "clicks": selection.counts_clicks}
    if found.total is None:
        return facts
    whole = not asked.filter.chosen
    kept = asked.kept() if whole else None
    exact = days.within(period)
    apps = breakdown(reader.by("apps"), exact.sums) if whole else Breakdown((), 0)
    before = landings(days.within(earlier), earlier, around=[each.within(earlier) for each in around])
    shares = sharing.shares(reader.about("shares")) if whole else None
    return facts | {
        "whole": whole,
        "kept": kept,
        "kept_parts": told_alone(kept.counted) if kept else None,
        "finding": finding(kept, counted(exact)) if whole else counted_only(found),
        "leader": leader(apps),
        "chart": columns(found.buckets),
        "before": before,
        "shares": shares,
        "changes": kept.estimate.changes if kept and kept.estimate else [],
        "change_day": lambda change: date.fromisoformat(change.day),
        "change_x": partial(place_of_change, period=period),
    }


def channels(asked: Asked) -> Facts:
    """By which channels and apps, on which devices, from which countries."""
    facts, table = _selected(asked)
    if table:
        kept = asked.kept() if not asked.filter.chosen else None
        facts |= {
            "tables": {what: table(what) for what in ("apps", "devices", "countries")},
            "estimate": kept.estimate if kept else None,
            "kept": kept,
        }
    return facts


def pages(asked: Asked) -> Facts:
    """Where people landed, and how much of it is private."""
    facts, table = _selected(asked)
    if table:
        kept = asked.kept() if not asked.filter.chosen else None
        shares = {each.page: each.share for each in kept.estimate.pages} if kept and kept.estimate else {}
        facts |= {"table": table("pages"), "dark": shares, "kept": kept}
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
    """From hand to hand: what a share brings, K, audiences, half-life; trees, or levels where there are no tokens."""
    selection, reader = asked.reader(Filter(days=asked.filter.days))
    kept = asked.kept()
    generations = sharing.generations(reader.about("generations"))
    found = read_trees(asked.engine, selection) if asked.site.mode == "consent" else []
    return {
        "period": selection.period,
        "kept": kept,
        "cascades": kept.estimate.cascades if kept and kept.estimate else None,
        "generations": generations,
        "trees": [(tree, draw_tree(tree.root)) for tree in found],
        "most_levels": MOST_LEVELS,
        "pairs": draw_generations(generations) if asked.site.mode == "counting" else (),
    }


def live(asked: Asked) -> Facts:
    """The last five minutes."""
    return {"minutes": sharing.enough(last_minutes(asked.engine, asked.site.number, asked.now))}


def prudence(asked: Asked) -> Facts:
    """The dial: what each mode collects, and what it would buy; who turned it last; the privacy texts."""
    kept = asked.kept()
    steps = {step.mode: step for step in kept.estimate.dial} if kept and kept.estimate else {}
    with reading(asked.database) as connection:
        turned = last_turn(connection, asked.site.number)
    return {
        "kept": kept,
        "steps": steps,
        "modes": MODES,
        "turned": turned,
        "turned_at": datetime.fromtimestamp(turned.at, UTC) if turned else None,
        "privacy": partial(privacy_texts, asked.database, asked.site),
    }


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


def _selected(asked: Asked) -> tuple[Facts, Callable[[What], Breakdown] | None]:
    """A selection's landings, and what breaks them down; None where nothing of it may be told."""
    selection, reader = asked.reader(asked.filter)
    days = reader.days()
    around = asked.around()
    found = landings(days, selection.period, around=[each.days() for each in around])

    def table(what: What) -> Breakdown:
        return breakdown(reader.by(what), days.sums, around=[each.by(what) for each in around])

    return (
        {"landings": found, "period": selection.period, "clicks": selection.counts_clicks},
        None if found.total is None else table,
    )


def this_moment() -> datetime:
    """Now, UTC."""
    return datetime.now(UTC)
