"""The core as a process: owns the store, loads the journal, answers the dashboard and the API on a local socket."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from pathlib import Path

from granian.constants import Interfaces
from granian.server.embed import Server
from sqlalchemy import Engine

from penombre.collect.journal.archive import DAYS, Archive
from penombre.collect.journal.loader import Loader
from penombre.collect.journal.writer import lock_folder
from penombre.collect.machine import SteadyClock, SystemDisk
from penombre.dashboard.estimates import Estimates
from penombre.dispatch.dispatcher import Dispatcher
from penombre.sentences import say
from penombre.serve.forgetting import forget_all
from penombre.serve.place import Place
from penombre.settings import Settings
from penombre.store.database import DatabaseError, database_at, prepare
from penombre.store.engine import StoreError
from penombre.store.event_store import CountMismatchError, EventStore
from penombre.store.opening import open_event_store
from penombre.web.app import Begin, make_app

log = logging.getLogger(__name__)

LOOK_EVERY = 0.25
NICE = 10
"""Collecting goes before storing and showing where both want the same core."""
LONGEST_PAUSE = 30.0
FORGET_FIRST_AFTER, FORGET_EVERY = 60.0, 3600.0
ESTIMATE_EVERY = 5.0
FINISHED_WITHIN = 5.0
"""Seconds that an estimate may still take when the server stops; then it is given up, like everything by kill -9."""
MEND_AGAIN_AFTER = 300.0
"""Seconds before the store is looked through again for damage that could not be found the last time."""


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
    database = database_at(place.database)
    estimates = Estimates(store.engine, database)
    app, begin = make_app(loader, store, database, settings, place.data)
    dispatcher = Dispatcher(place.data, settings, database, store.engine)
    server = Server(app, uds=place.socket, interface=Interfaces.ASGI, websockets=False, log_enabled=False)
    working = [
        asyncio.create_task(_prepared(database)),
        asyncio.create_task(_load(loader, store)),
        asyncio.create_task(_forget(store, archive, place, SteadyClock())),
        asyncio.create_task(_estimate(estimates)),
        *(asyncio.create_task(_begun(each)) for each in begin),
    ]
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    dispatcher.start()
    try:
        await server.serve()
    finally:
        await asyncio.to_thread(dispatcher.stop)
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)
        await asyncio.to_thread(_finish, loader, store, estimates)


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


async def _load(loader: Loader, store: EventStore) -> None:
    """Load what is sealed, for ever; after a failure wait longer each time, since nothing is lost by waiting.

    First, and whenever an answer met damage on disk, whoever asked, the store is mended.
    """
    pause = LOOK_EVERY
    await _mend(loader)
    again_at = 0.0
    while True:
        if store.engine.saw_damage and time.monotonic() >= again_at:
            # where nothing is found that could be taken out, the same question would find nothing again and again
            again_at = 0.0 if await _mend(loader) else time.monotonic() + MEND_AGAIN_AFTER
        try:
            await asyncio.to_thread(loader.drain)
            pause = LOOK_EVERY
        except Exception as error:  # noqa: BLE001  (whatever it is: loading goes on once it has passed)
            log.error(say("the journal waits: {error}", error=error))
            pause = min(pause * 2, LONGEST_PAUSE)
        await asyncio.sleep(pause)


async def _mend(loader: Loader) -> bool:
    """Take out what is damaged and put back what the archive has; whether anything was taken out."""
    try:
        mended = await asyncio.to_thread(loader.mend)
    except Exception:
        log.exception("the store cannot be mended now: it is tried again")
        return False
    for part in mended.parts:
        log.error(
            say(
                "{part} of {table} is damaged, {rows} rows: taken out, kept aside: {why}",
                part=part.name,
                table=part.table,
                rows=part.rows,
                why=part.why,
            )
        )
    if mended.segments:
        found = say(
            "the store had lost events of {segments} segments: put back from the archive", segments=mended.segments
        )
        log.warning(found)
    if mended.lost:
        log.error(
            say(
                "{lost} events are lost: the archive, which goes back {days} days, has no copy of them",
                lost=mended.lost,
                days=DAYS,
            )
        )
    return bool(mended.parts)


async def _forget(store: EventStore, archive: Archive, place: Place, clock: SteadyClock) -> None:
    """Forget what is too old, soon and then once an hour, as long as the clock can be believed."""
    pause = FORGET_FIRST_AFTER
    while True:
        await asyncio.sleep(pause)
        pause = FORGET_EVERY
        now = clock.now()
        if clock.jumped:
            log.warning(say("the clock jumped: nothing is forgotten until the server is started again"))
            continue
        gone = await asyncio.to_thread(forget_all, store, archive, place, now)
        for what, which in gone.items():
            log.warning(say("forgotten, being too old: {what} {which}", what=say(what), which=which))


async def _estimate(estimates: Estimates) -> None:
    """Estimate what changed, for ever; the dashboard shows the last estimate, and never waits for one."""
    pause = ESTIMATE_EVERY
    while True:
        await asyncio.sleep(pause)
        try:
            await asyncio.to_thread(estimates.refresh)
            pause = ESTIMATE_EVERY
        except Exception as error:  # noqa: BLE001  (whatever it is: what was estimated before is still shown)
            log.error(say("nothing can be estimated now: {error}", error=error))
            pause = min(pause * 2, MEND_AGAIN_AFTER)


async def _begun(work: Begin) -> None:
    """Something to do once; without it the rest goes on."""
    try:
        await work()
    except Exception:
        log.exception("%s failed", work)


def _finish(loader: Loader, store: EventStore, estimates: Estimates) -> None:
    """Load what the edge handed over last, and close."""
    try:
        loader.drain()
    except (StoreError, CountMismatchError, OSError) as error:
        log.error(say("the journal waits for the next start: {error}", error=error))
    if not estimates.stop(FINISHED_WITHIN):
        os._exit(0)
    store.close()
