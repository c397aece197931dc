"""Which page an address names: the same rule for live events as `bare_path` and `readable` give for logs (ADR 10)."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from urllib.parse import unquote_to_bytes

import re2

LONGEST = 1024
MASK = "…"
_DEFAULT_FILE = re2.compile(r"(.)/(?:index\.(?:html?|php))?$")
_ADDRESS_IN_PATH = re2.compile(r"[^/@]+@[^/@]+\.[^/@]+")
_TOKEN_IN_PATH = re2.compile(r"(^|/)([A-Za-z0-9_=]{20,})")
_DIGITS_IN_PATH = re2.compile(r"(^|/|-)\+?[0-9]{9,}")


@lru_cache(maxsize=20_000)
def page_of(target: str) -> str:
    """The page that a path with or without query names; what may name a person in it is masked.

    E-mail addresses, long random tokens, card and phone numbers become `…` (rule PR12).
    """
    path = target.partition("#")[0].partition("?")[0]
    path = _DEFAULT_FILE.sub(r"\1", path) if path.endswith(("/", "l", "m", "p")) else path
    if "%" in path or not path.isascii():
        path = unicodedata.normalize("NFC", unquote_to_bytes(path).decode("utf-8", "replace"))
    return without_persons(path[:LONGEST]) or "/"


def without_persons(path: str) -> str:
    """A path or a tag in which addresses, numbers and tokens that may stand for a person are masked."""
    if "@" in path:
        path = _ADDRESS_IN_PATH.sub(lambda _: MASK, path)
    if any(char.isdigit() for char in path):
        path = _DIGITS_IN_PATH.sub(lambda found: found[1] + MASK, path)
        path = _TOKEN_IN_PATH.sub(lambda found: found[1] + _masked(found[2]), path)
    return path


def _masked(word: str) -> str:
    """A long word with digits among its letters is a token; one of letters alone is a word."""
    return MASK if any(char.isdigit() for char in word) and any(char.isalpha() for char in word) else word
