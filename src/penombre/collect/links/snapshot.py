"""The copy of sites and links that redirects read: in memory, a second old at most, there when the database is not."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from math import inf
from pathlib import Path

import msgspec
from sqlalchemy import Connection, Engine, select

from penombre.collect.host import without_port
from penombre.collect.links.block_list import BlockList, breathing
from penombre.collect.links.kept import DamagedCopyError, Head, Row, keep, recall
from penombre.collect.sites import Site, read_sites
from penombre.sentences import say
from penombre.store.database import prepare, reading
from penombre.store.tables import changes, links

log = logging.getLogger(__name__)

PATIENCE = 0.05  # seconds a refresh waits for a locked database: the caller has visitors to serve
AT_ONCE = 10_000  # rows


class Host(msgspec.Struct, eq=False, gc=False):
    """A host that links lead to: one for all of them, so that a verdict on it holds for all of them at once."""

    name: str  # in ASCII, without its port
    blocked: bool  # whether the block list names it, or a host above it


class Target(msgspec.Struct, frozen=True, gc=False):
    """Where a short link leads."""

    url: str  # ASCII, checked when the link was made: may stand in a Location header as it is
    number: int  # the link's
    site: int | None  # the site's number, where the link belongs to one
    expires: float  # seconds since 1970; infinity for a link that stays
    title: str  # the link's own for previews; empty: the target's
    image: str
    host: Host


class LinkSnapshot:
    """Sites and links as they were at the last refresh that succeeded."""

    sites_by_name: dict[str, Site]
    stale_since: float | None  # since when refreshing fails (seconds since 1970); None while it works
    problem: str  # why it fails; empty while it works
    reports: int  # how often links were reported, ever
    blocked_hosts: int  # how many hosts that links lead to are on the block list

    def __init__(
        self, database: Engine, clock: Callable[[], float] = time.time, block_list: BlockList | None = None
    ) -> None:
        """Nothing is read before the first `refresh`, which also prepares a database that nobody has prepared yet."""
        self._database = database
        self._clock = clock
        self._block_list = block_list
        self._prepared = False
        self._targets: dict[str, Target] = {}
        self._hosts: dict[str, Host] = {}
        self._seen = {"origin": -1, "links": -1, "sites": -1}
        self._kept = dict(self._seen)
        self._sites_by_host: dict[str, Site] = {}
        self.sites_by_name = {}
        self.stale_since = None
        self.problem = ""
        self.reports = 0
        self.blocked_hosts = 0

    def __len__(self) -> int:
        """How many links can be followed (or have expired lately)."""
        return len(self._targets)

    @property
    def block_list_problem(self) -> str:
        """What of the block list cannot be read; empty where all can."""
        return self._block_list.problem if self._block_list else ""

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
        """Read what changed; False where that fails: the last copy stays, and `stale_since` and `problem` say so.

        The block list is read too if it changed: a redirect finds every host judged already.
        """
        self._judge()
        try:
            if not self._prepared:
                prepare(self._database, create=False, patience=PATIENCE)
                self._prepared = True
            with reading(self._database, PATIENCE) as connection:
                self._read(connection)
        except Exception as error:  # noqa: BLE001  (whatever befalls the database, redirects go on: F11)
            self.problem = str(error) or type(error).__name__
            # another one may come back in its place, perhaps of an earlier version
            self._prepared = False
            if self.stale_since is None:
                self.stale_since = self._clock()
            return False
        self.stale_since = None
        self.problem = ""
        return True

    def keep(self, path: Path) -> bool:
        """Keep this copy on disk if it is newer than the one kept last; whether it was. Raises OSError."""
        seen = self._seen
        if seen == self._kept or self.stale_since is not None:
            return False
        # the list is made in one step, between two of the refreshing thread; all else takes its time
        rows: Iterator[Row] = ((code, *_told(target)) for code, target in breathing(list(self._targets.items())))
        keep(path, Head(self._clock(), tuple(self.sites_by_name.values())), rows)
        self._kept = seen
        return True

    def recall(self, path: Path) -> bool:
        """Begin with the copy on disk, where the database cannot be read; whether there was one that is whole."""
        try:
            head, rows = recall(path)
        except (DamagedCopyError, OSError) as error:
            self.problem = f"{self.problem} {error}"
            return False
        self._take_sites(head.sites)
        self._targets = {row[0]: self._target(*row[1:]) for row in rows}
        log.warning(
            say(
                "links and sites as they were at {moment:%Y-%m-%d %H:%M:%S} UTC: {problem}",
                moment=datetime.fromtimestamp(head.at, UTC),
                problem=self.problem,
            )
        )
        return True

    def _judge(self) -> None:
        """Judge the hosts of older links again, where the block list changed."""
        if self._block_list is not None and self._block_list.refresh():
            for host in breathing(self._hosts.values()):
                host.blocked = self._block_list.blocks(host.name)
            self.blocked_hosts = sum(host.blocked for host in breathing(self._hosts.values()))

    def _read(self, connection: Connection) -> None:
        """The numbers first: what is written meanwhile is read again next time, and nothing is missed."""
        now: dict[str, int] = {row.kind: row.number for row in connection.execute(changes.select())}
        self.reports = now.pop("reports")
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

    def _take_sites(self, found: Iterable[Site]) -> None:
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
                taken[code] = self._target(url, number, site, inf if expires is None else expires, title, image)
        if after is None:
            self._targets = taken
            return
        self._targets.update(taken)
        for code in gone:
            self._targets.pop(code, None)

    def _target(self, url: str, number: int, site: int | None, expires: float, title: str, image: str) -> Target:
        authority = url.split("/", 3)[2]
        host = self._hosts.get(authority)
        if host is None:
            name = without_port(authority)
            blocked = self._block_list is not None and self._block_list.blocks(name)
            host = self._hosts[authority] = Host(name, blocked)
            self.blocked_hosts += blocked
        return Target(url, number, site, expires, title, image, host)


def _told(target: Target) -> tuple[str, int, int | None, float, str, str]:
    return target.url, target.number, target.site, target.expires, target.title, target.image
