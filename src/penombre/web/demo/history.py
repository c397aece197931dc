"""A month of visits that never happened, for a demo whose store is empty: the dashboard has something to show at once.

The rows are those that the server would have kept of the same requests; the journal gets them as one segment.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

import msgspec
import numpy as np

from penombre.collect.links.code import split_variant
from penombre.collect.links.snapshot import Target
from penombre.collect.live.minimise import Hit, RefusedError, click_row, event_row
from penombre.collect.live.row import EventRow, line
from penombre.collect.live.sent import SentEvent, decode
from penombre.collect.sites import Site
from penombre.select.question import APPS as ANSWERS_BY_APP
from penombre.signals import tag_apps
from penombre.web.demo.setup import ASKED
from penombre.web.demo.visitors import Place, Step, Way, draw_visit, draw_way

Find: TypeAlias = Callable[[str], Target | None]

DAYS = 30
VISITORS = 9_000
ANSWERING, HONEST = 0.5, 0.94
GOALS = (("newsletter", 0.035, 0.0), ("support", 0.02, 12.0))
"""What visitors do that the paper would like: its name, how often, and what it is worth on average."""
COUNTRIES, COUNTRY_SHARES = ("FR", "BE", "CH", "CA", "GB"), (0.7, 0.12, 0.08, 0.06, 0.04)
APPS = ("WhatsApp", "E-mail", "Facebook Messenger", "SMS", "Telegram", "Slack")
APP_SHARES = (0.42, 0.2, 0.14, 0.1, 0.08, 0.06)
OTHERS = ("searched", "feed", "typed", "forgotten")
_HOURS = np.array([2, 1, 1, 1, 1, 2, 5, 9, 10, 9, 8, 8, 10, 10, 8, 7, 7, 9, 11, 12, 13, 13, 9, 5], dtype=float)
_WEEK = np.array([1.1, 1.0, 1.0, 1.05, 1.1, 0.8, 0.75])
STRIKE = 9
"""So many days ago a story went round: a day of twice as many."""
_UNKNOWN = {"search": "searched", "social": "feed", "ai": "assistant", "campaign": "newsletter"}


def draw_history(
    place: Place, site: Site, find: Find, now: datetime, rng: np.random.Generator, visitors: int = VISITORS
) -> Iterator[bytes]:
    """Lines of events of the month before `now`, as the store takes them; `find` says where a short link leads."""
    begun = now.timestamp() - DAYS * 86_400
    for at in _arrivals(now, rng, visitors):
        way, country = draw_way(rng), str(rng.choice(COUNTRIES, p=COUNTRY_SHARES))
        rows = [
            row
            for step in draw_visit(place, rng, at, way)
            for row in _rows(step, site, find, begun, country)
            if row.at < now.timestamp()
        ]
        rows += [more for row in rows if row.kind == "view" for more in _asked(row, way, rng)]
        if place.mode != "strict" and rows:
            rows += _goals(place, site, way, rows, rng)
        yield from map(line, rows)


def _arrivals(now: datetime, rng: np.random.Generator, visitors: int) -> list[float]:
    """Seconds after the beginning, with the rhythm of days and weeks."""
    hours = DAYS * 24
    local = [datetime.fromtimestamp(now.timestamp() - (hours - hour) * 3600, UTC) for hour in range(hours)]
    weights = np.array([_HOURS[each.hour] * _WEEK[each.weekday()] for each in local])
    strike = (DAYS - STRIKE) * 24
    weights[strike : strike + 24] *= 2
    hour = rng.choice(hours, size=visitors, p=weights / weights.sum())
    found: list[float] = np.sort((hour + rng.random(visitors)) * 3600).tolist()
    return found


def _rows(step: Step, site: Site, find: Find, begun: float, country: str) -> Iterator[EventRow]:
    """What is kept of one request; nothing of who objects."""
    if step.objects:
        return
    if step.method == "GET":
        code, letter = split_variant(step.path[1:])
        target = find(code)
        if target is not None:
            hit = Hit(ua=step.agent, referrer="", fetch_site="", head=False, prefetch=False)
            said = f"{step.at}{step.path}{step.address}".encode()
            event_id = f"{zlib.crc32(said):08x}{zlib.crc32(said[::-1]):08x}".rjust(32, "0")
            yield click_row(hit, target, letter, event_id, begun + step.at)
        return
    for _, event in decode(step.body)[0]:
        try:
            yield event_row(event, site, step.agent, begun + step.at, country)
        except RefusedError:
            continue


def _asked(row: EventRow, way: Way, rng: np.random.Generator) -> Iterator[EventRow]:
    """The question, put to some of those who landed, and the answer of some of them."""
    if row.rung == "internal" or row.agent != "human" or rng.random() >= ASKED:
        return
    asked = msgspec.structs.replace(row, id=rng.bytes(16).hex(), kind="ask", design=ASKED)
    yield asked
    if rng.random() < ANSWERING:
        truth = way.truth or ("sent" if row.private == "yes" or way.letter else _UNKNOWN.get(row.channel, "forgotten"))
        said = truth if rng.random() < HONEST else str(rng.choice(OTHERS))
        sent = said == "sent"
        yield msgspec.structs.replace(
            asked,
            id=rng.bytes(16).hex(),
            kind="answer",
            name=said,
            app=_app_told(row, rng) if sent else "",
            audience=str(rng.choice(("alone", "small_group", "large_group"), p=(0.5, 0.35, 0.15))) if sent else "",
        )


def _app_told(row: EventRow, rng: np.random.Generator) -> str:
    """The app that a visitor names who was sent the link: the one that the landing shows, most of the time."""
    shown = tag_apps().get(row.tag[:1], "") or (row.app if row.private == "yes" else "")
    honest = shown in ANSWERS_BY_APP and rng.random() < HONEST
    return shown if honest else str(rng.choice(APPS, p=APP_SHARES))


def _goals(
    place: Place, site: Site, way: Way, rows: Sequence[EventRow], rng: np.random.Generator
) -> Iterator[EventRow]:
    """What some reach before they leave."""
    for name, often, worth in GOALS:
        if rng.random() < often:
            said = SentEvent(
                id=rng.bytes(16).hex(),
                site=site.name,
                kind="goal",
                url=f"{place.base}{rows[-1].page}?{way.query}",
                name=name,
                value=f"{rng.gamma(2.0, worth / 2):.2f}" if worth else None,
                currency="EUR" if worth else None,
            )
            landed = rows[0]
            goal = event_row(said, site, "", landed.at + 60, landed.country)
            yield msgspec.structs.replace(goal, agent="human", device=landed.device)
