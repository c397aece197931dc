"""Finds the link of a short address for a visitor, and answers where there is none."""

from __future__ import annotations

from penombre.collect.links.snapshot import Target
from penombre.collect.live import answers, notice
from penombre.collect.live.answers import Answer
from penombre.collect.live.known import Known
from penombre.collect.live.limits import Buckets, neighbourhood
from penombre.collect.live.request import Peers, Scope, text
from penombre.collect.machine import Clock
from penombre.languages import language

LONGEST_SEGMENT = 80
RETRY_AFTER = 5


class Lookup:
    """Links by their codes, as visitors ask for them."""

    def __init__(self, *, known: Known, clock: Clock, peers: Peers, misses: Buckets) -> None:
        """`misses` bounds how many unknown codes a neighbourhood of addresses may try (case S07)."""
        self._known = known
        self._clock = clock
        self._peers = peers
        self._misses = misses

    async def find(self, code: str, now: float) -> Target | None:
        """The link of a code; one that is not known is looked for once more: it may have been made this second."""
        target = self._known.snapshot.find(code, now)
        if target is None and len(code) <= LONGEST_SEGMENT:
            await self._known.look_again()
            target = self._known.snapshot.find(code, now)
        return target

    def missed(self, scope: Scope) -> Answer:
        """The answer where no link has a code, or where nobody can know that now (case F11)."""
        wait = self._misses.take(neighbourhood(self._peers.address(scope)), self._clock.monotonic())
        if wait:
            return answers.too_many(wait)
        if self._known.snapshot.stale_since is not None:
            return answers.refusal(
                503, "this link cannot be looked up now: try again in a moment", {"retry-after": str(RETRY_AFTER)}
            )
        headers = dict(scope["headers"])
        if "text/html" in text(headers, b"accept"):
            return notice.nothing(language(text(headers, b"accept-language")))
        return answers.not_found()
