from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from litestar.testing import TestClient
from sqlalchemy import Engine

from penombre.collect.journal.archive import Archive
from penombre.collect.journal.loader import Loader
from penombre.collect.machine import SystemDisk
from penombre.collect.sites import Sites
from penombre.serve.place import Place
from penombre.settings import Settings
from penombre.store.database import open_database, writing
from penombre.store.event_store import EventStore
from penombre.store.opening import open_event_store
from penombre.web.accounts.roles import Role
from penombre.web.accounts.workspaces import add_workspace
from penombre.web.app import make_app
from tests.web.accounts.installation import ROLES, Installation


@pytest.fixture
def database(tmp_path: Path) -> Engine:
    return open_database(Place(tmp_path).database)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[EventStore, Loader]]:
    """The events' store, which accounts do not touch, for all tests of a module."""
    place = Place(tmp_path_factory.mktemp("store"))
    place.make()
    store = open_event_store(place.store)
    yield store, Loader(place.journal, disk=SystemDisk(), store=store, archive=Archive(place.archive))
    store.close()


@contextmanager
def installed(database: Engine, kept: tuple[EventStore, Loader], settings: Settings) -> Iterator[Installation]:
    """An installation that answers, with its people and sites."""
    store, loader = kept
    app, _ = make_app(loader, store, database, settings)
    with TestClient(app, raise_server_exceptions=False) as client:
        found = Installation(client, database)
        _fill(found)
        yield found


def _fill(found: Installation) -> None:
    database = found.database
    with writing(database) as connection:
        other = add_workspace(connection, "client", 0.0)
    Sites(database).add("paper", ["www.example.org"])
    Sites(database).add("shop", ["shop.example.org"], workspace="client")
    for name, role in ROLES.items():
        found.add(name, role)
    found.add("stranger", Role.OWNER, other.number)


@pytest.fixture
def here(database: Engine, kept: tuple[EventStore, Loader]) -> Iterator[Installation]:
    """An installation on this machine, without https; hashing is as quick as the settings allow."""
    with installed(database, kept, Settings(password_memory_mb=1, password_rounds=1)) as found:
        yield found
