"""Forgets what is too old, wherever it lies in the data folder: each sort by itself, so that none keeps another."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from penombre.collect.journal.archive import Archive
from penombre.sentences import sentence
from penombre.serve.leftovers import forget_leftovers
from penombre.serve.place import Place
from penombre.store.database import DatabaseError, database_at, writing
from penombre.store.engine import StoreError
from penombre.store.event_store import EventStore
from penombre.store.retention import DoubtfulClockError, forget
from penombre.web.accounts.trail import forget_trail

log = logging.getLogger(__name__)


def forget_all(store: EventStore, archive: Archive, place: Place, now: float) -> dict[str, object]:
    """Forget what is older than it may be; what that was, by where it lay. What cannot be done is logged."""
    works: dict[str, Callable[[float], object]] = {
        sentence("archived segments"): archive.forget,
        sentence("records"): partial(forget, store),
        sentence("things moved aside"): partial(forget_leftovers, place),
        sentence("entries of the trail"): partial(_forget_trail, place),
    }
    gone = {}
    for what, work in works.items():
        try:
            gone[what] = work(now)
        except (DoubtfulClockError, StoreError, DatabaseError, OSError) as error:
            log.warning("%s", error)
    return {what: which for what, which in gone.items() if which}


def _forget_trail(place: Place, now: float) -> int:
    with writing(database_at(place.database)) as connection:
        return forget_trail(connection, now)
