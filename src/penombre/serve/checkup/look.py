"""Gathers the doctor's facts: reads, measures, asks; changes nothing but a small file that it takes away again."""

from __future__ import annotations

import contextlib
import os
import stat
import statistics
import tempfile
import time
import zoneinfo
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import func, select

from penombre.collect.journal.archive import ENDING
from penombre.collect.journal.segment import SEALED, number_of
from penombre.collect.journal.writer import AlreadyOpenError, lock_folder
from penombre.collect.sites import Sites
from penombre.sentences import one_line, reason, say
from penombre.serve.checkup.facts import Disk, Facts, Folder, Running, Setup, Store, Times
from penombre.serve.leftovers import leftovers
from penombre.serve.place import Place
from penombre.serve.port import health, holder_of
from penombre.settings import Settings, SettingsError, read_settings
from penombre.store.database import FILE, DatabaseError, database_url, open_database, reading
from penombre.store.engine import Engine, StoreError
from penombre.store.soundness import damaged_parts
from penombre.store.tables import links, sites

SYNCS = 7
SYNCED = b"\0" * 4096


def look(data: Path) -> Facts:
    """The facts of a data folder and the machine that it is on."""
    settings, problem = _settings(data)
    folder = _folder(data)
    there = folder.state == "there" and folder.own
    setup, newest_row = _setup(data) if there else (Setup(), None)
    place = Place(data)
    running = _running(place, settings or Settings(), there=there)
    return Facts(
        folder=folder,
        settings=settings,
        settings_problem=problem,
        disk=_disk(data),
        times=_times(place, newest_row),
        running=running,
        store=_store(place, running) if there else None,
        setup=setup if there else None,
    )


def _settings(data: Path) -> tuple[Settings | None, str]:
    try:
        return read_settings(data), ""
    except (SettingsError, OSError) as error:
        return None, one_line(reason(error) if isinstance(error, OSError) else str(error))


def _folder(data: Path) -> Folder:
    if not data.exists():
        return Folder(str(data), "missing")
    if not data.is_dir():
        return Folder(str(data), "not_a_folder")
    found = data.stat()
    return Folder(
        str(data),
        mode=stat.S_IMODE(found.st_mode),
        own=found.st_uid == os.getuid(),
        writable=os.access(data, os.W_OK | os.X_OK),
    )


def _disk(data: Path) -> Disk:
    there = next(folder for folder in (data, *data.absolute().parents) if folder.is_dir())
    found = os.statvfs(there)
    memory = Path("/dev/shm")  # noqa: S108  (the point is that it is memory)
    return Disk(
        free_mb=found.f_bavail * found.f_frsize >> 20,
        size_mb=found.f_blocks * found.f_frsize >> 20,
        sync_ms=_sync_ms(data) if data.is_dir() else None,
        memory=os.access(memory, os.W_OK),
    )


def _sync_ms(folder: Path) -> float | None:
    """How long `fdatasync` takes for a small write: the median of a few."""
    try:
        with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
            taken = []
            for _ in range(SYNCS):
                file.write(SYNCED)
                begun = time.perf_counter()
                os.fdatasync(file.fileno())
                taken.append(time.perf_counter() - begun)
    except OSError:
        return None
    return statistics.median(taken) * 1000


def _times(place: Place, newest_row: float | None) -> Times:
    names = [name.removesuffix(ENDING) for folder in (place.journal, place.archive) for name in _names(folder)]
    numbers = [number for name in names if (number := number_of(name))]
    # a segment's number begins with the millisecond in which it was begun
    newest = (max(numbers) >> 16) / 1000 if numbers else None
    return Times(time.time(), newest, newest_row, time.tzname[0], bool(zoneinfo.available_timezones()))


def _running(place: Place, settings: Settings, *, there: bool) -> Running:
    server = _owner(place.lock) if there else ""
    host, port = _listening(place, settings) if server else (settings.host, settings.port)
    told = health(host, port) or {}
    return Running(
        at=f"{host}:{port}",
        port="penombre" if told else holder_of(host, port),
        version=str(told.get("version", "")),
        status=str(told.get("status", "")),
        store=str(told.get("store", "")),
        loading=_loading(told),
        server=server,
        store_held=_owner(place.store) if there else "",
    )


def _loading(told: dict[str, object]) -> str:
    loader = told.get("loader")
    return str(loader.get("problem", "")) if isinstance(loader, dict) else ""


def _listening(place: Place, settings: Settings) -> tuple[str, int]:
    """Where the running server listens: perhaps not where the settings say."""
    if settings.url or not place.address.exists():
        return settings.host, settings.port
    served = urlsplit(place.address.read_text(encoding="utf-8").strip())
    return served.hostname or settings.host, served.port or settings.port


def _owner(folder: Path) -> str:
    """The process that has a folder; empty where nobody has."""
    if not (folder / "lock").exists():
        return ""
    try:
        os.close(lock_folder(folder))
    except AlreadyOpenError:
        return (folder / "lock").read_text(errors="replace").strip() or say("unknown")
    return ""


def _store(place: Place, running: Running) -> Store:
    aside = leftovers(place)
    found = Store(
        pending=sum(name.endswith(SEALED) for name in _names(place.journal)),
        aside=tuple(each.path.name for each in aside),
        aside_since=aside[0].since if aside else 0.0,
    )
    if running.server or running.store_held or not any(name != "lock" for name in _names(place.store)):
        return found
    return _looked_into(place, found)


def _looked_into(place: Place, found: Store) -> Store:
    """What is in the store: its schema's steps, damage, parts taken out; nobody else may open it meanwhile."""
    lock = lock_folder(place.store)
    try:
        engine = Engine(place.store)
        with contextlib.closing(engine):
            damaged = tuple(f"{part.table} {part.name}" for part in damaged_parts(engine))
            unknown, waiting = engine.migrations("events")
            parts = engine.rows("sound/detached")
    except StoreError as error:
        return msgspec.structs.replace(found, problem=str(error))
    finally:
        os.close(lock)
    since = [moment for moment in (found.aside_since, *(float(part["since"]) for part in parts)) if moment]
    return msgspec.structs.replace(
        found,
        looked_at=True,
        unknown_steps=tuple(unknown),
        waiting_steps=tuple(waiting),
        damaged_parts=damaged,
        aside=(*found.aside, *(f"{part['table']} {part['name']}" for part in parts)),
        aside_since=min(since, default=0.0),
    )


def _setup(data: Path) -> tuple[Setup, float | None]:
    """Sites and links, and when the newest of them was made."""
    if not (data / FILE).exists():
        return Setup(), None
    try:
        database = open_database(database_url(data))
        found = tuple(Sites(database).all())
        with reading(database) as connection:
            count = connection.execute(select(func.count()).where(~links.c.deleted)).scalar_one()
            made = [connection.execute(select(func.max(table.c.created_at))).scalar() for table in (sites, links)]
    except DatabaseError as error:
        return Setup(problem=str(error)), None
    return Setup(found, count), max((moment for moment in made if moment), default=None)


def _names(folder: Path) -> list[str]:
    """The names in a folder; none where it is not there."""
    return [path.name for path in folder.iterdir()] if folder.is_dir() else []
