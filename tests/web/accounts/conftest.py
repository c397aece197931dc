from __future__ import annotations

import shutil
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
from penombre.store.database import FILE, open_database, writing
from penombre.store.event_store import EventStore
from penombre.store.opening import open_event_store
from penombre.web.accounts.roles import Role
from penombre.web.accounts.workspaces import add_workspace
from penombre.web.app import make_app
from tests.web.accounts.installation import ROLES, Installation, add


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which there is nobody, to be copied: making one takes longer than most tests."""
    folder = tmp_path_factory.mktemp("empty")
    open_database(Place(folder).database).dispose()
    return folder / FILE


@pytest.fixture(scope="session")
def filled_database(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Path:
    """One with people and sites."""
    folder = tmp_path_factory.mktemp("filled")
    fill(open_database(Place(copied(empty_database, folder)).database))
    return folder / FILE


def copied(database: Path, folder: Path) -> Path:
    """The folder, with a copy of a database in it."""
    shutil.copy(database, folder / FILE)
    return folder


@pytest.fixture
def database(tmp_path: Path, empty_database: Path) -> Engine:
    return open_database(Place(copied(empty_database, tmp_path)).database)


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
    app, _ = make_app(loader, store, database, settings, Path("nowhere"))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Installation(client, database)


def fill(database: Engine) -> None:
    """`paper` in the first workspace with somebody in each role, `shop` in another with an owner of its own."""
    with writing(database) as connection:
        other = add_workspace(connection, "client", 0.0)
        for name, role in ROLES.items():
            add(connection, name, role, 1)
        add(connection, "stranger", Role.OWNER, other.number)
    Sites(database).add("paper", ["www.example.org"])
    Sites(database).add("shop", ["shop.example.org"], workspace="client")


@pytest.fixture
def here(tmp_path: Path, filled_database: Path, kept: tuple[EventStore, Loader]) -> Iterator[Installation]:
    """An installation on this machine, without https; hashing is as quick as the settings allow."""
    database = open_database(Place(copied(filled_database, tmp_path)).database)
    with installed(database, kept, Settings(password_memory_mb=1, password_rounds=1)) as found:
        yield found
