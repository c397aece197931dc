from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serve.server import Server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server that the tests of a module share; it is stopped by its own process numbers."""
    found = Server(tmp_path_factory.mktemp("shared") / "data")
    found.start()
    yield found
    found.stop()


@pytest.fixture
def stopped(tmp_path: Path) -> Iterator[Server]:
    """A server that a test sets up before it starts it."""
    found = Server(tmp_path / "data")
    yield found
    if found.process is not None:
        found.stop()
