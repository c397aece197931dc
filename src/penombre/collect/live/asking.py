"""Draws who is asked how the page was reached, and records that they were, whether they answer or not."""

from __future__ import annotations

import secrets
from typing import Annotated

import msgspec

from penombre.collect.journal.commit import GroupCommit
from penombre.collect.journal.segment import Frame, Kind
from penombre.collect.journal.writer import JournalRefusedError
from penombre.collect.live import answers
from penombre.collect.live.answers import Answer
from penombre.collect.live.body import BodyError, read_body
from penombre.collect.live.known import Known
from penombre.collect.live.limits import Buckets, household
from penombre.collect.live.minimise import LONGEST_AGENT, RefusedError, event_row
from penombre.collect.live.request import Headers, Peers, Receive, Scope, is_local, is_prefetch, text
from penombre.collect.live.row import EventRow, line
from penombre.collect.live.sent import SentEvent
from penombre.collect.live.tickets import Tickets
from penombre.collect.live.visitors import VisitorSketches
from penombre.collect.machine import Clock, Randomness
from penombre.collect.sites import Site
from penombre.select.objection import objects

DRAW_BITS = 53


class Landed(msgspec.Struct):
    """What a page tells of the landing that may be asked: the same as its view."""

    site: Annotated[str, msgspec.Meta(max_length=64)]
    url: Annotated[str, msgspec.Meta(max_length=8192)]
    referrer: Annotated[str, msgspec.Meta(max_length=8192)] | None = None


_LANDED = msgspec.json.Decoder(Landed)


class Asking:
    """Answers for `POST /ask`."""

    def __init__(
        self,
        *,
        commit: GroupCommit,
        known: Known,
        clock: Clock,
        peers: Peers,
        sketches: VisitorSketches,
        tickets: Tickets,
        randomness: Randomness,
        per_address: Buckets,
    ) -> None:
        """`randomness` makes the draw: each landing of a site is asked with the site's rate as its probability."""
        self._commit = commit
        self._known = known
        self._clock = clock
        self._peers = peers
        self._sketches = sketches
        self._tickets = tickets
        self._randomness = randomness
        self._per_address = per_address

    async def answer(self, scope: Scope, receive: Receive) -> Answer:
        """Whether to ask, with the ticket for the answer."""
        headers = dict(scope["headers"])
        origin = text(headers, b"origin")
        if scope["method"] != "POST":
            return answers.post_only(scope["method"], origin)
        address = self._peers.address(scope)
        local = is_local(address, headers)
        if not local and (wait := self._per_address.take(household(address), self._clock.monotonic())):
            return answers.too_many(wait, origin)
        try:
            row = await self._landing(scope, headers, receive)
        except BodyError as error:
            return answers.refusal(error.status, str(error), origin=origin)
        except (msgspec.DecodeError, UnicodeDecodeError, RefusedError) as error:
            return answers.refusal(400, str(error), origin=origin)
        if row is None or not self._drawn(row.design) or not await self._recorded(row, address, headers):
            return answers.json_answer(200, {"ask": False}, answers.cross_origin(origin))
        answer_id = secrets.token_hex(16)
        told = {"ask": True, "design": row.design, "id": answer_id, "ticket": self._tickets.issue(row, answer_id)}
        return answers.json_answer(200, told, answers.cross_origin(origin))

    async def _landing(self, scope: Scope, headers: Headers, receive: Receive) -> EventRow | None:
        """The landing as an exposure; None for what is none, or who is never asked. Raises BodyError, RefusedError."""
        landed = _LANDED.decode(await read_body(headers, receive))
        await self._known.look_for({landed.site})
        site = self._known.site_of(landed.site, text(headers, b"origin"))
        if objects(headers) or is_prefetch(headers):
            return None
        country = self._peers.country(scope, headers)
        row = _exposure(landed, site, _agent(headers), self._clock.now(), country)
        return row if row.agent == "human" and row.family else None

    def _drawn(self, rate: float) -> bool:
        return self._randomness.bits(DRAW_BITS) < int(rate * 2**DRAW_BITS)

    async def _recorded(self, row: EventRow, address: str, headers: Headers) -> bool:
        """Whether it is on disk that this visitor was asked, for the first time today; where it is not, nobody is."""
        if not self._sketches.ask_once(row.site, address, _agent(headers), row.at):
            return False
        try:
            await self._commit.record(Frame(Kind.EVENTS, 1, line(row)))
        except JournalRefusedError:
            return False
        return True


def _exposure(landed: Landed, site: Site, agent: str, now: float, country: str) -> EventRow:
    """The row of an exposure: what the view's row says of the landing, and the family it belongs to."""
    view = SentEvent(secrets.token_hex(16), landed.site, "view", landed.url, landed.referrer)
    row = event_row(view, site, agent, now, country)
    row.kind, row.token, row.design = "ask", "", site.ask
    return row


def _agent(headers: Headers) -> str:
    return text(headers, b"user-agent")[:LONGEST_AGENT]
