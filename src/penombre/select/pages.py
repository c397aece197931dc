"""Which page an address names: the same rule for live events as `bare_path` and `readable` give for logs (ADR 10)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import re2

from penombre.select.tokens import MASK, without_tokens

LONGEST = 1024
_DEFAULT_FILE = re2.compile(r"(.)/(?:index\.(?:html?|php))?$")
_ADDRESS_IN_PATH = re2.compile(r"[^/@]+@[^/@]+\.[^/@]+")
_ESCAPED = re.compile(rb"%(?:([0-9A-Fa-f]{2})|..)", re.DOTALL)
_DIGITS_IN_PATH = re2.compile(r"(^|/|-)\+?[0-9]{9,}")


@lru_cache(maxsize=20_000)
def page_of(target: str) -> str:
    """The page that a path with or without query names; what may name a person in it is masked.

    E-mail addresses, long random tokens with dashes or without, card and phone numbers become `…` (rule PR12).
    """
    path = target.partition("#")[0].partition("?")[0]
    path = _DEFAULT_FILE.sub(r"\1", path) if path.endswith(("/", "l", "m", "p")) else path
    if "%" in path or not path.isascii():
        path = unicodedata.normalize(
            "NFC", _ESCAPED.sub(_unescaped, path.encode(errors="replace")).decode(errors="replace")
        )
    return without_persons(path[:LONGEST]) or "/"


def _unescaped(found: re.Match[bytes]) -> bytes:
    """As the store reads logs: the two characters behind a percent sign belong to it, hexadecimal or not."""
    return bytes([int(found[1], 16)]) if found[1] else found[0]


def without_persons(path: str) -> str:
    """A path or a tag in which addresses, numbers and tokens that may stand for a person are masked."""
    if "@" in path:
        path = _ADDRESS_IN_PATH.sub(lambda _: MASK, path)
    path = without_tokens(path)
    if any(char.isdigit() for char in path):
        path = _DIGITS_IN_PATH.sub(lambda found: found[1] + MASK, path)
    return path
