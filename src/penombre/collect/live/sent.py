"""What clients send to `POST /e`: decoded, checked piece by piece, a bad event never holding up the good ones."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

import msgspec

MOST_EVENTS = 1000
LONGEST_SHAPE = 200

EventKind = Literal["view", "share", "copy", "engage", "goal", "answer"]
ID = re.compile(r"[0-9a-fA-F]{32}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_Text = Annotated[str, msgspec.Meta(max_length=256)]


class SentEvent(msgspec.Struct):
    """One event as the contract has it. Anything else in it (addresses, times, agents) is not even read."""

    id: Annotated[str, msgspec.Meta(max_length=36)]
    site: Annotated[str, msgspec.Meta(max_length=64)]
    kind: EventKind
    url: Annotated[str, msgspec.Meta(max_length=8192)]
    referrer: Annotated[str, msgspec.Meta(max_length=8192)] | None = None
    title: str | None = None
    via: Literal["button", "copy_link", "native"] | None = None
    app: _Text | None = None
    seconds: Annotated[int, msgspec.Meta(ge=0)] | None = None
    scroll: Annotated[int, msgspec.Meta(ge=0, le=100)] | None = None
    name: _Text | None = None
    value: Annotated[str, msgspec.Meta(max_length=24)] | None = None
    currency: Annotated[str, msgspec.Meta(max_length=3)] | None = None
    token: Annotated[str, msgspec.Meta(max_length=24)] | None = None
    parent: Annotated[str, msgspec.Meta(max_length=24)] | None = None
    nav: Literal["navigate", "reload", "back_forward", "prerender"] | None = None
    history: Annotated[int, msgspec.Meta(ge=0)] | None = None
    chars: Annotated[int, msgspec.Meta(ge=0)] | None = None
    audience: _Text | None = None
    ticket: Annotated[str, msgspec.Meta(max_length=8192)] | None = None


class BadBodyError(Exception):
    """A body that is no event and no list of events; the message is for whoever wrote the client."""

    status = 400


class Rejected(msgspec.Struct):
    """An event of a batch that cannot be taken."""

    index: int
    reason: str


class BrokenEvent(msgspec.Struct, frozen=True):
    """What is kept of an event that cannot be read: its reason and its shape, never its content."""

    index: int
    site: str
    reason: str
    shape: str
    kept_as: str = "cannot be read"
    """The reason that stands in the quarantine, one of few; `reason` is for whoever wrote the client."""


_EVENTS = msgspec.json.Decoder(list[SentEvent])
_EVENT = msgspec.json.Decoder(SentEvent)
_RAW_EVENTS = msgspec.json.Decoder(list[msgspec.Raw])


def decode(body: bytes) -> tuple[list[tuple[int, SentEvent]], list[BrokenEvent]]:
    """The events of a body with their places in it, and those that cannot be read. Raises BadBodyError."""
    text = body.lstrip()
    try:
        if text[:1] == b"[":
            events = _EVENTS.decode(text)
        elif text[:1] == b"{":
            events = [_EVENT.decode(text)]
        else:
            raise BadBodyError("the body must be a JSON object or an array of them")
    except (msgspec.ValidationError, UnicodeDecodeError):
        return _one_by_one(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadBodyError(f"the body is not JSON: {error}") from None
    if len(events) > MOST_EVENTS:
        raise BadBodyError(f"more than {MOST_EVENTS} events in one request: send them in several")
    return list(enumerate(events)), []


def _one_by_one(text: bytes) -> tuple[list[tuple[int, SentEvent]], list[BrokenEvent]]:
    try:
        pieces: Sequence[msgspec.Raw | bytes] = _RAW_EVENTS.decode(text) if text[:1] == b"[" else [text]
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise BadBodyError(f"the body is not JSON: {error}") from None
    if len(pieces) > MOST_EVENTS:
        raise BadBodyError(f"more than {MOST_EVENTS} events in one request: send them in several")
    good: list[tuple[int, SentEvent]] = []
    broken: list[BrokenEvent] = []
    for index, piece in enumerate(pieces):
        try:
            good.append((index, _EVENT.decode(piece)))
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            site, shape = _shape(bytes(piece))
            broken.append(BrokenEvent(index, site, f"cannot be read: {error}"[:LONGEST_SHAPE], shape))
    return good, broken


def _shape(piece: bytes) -> tuple[str, str]:
    """The site that an event names, and the names and types of its fields."""
    try:
        found: Any = json.loads(piece)
    except (ValueError, RecursionError):
        return "", "not JSON"
    if not isinstance(found, dict):
        return "", type(found).__name__
    site = found.get("site")
    return site if isinstance(site, str) else "", _shape_of(found)


def _shape_of(fields: Mapping[str, Any]) -> str:
    """Names and types of fields, never their values."""
    known = SentEvent.__struct_fields__
    shown = [f"{name if name in known else '?'}:{type(value).__name__}" for name, value in list(fields.items())[:40]]
    return " ".join(shown)[:LONGEST_SHAPE]


def set_aside(index: int, event: SentEvent, reason: str) -> BrokenEvent:
    """An event that can be read and not counted, as it is kept."""
    given = {name: value for name, value in msgspec.structs.asdict(event).items() if value is not None}
    return BrokenEvent(index, event.site, reason, _shape_of(given), kept_as=reason)


def decimal_text(text: str) -> str | None:
    """A value of money as the store takes it, with four places; None where it is no number or too large."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) >= 10**13:
        return None
    return f"{number:.4f}"
