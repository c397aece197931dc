"""A database, and the links in it."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from penombre.collect.links.repository import Links
from penombre.collect.sites import Sites
from penombre.store.database import database_url, open_database


@pytest.fixture
def database(tmp_path: Path) -> Engine:
    return open_database(database_url(tmp_path))


@pytest.fixture
def links(database: Engine) -> Links:
    return Links(database)


@pytest.fixture
def sites(database: Engine) -> Sites:
    return Sites(database)
