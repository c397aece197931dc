"""Judges user-agent strings: who fetches, and inside which app a person reads."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import re2
from crawleruseragents import CRAWLER_USER_AGENTS_DATA

from penombre.signals.catalogue import sign_of, table
from penombre.signals.sign import Rank, Sign

LONGEST = 512  # bytes of a user agent that are read
SHORTEST = 10  # a browser's name is longer

# In the order in which they are believed.
FETCHERS = (
    "lookalikes",
    "preview_devices",
    "preview_servers",
    "image_proxies",
    "assistants",
    "scanners",
    "crawlers",
    "native_stacks",
)
APPS = ("mail_programs", "apps")
BROWSER_WORDS = (
    *("Mozilla/", "Opera/", "AppleWebKit", "Chrome/", "Safari/", "Gecko/", "Version/", "rowser"),
    *("Lynx/", "w3m/", "Links (", "ELinks", "Dillo/", "Konqueror", "NetFront"),
    *("MIDP", "BlackBerry", "Nokia", "SonyEricsson", "DoCoMo/", "KDDI-", "UCWEB", "Obigo", "SEC-SGH", "SAMSUNG-"),
)

EMPTY = Sign("bot", "", "crawler", "no", "agent_robots", "(empty)", 0.5, Rank.APP - 2)
UNKNOWN = Sign("bot", "", "crawler", "no", "agent_robots", "(no browser)", 0.5, Rank.APP - 1)


def agent_sign(ua: str) -> Sign | None:
    """What a user agent says; None for an ordinary browser without any mark."""
    text = ua[:LONGEST].strip(" \t\"'")
    if text in {"", "-"}:
        return EMPTY
    matched: list[int] = _matcher().Match(text.encode("utf-8", "replace")[:LONGEST])
    if matched:
        return _signs()[min(matched)]
    if len(text) < SHORTEST or not any(word in text for word in BROWSER_WORDS):
        return UNKNOWN
    return None


@cache
def _catalogue() -> tuple[tuple[str, Sign], ...]:
    return tuple(_rows())


@cache
def _signs() -> tuple[Sign, ...]:
    return tuple(sign for _, sign in _catalogue())


@cache
def _matcher() -> re2.Set:
    """All patterns in one automaton: its time grows with the text alone, whatever the text is."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 256 << 20
    matcher = re2.Set.SearchSet(options)
    for pattern, _ in _catalogue():
        matcher.Add(pattern)
    matcher.Compile()
    return matcher


def _rows() -> Iterator[tuple[str, Sign]]:
    place = 0
    for name in FETCHERS:
        for row in table(f"agent_{name}"):
            rank = Rank.APP if row["kind"] == "human" else Rank.FETCHER
            yield f"(?i:{row['pattern']})", sign_of(row, f"agent_{name}", row["pattern"], rank + place)
            place += 1
    for row in _declared_crawlers():
        yield row["pattern"], sign_of(row, "agent_declared", row["pattern"], Rank.FETCHER + place)
        place += 1
    for name in (*APPS, "robots"):
        for row in table(f"agent_{name}"):
            rank = Rank.APP if row["kind"] == "human" else Rank.FETCHER
            yield f"(?i:{row['pattern']})", sign_of(row, f"agent_{name}", row["pattern"], rank + place)
            place += 1


def _declared_crawlers() -> Iterator[dict[str, str]]:
    """The kept list of crawlers that say what they are, without those that also speak of people."""
    left_out = {row["pattern"] for row in table("crawlers_left_out")}
    for entry in CRAWLER_USER_AGENTS_DATA:
        pattern, tags = entry["pattern"], entry.get("tags", [])
        if pattern in left_out:
            continue
        row = {"pattern": pattern, "app": _plain(pattern), "kind": "bot", "channel": "crawler", "private": "no"}
        if "http-library" in tags:
            row["app"] = ""
        elif "scanner" in tags:
            row.update(kind="scanner", channel="security")
        elif "social-preview" in tags:
            row.update(kind="unfurl", channel="preview_generic", private="mixed")
        yield {**row, "strength": "0.8"}


def _plain(pattern: str) -> str:
    """The name in a simple pattern: `AwarioBot` of `^AwarioBot\\/`."""
    name = pattern.replace("\\", "").strip("^$/ ;)(")
    return "" if any(mark in name for mark in "[]()*+?|") else name
