"""Opens the events' store; one that cannot be read is moved aside, never deleted, and begun anew (case F07)."""

from __future__ import annotations

import logging
import time
from pathlib import Path

from penombre.sentences import say
from penombre.store.engine import NewerStoreError, StoreError
from penombre.store.event_store import EventStore

log = logging.getLogger(__name__)


def open_event_store(folder: Path) -> EventStore:
    """The store in `folder`, which this process has locked. Raises NewerStoreError."""
    try:
        return EventStore(folder)
    except NewerStoreError:
        raise
    except StoreError as error:
        aside = folder.with_name(f"{folder.name}.damaged-{int(time.time())}")
        log.error(
            say(
                "{folder} cannot be read ({error}): moved aside as {aside}, begun anew",
                folder=folder,
                error=error,
                aside=aside.name,
            )
        )
        folder.rename(aside)
        return EventStore(folder)
