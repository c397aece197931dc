"""Secrets that are drawn for somebody: shown once, kept as a digest."""

from __future__ import annotations

import hashlib
import hmac
import secrets

BYTES = 32
CODE_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is mistaken for something else on paper
CODE_PARTS, CODE_PART = 4, 4


def draw_token() -> str:
    """256 random bits, for an address or a cookie."""
    return secrets.token_urlsafe(BYTES)


def draw_code() -> str:
    """79 random bits that somebody may copy from paper: abcd-efgh-jkmn-pqrs."""
    parts = ("".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_PART)) for _ in range(CODE_PARTS))
    return "-".join(parts)


def digest(token: str) -> str:
    """What is kept of a token, and looked up. Nobody guesses what was drawn from so many: no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two texts are the same, found in a time that tells nothing."""
    return hmac.compare_digest(one.encode(), other.encode())


def sealed(secret: str, text: str) -> str:
    """What only who has the secret can make of a text."""
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
