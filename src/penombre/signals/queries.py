"""Judges the query of an address: click ids, campaign tags, marks of share sheets, Penombre's own share tag."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from urllib.parse import unquote_plus

import msgspec
import re2

from penombre.signals.catalogue import human_sign, table
from penombre.signals.meta_clicks import MESSENGER, read_fbclid
from penombre.signals.sign import Rank, Sign

LONGEST = 4096
MOST_PAIRS = 128
MOST_DIGITS = 3
SHARE_PARAM = "s"
SHARE_MARK = "~"
MASK = "…"
_TOKEN_TAG = re2.compile(r"[A-Za-z]-[0-9A-Za-z]{16}")
SOURCE_PARAMS = ("utm_source", "mtm_source", "pk_source", "at_source", "source")
MEDIUM_PARAMS = ("utm_medium", "mtm_medium", "pk_medium", "at_medium")
CAMPAIGN_PARAMS = (
    "utm_campaign",
    "utm_id",
    "utm_content",
    "utm_term",
    "pk_campaign",
    "pk_kwd",
    "piwik_campaign",
    "mtm_campaign",
    "mtm_cid",
    "matomo_campaign",
    "at_campaign",
    "xtor",
    "hsa_cam",
)
CAMPAIGN = Sign("human", "", "campaign", "no", "campaign", "utm_*", 0.6, Rank.TAG + 50)


def query_sign(query: str) -> Sign | None:
    """The best sign in a query (with or without its question mark); None without any."""
    text = query[:LONGEST]
    if "=" not in text and SHARE_MARK not in text:
        return None
    found: list[Sign] = []
    tags: dict[str, str] = {}
    for piece in text.lstrip("?").split("&", MOST_PAIRS)[:MOST_PAIRS]:
        name, _, value = piece.partition("=")
        name = name.lower()
        if name == SHARE_PARAM or SHARE_MARK in piece:
            found += _share_tags(name, value, piece)
        if name in MARKER_PARAMS:
            if name in _TAG_PARAMS and value:
                tags.setdefault(name, unquote_plus(value).strip().lower())
            found += _mark(name, value)
    if tags:
        found += _campaign(tags)
    return min(found, key=lambda sign: sign.rank, default=None)


def _mark(name: str, value: str) -> Iterable[Sign]:
    if name == "fbclid" and value:
        click = read_fbclid(value)
        channel, rank = ("paid", Rank.PAID) if click.paid else ("social", Rank.TAG - 10)
        messenger = click.app == MESSENGER and not click.paid
        yield Sign(
            kind="human",
            app=click.app,
            channel="messenger" if messenger else channel,
            private="yes" if messenger else "no" if click.paid else "mixed",
            family="click_id",
            pattern="fbclid",
            strength=0.85,
            rank=rank,
        )
    sign = _marks().get((name, value.lower())) or _marks().get((name, ""))
    if sign is not None and value:
        yield sign


def _share_tags(name: str, value: str, piece: str) -> Iterable[Sign]:
    """Penombre's own tag: `s=w2` (channel letter and generation), or `~w` at the end of a short address.

    In Consent mode a token stands where the generation would: `s=w-` and its sixteen characters, which name a share and
    are told to nobody.
    """
    if name == SHARE_PARAM and _TOKEN_TAG.fullmatch(value):
        sign = _share_tag(value[0].lower(), f"s={value[0]}-{MASK}")
        if sign is not None:
            yield sign
    elif name == SHARE_PARAM and value[1:].isdecimal() and value.isascii() and len(value) <= 1 + MOST_DIGITS:
        sign = _share_tag(value[0].lower(), f"s={value}")
        if sign is not None:
            yield sign
    letter = piece.rpartition(SHARE_MARK)[2]
    if SHARE_MARK in piece and letter and letter[0].isascii() and (len(letter) == 1 or letter[1:].isdecimal()):
        sign = _share_tag(letter[0].lower(), f"~{letter[0]}")
        if sign is not None:
            yield sign


def _share_tag(letter: str, pattern: str) -> Sign | None:
    sign = _share_letters().get(letter)
    return None if sign is None else msgspec.structs.replace(sign, pattern=pattern)


def _campaign(tags: dict[str, str]) -> Iterable[Sign]:
    source = next((_named(_sources(), tags[name]) for name in SOURCE_PARAMS if name in tags), None)
    medium = next((_named(_media(), tags[name]) for name in MEDIUM_PARAMS if name in tags), None)
    if medium is not None and medium.channel == "paid":
        app = source.app if source is not None else ""
        yield msgspec.structs.replace(medium, app=app, rank=Rank.PAID + 10)
    elif source is not None and source.channel == "paid":
        yield source
    elif medium is not None and medium.family == "campaign_override":
        same = source is not None and source.channel == medium.channel
        yield source if same and source is not None else medium
    elif source is not None:
        yield source
    elif medium is not None:
        yield medium
    elif any(name in tags for name in tags if name != "source"):
        yield CAMPAIGN


def _named(signs: dict[str, Sign], value: str) -> Sign | None:
    """The sign of a tag's value, or of its first word where words are joined: `newsletter_2026-03`."""
    sign = signs.get(value)
    if sign is not None:
        return sign
    for mark in ("_", "-", " ", "."):
        first = value.partition(mark)[0]
        if len(first) > 2 and first in signs:
            return signs[first]
    return None


@cache
def _share_letters() -> dict[str, Sign]:
    return {
        row["letter"]: human_sign(row, "share_tag", f"s={row['letter']}", Rank.SHARE_TAG) for row in table("share_tags")
    }


@cache
def _marks() -> dict[tuple[str, str], Sign]:
    ranks = {"click_id": Rank.PAID, "campaign": Rank.TAG, "share_mark": Rank.TAG + 20}
    marks = {}
    for row in table("query_marks"):
        name, value = row["name"], row["value"]
        rank = Rank.TAG if row["channel"] == "search" else ranks[row["family"]] - bool(value)
        marks[name, value] = human_sign(row, row["family"], f"{name}={value}" if value else name, rank)
    return marks


@cache
def _sources() -> dict[str, Sign]:
    return {
        row["source"]: human_sign(
            row, "campaign", f"utm_source={row['source']}", Rank.PAID if row["channel"] == "paid" else Rank.TAG
        )
        for row in table("campaign_sources")
    }


@cache
def _media() -> dict[str, Sign]:
    families = {"override": "campaign_override", "fill": "campaign"}
    return {
        row["medium"]: human_sign(row, families[row["role"]], f"utm_medium={row['medium']}", Rank.TAG)
        for row in table("campaign_media")
    }


_TAG_PARAMS = frozenset({*SOURCE_PARAMS, *MEDIUM_PARAMS, *CAMPAIGN_PARAMS})
MARKER_PARAMS: frozenset[str] = frozenset({SHARE_PARAM, "fbclid", *_TAG_PARAMS, *(name for name, _ in _marks())})
