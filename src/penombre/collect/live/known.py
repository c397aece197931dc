"""The sites and links that the edge knows: a copy a second old at most, looked at anew for what it does not find."""

from __future__ import annotations

import asyncio

from penombre.collect.links.snapshot import LinkSnapshot
from penombre.collect.live.minimise import RefusedError
from penombre.collect.machine import Clock
from penombre.collect.sites import Site

BETWEEN_LOOKS = 0.2
"""Seconds between two looks at the database for what was asked for and not known."""


class Known:
    """Sites and links, as the database had them last."""

    def __init__(self, snapshot: LinkSnapshot, clock: Clock) -> None:
        self.snapshot = snapshot
        self._clock = clock
        self._refreshing = asyncio.Lock()
        self._refreshed = 0.0

    async def refresh(self) -> None:
        """Look for new sites and links."""
        async with self._refreshing:
            await self._look()

    async def look_again(self) -> None:
        """Look for what was made until now: all who miss something wait for one look, a fifth of a second at most."""
        asked = self._clock.monotonic()
        async with self._refreshing:
            if self._refreshed > asked:
                return  # somebody else's look began after this question
            await asyncio.sleep(max(0.0, self._refreshed + BETWEEN_LOOKS - self._clock.monotonic()))
            await self._look()

    async def _look(self) -> None:
        self._refreshed = self._clock.monotonic()
        await asyncio.to_thread(self.snapshot.refresh)

    async def look_for(self, names: set[str]) -> bool:
        """Refresh where one of these sites is not known; False where nobody can say now whether it is one (F11)."""
        if names <= self.snapshot.sites_by_name.keys():
            return True
        await self.look_again()
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
