"""Judges the other request headers: prefetches, previews, Android's web views."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from penombre.signals.packages import web_view_sign
from penombre.signals.sign import Rank, Sign

PREFETCH_HEADERS = frozenset({"sec-purpose", "purpose", "x-purpose", "x-moz"})
MOST_HEADERS = 100
PREFIX = "http-"  # as CGI and some logs name headers


def header_signs(headers: Mapping[str, str]) -> list[Sign]:
    """What the headers say beside user agent and referrer; names in any case."""
    signs = [sign for name, value in list(headers.items())[:MOST_HEADERS] for sign in _signs(_plain(name), str(value))]
    return sorted(signs, key=lambda sign: sign.rank)


def _plain(name: str) -> str:
    return str(name).strip().lower().replace("_", "-").removeprefix(PREFIX)


def _signs(name: str, value: str) -> Iterator[Sign]:
    if name in PREFETCH_HEADERS:
        word = value[:100].lower()
        if "prefetch" in word or "prerender" in word:
            yield Sign("bot", "", "none", "no", "header", f"{name}: prefetch", 0.95, Rank.PREFETCH)
        elif "preview" in word:
            yield Sign(
                "unfurl", "The Lounge IRC", "messenger", "mixed", "header", f"{name}: preview", 0.6, Rank.APP - 10
            )
    elif name == "x-requested-with":
        sign = web_view_sign(value)
        if sign is not None:
            yield sign
