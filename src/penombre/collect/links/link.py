"""A short link, and what its title, tags and dates may be."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from penombre.collect.links.errors import BadLinkError
from penombre.sentences import say

LONGEST_TITLE = 300
LONGEST_TAG = 40
MOST_TAGS = 20
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:.]+(?:Z|[+-][0-9:]+)?)?", re.ASCII | re.IGNORECASE)
_DAYS = re.compile(r"([0-9]{1,5})\s*d(?:ays?)?", re.ASCII | re.IGNORECASE)


class Link(msgspec.Struct, frozen=True):
    """A short link."""

    number: int  # what events carry
    code: str  # what stands after the slash
    target: str  # where it leads: ASCII, checked
    site: int | None  # the site's number, where it belongs to one
    title: str  # its own title in previews and lists; empty: the target's
    image: str  # address of its own image in previews; empty: the target's
    tags: tuple[str, ...]
    created_at: datetime  # UTC
    expires_at: datetime | None  # UTC; from then on it is answered like an unknown one
    paused: bool  # answered like an unknown one until it is resumed
    revision: int  # the number of the change that touched it last


def checked_title(title: str) -> str:
    """A title on one line."""
    title = title.strip()
    if len(title) > LONGEST_TITLE:
        raise BadLinkError(
            say("{title!r}...: a title has {longest} characters at most.", title=title[:40], longest=LONGEST_TITLE)
        )
    if not title.isprintable():
        raise BadLinkError(say("{title!r}: a title has no line break and no invisible character.", title=title[:80]))
    return title


def checked_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Tags in lower case, each once, in their order."""
    kept = tuple(dict.fromkeys(tag for tag in (tag.strip().lower() for tag in tags) if tag))
    if len(kept) > MOST_TAGS:
        raise BadLinkError(say("{count} tags: a link has {most} at most.", count=len(kept), most=MOST_TAGS))
    for tag in kept:
        if len(tag) > LONGEST_TAG or not tag.isprintable() or "," in tag:
            raise BadLinkError(
                say(
                    "{tag!r}: a tag has {longest} characters at most, and no comma among them.",
                    tag=tag[:80],
                    longest=LONGEST_TAG,
                )
            )
    return kept


def read_expiry(text: str, now: datetime, timezone: str = "UTC") -> datetime | None:
    """When a link ends: a day (it still works on that day, in the site's time zone), a moment, or `30d` from now.

    Empty or `never`: it stays. `now`: it ends at once.
    """
    text = text.strip()
    if text.lower() in ("", "never"):
        return None
    if text.lower() == "now":
        return now
    try:
        return _moment(text, now, ZoneInfo(timezone))
    except (ValueError, OverflowError):
        raise BadLinkError(
            say(
                "{text!r} is not a date: write 2026-12-31, 2026-12-31T18:00, or 30d for thirty days from now.",
                text=text[:40],
            )
        ) from None


def _moment(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    days = _DAYS.fullmatch(text)
    if days:
        return now + timedelta(days=int(days[1]))
    if not _MOMENT.fullmatch(text):
        raise ValueError
    if len(text) == len("2026-12-31"):
        day = date.fromisoformat(text) + timedelta(days=1)
        return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
