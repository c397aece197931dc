"""Passwords: which will do, and their Argon2id hashes."""

from __future__ import annotations

import unicodedata

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from penombre.web.accounts.errors import WeakPasswordError

SHORTEST, LONGEST = 12, 200  # characters
SHORTEST_REST, FEWEST_SIGNS = 8, 5  # without what is obvious
OBVIOUS = ("penombre", "pénombre", "password", "motdepasse", "1234567890", "123456", "azerty", "qwerty")


class Passwords:
    """Hashes passwords and checks them, always with the same work (Argon2id, RFC 9106)."""

    def __init__(self, memory_mb: int, rounds: int) -> None:
        self._hasher = PasswordHasher(time_cost=rounds, memory_cost=memory_mb << 10, parallelism=1, type=Type.ID)
        self._nobodys = self._hasher.hash("nobody has this password")

    def hashed(self, password: str) -> str:
        """The hash of a password, with its own salt."""
        return self._hasher.hash(_normal(password))

    def fits(self, password: str, kept: str | None) -> bool:
        """Whether this is the password; without a hash the same work is done, and it never is.

        Who only signs in through the organisation has an empty one.
        """
        try:
            right = self._hasher.verify(kept or self._nobodys, _normal(password)[: LONGEST * 4])
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False
        return bool(right) and bool(kept)

    def is_dated(self, kept: str) -> bool:
        """Whether a hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(kept)


def checked_password(password: str, *about: str) -> str:
    """A password that will do: long, not one sign repeated, nothing obvious, nothing `about` the person.

    Raises WeakPasswordError.
    """
    plain = _normal(password)
    rest = plain.casefold()
    for word in (*OBVIOUS, *(part for each in about for part in each.casefold().split("@")[:1])):
        if len(word) >= 3:
            rest = rest.replace(word, "")
    if not SHORTEST <= len(plain) <= LONGEST or len(rest) < SHORTEST_REST or len(set(rest)) < FEWEST_SIGNS:
        raise WeakPasswordError(shortest=str(SHORTEST), longest=str(LONGEST))
    return plain


def _normal(password: str) -> str:
    """One spelling, whichever keyboard wrote it."""
    return unicodedata.normalize("NFKC", password)
