"""What the panel asks for and what its buttons do: figures, the dial, and visitors."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import anyio.to_thread
import msgspec
import numpy as np
from litestar import Request, Response, get, post
from litestar.exceptions import PermissionDeniedException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery
from litestar.response import Redirect
from sqlalchemy import Engine

from penombre.collect.journal.loader import Loader
from penombre.collect.sites import MODES, Mode, Sites
from penombre.languages import LANGUAGES, OTHERWISE
from penombre.report.texts import number
from penombre.settings import Settings
from penombre.store.event_store import EventStore
from penombre.web.demo.dial import turn_dial
from penombre.web.demo.live import LEDGER, SECONDS, channels_of, kinds_of
from penombre.web.demo.paper import ROOT, paper, short_links
from penombre.web.demo.sending import Crowd
from penombre.web.demo.setup import NAME, listening_at, pages_base
from penombre.web.demo.visitors import Place, draw_crowd

Asked = Request[Any, Any, Any]
LARGEST_FORM = 2048  # bytes


def button_routes(
    loader: Loader, store: EventStore, database: Engine, settings: Settings, crowd: Crowd
) -> list[HTTPRouteHandler]:
    """The panel's figures and its two forms."""
    sites = Sites(database)
    number_of_site = sites.named(NAME).number

    @get("/live")
    async def live(lang: FromQuery[str] = OTHERWISE) -> dict[str, Any]:
        lang = lang if lang in LANGUAGES else OTHERWISE
        ledger = await anyio.to_thread.run_sync(loader.ledger)
        rows = await anyio.to_thread.run_sync(store.lately, number_of_site, SECONDS)
        figures = msgspec.structs.asdict(ledger)
        return {
            "ledger": {name: number(figures[name], lang) for name in LEDGER},
            "holds": ledger.holds,
            "kinds": kinds_of(rows, lang),
            "channels": channels_of(rows, lang),
            "crowd": {"on_its_way": crowd.on_its_way, "done": crowd.done, "all": crowd.all},
        }

    @post("/visitors", request_max_body_size=LARGEST_FORM)
    async def visitors(request: Asked) -> Response[Any]:
        _refuse_strangers(request)
        started = await send_crowd(crowd, sites, settings)
        if "text/html" in request.headers.get("accept", ""):
            return Redirect(await _back(request), status_code=303)
        return Response({"started": started}, status_code=202 if started else 409)

    @post("/mode", status_code=303, request_max_body_size=LARGEST_FORM)
    async def mode(request: Asked) -> Redirect:
        _refuse_strangers(request)
        wanted = (await request.form()).get("mode", "")
        if wanted in MODES:
            await turn_dial(sites, wanted, listening_at(settings))
        return Redirect(await _back(request), status_code=303)

    return [live, visitors, mode]


async def send_crowd(crowd: Crowd, sites: Sites, settings: Settings) -> bool:
    """Send a newly drawn crowd; False where another is still on its way."""
    site = await anyio.to_thread.run_sync(sites.named, NAME)
    steps = await anyio.to_thread.run_sync(draw_crowd, place_of(settings, site.mode), np.random.default_rng())
    return crowd.start(steps)


def place_of(settings: Settings, mode: Mode) -> Place:
    """The site as a crowd sees it, in both languages."""
    papers = [paper(lang) for lang in LANGUAGES]
    stories = zip(*([found.path(story) for story in found.stories] for found in papers), strict=True)
    return Place(
        base=pages_base(settings),
        home=papers[0].home,
        stories=tuple(path for pair in stories for path in pair),
        links=tuple(short_links().items()),
        mode=mode,
    )


def _refuse_strangers(request: Asked) -> None:
    """Refuse what another site's page would have this browser press."""
    said, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if said not in (None, "same-origin") or (origin and urlsplit(origin).netloc != request.headers.get("host")):
        raise PermissionDeniedException("only the demo's own pages may do this")


async def _back(request: Asked) -> str:
    """The page that a form was sent from, where it is one of the paper's."""
    asked = (await request.form()).get("back", "")
    return str(asked) if any(asked in paper(lang).paths for lang in LANGUAGES) else f"{ROOT}/"
