"""Answers for `/{code}+`: where a link leads, without going there, and reports of links that do harm (case S17)."""

from __future__ import annotations

import asyncio
import logging
import math

from penombre.collect.links.code import split_variant
from penombre.collect.links.reports import Reports
from penombre.collect.links.snapshot import Target
from penombre.collect.live import answers, notice
from penombre.collect.live.answers import Answer
from penombre.collect.live.counters import Counters
from penombre.collect.live.limits import Buckets, household
from penombre.collect.live.lookup import RETRY_AFTER, Lookup
from penombre.collect.live.request import Peers, Scope, query, text
from penombre.collect.machine import Clock
from penombre.languages import language
from penombre.store.database import DatabaseError

log = logging.getLogger(__name__)

MARK = "+"
REPORTED = "reported"
EVERYBODY = ""
PER_ADDRESS, PER_ADDRESS_AT_ONCE = 1 / 600, 3
"""Reports a second that one household may make in the long run, and how many at once."""
IN_ALL, IN_ALL_AT_ONCE = 1 / 10, 30


class Inspection:
    """Looks at links instead of following them."""

    def __init__(self, *, lookup: Lookup, reports: Reports, counters: Counters, clock: Clock, peers: Peers) -> None:
        self._lookup = lookup
        self._reports = reports
        self._counters = counters
        self._clock = clock
        self._peers = peers
        self._per_address = Buckets(PER_ADDRESS, PER_ADDRESS_AT_ONCE)
        self._in_all = Buckets(IN_ALL, IN_ALL_AT_ONCE)
        self._writing = asyncio.Lock()

    async def answer(self, scope: Scope, segment: str) -> Answer:
        """The answer to a request for a short address (`segment` is its last part, without the mark)."""
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return answers.refusal(
                405, "links are looked at with GET, reported with POST", {"allow": "GET, HEAD, POST"}
            )
        target = await self._lookup.find(split_variant(segment)[0], self._clock.now())
        if target is None:
            return self._lookup.missed(scope)
        headers = dict(scope["headers"])
        lang = language(text(headers, b"accept-language"))
        if target.host.blocked:
            return notice.stopped(target, lang)
        if scope["method"] != "POST":
            return notice.shown(segment, target, lang, reported=REPORTED in query(scope))
        if text(headers, b"sec-fetch-site") not in ("", "same-origin", "none"):
            return answers.refusal(403, "a link is reported on its own page, not from another site")
        return await self._report(scope, segment, target, lang)

    async def _report(self, scope: Scope, segment: str, target: Target, lang: str) -> Answer:
        """Count a report: as many as the limits let through, one at a time, and by nobody."""
        now = self._clock.monotonic()
        wait = self._per_address.take(household(self._peers.address(scope)), now) or self._in_all.take(EVERYBODY, now)
        if wait:
            self._counters.add("refused_reports", self._clock.now())
            return notice.not_reported("too_many", 429, math.ceil(wait), lang)
        try:
            async with self._writing:
                await asyncio.to_thread(self._reports.add, target.number)
        except DatabaseError as error:
            log.warning("a report of a link could not be recorded: %s", error)
            return notice.not_reported("unrecorded", 503, RETRY_AFTER, lang)
        return answers.see_other(f"/{segment}{MARK}?{REPORTED}")
