"""What tests of several folders share: a fresh embedded engine with the audit's tables, and a real browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from penombre.store.engine import Engine, temporary_engine

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# what is compared below is English, whatever the machine speaks
os.environ["PENOMBRE_LANG"] = "en"

CHROMIUM = "/usr/bin/chromium"
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# how long a test may take is no property of the code: machines are shared
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium, for one module: while it is open, no other event loop can run in this thread."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  (only who drives a browser needs it)

    if not Path(CHROMIUM).exists():
        pytest.skip("needs the system's Chromium (Debian package `chromium`)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        browser.close()
