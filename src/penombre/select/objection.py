"""Who objects to being counted: browsers say so in a header, people by the opt-out (rules PR10, PR11)."""

from __future__ import annotations

from collections.abc import Mapping

OPT_OUT_COOKIE = "penombre_opt_out"
OPT_OUT_DAYS = 13 * 30


def objects(headers: Mapping[bytes, bytes]) -> bool:
    """Whether a request carries Global Privacy Control, Do Not Track or the opt-out; header names in lower case."""
    return (
        headers.get(b"sec-gpc") == b"1"
        or headers.get(b"dnt") == b"1"
        or f"{OPT_OUT_COOKIE}=1".encode() in headers.get(b"cookie", b"")
    )
