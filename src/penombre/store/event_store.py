"""The events' place in the store: takes journal segments in, each exactly once however often it is tried."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec

from penombre.store.engine import Engine, StoreError, query_text
from penombre.store.erasure import Part
from penombre.store.lifetimes import DAY, KEEP
from penombre.store.soundness import DamagedPart, damaged_parts, take_out

UNREADABLE = frozenset({6, 26, 27, 32, 38, 41, 43, 53, 69, 70, 72, 117, 131, 376, 407, 467, 691})
"""Codes by which the engine says that a text is not what its column takes."""
_LINE = msgspec.json.Decoder(dict[str, Any])


class Account(msgspec.Struct, frozen=True):
    """What became of records: `received = stored + duplicate + quarantined`."""

    received: int = 0
    stored: int = 0
    duplicate: int = 0
    quarantined: int = 0


class CountMismatchError(Exception):
    """The store holds another number of a segment's events than were given to it: the segment is kept."""


class EventStore:
    """Events, ledger, tallies and sketches in an embedded store of their own folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.engine = Engine(folder)
        try:
            # what steps the schema has seen is read before anything else: damage to it must not cost the whole store
            take_out(self.engine, damaged_parts(self.engine, ["migrations"]))
            self.engine.migrate("events")
        except StoreError:
            self.engine.close()
            raise

    def close(self) -> None:
        """Let go of the folder."""
        self.engine.close()

    def loaded(self, segment: int) -> Account | None:
        """What became of a segment that was loaded before; None where it was not."""
        rows = self.engine.rows("load/loaded", segment=segment)
        return msgspec.convert(rows[0], Account, strict=False) if rows else None

    def load(
        self,
        segment: int,
        *,
        events: bytes,
        quarantine: bytes = b"",
        tallies: bytes = b"",
        sketches: bytes = b"",
        again: bool = False,
    ) -> Account:
        """Take in the records of one segment, lines of JSON each; a second time for the same segment changes nothing.

        With `again` it looks for lost events of a segment loaded before, and puts them back.

        The ledger's row is written last, so a segment is loaded when the ledger says so; everything before it is
        idempotent. Raises StoreError, CountMismatchError.
        """
        before = self.loaded(segment)
        if before is not None and not again:
            return before
        self.engine.execute("load/empty")
        unreadable = self._take_in(events.splitlines(keepends=True))
        broken = [_LINE.decode(line) for line in quarantine.splitlines()] + [_told(line) for line in unreadable]
        self.engine.insert(
            "quarantine", [row | {"segment": segment, "number": number} for number, row in enumerate(broken)]
        )
        self.engine.insert("tallies", _summed(tallies, segment))
        self.engine.insert_lines("registers", sketches)
        stored, duplicate, collided = self._store_incoming(segment, again=again) if events else (0, 0, 0)
        account = Account(stored + duplicate + collided + len(broken), stored, duplicate, collided + len(broken))
        self.engine.insert("segments", [{"segment": segment, **msgspec.structs.asdict(account)}])
        return account

    def export(self, site: int) -> Iterator[bytes]:
        """The events of a site as lines of JSON, a day at a time."""
        for row in self.engine.rows("events/days", site=site):
            day = date.fromisoformat(row["day"])
            end = day + timedelta(days=1)
            yield self.engine.run(
                query_text("events/export"), site=site, start=f"{day} 00:00:00", end=f"{end} 00:00:00"
            )

    def lately(self, site: int, seconds: int) -> list[dict[str, Any]]:
        """What a site collected in the last seconds: `kind, agent, rung, channel, app, events` a row."""
        return self.engine.rows("events/lately", site=site, seconds=seconds)

    def erasable(self, part: Part) -> int:
        """How many events are part of it."""
        return self.numbers("erase/count", **_bounds(part), token=part.token)["events"]

    def erase(self, part: Part) -> None:
        """Erase it, with what was estimated of the site: its estimates are made anew. Raises StoreError."""
        self.engine.execute("erase/events", **_bounds(part), token=part.token)
        if part.token:
            self.engine.execute("erase/parents", site=part.site, token=part.token)
        else:
            self.engine.execute("erase/quarantine", **_bounds(part))
            self.engine.execute("erase/registers", site=part.site, first=part.first, last=part.last)
        self.engine.execute("dashboard/drop_kept", site=part.site)

    def has_views(self, site: int) -> bool:
        """Whether a page view of a site was ever stored."""
        return self.numbers("events/any_views", site=site)["views"] > 0

    def answers(self, site: int, start: date, end: date) -> list[dict[str, Any]]:
        """Exposures and answers of the days from `start` until before `end` (UTC), by family, device and what was said.

        `family, device, design, name, sent_by, audience, landings` a row; exposures have an empty `name`.
        """
        return self.engine.rows("events/answers", site=site, start=f"{start} 00:00:00", end=f"{end} 00:00:00")

    def numbers(self, query: str, **parameters: int | str) -> dict[str, int]:
        """The one row of numbers that a query answers with."""
        return {name: int(value) for name, value in self.engine.rows(query, **parameters)[0].items()}

    def incomplete(self, segments: list[int]) -> list[int]:
        """Those of the segments that the ledger does not know, or of which events are missing."""
        if not segments:
            return []
        complete = set(self.engine.columns("load/complete", first=min(segments))["segment"].tolist())
        return [segment for segment in segments if segment not in complete]

    def take_out_damaged(self) -> list[DamagedPart]:
        """Take out what is damaged on disk, so that the rest can be read; what that was. Raises StoreError."""
        self.engine.saw_damage = False
        parts = damaged_parts(self.engine)
        take_out(self.engine, parts)
        return parts

    def rebuild_ledger(self) -> None:
        """Give segments a row in the ledger again, where events of theirs are there and the row is not."""
        self.engine.execute("sound/rebuild_ledger")

    def missing(self, now: float) -> int:
        """How many events fewer there are than the ledger says, of the time for which events are kept."""
        # a segment's number begins with the millisecond in which it was begun
        kept, moment = (int(seconds * 1000) << 16 for seconds in (KEEP["events"] - DAY, max(now, 0.0)))
        found = self.numbers("sound/lost", kept=kept, now=moment)
        return max(0, found["promised"] - found["found"])

    def ledger(self) -> Account:
        """What became of everything loaded so far."""
        return msgspec.convert(self.engine.rows("load/ledger")[0], Account, strict=False)

    def tallies(self) -> dict[str, int]:
        """What was only counted, by name."""
        return {row["name"]: int(row["count"]) for row in self.engine.rows("load/tally_totals")}

    def _take_in(self, lines: Sequence[bytes]) -> list[bytes]:
        """Put lines into `incoming`; those that the engine cannot read come back and hold up none of the others."""
        try:
            self.engine.insert_lines("incoming", b"".join(lines))
        except StoreError as error:
            if error.code not in UNREADABLE:
                raise  # no memory, no disk: nothing is wrong with the lines, and they can wait
            if len(lines) == 1:
                return list(lines)
            half = len(lines) // 2
            return self._take_in(lines[:half]) + self._take_in(lines[half:])
        return []

    def _store_incoming(self, segment: int, *, again: bool) -> tuple[int, int, int]:
        found = self.numbers("load/novelty", segment=segment)
        if not again and found["known"] == found["stored"] == 0 and found["different"] == found["received"]:
            stored, duplicate, collided = found["received"], 0, 0
            self.engine.execute("load/store_all", segment=segment, token=f"segment-{segment}")
        else:
            # copies among them, or an earlier try that was cut short
            account = self.numbers("load/account", segment=segment)
            stored, duplicate, collided = (account[name] for name in ("stored", "duplicate", "collided"))
            self.engine.execute("load/store_new", segment=segment)
        if collided:
            self.engine.execute("load/quarantine_collisions", segment=segment)
        there = self.numbers("load/count_stored", segment=segment, **self.numbers("load/period"))["stored"]
        if there != stored:
            raise CountMismatchError(f"segment {segment:016x}: {stored} events given to the store, {there} found in it")
        self.engine.execute("load/empty")
        return stored, duplicate, collided


def _bounds(part: Part) -> dict[str, int]:
    return {"site": part.site, "start": part.start, "end": part.end}


def _told(line: bytes) -> dict[str, Any]:
    """A quarantine row for a line that the engine could not read: when and where, not what."""
    try:
        row = _LINE.decode(line)
    except msgspec.DecodeError:
        row = {}
    at, site = (value if isinstance(value := row.get(name), int) and value >= 0 else 0 for name in ("at", "site"))
    return {"at": at, "site": site, "reason": "unreadable", "shape": ""}


def _summed(lines: bytes, segment: int) -> Sequence[dict[str, Any]]:
    totals: dict[tuple[str, int, str], int] = {}
    for line in lines.splitlines():
        row = _LINE.decode(line)
        key = (row["day"], row["site"], row["name"])
        totals[key] = totals.get(key, 0) + row["count"]
    return [
        {"segment": segment, "day": day, "site": site, "name": name, "count": count}
        for (day, site, name), count in totals.items()
    ]
