"""What the doctor knows: facts, none of them judged."""

from __future__ import annotations

from typing import Literal

import msgspec

from penombre.collect.sites import Site
from penombre.serve.port import Holder
from penombre.settings import Settings


class Folder(msgspec.Struct, frozen=True):
    """The data folder."""

    path: str
    state: Literal["there", "missing", "not_a_folder"] = "there"
    mode: int = 0o700  # its permissions
    own: bool = True  # it belongs to the user who asks
    writable: bool = True


class Disk(msgspec.Struct, frozen=True):
    """The disk that the data folder lies on."""

    free_mb: int
    size_mb: int = 1_000_000
    sync_ms: float | None = None
    """How long a small write takes to be on disk, in the middle of several; None where nothing could be written."""
    memory: bool = True
    """Whether there is a place in memory for the key of the day."""


class Times(msgspec.Struct, frozen=True):
    """The clock, and the newest moments that the data folder knows; seconds since 1970."""

    now: float
    newest_segment: float | None = None
    newest_row: float | None = None
    zone: str = "UTC"
    zones_known: bool = True
    """Whether the machine has the table of time zones, without which no site can have its own days."""


class Running(msgspec.Struct, frozen=True):
    """What runs on the data folder and on the port."""

    at: str = "127.0.0.1:8321"
    """Where the server listens, or would."""
    port: Holder = "nobody"
    version: str = ""
    """Of the Penombre on the port."""
    status: str = ""
    store: str = ""
    loading: str = ""
    """Why what waits in the journal cannot be loaded; empty while it can."""
    server: str = ""
    """The process number of the server on this folder; empty where none runs."""
    store_held: str = ""
    """The process number of whoever has the store, where that is no server."""


class Store(msgspec.Struct, frozen=True):
    """What lies in the data folder."""

    pending: int = 0
    """Segments that wait for the store."""
    aside: tuple[str, ...] = ()
    """What was moved aside because it could not be read, oldest first."""
    aside_since: float = 0.0
    """When the oldest of it was, seconds since 1970."""
    damaged_parts: tuple[str, ...] = ()
    """Parts of the store whose files are not what was written."""
    unknown_steps: tuple[str, ...] = ()
    """Steps of the store's schema that this program does not know: a newer one was here."""
    waiting_steps: tuple[str, ...] = ()
    """Steps that the store has not seen yet."""
    looked_at: bool = False
    problem: str = ""


class Setup(msgspec.Struct, frozen=True):
    """Sites and links."""

    sites: tuple[Site, ...] = ()
    links: int = 0
    problem: str = ""
    """Why the database cannot be read; empty where it can, or is not there yet."""


class Facts(msgspec.Struct, frozen=True):
    """All that was looked at. What comes after a fact that is missing was not looked at."""

    folder: Folder
    settings: Settings | None
    settings_problem: str = ""
    disk: Disk | None = None
    times: Times | None = None
    running: Running | None = None
    store: Store | None = None
    setup: Setup | None = None
