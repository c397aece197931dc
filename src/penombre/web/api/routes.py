"""`/api/v1` and its description."""

from __future__ import annotations

from collections.abc import Callable

import anyio.to_thread
from litestar import Router
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.params import FromQuery
from sqlalchemy import Engine as Database

from penombre import __version__
from penombre.collect.links.target import TargetRules
from penombre.collect.sites import Sites
from penombre.dashboard.filter import Filter
from penombre.store.engine import Engine
from penombre.web.accounts.guard import Access
from penombre.web.api.access import Grant, Keys, grant_of, key_guard
from penombre.web.api.annotations import AnnotationController
from penombre.web.api.exports import ExportController
from penombre.web.api.links import LinkController
from penombre.web.api.own_links import OwnLinks
from penombre.web.api.problems import told
from penombre.web.api.sites import SiteController
from penombre.web.api.stats import Figures, StatsController, asked_filter

LARGEST_BODY = 1_000_000


def api_routes(database: Database, engine: Engine, keys: Keys, base: str, rules: Callable[[], TargetRules]) -> Router:
    """The interface for programs. `rules` says where links may lead, as the block list stands now."""

    async def links(grant: NamedDependency[Grant]) -> OwnLinks:
        return await anyio.to_thread.run_sync(lambda: OwnLinks(database, rules(), base, grant))

    async def sites() -> Sites:
        return Sites(database)

    async def kept() -> Database:
        return database

    async def store() -> Engine:
        return engine

    async def figures(grant: NamedDependency[Grant], asked: NamedDependency[Filter], site: FromQuery[str]) -> Figures:
        return Figures(engine, database, grant, site, asked)

    return Router(
        "/api/v1",
        route_handlers=[SiteController, AnnotationController, LinkController, StatsController, ExportController],
        guards=[key_guard(keys)],
        dependencies={
            "grant": Provide(grant_of),
            "links": Provide(links),
            "sites": Provide(sites),
            "store": Provide(store),
            "database": Provide(kept),
            "figures": Provide(figures),
            "asked": Provide(asked_filter, sync_to_thread=False),
        },
        exception_handlers={HTTPException: told},
        request_max_body_size=LARGEST_BODY,
        security=[{"key": []}],
        include_in_schema=True,
        opt={"access": Access.KEY},
    )


def description() -> OpenAPIConfig:
    """The OpenAPI document, at `/api/openapi.json`."""
    key = SecurityScheme(type="http", scheme="bearer", description="A key that you made on the page of your account")
    return OpenAPIConfig(
        title="Penombre",
        version=__version__,
        openapi_router=Router("/api", route_handlers=[], include_in_schema=False, opt={"access": Access.OPEN}),
        render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        components=Components(security_schemes={"key": key}),
    )
