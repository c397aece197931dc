"""Takes the events of `POST /e`: read, judged one by one, minimised, and answered once they are on disk."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

import msgspec

from penombre.collect.journal.commit import GroupCommit
from penombre.collect.journal.segment import Frame, Kind
from penombre.collect.journal.writer import JournalRefusedError
from penombre.collect.live import answers
from penombre.collect.live.answers import Answer
from penombre.collect.live.body import BodyError, read_body
from penombre.collect.live.counters import Counters
from penombre.collect.live.known import Known
from penombre.collect.live.limits import Buckets, household
from penombre.collect.live.minimise import LONGEST_AGENT, RefusedError, SetAsideError, add_answer, client_of, event_row
from penombre.collect.live.request import Peers, Receive, Scope, is_local, text
from penombre.collect.live.row import EventRow, QuarantineRow, SketchRow, line
from penombre.collect.live.sent import BadBodyError, BrokenEvent, Rejected, SentEvent, decode, set_aside
from penombre.collect.live.tickets import Tickets
from penombre.collect.live.visitors import VisitorSketches
from penombre.collect.machine import Clock
from penombre.collect.sites import Site
from penombre.select.objection import objects

log = logging.getLogger(__name__)

RETRY_AFTER = 5
EVENTS_A_TOKEN = 20
"""A request of so many events counts as two against its address's limit, and so on."""
AT_A_TIME = 50
"""Events of one batch that are judged before others have their turn: an address that was never seen takes 0.2 ms."""


class _Sender(msgspec.Struct, frozen=True):
    """Who sent a request: in memory, for as long as it is answered."""

    ua: str
    address: str
    origin: str
    country: str


class _Judged(msgspec.Struct):
    """A batch after each of its events was judged."""

    lines: list[bytes] = []
    sites: set[int] = set()
    rejected: list[Rejected] = []
    broken: list[BrokenEvent] = []


class Intake:
    """Answers for `/e`."""

    def __init__(
        self,
        *,
        commit: GroupCommit,
        known: Known,
        counters: Counters,
        clock: Clock,
        peers: Peers,
        sketches: VisitorSketches,
        per_address: Buckets,
        per_site: Buckets,
    ) -> None:
        self._commit = commit
        self._known = known
        self._counters = counters
        self._clock = clock
        self._peers = peers
        self._sketches = sketches
        self.tickets = Tickets()
        self._per_address = per_address
        self._per_site = per_site

    async def answer(self, scope: Scope, receive: Receive) -> Answer:
        """What became of the events in a request."""
        now = self._clock.now()
        headers = dict(scope["headers"])
        origin = text(headers, b"origin")
        if scope["method"] != "POST":
            return answers.post_only(scope["method"], origin)
        address = self._peers.address(scope)
        local = is_local(address, headers)
        wait = 0.0 if local else self._per_address.take(household(address), self._clock.monotonic())
        if wait:
            self._counters.add("refused", now)
            return answers.too_many(wait, origin)
        try:
            events, broken = decode(await read_body(headers, receive))
        except (BodyError, BadBodyError) as error:
            self._counters.add("refused", now)
            return answers.refusal(error.status, str(error), origin=origin)
        sender = _Sender(
            text(headers, b"user-agent")[:LONGEST_AGENT], address, origin, self._peers.country(scope, headers)
        )
        if objects(headers):
            return await self._dropped(events, origin, now)
        return await self._weigh(events, broken, sender, now, local=local)

    async def _weigh(
        self,
        events: Sequence[tuple[int, SentEvent]],
        broken: list[BrokenEvent],
        sender: _Sender,
        now: float,
        *,
        local: bool,
    ) -> Answer:
        """What becomes of the events of somebody who does not object."""
        if not await self._known.look_for({event.site for _, event in events}):
            # refused for good, these events would be lost; those of known sites among them count once all the same
            self._counters.add("refused", now, count=len(events))
            sentence = "a site cannot be looked up now: send the same events again later"
            return answers.refusal(503, sentence, {"retry-after": str(RETRY_AFTER)}, sender.origin)
        more = len(events) // EVENTS_A_TOKEN
        household_key = household(sender.address)
        wait = 0.0 if local or not more else self._per_address.take(household_key, self._clock.monotonic(), more)
        if wait:
            self._counters.add("refused", now, count=len(events))
            return answers.too_many(wait, sender.origin)
        return await self._take(await self._judge(events, broken, sender, now), sender, now)

    async def _dropped(self, events: Sequence[tuple[int, SentEvent]], origin: str, now: float) -> Answer:
        """Of those who object nothing is kept but how many events they would have been."""
        await self._known.look_for({event.site for _, event in events})
        for _, event in events:
            self._counters.add("dropped_by_signal", now, self._known.number(event.site))
        return answers.taken(0, [], origin)

    async def _judge(
        self, events: Sequence[tuple[int, SentEvent]], broken: list[BrokenEvent], sender: _Sender, now: float
    ) -> _Judged:
        judged = _Judged(broken=broken)
        for turn, (index, event) in enumerate(events, 1):
            if turn % AT_A_TIME == 0:
                await asyncio.sleep(0)
            try:
                site = self._known.site_of(event.site, sender.origin)
                judged.lines.append(line(self._row(event, site, sender, now)))
                judged.sites.add(site.number)
            except RefusedError as error:
                judged.rejected.append(Rejected(index, str(error)))
                self._counters.add("refused", now, self._known.number(event.site))
            except SetAsideError as error:
                judged.broken.append(set_aside(index, event, str(error)))
            except Exception:  # whatever is wrong with our reading of one event holds up none of the others (I04)
                log.exception("an event could not be read")
                judged.broken.append(BrokenEvent(index, event.site, "could not be read here", ""))
        return judged

    def _row(self, event: SentEvent, site: Site, sender: _Sender, now: float) -> EventRow:
        """What is kept of an event. Raises RefusedError, SetAsideError."""
        if event.kind == "answer" and event.ticket:
            row = self.tickets.redeem(event.ticket, site=site.number, answer_id=event.id.lower(), now=now)
            if site.mode == "strict" and (row.tag or row.campaign):
                # the dial was turned down since the question was put
                raise RefusedError("not_in_this_mode")
            add_answer(row, event)
            return row
        return event_row(event, site, sender.ua, now, sender.country)

    async def _take(self, judged: _Judged, sender: _Sender, now: float) -> Answer:
        count = len(judged.lines)
        judged.sites |= {number for each in judged.broken if (number := self._known.number(each.site))}
        waits = [
            self._per_site.take(str(site), self._clock.monotonic(), count + len(judged.broken)) for site in judged.sites
        ]
        if any(waits):
            self._counters.add("refused", now, count=count)
            return answers.too_many(max(waits), sender.origin)
        kept = self._quarantined(judged, now)
        rose: list[SketchRow] = []
        frames = [Frame(Kind.QUARANTINE, len(kept), b"".join(kept))] if kept else []
        if count:
            frames.append(Frame(Kind.EVENTS, count, b"".join(judged.lines)))
            rose = self._rose(judged.sites, sender, now)
            frames += [Frame(Kind.SKETCHES, len(rose), b"".join(map(line, rose)))] if rose else []
        try:
            if frames:
                await self._commit.record(*frames)
        except JournalRefusedError as error:
            self._sketches.take_back(rose)
            self._counters.add("refused", now, count=count + len(kept))
            later = {"retry-after": str(RETRY_AFTER)}
            return answers.refusal(503, f"{error}: send the same events again later", later, sender.origin)
        return answers.taken(count, sorted(judged.rejected, key=lambda each: each.index), sender.origin)

    def _rose(self, sites: set[int], sender: _Sender, now: float) -> list[SketchRow]:
        if client_of(sender.ua).kind != "human":
            return []
        return [row for site in sites if (row := self._sketches.see(site, sender.address, sender.ua, now))]

    def _quarantined(self, judged: _Judged, now: float) -> list[bytes]:
        """Lines for events of known sites that could not be read; of unknown sites they are only counted."""
        kept = []
        for each in judged.broken:
            judged.rejected.append(Rejected(each.index, each.reason))
            site = self._known.number(each.site)
            if site:
                kept.append(line(QuarantineRow(int(now), site, each.kept_as, each.shape)))
            else:
                self._counters.add("refused", now)
        return kept
