"""Follows short links: the visitor goes on whatever the journal says; who asks is recorded as what it is."""

from __future__ import annotations

import secrets

from penombre.collect.journal.commit import GroupCommit
from penombre.collect.journal.segment import Frame, Kind
from penombre.collect.journal.writer import JournalRefusedError
from penombre.collect.links.code import split_variant
from penombre.collect.links.snapshot import LinkSnapshot
from penombre.collect.live import answers, notice
from penombre.collect.live.answers import Answer
from penombre.collect.live.counters import Counters
from penombre.collect.live.lookup import Lookup
from penombre.collect.live.minimise import LONGEST_AGENT, Hit, click_row
from penombre.collect.live.request import Scope, is_prefetch, text
from penombre.collect.live.row import line
from penombre.collect.machine import Clock
from penombre.languages import language
from penombre.select.objection import objects


class Redirects:
    """Answers for `/{code}` and `/{code}~{channel}`."""

    def __init__(
        self, *, commit: GroupCommit, snapshot: LinkSnapshot, lookup: Lookup, counters: Counters, clock: Clock
    ) -> None:
        self._commit = commit
        self._snapshot = snapshot
        self._lookup = lookup
        self._counters = counters
        self._clock = clock
        self._made = answers.RedirectAnswers()

    async def follow(self, scope: Scope, segment: str) -> Answer:
        """The answer to a request for the last part of a short address."""
        if scope["method"] not in ("GET", "HEAD"):
            return answers.refusal(405, "short links are followed with GET", {"allow": "GET, HEAD"})
        now = self._clock.now()
        code, letter = split_variant(segment)
        target = self._snapshot.find(code, now) or await self._lookup.find(code, now)
        if target is None:
            return self._lookup.missed(scope)
        headers = dict(scope["headers"])
        if target.host.blocked:
            self._counters.add("stopped_redirects", now, target.site or 0)
            return notice.stopped(target, language(text(headers, b"accept-language")))
        if objects(headers):
            self._counters.add("dropped_by_signal", now, target.site or 0)
            return self._made.to(target.url)
        hit = Hit(
            ua=text(headers, b"user-agent")[:LONGEST_AGENT],
            referrer=text(headers, b"referer").partition("?")[0][:LONGEST_AGENT],
            fetch_site=text(headers, b"sec-fetch-site"),
            head=scope["method"] == "HEAD",
            prefetch=is_prefetch(headers),
        )
        row = click_row(hit, target, letter, secrets.token_hex(16), now)
        try:
            self._commit.hand_in(Frame(Kind.EVENTS, 1, line(row)))
        except JournalRefusedError:
            self._counters.add("unrecorded_redirects", now, row.site)
        if row.agent == "unfurl" and (target.title or target.image):
            return answers.preview(target.url, target.title, target.image)
        return self._made.to(target.url)
