from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serve.server import Server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A running server; it is stopped by its own process numbers."""
    found = Server(tmp_path / "data")
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
