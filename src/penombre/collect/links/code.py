"""The part of a short link after the slash: drawn at random or chosen, with a channel's letter behind it or not."""

from __future__ import annotations

import re
import secrets
from functools import cache

from penombre.collect.links.errors import BadCodeError
from penombre.sentences import say
from penombre.signals.catalogue import table

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"  # base 58: no 0, O, I, l
DRAWN = 10  # characters: 58.6 bits, so that nobody finds a link by trying
LONGEST = 64
MARK = "~"
MOST_DIGITS = 3  # of a generation: code~w2
# What the program answers itself, now or one day, in any case.
RESERVED = frozenset(
    {
        *("e", "p.js", "share.js", "health", "metrics", "api", "demo", "opt-out", "opt-in", "objection"),
        *("matomo.php", "piwik.php", "yourls-api.php", "collect", "event", "events", "link", "links", "go", "qr"),
        *("login", "logout", "setup", "admin", "account", "accounts", "settings", "dashboard", "app", "site", "sites"),
        *("report", "reports", "stats", "export", "exports", "import", "imports", "survey", "share", "privacy", "docs"),
        *("assets", "static", "favicon.ico", "robots.txt", "sitemap.xml", ".well-known", "index.html", "about", "help"),
        *("ask", "ask.js", "lab", "legal", "abuse", "status", "live", "ready", "server-status", "null", "undefined"),
        *("welcome", "invitation", "reset", "people", "shared", "shared-links", "trail", "webhooks"),
    }
)
_CODE = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST}}}", re.ASCII)


def draw_code() -> str:
    """A new code from the system's randomness."""
    return "".join(secrets.choice(ALPHABET) for _ in range(DRAWN))


def checked_code(code: str) -> str:
    """A code that a person chose; raises BadCodeError."""
    if not _CODE.fullmatch(code):
        raise BadCodeError(
            say(
                "{code!r} cannot be a code: use 1 to {longest} of a-z, A-Z, 0-9, dash and underscore.",
                code=code[:80],
                longest=LONGEST,
            )
        )
    if code.lower() in RESERVED:
        raise BadCodeError(say("{code!r} is an address of the program itself: choose another code.", code=code))
    return code


@cache
def channels() -> dict[str, str]:
    """The letters that name a channel, and what they stand for: w is WhatsApp."""
    return {row["letter"]: row["app"] or row["note"] or row["channel"] for row in table("share_tags")}


def with_channel(code: str, letter: str) -> str:
    """The variant of a code for one channel; the code itself for no letter. Raises BadCodeError."""
    if not letter:
        return code
    if letter not in channels():
        known = ", ".join(f"{letter} {name}" for letter, name in channels().items())
        raise BadCodeError(say("{letter!r} names no channel: choose one of {known}.", letter=letter[:20], known=known))
    return f"{code}{MARK}{letter}"


def split_variant(segment: str) -> tuple[str, str]:
    """The code and the channel's letter in the last part of an address; no letter for the link itself.

    A letter that names no channel, or a generation behind it, is let fall: who follows the link still arrives. What
    else stands behind the mark leaves the segment as it is, and no link has such a code.
    """
    if MARK not in segment:
        return segment, ""
    code, _, suffix = segment.partition(MARK)
    letter, generation = suffix[:1].lower(), suffix[1:]
    if not letter.isascii() or (letter and not letter.isalpha()):
        return segment, ""
    if generation and not (generation.isascii() and generation.isdecimal() and len(generation) <= MOST_DIGITS):
        return segment, ""
    return code, letter if letter in channels() else ""
