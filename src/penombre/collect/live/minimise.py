"""From a request to what may be kept of it: addresses, agents, full addresses of pages and referrers end here."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import cache, lru_cache
from typing import TypeVar
from urllib.parse import unquote_plus, urlsplit

import msgspec
import re2

from penombre.collect.links.snapshot import Target
from penombre.collect.live.row import EventRow
from penombre.collect.live.sent import ID, SentEvent, decimal_text
from penombre.collect.sites import Site
from penombre.select.judgement import Origin, origin_of
from penombre.select.pages import page_of, without_persons
from penombre.select.question import ANSWERS, APPS, AUDIENCES, family_of
from penombre.select.sites import bare_host, with_twins
from penombre.signals import agent_profile, agent_sign, query_sign, referrer_sign
from penombre.signals.catalogue import table
from penombre.signals.sign import Rank, Sign

KINDS_BY_MODE = {
    "strict": frozenset({"view"}),
    "counting": frozenset({"view", "share", "engage", "goal", "answer"}),
    "consent": frozenset({"view", "share", "copy", "engage", "goal", "answer"}),
}
CAMPAIGN_PARAMS = ("utm_source", "utm_medium", "utm_campaign")
SHARE_PARAM = "s"
FETCH_SITES = frozenset({"none", "same-origin", "same-site", "cross-site"})
LONGEST_NAME = 64
LONGEST_AGENT = 512
LONGEST_REMEMBERED = 512
T = TypeVar("T")
LETTERS = "weatmgslxfcu"
"""The channels that the script's share tags name: by five generations sixty tags, the same for everybody (rule PR5)."""
_TAG = re2.compile(rf"([{LETTERS}])([1-5])")
_TOKEN_TAG = re2.compile(rf"([{LETTERS}])-([0-9A-Za-z]{{16}})")
_TOKEN = re2.compile(r"[0-9A-Za-z]{16}")
SOME_BROWSER = Sign("human", "", "none", "mixed", "agent", "", 0.0, Rank.NOTHING)
NO_AGENT = Sign("bot", "", "crawler", "no", "agent", "(none)", 0.5, Rank.FETCHER)
INTERNAL = Origin("none", "", "no", "internal")


class Client(msgspec.Struct, frozen=True):
    """What is kept of a user agent."""

    kind: str
    app: str
    channel: str
    private: str
    device: str
    system: str
    browser: str


class RefusedError(Exception):
    """An event that is well formed but may not be taken; the message is a reason code."""


class SetAsideError(Exception):
    """An event that is well formed and says nothing that can be counted: it goes to quarantine, by this reason."""


@lru_cache(maxsize=10_000)
def client_of(ua: str) -> Client:
    """The class, app, device, system and browser of a user agent: all that is kept of it."""
    sign, profile = agent_sign(ua) or (SOME_BROWSER if ua else NO_AGENT), agent_profile(ua)
    return Client(sign.kind, sign.app, sign.channel, sign.private, profile.device, profile.system, profile.browser)


def event_row(event: SentEvent, site: Site, ua: str, now: float, country: str = "") -> EventRow:
    """What may be kept of an event in the site's mode. Raises RefusedError with the reason."""
    if not ID.fullmatch(event.id):
        raise RefusedError("bad_id")
    if event.kind not in KINDS_BY_MODE[site.mode]:
        raise RefusedError("not_in_this_mode")
    host, path, query = _cut(event.url, _parts)
    own_hosts = _own_hosts(site.hosts)
    if host not in own_hosts:
        raise RefusedError("host_not_of_this_site")
    client = client_of(ua)
    row = EventRow(
        site=site.number,
        at=int(now),
        kind=event.kind,
        id=event.id.lower(),
        id_dashes="-" in event.id,
        agent=client.kind,
        page=_cut(path, page_of),
        device=client.device,
        system=client.system,
        browser=client.browser,
        country=country,
    )
    if event.kind == "view":
        _add_source(row, event, query, ua, own_hosts, counting=site.mode != "strict")
    elif event.kind in ("share", "copy"):
        _add_share(row, event, query)
    elif event.kind == "engage":
        row.seconds, row.scroll = min(event.seconds or 0, 65_535), event.scroll or 0
    elif event.kind == "answer":
        add_answer(row, event)
    else:
        _add_goal(row, event)
        _add_private_source(row, query, ua)
    if site.mode == "consent" and event.kind != "answer":  # what is answered is tied to no token (PR16)
        _add_consented(row, event)
    else:
        row.token = row.parent = ""
    return row


class Hit(msgspec.Struct, frozen=True):
    """A request for a short link, as far as it is looked at."""

    ua: str
    referrer: str
    fetch_site: str
    head: bool
    prefetch: bool


def click_row(hit: Hit, target: Target, letter: str, event_id: str, now: float) -> EventRow:
    """What is kept of a request for a short link; fetchers are kept as what they are, never as people's clicks."""
    row = copy(_click(hit, target, letter))
    row.id, row.at = event_id, int(now)
    return row


@lru_cache(maxsize=10_000)
def _click(hit: Hit, target: Target, letter: str) -> EventRow:
    """A click without its id and moment: the same for everybody with this browser who comes from there."""
    client = client_of(hit.ua)
    kind = client.kind
    if hit.prefetch:
        kind = "prefetch"
    elif hit.head and kind in ("human", "bot"):
        kind = "scanner"
    human = kind == "human"
    origin = _origin(_bare(hit.referrer), f"~{letter}" if letter else "", hit.ua, frozenset())
    said = origin if human else client
    return EventRow(
        site=target.site or 0,
        at=0,
        kind="click",
        id="",
        agent=kind,
        page=page_of(_parts(target.url)[1]) if target.site else "",
        link=target.number,
        tag=letter,
        channel=said.channel,
        app=said.app,
        private=said.private,
        rung=origin.rung if human else "internal",
        device=client.device,
        system=client.system,
        browser=client.browser,
        fetch_site=hit.fetch_site if hit.fetch_site in FETCH_SITES else "",
    )


@lru_cache(maxsize=10_000)
def _parts(url: str) -> tuple[str, str, str]:
    """Host (without www), path and query of an absolute http address. Raises RefusedError."""
    try:
        found = urlsplit(url)
        host = found.hostname or ""
        port = found.port
    except ValueError:
        raise RefusedError("bad_url") from None
    if found.scheme not in ("http", "https") or not host:
        raise RefusedError("bad_url")
    return bare_host(f"{host}:{port}" if port else host), found.path or "/", found.query


def _cut(text: str, reading: Callable[[str], T]) -> T:
    """Read a text; only short ones are remembered, so that strangers cannot fill the memory with long ones."""
    if len(text) <= LONGEST_REMEMBERED:
        return reading(text)
    found: T = reading.__wrapped__(text)  # type: ignore[attr-defined]
    return found


def _bare(referrer: str) -> str:
    return referrer.partition("?")[0][:LONGEST_REMEMBERED]


@cache
def _own_hosts(hosts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(twin for host in hosts for twin in with_twins(host))


def _add_source(
    row: EventRow, event: SentEvent, query: str, ua: str, own_hosts: frozenset[str], *, counting: bool
) -> None:
    marks = _cut(query, _marks) if counting and query else {}
    tag = marks.get(SHARE_PARAM, "")
    said = "&".join(f"{name}={value}" for name, value in marks.items())
    if tag and (token := _TOKEN_TAG.fullmatch(tag)):
        # a token names its channel as a tag does; the token itself is kept in Consent mode only
        row.tag, row.token = token[1], token[2]
        said = said.replace(f"{SHARE_PARAM}={tag}", f"{SHARE_PARAM}={token[1]}1")
    elif tag and _TAG.fullmatch(tag):
        row.tag = tag
    origin = _origin(_bare(event.referrer or ""), said, ua, own_hosts)
    row.channel, row.app, row.private, row.rung = origin.channel, origin.app, origin.private, origin.rung
    row.family = family_of(
        rung=row.rung,
        channel=row.channel,
        private=row.private,
        tag=row.tag,
        referrer=event.referrer or "",
        campaign_source=marks.get("utm_source", ""),
    )
    row.campaign = without_persons(marks.get("utm_campaign", "").lower())


@lru_cache(maxsize=10_000)
def _marks(query: str) -> dict[str, str]:
    """The campaign tags and the share tag of a query; nothing else is looked at."""
    found: dict[str, str] = {}
    for piece in query[:4096].split("&")[:64]:
        name, _, value = piece.partition("=")
        if value and (name in CAMPAIGN_PARAMS or name == SHARE_PARAM):
            found.setdefault(name, unquote_plus(value)[:LONGEST_NAME])
    return found


@lru_cache(maxsize=10_000)
def _origin(referrer: str, marks: str, ua: str, own_hosts: frozenset[str]) -> Origin:
    """Where a request came from, all its signs together; a page of the site itself is no origin."""
    from_page = referrer_sign(referrer, own_hosts) if referrer else None
    if from_page is not None and from_page.family == "internal":
        return INTERNAL
    signs = [from_page, query_sign(marks) if marks else None, agent_sign(ua)]
    return origin_of([sign for sign in signs if sign is not None and sign.kind == "human"])


def _add_share(row: EventRow, event: SentEvent, query: str) -> None:
    """Which button was pressed: by the app's name, or by the letter of the tag that went out with the link."""
    if event.kind == "copy" and event.chars is None:
        raise RefusedError("copy_without_chars")
    row.via = event.via or ""
    tag = _cut(query, _marks).get(SHARE_PARAM, "")
    row.tag = tag if _TAG.fullmatch(tag) else ""
    by_letter = query_sign(f"{SHARE_PARAM}={row.tag}") if row.tag else None
    row.channel, row.app, row.private = _share_channels().get(
        event.app or "",
        (by_letter.channel, by_letter.app, by_letter.private) if by_letter else ("share_button", "", "mixed"),
    )


@cache
def _share_channels() -> dict[str, tuple[str, str, str]]:
    """What a press on a button of each app says, by the names that the share bar sends."""
    known = {row["app"]: (row["channel"], row["app"], row["private"]) for row in table("share_tags") if row["app"]}
    return known | {"E-mail": ("email", "", "yes"), "SMS": ("sms", "", "yes")}


def _add_goal(row: EventRow, event: SentEvent) -> None:
    row.name = (event.name or "")[:LONGEST_NAME]
    if event.value:
        value = decimal_text(event.value)
        if value is None:
            raise RefusedError("bad_value")
        row.value = value
        row.currency = (event.currency or "").upper()


def _add_private_source(row: EventRow, query: str, ua: str) -> None:
    """That a page's own address or the app around it says "private"; without a referrer nothing else can be told."""
    tag = _cut(query, _marks).get(SHARE_PARAM, "")
    if tag and not _TAG.fullmatch(tag):
        tag = f"{found[1]}1" if (found := _TOKEN_TAG.fullmatch(tag)) else ""
    origin = _origin("", f"{SHARE_PARAM}={tag}" if tag else "", ua, frozenset())
    if origin.private == "yes" and origin.rung in ("proven", "observed"):
        row.channel, row.app, row.private, row.rung = origin.channel, origin.app, origin.private, origin.rung


def add_answer(row: EventRow, event: SentEvent) -> None:
    """What was answered; where a person sent the link, by which app and to whom, too. Raises SetAsideError."""
    row.name, row.app, row.audience = event.name or "", event.app or "", event.audience or ""
    if row.name not in ANSWERS:
        raise SetAsideError("unknown_answer")
    if row.app and (row.app not in APPS or row.name != "sent"):
        raise SetAsideError("unknown_app")
    if row.audience and (row.audience not in AUDIENCES or row.name != "sent"):
        raise SetAsideError("unknown_audience")


def _add_consented(row: EventRow, event: SentEvent) -> None:
    """What a page sends only after its visitor agreed."""
    for name in ("token", "parent"):
        value = getattr(event, name) or getattr(row, name)
        setattr(row, name, value if value and _TOKEN.fullmatch(value) else "")
    row.nav = event.nav or ""
    row.history = min(event.history or 0, 255)
    row.chars = min(event.chars or 0, 65_535)
