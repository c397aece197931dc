"""The page behind a lab link: it tells what arrived with the visit, and counts it."""

from __future__ import annotations

from typing import Any

import anyio.to_thread
from litestar import Request, Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from sqlalchemy import Engine

from penombre.collect.lab.arrival import arrival_of
from penombre.collect.lab.experiment import ROOT, Lab
from penombre.languages import language
from penombre.web.rendering import page


def lab_routes(database: Engine) -> Router:
    """The page."""
    lab = Lab(database)

    @get("/{code:str}")
    async def arrived(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[str]:
        link = await anyio.to_thread.run_sync(lab.link, code)
        if link is None:
            raise NotFoundException
        url = f"{request.url.path}?{request.url.query}"
        arrival = arrival_of(request.method, url, dict(request.headers))
        counted = arrival is not None and await anyio.to_thread.run_sync(lab.record, code, arrival)
        chosen = language(request.headers.get("accept-language", ""))
        return page("lab.html.j2", chosen, link=link, arrival=arrival, counted=counted)

    return Router(ROOT, route_handlers=[arrived])
