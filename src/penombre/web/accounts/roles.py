"""What members of a workspace may do with its sites, each role all that the one before may."""

from __future__ import annotations

from enum import IntEnum

from penombre.web.accounts.errors import BadRoleError


class Role(IntEnum):
    """In the order of what they may do."""

    VIEWER = 1  # sees figures
    EDITOR = 2  # makes links, shares figures
    OWNER = 3  # turns the dial, invites, changes roles, reads the trail

    @property
    def word(self) -> str:
        """As the database, addresses and forms write it."""
        return self.name.lower()


def role_of(word: str) -> Role:
    """The role that a word names; raises BadRoleError."""
    try:
        return Role[word.upper()]
    except KeyError:
        raise BadRoleError(role=word[:20]) from None
