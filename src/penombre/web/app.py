"""The core's web application: the ledger, the export of events, the first page, and the demo site where it is on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import Any, TypeAlias

import anyio.to_thread
import msgspec
from litestar import Litestar, Response, get
from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException, NotFoundException
from litestar.response import Stream
from litestar.types import ControllerRouterHandler
from sqlalchemy import Engine

from penombre.collect.journal.loader import Ledger, Loader
from penombre.collect.sites import Sites
from penombre.settings import Settings
from penombre.store.engine import StoreError
from penombre.store.event_store import EventStore
from penombre.web.dashboard.routes import asset_routes, dashboard_routes
from penombre.web.front import front_routes
from penombre.web.lab import lab_routes

Begin: TypeAlias = Callable[[], Awaitable[None]]
"""Something to do once the server answers."""


def make_app(loader: Loader, store: EventStore, database: Engine, settings: Settings) -> tuple[Litestar, list[Begin]]:
    """The application, and what is to be done once it answers.

    `/internal` is for this machine only: the edge hands nothing of it on.
    """

    @get("/internal/ledger", guards=[for_this_machine])
    async def ledger() -> dict[str, Any]:
        """Where every record is."""
        found = await anyio.to_thread.run_sync(loader.ledger)
        return msgspec.structs.asdict(found) | {"holds": found.holds}

    @get("/internal/report", guards=[for_this_machine])
    async def report() -> dict[str, Any]:
        """What /health and /metrics tell: the ledger, where the store can say it, and whether loading goes on."""
        try:
            found: Ledger | None = await anyio.to_thread.run_sync(loader.ledger)
        except (StoreError, OSError):
            found = None
        told = msgspec.structs.asdict(found) | {"holds": found.holds} if found else None
        return {"ledger": told, "loader": msgspec.structs.asdict(loader.trouble)}

    @get("/internal/events/{site:int}", guards=[for_this_machine])
    async def events(site: int) -> Stream:
        """The stored events of a site, lines of JSON."""
        return Stream(_in_thread(store, site), media_type="application/x-ndjson")

    @get("/internal/estimate/{site:str}", guards=[for_this_machine])
    async def estimate(site: str, start: datetime, end: datetime) -> Response[bytes]:
        """What is known of a site, as the estimates say."""

        def made() -> bytes:
            # a second and 100 MB of arithmetic: only who asks pays
            from penombre.estimate.run import estimate_site, strip_of  # noqa: PLC0415

            named = Sites(database).named(site)
            return msgspec.json.encode(estimate_site(store.engine, named, start, end, strip_of(database, site)))

        return Response(await anyio.to_thread.run_sync(made), media_type="application/json")

    begin: list[Begin] = []
    routes: list[ControllerRouterHandler] = [
        ledger,
        report,
        events,
        estimate,
        front_routes(loader, settings),
        dashboard_routes(store.engine, database, settings),
        asset_routes(),
        lab_routes(database),
    ]
    if settings.demo:
        from penombre.web.demo.routes import Demo  # noqa: PLC0415  (an installation without it loads none of it)

        demo = Demo(loader, store, database, settings)
        routes.append(demo.router)
        begin.append(demo.welcome)
    return Litestar(routes, openapi_config=None, exception_handlers={HTTPException: _told}), begin


def for_this_machine(connection: ASGIConnection[Any, Any, Any, Any], _: object) -> None:
    """Nothing of `/internal` for a request that the edge handed on, however its path was spelt."""
    if "x-penombre-public" in connection.headers:
        raise NotFoundException


async def _in_thread(store: EventStore, site: int) -> AsyncIterator[bytes]:
    days = store.export(site)
    while (piece := await anyio.to_thread.run_sync(lambda: next(days, None))) is not None:
        yield piece


def _told(_: object, error: HTTPException) -> Response[dict[str, str]]:
    return Response({"error": error.detail.lower()}, status_code=error.status_code)
