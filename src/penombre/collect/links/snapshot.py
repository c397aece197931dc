"""The copy of sites and links that redirects read: in memory, a second old at most, there when the database is not."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import inf

import msgspec
from sqlalchemy import Connection, Engine, select

from penombre.collect.host import without_port
from penombre.collect.sites import Site, read_sites
from penombre.store.database import reading
from penombre.store.tables import changes, links

PATIENCE = 0.05  # seconds a refresh waits for a locked database: the caller has visitors to serve
AT_ONCE = 10_000  # rows


class Target(msgspec.Struct, frozen=True, gc=False):
    """Where a short link leads."""

    url: str  # ASCII, checked when the link was made: may stand in a Location header as it is
    number: int  # the link's
    site: int | None  # the site's number, where the link belongs to one
    expires: float  # seconds since 1970; infinity for a link that stays
    title: str  # the link's own for previews; empty: the target's
    image: str


class LinkSnapshot:
    """Sites and links as they were at the last refresh that succeeded."""

    sites_by_name: dict[str, Site]
    stale_since: float | None  # since when refreshing fails (seconds since 1970); None while it works
    problem: str  # why it fails; empty while it works

    def __init__(self, database: Engine, clock: Callable[[], float] = time.time) -> None:
        """Nothing is read before the first `refresh`."""
        self._database = database
        self._clock = clock
        self._targets: dict[str, Target] = {}
        self._seen = {"origin": -1, "links": -1, "sites": -1}
        self._sites_by_host: dict[str, Site] = {}
        self.sites_by_name = {}
        self.stale_since = None
        self.problem = ""

    def __len__(self) -> int:
        """How many links can be followed (or have expired lately)."""
        return len(self._targets)

    def find(self, code: str, now: float) -> Target | None:
        """Where `code` leads at `now`; None for unknown, paused, expired and deleted ones alike."""
        target = self._targets.get(code)
        if target is None or target.expires <= now:
            return None
        return target

    def site_of_host(self, host: str) -> Site | None:
        """The site that answers under this host, as a browser sends it: with or without a port."""
        host = host.lower()
        return self._sites_by_host.get(host) or self._sites_by_host.get(without_port(host).rstrip("."))

    def refresh(self) -> bool:
        """Read what changed; False where that fails: the last copy stays, and `stale_since` and `problem` say so."""
        try:
            with reading(self._database, PATIENCE) as connection:
                self._read(connection)
        except Exception as error:  # noqa: BLE001  (whatever befalls the database, redirects go on: F11)
            self.problem = str(error) or type(error).__name__
            if self.stale_since is None:
                self.stale_since = self._clock()
            return False
        self.stale_since = None
        self.problem = ""
        return True

    def _read(self, connection: Connection) -> None:
        """The numbers first: what is written meanwhile is read again next time, and nothing is missed."""
        now: dict[str, int] = {row.kind: row.number for row in connection.execute(changes.select())}
        seen = self._seen
        if now == seen:
            return
        # another database, or an older copy of this one, restored: what was seen says nothing about it
        anew = now["origin"] != seen["origin"] or now["links"] < seen["links"] or now["sites"] < seen["sites"]
        if anew or now["sites"] != seen["sites"]:
            self._take_sites(read_sites(connection))
        if anew or now["links"] != seen["links"]:
            self._take_links(connection, None if anew else seen["links"])
        self._seen = now

    def _take_sites(self, found: list[Site]) -> None:
        self._sites_by_host = {host: site for site in found for host in site.hosts}
        self.sites_by_name = {site.name: site for site in found}

    def _take_links(self, connection: Connection, after: int | None) -> None:
        """Take the links that changed `after` a number, or all of them; nothing is changed here before all are read."""
        query = select(
            links.c.code,
            links.c.target,
            links.c.number,
            links.c.site,
            links.c.expires_at,
            links.c.title,
            links.c.image,
            (links.c.paused | links.c.deleted).label("gone"),
        )
        if after is not None:
            query = query.where(links.c.revision > after)
        rows = connection.execution_options(yield_per=AT_ONCE).execute(query)
        gone: list[str] = []
        taken: dict[str, Target] = {}
        for code, url, number, site, expires, title, image, closed in rows:
            if closed:
                gone.append(code)
            else:
                taken[code] = Target(url, number, site, inf if expires is None else expires, title, image)
        if after is None:
            self._targets = taken
            return
        self._targets.update(taken)
        for code in gone:
            self._targets.pop(code, None)
