"""Everything under /demo/, and the first visitors of a demo that nobody has seen yet."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import anyio
import anyio.to_thread
import httpx
import numpy as np
from litestar import Router
from sqlalchemy import Engine

from penombre.collect.journal.loader import Loader
from penombre.collect.journal.segment import Frame, Kind
from penombre.collect.links.snapshot import LinkSnapshot
from penombre.collect.sites import Sites
from penombre.settings import Settings
from penombre.store.event_store import EventStore
from penombre.web.demo.buttons import button_routes, place_of, send_crowd
from penombre.web.demo.history import draw_history
from penombre.web.demo.pages import page_routes
from penombre.web.demo.paper import ROOT
from penombre.web.demo.pictures import picture_routes
from penombre.web.demo.sending import Crowd
from penombre.web.demo.setup import NAME, listening_at, pages_base

EDGE_WITHIN = 20.0
LOOK_EVERY = 0.2


class Demo:
    """The demo site, whose site and links `make_demo` has made."""

    def __init__(self, loader: Loader, store: EventStore, database: Engine, settings: Settings) -> None:
        self._loader = loader
        self._database = database
        self._settings = settings
        self._sites = Sites(database)
        self._crowd = Crowd(listening_at(settings), pages_base(settings))
        handlers = [
            *page_routes(loader, database, settings),
            *button_routes(loader, store, database, settings, self._crowd),
            *picture_routes(settings),
        ]
        self.router = Router(ROOT, route_handlers=handlers)

    async def welcome(self) -> None:
        """Where nothing was ever received, make up a month and send a first crowd, so that no screen is empty."""
        ledger = await anyio.to_thread.run_sync(self._loader.ledger)
        if ledger.received == 0:
            await anyio.to_thread.run_sync(self._make_up_a_month)
            if await self._edge_answers():
                await send_crowd(self._crowd, self._sites, self._settings)

    def _make_up_a_month(self) -> None:
        now = datetime.now(UTC)
        site = self._sites.named(NAME)
        links = LinkSnapshot(self._database)
        links.refresh()
        place = place_of(self._settings, site.mode)
        found = partial(links.find, now=now.timestamp())
        lines = list(draw_history(place, site, found, now, np.random.default_rng()))
        self._loader.hand_in(Frame(Kind.EVENTS, len(lines), b"".join(lines)))

    async def _edge_answers(self) -> bool:
        async with httpx.AsyncClient(base_url=listening_at(self._settings), trust_env=False) as client:
            with anyio.move_on_after(EDGE_WITHIN):
                while True:
                    try:
                        answer = await client.get("/health")
                    except httpx.HTTPError:
                        answer = None
                    if answer is not None and answer.status_code == 200:
                        return True
                    await anyio.sleep(LOOK_EVERY)
        return False
