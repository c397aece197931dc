"""What was moved aside because it could not be read: kept for a month, for whoever wants to know why, then removed."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import msgspec

from penombre.collect.journal.segment import DAMAGED
from penombre.serve.place import Place
from penombre.store.lifetimes import KEEP_ASIDE


class Leftover(msgspec.Struct, frozen=True):
    """A segment of the journal or a whole store."""

    path: Path
    since: float
    """When it was moved aside, seconds since 1970."""


def leftovers(place: Place) -> list[Leftover]:
    """What lies aside, oldest first."""
    segments = place.journal.glob(f"*{DAMAGED}") if place.journal.is_dir() else ()
    stores = place.data.glob(f"{place.store.name}.damaged-*") if place.data.is_dir() else ()
    found = []
    for path in (*segments, *stores):
        # a name changed is a change of the file's state, not of its content
        with contextlib.suppress(FileNotFoundError):
            found.append(Leftover(path, path.stat().st_ctime))
    return sorted(found, key=lambda each: (each.since, each.path))


def forget_leftovers(place: Place, now: float) -> list[str]:
    """Remove what has lain aside for too long; the names of what that was. Raises OSError."""
    old = [each.path for each in leftovers(place) if each.since < now - KEEP_ASIDE]
    for path in old:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    return [path.name for path in old]
