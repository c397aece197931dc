"""What is to be erased of a site: all, a period, or what came with one share token (rule PR15)."""

from __future__ import annotations

import msgspec

LAST_DAY, LAST_SECOND = "2105-12-31", 2**32 - 1


class Part(msgspec.Struct, frozen=True):
    """A part of what was collected of a site.

    site          its number
    start, end    seconds since 1970, `end` excluded
    first, last   the same as days, both included: of what is only kept by the day
    token         only what came with this share token; empty for everything
    """

    site: int
    start: int = 0
    end: int = LAST_SECOND
    first: str = "1970-01-01"
    last: str = LAST_DAY
    token: str = ""

    def has(self, site: int, at: int, token: str = "") -> bool:
        """Whether an event, or a record that could not be counted, is part of it."""
        return site == self.site and self.start <= at < self.end and (not self.token or token == self.token)

    def has_day(self, site: int, day: str) -> bool:
        """Whether a day's count of visitors is part of it."""
        return site == self.site and not self.token and self.first <= day <= self.last

    def came_by(self, site: int, parent: str) -> bool:
        """Whether a share stays but may not say any more by which it came."""
        return bool(self.token) and site == self.site and parent == self.token
