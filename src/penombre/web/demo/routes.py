"""Everything under /demo/."""

from __future__ import annotations

from litestar import Router
from sqlalchemy import Engine

from penombre.collect.journal.loader import Loader
from penombre.settings import Settings
from penombre.store.event_store import EventStore
from penombre.web.demo.buttons import button_routes
from penombre.web.demo.pages import page_routes
from penombre.web.demo.paper import ROOT
from penombre.web.demo.pictures import picture_routes


def demo_routes(loader: Loader, store: EventStore, database: Engine, settings: Settings) -> Router:
    """The demo site, whose site and links `make_demo` has made."""
    handlers = [
        *page_routes(loader, database, settings),
        *button_routes(loader, store, database, settings),
        *picture_routes(settings),
    ]
    return Router(ROOT, route_handlers=handlers)
