"""Reads what Meta's click id `fbclid` tells: which app, and whether an advertisement was clicked."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from typing import NamedTuple

LONGEST = 512
MESSENGER = "Facebook Messenger"
APPS = {
    "350685531728": "Facebook",
    "6628568379": "Facebook",
    "2220391788200892": "Facebook",
    "256281040558": "Facebook",
    "567067343352427": "Instagram",
    "124024574287414": "Instagram",
    "936619743392459": "Instagram",
    "256002347743983": MESSENGER,
    "237759909591655": MESSENGER,
}
PREFIXES = {"Iw": "Facebook", "PA": "Instagram"}


class MetaClick(NamedTuple):
    """What a click id tells."""

    app: str
    paid: bool


def read_fbclid(value: str) -> MetaClick:
    """The app and whether it was an advertisement; app "Meta" where the id does not tell.

    Two letters, which name the app better than the number does (a link clicked in Instagram can carry Facebook's),
    then base64url of key, length and value triples; `adid` stands only in clicks on advertisements.
    Read from ten public samples (signals.md §4); Messenger's numbers are known but were in none of them.
    """
    body = value[:LONGEST].partition("_aem_")[0]
    content = _decode(body[2:])
    app = APPS.get(_field(content, b"app_id"), "Meta")
    if app != MESSENGER:
        app = PREFIXES.get(body[:2], app)
    return MetaClick(app, paid=b"adid" in content)


def _decode(text: str) -> bytes:
    head = text[: len(text) // 4 * 4]
    try:
        return urlsafe_b64decode(head.encode("ascii", "ignore"))
    except ValueError:
        return b""


def _field(content: bytes, key: bytes) -> str:
    """The digits that follow a key and the byte of their length."""
    at = content.find(key)
    if at < 0:
        return ""
    start = at + len(key) + 1
    length = content[start - 1 : start]
    return content[start : start + length[0]].decode("ascii", "replace") if length else ""
