"""The core as a process: owns the store, loads the journal, answers the dashboard and the API on a local socket."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from functools import partial
from pathlib import Path

from granian.constants import Interfaces
from granian.server.embed import Server
from sqlalchemy import Engine

from penombre.collect.journal.archive import Archive
from penombre.collect.journal.loader import Loader
from penombre.collect.journal.writer import lock_folder
from penombre.collect.machine import SteadyClock, SystemDisk
from penombre.serve.place import Place
from penombre.settings import Settings
from penombre.store.database import DatabaseError, database_at, prepare
from penombre.store.engine import StoreError
from penombre.store.event_store import CountMismatchError, EventStore
from penombre.store.opening import open_event_store
from penombre.store.retention import DoubtfulClockError, forget
from penombre.web.app import Begin, make_app

log = logging.getLogger(__name__)

LOOK_EVERY = 0.25
NICE = 5
"""Collecting goes before storing and showing where both want the same core."""
LONGEST_PAUSE = 30.0
FORGET_EVERY = 3600.0


def run_core(data: Path, settings: Settings) -> None:
    """Load and answer until told to stop. Raises AlreadyOpenError, StoreError, OSError."""
    import uvloop  # noqa: PLC0415  (only this process needs it)

    uvloop.run(_serve(Place(data), settings))


async def _serve(place: Place, settings: Settings) -> None:
    os.nice(NICE)
    place.make()
    lock_folder(place.store)
    store = await asyncio.to_thread(open_event_store, place.store)
    archive = Archive(place.archive)
    loader = Loader(place.journal, disk=SystemDisk(), store=store, archive=archive)
    place.socket.unlink(missing_ok=True)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it tells of each request that the demo's visitors make
    database = database_at(place.database)
    app, begin = make_app(loader, store, database, settings)
    server = Server(app, uds=place.socket, interface=Interfaces.ASGI, websockets=False, log_enabled=False)
    working = [
        asyncio.create_task(_prepared(database)),
        asyncio.create_task(_load(loader)),
        asyncio.create_task(_forget(store, archive, SteadyClock())),
        *(asyncio.create_task(_begun(each)) for each in begin),
    ]
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    try:
        await server.serve()
    finally:
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)
        await asyncio.to_thread(_finish, loader, store)


async def _prepared(database: Engine) -> None:
    """Bring the database of sites and links up to date; where it is away, as soon as it is back (case F11)."""
    pause = LOOK_EVERY
    while True:
        try:
            await asyncio.to_thread(prepare, database, create=False)
        except DatabaseError as error:
            log.error("%s", error)
            pause = min(pause * 2, LONGEST_PAUSE)
            await asyncio.sleep(pause)
        else:
            return


async def _load(loader: Loader) -> None:
    """Load what is sealed, for ever; after a failure wait longer each time, since nothing is lost by waiting."""
    pause = LOOK_EVERY
    try:
        if mended := await asyncio.to_thread(loader.mend):
            log.warning("the store had lost events of %d segments: put back from the archive", mended)
    except Exception:
        log.exception("what the store may have lost could not be looked for: the next start tries again")
    while True:
        try:
            await asyncio.to_thread(loader.drain)
            pause = LOOK_EVERY
        except Exception as error:  # noqa: BLE001  (whatever it is: loading goes on once it has passed)
            log.error("the journal waits: %s", error)
            pause = min(pause * 2, LONGEST_PAUSE)
        await asyncio.sleep(pause)


async def _forget(store: EventStore, archive: Archive, clock: SteadyClock) -> None:
    """Forget what is too old, once an hour, as long as the clock can be believed."""
    while True:
        await asyncio.sleep(FORGET_EVERY)
        now = clock.now()
        if clock.jumped:
            log.warning("the clock jumped: nothing is forgotten until the server is started again")
            continue
        for what, work in (("archived segments", archive.forget), ("records", partial(forget, store))):
            try:
                gone = await asyncio.to_thread(work, now)
            except (DoubtfulClockError, StoreError, OSError) as error:
                log.warning("%s", error)
                continue
            if gone:
                log.warning("forgotten, being too old: %s %s", what, gone)


async def _begun(work: Begin) -> None:
    """Something to do once; without it the rest goes on."""
    try:
        await work()
    except Exception:
        log.exception("%s failed", work)


def _finish(loader: Loader, store: EventStore) -> None:
    """Load what the edge handed over last, and close."""
    try:
        loader.drain()
    except (StoreError, CountMismatchError, OSError) as error:
        log.error("the journal waits for the next start: %s", error)
    store.close()
