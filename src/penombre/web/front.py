"""The first page of a running server, until the dashboard takes its place: the ledger, and where to go from here."""

from __future__ import annotations

from typing import Any

import anyio.to_thread
from litestar import Request, Response, Router, get
from litestar.params import FromQuery
from sqlalchemy import Engine

from penombre.collect.journal.loader import Loader
from penombre.languages import LANGUAGES, language
from penombre.settings import Settings
from penombre.store.database import DatabaseError, reading
from penombre.web.accounts.people import anybody
from penombre.web.rendering import asset, page

ROWS = ("stored", "duplicate", "quarantined", "pending")
"""What adds up to what was received."""
BESIDE = ("refused", "dropped_by_signal", "erased", "unrecorded_redirects", "lost")


def front_routes(loader: Loader, database: Engine, settings: Settings) -> Router:
    """The page and its style."""

    @get("/")
    async def front(request: Request[Any, Any, Any], lang: FromQuery[str] = "") -> Response[str]:
        chosen = language(request.headers.get("accept-language", ""), lang)
        ledger = await anyio.to_thread.run_sync(loader.ledger)
        begun = await anyio.to_thread.run_sync(_has_accounts, database)
        return page(
            "front.html.j2",
            chosen,
            ledger=ledger,
            rows=ROWS,
            beside=BESIDE,
            begun=begun,
            demo=settings.demo,
            base=settings.base_url,
            languages=sorted(LANGUAGES),
        )

    @get("/assets/penombre.css")
    async def style() -> Response[bytes]:
        return asset("assets/penombre.css")

    @get("/assets/penombre.svg")
    async def sign() -> Response[bytes]:
        return asset("assets/penombre.svg")

    return Router("/", route_handlers=[front, style, sign])


def _has_accounts(database: Engine) -> bool:
    """Whether there is somebody to sign in; taken for true where the database does not say."""
    try:
        with reading(database) as connection:
            return anybody(connection)
    except DatabaseError:
        return True
