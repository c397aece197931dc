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
from penombre.foreign import retold
from penombre.select.sites import with_twins
from penombre.sentences import say
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
        yield _warn(
            "data folder", "{path} is not there: penombre serve makes it, or say where with --data", path=folder.path
        )
    elif folder.state == "not_a_folder":
        yield _bad("data folder", "{path} is a file: give a folder with --data", path=folder.path)
    elif not folder.own:
        yield _bad("data folder", "{path} belongs to another user: run penombre as that user", path=folder.path)
    elif not folder.writable:
        yield _bad(
            "data folder", "{path} cannot be written to: chmod 700 {path}, or mount its disk rw", path=folder.path
        )
    elif folder.mode & 0o077:
        yield _warn(
            "data folder",
            "{path} is open to other users ({mode:o}): chmod 700 {path}",
            path=folder.path,
            mode=folder.mode,
        )
    else:
        yield _ok("data folder", "{path}, for this user alone", path=folder.path)


def _settings(settings: Settings | None, problem: str) -> Iterator[Finding]:
    if settings is None:
        yield _bad("settings", "{problem}. Correct it: the server does not start", problem=problem)
        return
    yield _ok("settings", "can be read")
    yield from _proxies(settings)
    yield from _address(settings)


def _proxies(settings: Settings) -> Iterator[Finding]:
    for network in settings.trusted_proxies:
        try:
            found = ipaddress.ip_network(network)
        except ValueError as error:
            yield _bad(
                "proxies",
                "trusted_proxies: {error}. Write an address or a network, such as 10.0.0.0/8",
                error=retold(error),
            )
            continue
        if found.prefixlen == 0:
            yield _bad(
                "proxies",
                "trusted_proxies has {network}, everybody: any visitor may pretend another address. Name your proxies",
                network=network,
            )
            return
    if not settings.trusted_proxies and settings.url:
        yield _warn(
            "proxies",
            "no proxy is trusted: where one stands before the server, all visitors share its address and its limits",
        )
    else:
        yield _ok(
            "proxies",
            "X-Forwarded-For is believed from {networks}",
            networks=", ".join(settings.trusted_proxies) or say("nobody"),
        )
    if settings.country_header and not settings.trusted_proxies:
        yield _warn(
            "proxies",
            "country_header {country_header} is never believed without a trusted proxy",
            country_header=settings.country_header,
        )


def _address(settings: Settings) -> Iterator[Finding]:
    local = _is_local(urlsplit(settings.base_url).hostname or "")
    if not settings.url:
        open_to_all = not _is_local(settings.host)
        text = say(
            "links begin with {base_url}; for the public set {prefix}URL=https://your.host",
            base_url=settings.base_url,
            prefix=PREFIX,
        )
        yield Finding("address", "warning" if open_to_all else "ok", text)
    elif not settings.url.startswith("https:") and not local:
        yield _bad(
            "address",
            "{url} is not https: pages served by https will not load the script. Put a proxy before "
            "the server and set {prefix}URL=https://{host}",
            url=settings.url,
            prefix=PREFIX,
            host=urlsplit(settings.url).netloc,
        )
    else:
        yield _ok("address", "links begin with {base_url}", base_url=settings.base_url)
    if settings.demo and settings.url and not local:
        yield _warn("address", "the demo site is on: anybody can send it visitors. Set demo = false")


def _disk(disk: Disk, settings: Settings, folder: Folder) -> Iterator[Finding]:
    mark = min(settings.low_water_mb, disk.size_mb // 10)
    if disk.free_mb < mark:
        yield _bad(
            "disk space",
            "{free} MB free, below the {mark} MB where events are refused: make room",
            free=disk.free_mb,
            mark=mark,
        )
    elif disk.free_mb < mark * COMFORT:
        yield _warn(
            "disk space",
            "{free} MB free; at {mark} MB events are refused: make room soon",
            free=disk.free_mb,
            mark=mark,
        )
    else:
        yield _ok(
            "disk space", "{free} MB free; at {mark} MB events are refused (low_water_mb)", free=disk.free_mb, mark=mark
        )
    if disk.sync_ms is None:
        if folder.state == "there":
            yield _warn("disk speed", "nothing could be written, so it was not measured")
    elif disk.sync_ms > SLOW_SYNC:
        yield _warn(
            "disk speed",
            "a write takes {ms:.1f} ms to be on disk: every event waits that long. Use a local disk",
            ms=disk.sync_ms,
        )
    else:
        yield _ok("disk speed", "a write is on disk after {ms:.1f} ms", ms=disk.sync_ms)
    if disk.memory:
        yield _ok("day key", "the key of the day lies in memory (/dev/shm), never on the disk")
    else:
        yield _warn(
            "day key",
            "no place in memory (/dev/shm): the key of the day is drawn anew at each start, and "
            "visitors of a day are counted again after a restart",
        )


def _clock(times: Times) -> Iterator[Finding]:
    newest, what = max((times.newest_segment or 0.0, say("event")), (times.newest_row or 0.0, say("site or link")))
    if times.now < PLAUSIBLE:
        yield _bad("clock", "it is {now} by this machine, which cannot be: set the clock", now=_told(times.now))
    elif newest > times.now + AHEAD:
        yield _bad(
            "clock",
            "it is {now}, but the newest {what} is of {then}: set the clock (timedatectl), or find out "
            "when it was wrong",
            now=_told(times.now),
            what=what,
            then=_told(newest),
        )
    else:
        yield _ok("clock", "{now}, time zone {zone}", now=_told(times.now), zone=times.zone)
    if not times.zones_known:
        yield _bad("time zones", "the machine has no table of time zones: install tzdata")


def _running(running: Running, settings: Settings, data: str) -> Iterator[Finding]:
    at = running.at
    if running.port == "penombre":
        level: Level = "ok" if running.status == "collecting" else "error"
        yield Finding(
            "port",
            level,
            say("a Penombre {version} on {at} says: {status}", version=running.version, at=at, status=running.status),
        )
        if running.version and running.version != __version__:
            yield _warn(
                "port",
                "it is version {version}, this program {own}: restart it",
                version=running.version,
                own=__version__,
            )
        if running.store != "up":
            yield _warn("store", "the server collects, but its store is away: it comes back by itself; see its log")
        if running.loading:
            yield _warn(
                "journal",
                "what waits is tried again and again: {loading}; the server's log says more",
                loading=running.loading,
            )
    elif running.port == "nobody":
        yield (
            _bad(
                "port",
                "process {process} has {data}, but nothing answers on {at}: give the --port it uses",
                process=running.server,
                data=data,
                at=at,
            )
            if running.server
            else _ok("port", "{at} is free; start with: penombre serve --data {data}", at=at, data=data)
        )
    elif running.port == "another":
        yield _bad(
            "port",
            "{at} is taken by another program: stop it, or set {prefix}PORT={port}",
            at=at,
            prefix=PREFIX,
            port=str(settings.port + 1),
        )
    elif running.port == "forbidden":
        yield _bad(
            "port",
            "{at}: this user may not listen there: set {prefix}PORT=8321 and put a proxy before it",
            at=at,
            prefix=PREFIX,
        )
    else:
        yield _bad(
            "port",
            "{host} is no address of this machine: set {prefix}HOST=127.0.0.1",
            host=settings.host,
            prefix=PREFIX,
        )
    if running.server:
        yield _ok("lock", "the server is process {process}", process=running.server)
    elif running.store_held:
        yield _warn(
            "lock",
            "process {process} has the store, but no server runs: wait for it, or end it",
            process=running.store_held,
        )
    else:
        yield _ok("lock", "nobody uses the folder")


def _store(store: Store, running: Running) -> Iterator[Finding]:
    if store.aside:
        yield _warn(
            "leftovers",
            "{count} moved aside because they could not be read, {first} first: find out why, or copy "
            "them elsewhere; the server removes them from {day} on",
            count=len(store.aside),
            first=store.aside[0],
            day=_told(store.aside_since + KEEP_ASIDE),
        )
    else:
        yield _ok("leftovers", "nothing lies aside")
    if store.pending > BACKLOG:
        advice = say("see the server's log") if running.server else say("start the server")
        yield _warn("journal", "{pending} segments wait for the store: {advice}", pending=store.pending, advice=advice)
    else:
        yield _ok("journal", "{pending} segments wait for the store", pending=store.pending)
    if store.problem:
        yield _bad("store", "it cannot be opened: {problem}", problem=store.problem)
    elif store.damaged_parts:
        yield _bad(
            "store",
            "{count} of its parts are damaged on disk, {first} first: look at the disk, then start the "
            "server, which takes them out and puts back what the archive has of them",
            count=len(store.damaged_parts),
            first=store.damaged_parts[0],
        )
    elif store.unknown_steps:
        yield _bad(
            "store",
            "a newer Penombre wrote it ({step}): install that one again",
            step=store.unknown_steps[-1],
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
                "short links and the site {site} share the host {own}, and codes may hide its pages: give "
                "the links a host of their own, such as {prefix}URL=https://go.example.org",
                site=site.name,
                own=own,
                prefix=PREFIX,
            )
    yield _ok("links", "{links} links", links=setup.links)


def _site(site: Site) -> Finding:
    name = f"site {site.name}"
    if not site.hosts:
        return _bad(
            name, "no host: nothing it sends is taken. Add it anew: penombre site add {site} --host ...", site=site.name
        )
    return _ok(
        name,
        "{mode} mode, on {hosts}, days of {timezone}",
        mode=site.mode,
        hosts=", ".join(site.hosts),
        timezone=site.timezone,
    )


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


def _ok(check: str, sentence: str, /, **values: object) -> Finding:
    return Finding(check, "ok", say(sentence, **values))


def _warn(check: str, sentence: str, /, **values: object) -> Finding:
    return Finding(check, "warning", say(sentence, **values))


def _bad(check: str, sentence: str, /, **values: object) -> Finding:
    return Finding(check, "error", say(sentence, **values))
