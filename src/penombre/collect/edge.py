"""The hot path, raw ASGI: events, redirects, scripts, health and metrics; everything else is handed to the core.

Nothing here waits for the store. An event is answered once it is on disk; a visitor who follows a link is redirected
whatever the journal says.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeAlias

from penombre import __version__
from penombre.collect.journal.commit import GroupCommit
from penombre.collect.journal.segment import Frame, Kind
from penombre.collect.journal.writer import JournalRefusedError
from penombre.collect.links.code import RESERVED
from penombre.collect.links.reports import Reports
from penombre.collect.links.snapshot import LinkSnapshot
from penombre.collect.live import answers
from penombre.collect.live.answers import Answer
from penombre.collect.live.asking import Asking
from penombre.collect.live.counters import Counters
from penombre.collect.live.inspection import MARK, Inspection
from penombre.collect.live.intake import Intake
from penombre.collect.live.known import Known
from penombre.collect.live.limits import Buckets, TrustedProxies
from penombre.collect.live.lookup import Lookup
from penombre.collect.live.redirects import Redirects
from penombre.collect.live.request import Peers, Receive, Scope, Send, query
from penombre.collect.live.row import line
from penombre.collect.live.visitors import VisitorSketches
from penombre.collect.machine import Clock, Randomness, SystemRandomness
from penombre.select.objection import OPT_OUT_COOKIE
from penombre.settings import Settings

log = logging.getLogger(__name__)

Behind: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]
Report: TypeAlias = Callable[[], Awaitable[dict[str, Any] | None]]

PRIVATE_PREFIX = "/internal"
SAFE = ("GET", "HEAD", "OPTIONS")


class Edge:
    """The ASGI application that faces the world."""

    def __init__(  # noqa: PLR0913  (each is a seam of its own)
        self,
        settings: Settings,
        *,
        commit: GroupCommit,
        snapshot: LinkSnapshot,
        reports: Reports,
        sketches: VisitorSketches,
        clock: Clock,
        behind: Behind,
        report: Report,
        randomness: Randomness | None = None,
    ) -> None:
        """`behind` answers what is not the edge's; `report` tells ledger and loader, or None where the core is away.

        `randomness` draws who is asked: the system's where none is given.
        """
        self.counters = Counters()
        self.known = Known(snapshot, clock)
        self._commit = commit
        self._clock = clock
        self._behind = behind
        self._report = report
        self._snapshot = snapshot
        peers = Peers(TrustedProxies(settings.trusted_proxies), settings.country_header)
        misses = Buckets(settings.misses_per_minute / 60, settings.misses_per_minute)
        lookup = Lookup(known=self.known, clock=clock, peers=peers, misses=misses)
        self._redirects = Redirects(
            commit=commit, snapshot=snapshot, lookup=lookup, counters=self.counters, clock=clock
        )
        per_address = Buckets(settings.requests_per_address, settings.requests_per_address * 4)
        self._inspection = Inspection(lookup=lookup, reports=reports, counters=self.counters, clock=clock, peers=peers)
        self._intake = Intake(
            commit=commit,
            known=self.known,
            counters=self.counters,
            clock=clock,
            peers=peers,
            sketches=sketches,
            per_address=per_address,
            per_site=Buckets(settings.events_per_site, settings.events_per_site * 2),
        )
        self._asking = Asking(
            commit=commit,
            known=self.known,
            clock=clock,
            peers=peers,
            sketches=sketches,
            tickets=self._intake.tickets,
            randomness=randomness or SystemRandomness(),
            per_address=per_address,
        )
        self._takes: dict[str, Intake | Asking] = {"e": self._intake, "ask": self._asking}
        self._own: dict[str, Callable[[Scope], Awaitable[Answer]]] = {
            "p.js": self._script,
            "share.js": partial(self._packaged, "share.js"),
            "ask.js": partial(self._packaged, "ask.js"),
            "health": self._health,
            "metrics": self._metrics,
            "opt-out": self._opt_out,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        try:
            answer = await self._answer(scope, receive)
        except Exception:
            log.exception("%s %s could not be answered", scope["method"], ascii(scope["path"][:200]))
            answer = answers.refusal(500, "this server has a fault: its log says more")
        if answer is not None:
            await answers.give(send, answer, head=scope["method"] == "HEAD")
            return
        changes = scope["method"] not in SAFE
        try:
            await self._behind(scope, receive, partial(self._heard, send) if changes else send)
        except Exception:
            log.exception("%s %s could not be handed on", scope["method"], ascii(scope["path"][:200]))
            raise

    async def _answer(self, scope: Scope, receive: Receive) -> Answer | None:
        """The edge's own answer; None for what is the core's."""
        path: str = scope["path"]
        segment = path[1:]
        if segment in self._takes:
            return await self._takes[segment].answer(scope, receive)
        if segment in self._own:
            return await self._own[segment](scope)
        if path.startswith(PRIVATE_PREFIX):
            return answers.not_found()
        if not segment or "/" in segment or segment.lower() in RESERVED:
            return None
        if segment.endswith(MARK):
            return await self._inspection.answer(scope, segment.removesuffix(MARK))
        return await self._redirects.follow(scope, segment)

    async def _heard(self, send: Send, message: dict[str, Any]) -> None:
        """Pass on what the core answers to a change once the change holds here: a dial turned down takes no more."""
        if message["type"] == "http.response.start":
            await self.known.look_again()
        await send(message)

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

    async def _script(self, scope: Scope) -> Answer:
        name = query(scope).get("site", "")
        await self.known.look_for({name})  # a browser keeps what it gets: a site added this second needs its own mode
        site = self.known.site(name)
        return answers.script(f"p.{site.mode if site else 'strict'}.js")

    async def _packaged(self, name: str, _: Scope) -> Answer:
        return answers.script(name)

    async def _opt_out(self, scope: Scope) -> Answer:
        return answers.opted_out(OPT_OUT_COOKIE, back=query(scope).get("undo") == "1")

    async def _health(self, _: Scope) -> Answer:
        told = await self._report()
        ledger = told["ledger"] if told else None
        refused = self._commit.trouble
        state = {
            "status": "refusing" if refused else "collecting",
            "version": __version__,
            "journal": {
                "depth": ledger["pending"] if ledger else None,
                "failures": self._commit.journal.failures,
                "problem": refused,
            },
            "store": "up" if ledger else "away",
            "loader": told["loader"] if told else None,
            "links": {
                "known": len(self._snapshot),
                "stale_since": self._snapshot.stale_since,
                "blocked_hosts": self._snapshot.blocked_hosts,
                "block_list": "with faults" if self._snapshot.block_list_problem else "in order",
            },
        }
        return answers.json_answer(503 if refused else 200, state)

    async def _metrics(self, _: Scope) -> Answer:
        links = {
            "known": len(self._snapshot),
            "blocked_hosts": self._snapshot.blocked_hosts,
            "stale": int(self._snapshot.stale_since is not None),
            "reports": self._snapshot.reports,
        }
        return answers.metrics(self.counters.totals, await self._report(), self._commit.journal.failures, links)


async def every(seconds: float, work: Callable[[], Awaitable[object]]) -> None:
    """Do something again and again; what goes wrong is logged and tried again."""
    while True:
        await asyncio.sleep(seconds)
        with contextlib.suppress(asyncio.CancelledError):
            try:
                await work()
            except Exception:
                log.exception("%s failed", getattr(work, "__name__", work))
