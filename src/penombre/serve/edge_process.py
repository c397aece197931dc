"""The edge as a process: opens the journal, serves the public port, and stops without losing a request."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import time
from functools import partial
from pathlib import Path

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from penombre.collect.edge import Edge, every
from penombre.collect.journal.commit import GroupCommit
from penombre.collect.journal.writer import Journal, Limits, lock_folder
from penombre.collect.links.block_list import BlockList
from penombre.collect.links.reports import Reports
from penombre.collect.links.snapshot import LinkSnapshot
from penombre.collect.live.limits import TrustedProxies
from penombre.collect.live.minimise import client_of
from penombre.collect.live.request import Peers
from penombre.collect.live.visitors import DayKey, VisitorSketches
from penombre.collect.machine import Clock, SteadyClock, SystemDisk, SystemRandomness
from penombre.sentences import reason, say
from penombre.serve.place import Place
from penombre.serve.proxy import Core
from penombre.settings import Settings
from penombre.signals import query_sign, referrer_sign
from penombre.store.database import database_at

log = logging.getLogger(__name__)

HEADERS_WITHIN = 10_000  # milliseconds
REFRESH_LINKS = 1.0
KEEP_COUNTERS = 2.0
KEEP_LINKS, KEEP_LINKS_SELDOM = 5.0, 50.0
"""Seconds between two copies of the links on disk; and how many times as long as the last one took."""
TURN_KEY = 20.0


def run_edge(data: Path, settings: Settings) -> None:
    """Collect until told to stop. Raises AlreadyOpenError, OSError."""
    import uvloop  # noqa: PLC0415  (only this process needs it)

    uvloop.run(_serve(Place(data), settings))


async def _turn(sketches: VisitorSketches, clock: Clock) -> None:
    sketches.turn(clock.now())


async def _keep_links(snapshot: LinkSnapshot, path: Path) -> None:
    """Keep the links on disk once they changed; the longer that takes, the more seldom."""
    while True:
        begun = time.monotonic()
        try:
            await asyncio.to_thread(snapshot.keep, path)
        except OSError as error:
            log.warning(say("{path} is not kept: {reason}", path=path, reason=reason(error)))
        await asyncio.sleep(max(KEEP_LINKS, KEEP_LINKS_SELDOM * (time.monotonic() - begun)))


def get_ready() -> None:
    """Do once what the first visitor would wait for, and let the garbage collector pass over what stays for good."""
    client_of("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36")
    referrer_sign("https://www.example.org/")
    query_sign("s=w1&utm_source=x")
    gc.collect()
    gc.freeze()


async def _serve(place: Place, settings: Settings) -> None:
    place.make()
    lock_folder(place.journal)
    clock = SteadyClock()
    limits = Limits(low_water=settings.low_water_mb << 20, seal_seconds=settings.seal_seconds)
    journal = Journal(place.journal, disk=SystemDisk(), clock=clock, randomness=SystemRandomness(), limits=limits)
    commit = GroupCommit(journal, clock)
    database = database_at(place.database)
    snapshot = LinkSnapshot(database, block_list=BlockList(place.data))
    if not snapshot.refresh() and not snapshot.recall(place.links):
        log.error(say("no link can be followed before their database is back: {problem}", problem=snapshot.problem))
    core = Core(place.socket, Peers(TrustedProxies(settings.trusted_proxies), settings.country_header))
    sketches = VisitorSketches(DayKey(place.day_key()))
    edge = Edge(
        settings,
        commit=commit,
        snapshot=snapshot,
        reports=Reports(database),
        sketches=sketches,
        clock=clock,
        behind=core.hand_over,
        report=core.report,
    )
    get_ready()
    server = Server(
        edge,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        websockets=False,
        log_enabled=False,
        backlog=2048,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_WITHIN, max_buffer_size=64 << 10),
    )
    tasks = [
        asyncio.create_task(every(REFRESH_LINKS, edge.known.refresh)),
        asyncio.create_task(_keep_links(snapshot, place.links)),
        asyncio.create_task(every(KEEP_COUNTERS, edge.keep_counters)),
        asyncio.create_task(every(TURN_KEY, partial(_turn, sketches, clock))),
    ]
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    try:
        await server.serve()
    finally:
        for task in tasks:
            task.cancel()
        await edge.keep_counters()
        await asyncio.to_thread(commit.stop)
        await core.close()
