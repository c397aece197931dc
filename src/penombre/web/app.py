"""The core's web application: the ledger, the export of events, the first page, and the demo site where it is on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import anyio.to_thread
import msgspec
from litestar import Litestar, Response, Router, get, post
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.logging import LoggingConfig
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Stream
from litestar.types import ControllerRouterHandler
from sqlalchemy import Engine

from penombre.collect.journal.loader import Ledger, Loader, StillComingError
from penombre.collect.links.block_list import read_block_list
from penombre.collect.links.target import TargetRules
from penombre.collect.sites import Sites
from penombre.dispatch.postman import Postman
from penombre.settings import Settings, read_client_secret
from penombre.store.database import DatabaseError
from penombre.store.engine import StoreError
from penombre.store.erasure import Part
from penombre.store.event_store import CountMismatchError, EventStore
from penombre.web.accounts.desk import Desk
from penombre.web.accounts.guard import Access, make_guard, visitor_of
from penombre.web.accounts.routes import accounts_router, refusals
from penombre.web.accounts.sign_on import Provider
from penombre.web.api.keys import keys_in
from penombre.web.api.routes import api_routes, description
from penombre.web.dashboard.keeping import keeping_routes
from penombre.web.dashboard.prudence import prudence_routes
from penombre.web.dashboard.routes import asset_routes, dashboard_routes
from penombre.web.front import front_routes
from penombre.web.lab import lab_routes
from penombre.web.setup.routes import setup_routes

Begin: TypeAlias = Callable[[], Awaitable[None]]
"""Something to do once the server answers."""
LOGGING = LoggingConfig(
    # Litestar says nothing of a fault unless asked to; what is answered by a refusal is none
    log_exceptions="always",
    disable_stack_trace={*range(400, 500), HTTPException, DatabaseError},
    # the process has set up its own logging
    configure_root_logger=False,
    loggers={"litestar": {"level": "WARNING", "propagate": True}},
)


def make_app(
    loader: Loader, store: EventStore, database: Engine, settings: Settings, data: Path
) -> tuple[Litestar, list[Begin]]:
    """The application, and what is to be done once it answers. `data` is the folder with the block list.

    Each route says who may pass (`accounts.guard`); one that does not lets nobody through.
    """

    @get("/internal/ledger")
    async def ledger() -> dict[str, Any]:
        """Where every record is."""
        found = await anyio.to_thread.run_sync(loader.ledger)
        return msgspec.structs.asdict(found) | {"holds": found.holds}

    @get("/internal/report")
    async def report() -> dict[str, Any]:
        """What /health and /metrics tell: the ledger, where the store can say it, and whether loading goes on."""
        try:
            found: Ledger | None = await anyio.to_thread.run_sync(loader.ledger)
        except (StoreError, OSError):
            found = None
        told = msgspec.structs.asdict(found) | {"holds": found.holds} if found else None
        return {"ledger": told, "loader": msgspec.structs.asdict(loader.trouble)}

    @get("/internal/events/{site:int}")
    async def events(site: FromPath[int]) -> Stream:
        """The stored events of a site, lines of JSON."""
        return Stream(_in_thread(store, site), media_type="application/x-ndjson")

    @get("/internal/estimate/{site:str}")
    async def estimate(site: FromPath[str], start: FromQuery[datetime], end: FromQuery[datetime]) -> Response[bytes]:
        """What is known of a site, as the estimates say."""

        def made() -> bytes:
            # a second and 100 MB of arithmetic: only who asks pays
            from penombre.estimate.run import estimate_site, strip_of  # noqa: PLC0415

            named = Sites(database).named(site)
            return msgspec.json.encode(estimate_site(store.engine, named, start, end, strip_of(database, site)))

        return Response(await anyio.to_thread.run_sync(made), media_type="application/json")

    @post("/internal/erase", status_code=200)
    async def erase(data: JSONBody[Part]) -> dict[str, Any]:
        """Erase a part of a site's data; how many events that were, or why it cannot be done now."""
        try:
            return {"erased": await anyio.to_thread.run_sync(loader.erase, data), "problem": ""}
        except (StillComingError, StoreError, CountMismatchError, OSError) as error:
            return {"erased": 0, "problem": str(error)}

    begin: list[Begin] = []
    open_to_all: list[ControllerRouterHandler] = [
        front_routes(loader, database, settings),
        lab_routes(database),
        asset_routes(),
    ]
    open_sites: frozenset[str] = frozenset()
    if settings.demo:
        from penombre.web.demo.routes import Demo  # noqa: PLC0415  (an installation without it loads none of it)
        from penombre.web.demo.setup import NAME  # noqa: PLC0415

        demo = Demo(loader, store, database, settings)
        open_to_all.append(demo.router)
        open_sites = frozenset({NAME})
        begin.append(demo.welcome)
    desk = Desk(database, settings)
    routes = [
        Router("/", route_handlers=[ledger, report, events, estimate, erase], opt={"access": Access.MACHINE}),
        Router("/", route_handlers=open_to_all, opt={"access": Access.OPEN}),
        accounts_router(desk, Postman(database, settings), _provider(desk, data)),
        dashboard_routes(store.engine, database, settings),
        keeping_routes(desk, database),
        prudence_routes(desk, database),
        setup_routes(desk, database, store, settings),
        api_routes(
            database,
            store.engine,
            keys_in(database),
            settings.base_url,
            partial(_rules, data, settings),
            settings=settings,
        ),
    ]
    application = Litestar(
        routes,
        guards=[make_guard(desk, open_sites)],
        dependencies={"visitor": Provide(visitor_of, sync_to_thread=False)},
        openapi_config=description(),
        include_in_schema=False,
        exception_handlers=refusals(desk),
        logging_config=LOGGING,
    )
    return application, begin


def _provider(desk: Desk, data: Path) -> Provider | None:
    """The organisation's, where one is set."""
    how = desk.settings.sign_on
    return Provider(how, partial(read_client_secret, how, data), desk.now) if how.issuer else None


def _rules(data: Path, settings: Settings) -> TargetRules:
    """Where links may lead, as the block list stands now."""
    return TargetRules(own_hosts={settings.base_url.partition("://")[2]}, blocked=read_block_list(data))


async def _in_thread(store: EventStore, site: int) -> AsyncIterator[bytes]:
    days = store.export(site)
    while (piece := await anyio.to_thread.run_sync(lambda: next(days, None))) is not None:
        yield piece
