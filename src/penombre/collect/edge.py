"""The hot path, raw ASGI: events, redirects, scripts, health and metrics; everything else is handed to the core.

Nothing here waits for the store. An event is answered once it is on disk; a visitor who follows a link is redirected
whatever the journal says.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeAlias

import msgspec

from penombre import __version__
from penombre.collect.counters import Counters
from penombre.collect.journal.commit import GroupCommit
from penombre.collect.journal.segment import Frame, Kind
from penombre.collect.journal.writer import JournalRefusedError
from penombre.collect.links.code import RESERVED, split_variant
from penombre.collect.links.snapshot import LinkSnapshot, Target
from penombre.collect.live import answers
from penombre.collect.live.answers import Answer
from penombre.collect.live.body import BodyError, read_body
from penombre.collect.live.limits import Buckets, TrustedProxies, neighbourhood
from penombre.collect.live.minimise import Hit, RefusedError, click_row, client_of, event_row
from penombre.collect.live.row import QuarantineRow, line
from penombre.collect.live.sent import BadBodyError, BrokenEvent, Rejected, SentEvent, decode
from penombre.collect.live.visitors import VisitorSketches
from penombre.collect.machine import Clock
from penombre.collect.sites import Site
from penombre.select.objection import OPT_OUT_COOKIE, objects
from penombre.settings import Settings

log = logging.getLogger(__name__)

Scope: TypeAlias = dict[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[dict[str, Any]]]
Send: TypeAlias = Callable[[dict[str, Any]], Awaitable[None]]
Behind: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]
Report: TypeAlias = Callable[[], Awaitable[dict[str, Any] | None]]

RETRY_AFTER = 5
REFRESH_ON_MISS = 0.2
"""Seconds between two looks at the database for what was asked for and not known."""
LONGEST_SEGMENT = 80
PRIVATE_PREFIX = "/internal"


class Edge:
    """The ASGI application that faces the world."""

    def __init__(
        self,
        settings: Settings,
        *,
        commit: GroupCommit,
        snapshot: LinkSnapshot,
        sketches: VisitorSketches,
        clock: Clock,
        behind: Behind,
        report: Report,
    ) -> None:
        """`behind` answers what is not the edge's; `report` tells the ledger, or None where the core is away."""
        self.counters = Counters()
        self._settings = settings
        self._commit = commit
        self._snapshot = snapshot
        self._sketches = sketches
        self._clock = clock
        self._behind = behind
        self._report = report
        self._proxies = TrustedProxies(settings.trusted_proxies)
        self._per_address = Buckets(settings.requests_per_address, settings.requests_per_address * 4)
        self._per_site = Buckets(settings.events_per_site, settings.events_per_site * 2)
        self._misses = Buckets(settings.misses_per_minute / 60, settings.misses_per_minute)
        self._redirects = answers.RedirectAnswers()
        self._refreshing = asyncio.Lock()
        self._refreshed = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        path: str = scope["path"]
        try:
            answer = await self._events(scope, receive) if path == "/e" else await self._own_answer(scope, path)
        except Exception:
            log.exception("%s %s could not be answered", scope["method"], ascii(path[:200]))
            answer = answers.refusal(500, "this server has a fault: its log says more")
        if answer is not None:
            await answers.give(send, answer, head=scope["method"] == "HEAD")
        else:
            await self._behind(scope, receive, send)

    async def _own_answer(self, scope: Scope, path: str) -> Answer | None:
        segment = path[1:]
        if segment in _OWN:
            return await getattr(self, _OWN[segment])(scope)  # type: ignore[no-any-return]
        if path.startswith(PRIVATE_PREFIX):
            return answers.not_found()
        if not segment or "/" in segment or segment.lower() in RESERVED:
            return None
        if scope["method"] not in ("GET", "HEAD"):
            return answers.refusal(405, "short links are followed with GET", {"allow": "GET, HEAD"})
        return await self._redirect(scope, segment)

    # redirects

    async def _redirect(self, scope: Scope, segment: str) -> Answer:
        now = self._clock.now()
        code, letter = split_variant(segment)
        target = await self._target(code, now) if len(segment) <= LONGEST_SEGMENT else None
        if target is None:
            return self._missed(scope)
        headers = dict(scope["headers"])
        site = target.site or 0
        if objects(headers):
            self.counters.add("dropped_by_signal", now, site)
            return self._redirects.to(target.url)
        hit = Hit(
            ua=_text(headers, b"user-agent"),
            referrer=_text(headers, b"referer"),
            fetch_site=_text(headers, b"sec-fetch-site"),
            head=scope["method"] == "HEAD",
            prefetch=_is_prefetch(headers),
        )
        row = click_row(hit, target, letter, secrets.token_hex(16), now)
        await self._record_click(line(row), now, site)
        if row.agent == "unfurl" and (target.title or target.image):
            return answers.preview(target.url, target.title, target.image)
        return self._redirects.to(target.url)

    async def _target(self, code: str, now: float) -> Target | None:
        """Where a code leads; one that is not known may have been made this second."""
        found = self._snapshot.find(code, now)
        if found is None and await self.refresh(after=REFRESH_ON_MISS):
            found = self._snapshot.find(code, now)
        return found

    async def _record_click(self, click: bytes, now: float, site: int) -> None:
        try:
            await self._commit.record(Frame(Kind.EVENTS, 1, click), patient=False)
        except JournalRefusedError:
            self.counters.add("unrecorded_redirects", now, site)

    def _missed(self, scope: Scope) -> Answer:
        wait = self._misses.take(neighbourhood(self._address(scope)), self._clock.monotonic())
        return answers.too_many(wait) if wait else answers.not_found()

    # events

    async def _events(self, scope: Scope, receive: Receive) -> Answer:
        now = self._clock.now()
        headers = dict(scope["headers"])
        origin = _text(headers, b"origin")
        if scope["method"] == "OPTIONS":
            return answers.preflight(origin)
        if scope["method"] != "POST":
            return answers.refusal(405, "events are sent with POST", {"allow": "POST, OPTIONS"})
        address = self._address(scope)
        wait = self._per_address.take(address, self._clock.monotonic()) if not _is_local(address) else 0.0
        if wait:
            self.counters.add("refused", now)
            return answers.too_many(wait, origin)
        try:
            events, broken = decode(await read_body(headers, receive))
        except (BodyError, BadBodyError) as error:
            self.counters.add("refused", now)
            return answers.refusal(getattr(error, "status", 400), str(error), origin=origin)
        if any(event.site not in self._snapshot.sites_by_name for _, event in events):
            await self.refresh(after=REFRESH_ON_MISS)
        if objects(headers):
            for _, event in events:
                self.counters.add("dropped_by_signal", now, self._site_number(event.site))
            return answers.taken(0, [], origin)
        sender = _Sender(_text(headers, b"user-agent"), address, origin, self._country(scope, headers))
        return await self._take(events, broken, sender, now)

    async def _take(
        self, events: Iterable[tuple[int, SentEvent]], broken: Iterable[BrokenEvent], sender: _Sender, now: float
    ) -> Answer:
        lines: list[bytes] = []
        rejected: list[Rejected] = []
        sites: set[int] = set()
        for index, event in events:
            try:
                site = self._site_of(event.site, sender.origin)
                lines.append(line(event_row(event, site, sender.ua, now, sender.country)))
                sites.add(site.number)
            except RefusedError as error:
                rejected.append(Rejected(index, str(error)))
                self.counters.add("refused", now, self._site_number(event.site))
            except Exception:  # whatever is wrong with our reading of one event holds up none of the others (I04)
                log.exception("an event could not be read")
                broken = [*broken, BrokenEvent(index, event.site, "could not be read here", "")]
        wait = max((self._per_site.take(str(site), self._clock.monotonic(), len(lines)) for site in sites), default=0.0)
        if wait:
            self.counters.add("refused", now, count=len(lines))
            return answers.too_many(wait, sender.origin)
        kept = self._quarantined(broken, rejected, now)
        try:
            await self._write(lines, kept, sites, sender, now)
        except JournalRefusedError as error:
            self.counters.add("refused", now, count=len(lines) + len(kept))
            return answers.refusal(
                503, f"{error}: send the same events again later", {"retry-after": str(RETRY_AFTER)}, sender.origin
            )
        rejected.sort(key=lambda each: each.index)
        return answers.taken(len(lines), rejected, sender.origin)

    async def _write(self, lines: list[bytes], kept: list[bytes], sites: set[int], sender: _Sender, now: float) -> None:
        frames = []
        if kept:
            frames.append(Frame(Kind.QUARANTINE, len(kept), b"".join(kept)))
        if lines:
            frames.append(Frame(Kind.EVENTS, len(lines), b"".join(lines)))
            if client_of(sender.ua).kind == "human":
                rose = [row for site in sites if (row := self._sketches.see(site, sender.address, sender.ua, now))]
                if rose:
                    frames.append(Frame(Kind.SKETCHES, len(rose), b"".join(map(line, rose))))
        if frames:
            await self._commit.record(*frames)

    def _quarantined(self, broken: Iterable[BrokenEvent], rejected: list[Rejected], now: float) -> list[bytes]:
        """Lines for events of known sites that could not be read; of unknown sites they are only counted."""
        kept = []
        for each in broken:
            rejected.append(Rejected(each.index, each.reason))
            site = self._site_number(each.site)
            if site:
                kept.append(line(QuarantineRow(int(now), site, "cannot be read", each.shape)))
            else:
                self.counters.add("refused", now)
        return kept

    def _site_of(self, name: str, origin: str) -> Site:
        site = self._snapshot.sites_by_name.get(name)
        if site is None:
            raise RefusedError("unknown_site")
        if origin and origin != "null":
            from_site = self._snapshot.site_of_host(origin.partition("://")[2])
            if from_site is None or from_site.number != site.number:
                raise RefusedError("wrong_origin")
        return site

    def _site_number(self, name: str) -> int:
        site = self._snapshot.sites_by_name.get(name)
        return site.number if site else 0

    # what operators and visitors ask for

    async def _script(self, scope: Scope) -> Answer:
        name = _query(scope).get("site", "")
        site = self._snapshot.sites_by_name.get(name)
        return answers.script(f"p.{site.mode if site else 'strict'}.js")

    async def _share(self, scope: Scope) -> Answer:
        del scope
        return answers.script("share.js")

    async def _opt_out(self, scope: Scope) -> Answer:
        return answers.opted_out(OPT_OUT_COOKIE, back=_query(scope).get("undo") == "1")

    async def _health(self, scope: Scope) -> Answer:
        del scope
        told = await self._report()
        refused = self._commit.trouble
        state = {
            "status": "collecting" if not refused else "refusing",
            "version": __version__,
            "journal": {
                "depth": told["pending"] if told else None,
                "failures": self._commit.journal.failures,
                "problem": refused,
            },
            "store": "up" if told else "away",
            "links": {"known": len(self._snapshot), "stale_since": self._snapshot.stale_since},
        }
        return answers.json_answer(503 if refused else 200, state)

    async def _metrics(self, scope: Scope) -> Answer:
        del scope
        return answers.metrics(self.counters.totals, await self._report(), self._commit.journal.failures)

    async def refresh(self, after: float = 0.0) -> bool:
        """Look for new sites and links, unless that was done less than `after` seconds ago; whether it was done now."""
        if self._clock.monotonic() - self._refreshed < after:
            return False
        async with self._refreshing:
            self._refreshed = self._clock.monotonic()
            await asyncio.to_thread(self._snapshot.refresh)
        return True

    async def keep_counters(self) -> None:
        """Hand what was counted to the journal; what it refuses waits for the next time."""
        late, self._commit.late_failures = self._commit.late_failures, 0
        if late:
            self.counters.add("unrecorded_redirects", self._clock.now(), count=late)
        rows = self.counters.take()
        if not rows:
            return
        try:
            await self._commit.record(Frame(Kind.TALLIES, len(rows), b"".join(map(line, rows))))
        except JournalRefusedError:
            self.counters.give_back(rows)

    def _address(self, scope: Scope) -> str:
        peer = scope["client"][0] if scope.get("client") else ""
        if not self._proxies.trusts(peer):
            return str(peer)
        forwarded = next((value for name, value in scope["headers"] if name == b"x-forwarded-for"), b"")
        return self._proxies.client(peer, forwarded.decode("latin-1"))

    def _country(self, scope: Scope, headers: dict[bytes, bytes]) -> str:
        name = self._settings.country_header
        if not name or not scope.get("client") or not self._proxies.trusts(scope["client"][0]):
            return ""
        country = _text(headers, name.lower().encode()).upper()
        return country if len(country) == 2 and country.isascii() and country.isalpha() else ""


class _Sender(msgspec.Struct, frozen=True):
    """Who sent a request: in memory, for as long as it is answered."""

    ua: str
    address: str
    origin: str
    country: str


_OWN = {
    "p.js": "_script",
    "share.js": "_share",
    "health": "_health",
    "metrics": "_metrics",
    "opt-out": "_opt_out",
}


def _text(headers: dict[bytes, bytes], name: bytes) -> str:
    value = headers.get(name)
    return value[:8192].decode("latin-1") if value else ""


def _query(scope: Scope) -> dict[str, str]:
    pieces = (piece.partition("=") for piece in scope["query_string"].decode("latin-1").split("&"))
    return {name: value for name, _, value in pieces}


def _is_prefetch(headers: dict[bytes, bytes]) -> bool:
    purpose = headers.get(b"sec-purpose") or headers.get(b"purpose") or headers.get(b"x-moz") or b""
    return b"prefetch" in purpose or b"prerender" in purpose


def _is_local(address: str) -> bool:
    """The operator's own machine, with no proxy between that would tell of somebody else."""
    return address.startswith("127.") or address == "::1"


async def every(seconds: float, work: Callable[[], Awaitable[object]]) -> None:
    """Do something again and again; what goes wrong is logged and tried again."""
    while True:
        await asyncio.sleep(seconds)
        with contextlib.suppress(asyncio.CancelledError):
            try:
                await work()
            except Exception:
                log.exception("%s failed", getattr(work, "__name__", work))
