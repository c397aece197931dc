"""A fresh embedded engine with the audit's tables."""

from collections.abc import Iterator

import pytest

from penombre.store.engine import Engine, temporary_engine


@pytest.fixture
def audit_engine() -> Iterator[Engine]:
    with temporary_engine() as engine:
        engine.create("functions")
        engine.create("audit")
        yield engine


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Coroutines are tested on asyncio, which is what the server runs on."""
    return "asyncio"
