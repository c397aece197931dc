"""From facts to findings: what is well, what to look at, what must be mended, and how. Nothing is read here."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from penombre import __version__
from penombre.collect.host import without_port
from penombre.collect.sites import Site
from penombre.select.sites import with_twins
from penombre.serve.checkup.facts import Disk, Facts, Folder, Running, Setup, Store, Times
from penombre.settings import PREFIX, Settings
from penombre.store.lifetimes import KEEP_ASIDE

Level = Literal["ok", "warning", "error"]

SLOW_SYNC = 20.0  # milliseconds
COMFORT = 4
"""Times the low-water mark below which the disk will soon be too full."""
AHEAD = 300.0
"""Seconds that the newest record may be ahead of the clock."""
PLAUSIBLE = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
"""This program is younger than that."""
BACKLOG = 60
"""Segments waiting: more than a server that loads every second should ever have."""


class Finding(msgspec.Struct, frozen=True):
    """One line of the doctor's report."""

    check: str
    level: Level
    text: str


def findings(facts: Facts) -> list[Finding]:
    """What the facts say, in the order in which one would mend them."""
    found = list(_folder(facts.folder))
    found += _settings(facts.settings, facts.settings_problem)
    if facts.disk is not None:
        found += _disk(facts.disk, facts.settings or Settings(), facts.folder)
    if facts.times is not None:
        found += _clock(facts.times)
    if facts.running is not None:
        found += _running(facts.running, facts.settings or Settings(), facts.folder.path)
    if facts.store is not None:
        found += _store(facts.store, facts.running or Running())
    if facts.setup is not None:
        found += _setup(facts.setup, facts.settings or Settings())
    return found


def _folder(folder: Folder) -> Iterator[Finding]:
    if folder.state == "missing":
        yield _warn("data folder", f"{folder.path} is not there: penombre serve makes it, or say where with --data")
    elif folder.state == "not_a_folder":
        yield _bad("data folder", f"{folder.path} is a file: give a folder with --data")
    elif not folder.own:
        yield _bad("data folder", f"{folder.path} belongs to another user: run penombre as that user")
    elif not folder.writable:
        yield _bad("data folder", f"{folder.path} cannot be written to: chmod 700 {folder.path}, or mount its disk rw")
    elif folder.mode & 0o077:
        yield _warn(
            "data folder",
            f"{folder.path} is open to other users ({folder.mode:o}): chmod 700 {folder.path}",
        )
    else:
        yield _ok("data folder", f"{folder.path}, for this user alone")


def _settings(settings: Settings | None, problem: str) -> Iterator[Finding]:
    if settings is None:
        yield _bad("settings", f"{problem}. Correct it: the server does not start")
        return
    yield _ok("settings", "can be read")
    yield from _proxies(settings)
    yield from _address(settings)


def _proxies(settings: Settings) -> Iterator[Finding]:
    for network in settings.trusted_proxies:
        try:
            found = ipaddress.ip_network(network)
        except ValueError as error:
            yield _bad("proxies", f"trusted_proxies: {error}. Write an address or a network, such as 10.0.0.0/8")
            continue
        if found.prefixlen == 0:
            yield _bad(
                "proxies",
                f"trusted_proxies has {network}, everybody: any visitor may pretend another address. Name your proxies",
            )
            return
    if not settings.trusted_proxies and settings.url:
        yield _warn(
            "proxies",
            "no proxy is trusted: where one stands before the server, all visitors share its address and its limits",
        )
    else:
        yield _ok("proxies", f"X-Forwarded-For is believed from {', '.join(settings.trusted_proxies) or 'nobody'}")
    if settings.country_header and not settings.trusted_proxies:
        yield _warn("proxies", f"country_header {settings.country_header} is never believed without a trusted proxy")


def _address(settings: Settings) -> Iterator[Finding]:
    local = _is_local(urlsplit(settings.base_url).hostname or "")
    if not settings.url:
        open_to_all = not _is_local(settings.host)
        text = f"links begin with {settings.base_url}; for the public set {PREFIX}URL=https://your.host"
        yield _warn("address", text) if open_to_all else _ok("address", text)
    elif not settings.url.startswith("https:") and not local:
        yield _bad(
            "address",
            f"{settings.url} is not https: pages served by https will not load the script. Put a proxy before the"
            f" server and set {PREFIX}URL=https://{urlsplit(settings.url).netloc}",
        )
    else:
        yield _ok("address", f"links begin with {settings.base_url}")
    if settings.demo and settings.url and not local:
        yield _warn("address", "the demo site is on: anybody can send it visitors. Set demo = false")


def _disk(disk: Disk, settings: Settings, folder: Folder) -> Iterator[Finding]:
    mark = min(settings.low_water_mb, disk.size_mb // 10)
    if disk.free_mb < mark:
        yield _bad("disk space", f"{disk.free_mb:,} MB free, below the {mark:,} MB where events are refused: make room")
    elif disk.free_mb < mark * COMFORT:
        yield _warn("disk space", f"{disk.free_mb:,} MB free; at {mark:,} MB events are refused: make room soon")
    else:
        yield _ok("disk space", f"{disk.free_mb:,} MB free; at {mark:,} MB events are refused (low_water_mb)")
    if disk.sync_ms is None:
        if folder.state == "there":
            yield _warn("disk speed", "nothing could be written, so it was not measured")
    elif disk.sync_ms > SLOW_SYNC:
        yield _warn(
            "disk speed",
            f"a write takes {disk.sync_ms:.1f} ms to be on disk: every event waits that long. Use a local disk",
        )
    else:
        yield _ok("disk speed", f"a write is on disk after {disk.sync_ms:.1f} ms")
    if disk.memory:
        yield _ok("day key", "the key of the day lies in memory (/dev/shm), never on the disk")
    else:
        yield _warn(
            "day key",
            "no place in memory (/dev/shm): the key of the day is drawn anew at each start, and visitors of a day are"
            " counted again after a restart",
        )


def _clock(times: Times) -> Iterator[Finding]:
    newest, what = max((times.newest_segment or 0.0, "event"), (times.newest_row or 0.0, "site or link"))
    if times.now < PLAUSIBLE:
        yield _bad("clock", f"it is {_told(times.now)} by this machine, which cannot be: set the clock")
    elif newest > times.now + AHEAD:
        yield _bad(
            "clock",
            f"it is {_told(times.now)}, but the newest {what} is of {_told(newest)}: set the clock (timedatectl), or"
            " find out when it was wrong",
        )
    else:
        yield _ok("clock", f"{_told(times.now)}, time zone {times.zone}")
    if not times.zones_known:
        yield _bad("time zones", "the machine has no table of time zones: install tzdata")


def _running(running: Running, settings: Settings, data: str) -> Iterator[Finding]:
    at = running.at
    if running.port == "penombre":
        level: Level = "ok" if running.status == "collecting" else "error"
        yield Finding("port", level, f"a Penombre {running.version} on {at} says: {running.status}")
        if running.version and running.version != __version__:
            yield _warn("port", f"it is version {running.version}, this program {__version__}: restart it")
        if running.store != "up":
            yield _warn("store", "the server collects, but its store is away: it comes back by itself; see its log")
        if running.loading:
            yield _warn(
                "journal", f"what waits is tried again and again: {running.loading}; the server's log says more"
            )
    elif running.port == "nobody":
        yield (
            _bad("port", f"process {running.server} has {data}, but nothing answers on {at}: give the --port it uses")
            if running.server
            else _ok("port", f"{at} is free; start with: penombre serve --data {data}")
        )
    elif running.port == "another":
        yield _bad("port", f"{at} is taken by another program: stop it, or set {PREFIX}PORT={settings.port + 1}")
    elif running.port == "forbidden":
        yield _bad("port", f"{at}: this user may not listen there: set {PREFIX}PORT=8321 and put a proxy before it")
    else:
        yield _bad("port", f"{settings.host} is no address of this machine: set {PREFIX}HOST=127.0.0.1")
    if running.server:
        yield _ok("lock", f"the server is process {running.server}")
    elif running.store_held:
        yield _warn("lock", f"process {running.store_held} has the store, but no server runs: wait for it, or end it")
    else:
        yield _ok("lock", "nobody uses the folder")


def _store(store: Store, running: Running) -> Iterator[Finding]:
    if store.aside:
        yield _warn(
            "leftovers",
            f"{len(store.aside)} moved aside because they could not be read, {store.aside[0]} first: find out why, or"
            f" copy them elsewhere; the server removes them from {_told(store.aside_since + KEEP_ASIDE)} on",
        )
    else:
        yield _ok("leftovers", "nothing lies aside")
    if store.pending > BACKLOG:
        advice = "see the server's log" if running.server else "start the server"
        yield _warn("journal", f"{store.pending} segments wait for the store: {advice}")
    else:
        yield _ok("journal", f"{store.pending} segments wait for the store")
    if store.problem:
        yield _bad("store", f"it cannot be opened: {store.problem}")
    elif store.damaged_parts:
        yield _bad(
            "store",
            f"{len(store.damaged_parts)} of its parts are damaged on disk, {store.damaged_parts[0]} first: look at the"
            " disk, then start the server, which takes them out and puts back what the archive has of them",
        )
    elif store.unknown_steps:
        yield _bad(
            "store",
            f"a newer Penombre wrote it ({store.unknown_steps[-1]}): install that one again",
        )
    elif store.waiting_steps:
        yield _ok("store", "of an earlier version: brought up to date at the next start")
    elif store.looked_at:
        yield _ok("store", "of this version")


def _setup(setup: Setup, settings: Settings) -> Iterator[Finding]:
    if setup.problem:
        yield _bad("sites", setup.problem)
        return
    if not setup.sites:
        yield _warn("sites", "none yet: penombre site add NAME --host www.example.org")
    own = urlsplit(settings.base_url).netloc.lower()
    for site in setup.sites:
        yield _site(site)
        if settings.url and _serves(site, own) and not _is_local(without_port(own)):
            yield _warn(
                "links",
                f"short links and the site {site.name} share the host {own}, and codes may hide its pages: give"
                f" the links a host of their own, such as {PREFIX}URL=https://go.example.org",
            )
    yield _ok("links", f"{setup.links:,} links")


def _site(site: Site) -> Finding:
    name = f"site {site.name}"
    if not site.hosts:
        return _bad(name, f"no host: nothing it sends is taken. Add it anew: penombre site add {site.name} --host ...")
    return _ok(name, f"{site.mode} mode, on {', '.join(site.hosts)}, days of {site.timezone}")


def _serves(site: Site, own: str) -> bool:
    host = without_port(own)
    return any(host in with_twins(each) for each in site.hosts)


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _told(moment: float) -> str:
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d %H:%M:%S} UTC"


def _ok(check: str, text: str) -> Finding:
    return Finding(check, "ok", text)


def _warn(check: str, text: str) -> Finding:
    return Finding(check, "warning", text)


def _bad(check: str, text: str) -> Finding:
    return Finding(check, "error", text)
