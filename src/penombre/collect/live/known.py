"""The sites and links that the edge knows: a copy a second old at most, looked at anew for what it does not find."""

from __future__ import annotations

import asyncio

from penombre.collect.links.snapshot import LinkSnapshot
from penombre.collect.live.minimise import RefusedError
from penombre.collect.machine import Clock
from penombre.collect.sites import Site

REFRESH_ON_MISS = 0.2
"""Seconds between two looks at the database for what was asked for and not known."""


class Known:
    """Sites and links, as the database had them last."""

    def __init__(self, snapshot: LinkSnapshot, clock: Clock) -> None:
        self.snapshot = snapshot
        self._clock = clock
        self._refreshing = asyncio.Lock()
        self._refreshed = 0.0

    async def refresh(self, after: float = 0.0) -> bool:
        """Look for new sites and links, unless that was done less than `after` seconds ago; whether it was done now."""
        if self._clock.monotonic() - self._refreshed < after:
            return False
        async with self._refreshing:
            self._refreshed = self._clock.monotonic()
            await asyncio.to_thread(self.snapshot.refresh)
        return True

    async def look_for(self, names: set[str]) -> bool:
        """Refresh where one of these sites is not known; False where nobody can say now whether it is one (F11)."""
        if names <= self.snapshot.sites_by_name.keys():
            return True
        await self.refresh(after=REFRESH_ON_MISS)
        return self.snapshot.stale_since is None or names <= self.snapshot.sites_by_name.keys()

    def site(self, name: str) -> Site | None:
        """A site by its name."""
        return self.snapshot.sites_by_name.get(name)

    def number(self, name: str) -> int:
        """A site's number; 0 for one that is not known."""
        site = self.site(name)
        return site.number if site else 0

    def site_of(self, name: str, origin: str) -> Site:
        """The site that an event names, if a page of `origin` may send for it. Raises RefusedError."""
        site = self.site(name)
        if site is None:
            raise RefusedError("unknown_site")
        if origin and origin != "null":
            from_site = self.snapshot.site_of_host(origin.partition("://")[2])
            if from_site is None or from_site.number != site.number:
                raise RefusedError("wrong_origin")
        return site
