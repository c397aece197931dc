"""What the pages about accounts share: the database, the clock, the hashing of passwords, the limits of guessing."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

import anyio
import anyio.to_thread
from sqlalchemy import Connection, Engine, select

from penombre.settings import Settings
from penombre.store.database import reading, writing
from penombre.store.tables import secrets
from penombre.web.accounts.guesses import Guesses
from penombre.web.accounts.passwords import Passwords
from penombre.web.accounts.tokens import draw_token

T = TypeVar("T")

AT_ONCE = 2
"""Passwords hashed together: each takes 64 MB, whoever asks."""
SECRET = "browsers"  # noqa: S105  (its name)


class Desk:
    """One a process."""

    def __init__(self, database: Engine, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self.settings = settings
        self.now = clock
        self.guesses = Guesses()
        self._database = database
        self._hashing = anyio.CapacityLimiter(AT_ONCE)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """What `work` finds, seeing one state of the database. Raises DatabaseError."""

        def worked() -> T:
            with reading(self._database) as connection:
                return work(connection)

        return await anyio.to_thread.run_sync(worked)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """What `work` does, all of it or nothing. Raises DatabaseError."""

        def worked() -> T:
            with writing(self._database) as connection:
                return work(connection)

        return await anyio.to_thread.run_sync(worked)

    async def hashed(self, password: str) -> str:
        """The hash of a password."""
        return await anyio.to_thread.run_sync(lambda: self._passwords.hashed(password), limiter=self._hashing)

    async def fits(self, password: str, kept: str | None) -> bool:
        """Whether a password is the one that is kept; the same work where none is."""
        return await anyio.to_thread.run_sync(lambda: self._passwords.fits(password, kept), limiter=self._hashing)

    def is_dated(self, kept: str) -> bool:
        """Whether a hash should be made anew."""
        return self._passwords.is_dated(kept)

    async def secret(self) -> str:
        """What browsers are recognised by; drawn when it is first needed, kept in the database, shown nowhere."""
        return await self.read(_secret) or await self.write(_drawn_secret)

    @cached_property
    def _passwords(self) -> Passwords:
        return Passwords(self.settings.password_memory_mb, self.settings.password_rounds)


def _secret(connection: Connection) -> str:
    return connection.execute(select(secrets.c.value).where(secrets.c.name == SECRET)).scalar() or ""


def _drawn_secret(connection: Connection) -> str:
    if found := _secret(connection):
        return found
    drawn = draw_token()
    connection.execute(secrets.insert().values(name=SECRET, value=drawn))
    return drawn
