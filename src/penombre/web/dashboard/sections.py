"""What each page of the dashboard shows: the facts its template is filled with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from penombre.collect.dial import last_turn
from penombre.collect.links.repository import Links
from penombre.collect.sites import MODES, Site
from penombre.dashboard import sharing
from penombre.dashboard.filter import NAMES, Filter
from penombre.dashboard.finding import counted_only, finding, leader
from penombre.dashboard.landings import Breakdown, told_alone
from penombre.dashboard.period import day_of
from penombre.dashboard.reading import What, counted, last_minutes
from penombre.dashboard.span import LONGEST, PERIODS, Span
from penombre.dashboard.trees import MOST_LEVELS, read_trees
from penombre.store.beginning import beginning
from penombre.store.database import reading
from penombre.web.dashboard.asked import Asked, least, look, tallied
from penombre.web.dashboard.drawing import columns, noted, place_of_change
from penombre.web.dashboard.keepsakes import Annotation, annotations_of, views_of
from penombre.web.dashboard.privacy import privacy_texts
from penombre.web.dashboard.tree_drawing import draw_generations, draw_tree

Facts = dict[str, Any]


def overview(asked: Asked) -> Facts:
    """The finding, the ladder, the days, other ways to count, and comparisons."""
    began = beginning(asked.engine, asked.site.number)
    # days of which the site's data hold only a part are none to compare with
    late = began is not None and began > asked.before.start
    found = look(asked, compared=not late)
    told, period = found.landings, found.selection.period
    facts: Facts = {"landings": told, "period": period, "clicks": found.selection.counts_clicks}
    if told.total is None:
        return facts
    whole = asked.is_whole
    kept = asked.kept() if whole else None
    apps = found.table("apps") if whole else Breakdown((), 0)
    return facts | {
        "whole": whole,
        "kept": kept,
        "kept_parts": told_alone(kept.counted) if kept else None,
        "finding": finding(kept, counted(found.exact)) if whole else counted_only(told),
        "leader": leader(apps),
        "chart": columns(told.buckets, len(period.hours()) if asked.by_hour else period.days),
        "by_hour": asked.by_hour,
        "noted": noted(_annotated(asked), period),
        "day_there": lambda hour: day_of(hour, period.timezone),
        "before": found.before,
        "began": began.astimezone(ZoneInfo(period.timezone)) if began is not None and late else None,
        "before_period": asked.before,
        "shares": _shares(asked) if whole else None,
        "changes": kept.estimate.changes if kept and kept.estimate else [],
        "change_day": lambda change: date.fromisoformat(change.day),
        "change_x": partial(place_of_change, period=period),
    }


def _annotated(asked: Asked) -> list[Annotation]:
    with reading(asked.database) as connection:
        return annotations_of(connection, asked.site.name, asked.period)


def channels(asked: Asked) -> Facts:
    """By which channels and apps, on which devices, from which countries."""
    facts, table = _selected(asked)
    if table:
        kept = asked.kept() if asked.is_whole else None
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
        kept = asked.kept() if asked.is_whole else None
        shares = {each.page: each.share for each in kept.estimate.pages} if kept and kept.estimate else {}
        facts |= {"table": table("pages"), "dark": shares, "kept": kept}
    return facts


def shares(asked: Asked) -> Facts:
    """How links were shared: means, apps, and the private share rate."""
    apps = {"apps": partial(sharing.summed, count="previews", names=("channel", "app"))}
    return {
        "period": asked.period,
        "shares": _shares(asked),
        "previews": sharing.previews(tallied(asked, "previews", apps)["apps"]) if _previewed(asked.filter) else None,
    }


def _shares(asked: Asked) -> sharing.Shares:
    found = tallied(
        asked,
        "shares",
        {
            "means": partial(sharing.summed, count="acts", names=("means",)),
            "apps": partial(sharing.acts_by, names=("channel", "app")),
            "private": partial(sharing.acts_by, names=("private",)),
        },
    )
    return sharing.shares(**found, k=least(asked))


def _previewed(chosen: Filter) -> bool:
    """Whether an app that asks for a preview has all that a filter asks for: it has no device, nor a share tag."""
    return chosen.chosen.keys() <= {"page", "channel", "app"}


def links(asked: Asked) -> Facts:
    """Short links, and who followed them."""
    chosen = asked.filter.link
    named = {
        link.number: (link.code, link.title)
        for link in Links(asked.database).all(site=asked.site.name)
        if chosen in ("", link.code)
    }
    counts = tallied(
        asked,
        "links",
        {name: partial(sharing.summed, count=name, names=("link",)) for name in ("clicks", "private", "previews")},
    )
    rows = sharing.links(counts["clicks"], counts["private"], counts["previews"], named)
    followed = {row.code for row in rows}
    silent = [sharing.Link(code, title, 0, 0, 0) for code, title in named.values() if code not in followed]
    return {"period": asked.period, "links": [*rows, *silent]}


def goals(asked: Asked) -> Facts:
    """What private sharing brings."""
    worth: dict[tuple[str, ...], tuple[float, float]] = {}

    def reached(rows: list[dict[str, Any]]) -> dict[tuple[str, ...], int]:
        worth.update({(row["name"], row["currency"]): (row["worth"], row["private_worth"]) for row in rows})
        return sharing.summed(rows, "reached", ("name", "currency"))

    private = partial(sharing.summed, count="private", names=("name", "currency"))
    counts = tallied(asked, "goals", {"reached": reached, "private": private})
    # the sum of prices tells how often they were paid
    found, few = sharing.goals(**counts, worth=worth if asked.is_whole else {}, k=least(asked))
    return {"period": asked.period, "goals": found, "few": few}


def cascades(asked: Asked) -> Facts:
    """From hand to hand: what a share brings, K, audiences, half-life; trees, or levels where there are no tokens."""
    kept = asked.kept() if asked.is_whole else None
    counts = tallied(
        asked,
        "generations",
        {name: partial(sharing.summed, count=name, names=("generation",)) for name in ("presses", "landings")},
    )
    generations = sharing.generations(counts["presses"], counts["landings"])
    # of days that anybody may choose, one tree less would tell of a few
    drawn = asked.site.mode == "consent" and asked.filter.span.is_usual
    found = read_trees(asked.engine, asked.site, asked.period) if drawn else []
    return {
        "period": asked.period,
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
    kept = asked.recent()
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
HOLD = {
    "overview": NAMES,
    "channels": NAMES,
    "pages": NAMES,
    "shares": ("page", "channel", "app", "device", "country", "tag"),
    "links": ("page", "channel", "app", "device", "rung", "link"),
    "goals": ("page", "channel", "app", "device", "country", "rung"),
    "cascades": ("page", "channel", "app", "device", "country", "tag"),
}
"""The filters that hold on each page: what its rows have. The page says of the others that they do not."""
OF_GOALS = {"channel": ("messenger", "sms", "email", "workchat"), "rung": ("proven", "observed")}
"""A goal knows whether its visitor came in private; of public sources it knows nothing."""
SELECTING = ("overview", "channels", "pages")
"""Pages of landings: where there are none, or too few, there is nothing else to see."""
PERIODIC = tuple(name for name in SECTIONS if name != "live")
SPANS = (
    tuple(Span(name=name) for name in ("today", "yesterday")),
    tuple(map(Span, PERIODS)),
    tuple(Span(name=name) for name in ("month", "last_month", "year")),
)
"""The periods to choose from, in their groups."""


def facts(section: str, asked: Asked) -> Facts:
    """What a page shows."""
    held = held_on(section, asked.filter)
    here = msgspec.structs.replace(asked, filter=held)
    with reading(asked.database) as connection:
        views = views_of(connection, asked.site.name)
    more = {
        "filter": asked.filter,
        "shown_span": asked.filter.span.shown(day_of(asked.now, asked.site.timezone)),
        "filterable": HOLD.get(section, ()),
        "not_held": [name for name in asked.filter.chosen if name not in held.chosen],
        "held": tuple(held.chosen),
        "selects": section in SELECTING,
        "periodic": section in PERIODIC,
        "views": views,
    }
    if asked.is_to_come and section in HOLD:
        return frame(asked.site, section, asked.now) | more | {"to_come": True}
    return frame(asked.site, section, asked.now) | more | SECTIONS[section](here)


def frame(site: Site, section: str, now: datetime) -> Facts:
    """What every page of a site shows; without days and filters of its own."""
    today = day_of(now, site.timezone)
    return {
        "site": site,
        "section": section,
        "sections": tuple(SECTIONS),
        "filter": Filter(),
        "filterable": (),
        "not_held": [],
        "held": (),
        "selects": False,
        "to_come": False,
        "periodic": False,
        "views": [],
        "spans": SPANS,
        "now": now,
        "today": today,
        "oldest": today - timedelta(days=LONGEST - 1),
    }


def held_on(section: str, chosen: Filter) -> Filter:
    """What of a filter holds on a page."""
    names = HOLD.get(section, ())
    if section == "goals":
        names = tuple(name for name in names if getattr(chosen, name) in OF_GOALS.get(name, (getattr(chosen, name),)))
    return chosen.only(names)


def _selected(asked: Asked) -> tuple[Facts, Callable[[What], Breakdown] | None]:
    """A selection's landings, and what breaks them down; None where nothing of it may be told."""
    found = look(asked)
    return (
        {
            "landings": found.landings,
            "period": found.selection.period,
            "clicks": found.selection.counts_clicks,
        },
        None if found.landings.total is None else found.table,
    )


def this_moment() -> datetime:
    """Now, UTC."""
    return datetime.now(UTC)
