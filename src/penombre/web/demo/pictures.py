"""The demo site's style, script, drawings and QR codes."""

from __future__ import annotations

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from penombre.collect.links.qr import qr_code
from penombre.settings import Settings
from penombre.web.demo.paper import paper, short_links
from penombre.web.demo.setup import pages_base
from penombre.web.rendering import HEADERS, asset

FILES = frozenset({"demo.css", "demo.js", "lantern.svg"})
NOTHING = "there is nothing at this address"
MODULE = 4  # pixels a side


def picture_routes(settings: Settings) -> list[HTTPRouteHandler]:
    """Files by names that are known beforehand."""

    @get("/files/{name:str}")
    async def file(name: FromPath[str]) -> Response[bytes]:
        if name not in FILES:
            raise NotFoundException(NOTHING)
        return asset(f"demo/assets/{name}")

    @get("/art/{name:str}")
    async def art(name: FromPath[str]) -> Response[bytes]:
        if name not in {f"{story.key}.svg" for story in paper("en").stories}:
            raise NotFoundException(NOTHING)
        return asset(f"demo/assets/art/{name}")

    @get("/qr/{code:str}")
    async def qr(code: FromPath[str]) -> Response[bytes]:
        if code not in short_links():
            raise NotFoundException(NOTHING)
        drawn = qr_code(f"{pages_base(settings)}/{code}", "svg", scale=MODULE)
        return Response(drawn, media_type="image/svg+xml", headers=HEADERS)

    return [file, art, qr]
