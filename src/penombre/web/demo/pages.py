"""The pages of the demo paper: front page, section fronts, stories, each with the panel beside it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import anyio.to_thread
from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect
from sqlalchemy import Engine

from penombre.collect.journal.loader import Loader
from penombre.collect.links.code import channels, with_channel
from penombre.collect.sites import MODES, Sites
from penombre.languages import LANGUAGES, language
from penombre.settings import Settings
from penombre.web.demo.live import LEDGER
from penombre.web.demo.paper import Paper, paper
from penombre.web.demo.setup import NAME, pages_base
from penombre.web.rendering import page

SHOWN_LINKS = 3
SHOWN_CHANNELS = "wets"
NOTHING = "there is nothing at this address"


def page_routes(loader: Loader, database: Engine, settings: Settings) -> list[HTTPRouteHandler]:
    """The paper in both languages."""
    sites = Sites(database)

    async def shown(template: str, found: Paper, path: str, **values: Any) -> Response[str]:
        site = await anyio.to_thread.run_sync(sites.named, NAME)
        return page(
            f"demo/{template}",
            found.lang,
            paper=found,
            path=path,
            twin=twin_of(found, path),
            mode=site.mode,
            modes=MODES,
            ledger=await anyio.to_thread.run_sync(loader.ledger),
            ledger_rows=LEDGER,
            links=_links(found, pages_base(settings)),
            **values,
        )

    @get("/")
    async def start(request: Request[Any, Any, Any]) -> Redirect:
        found = paper(language(request.headers.get("accept-language", "")))
        query = request.scope["query_string"].decode("latin-1")
        return Redirect(f"{found.home}?{query}" if query else found.home, headers={"vary": "accept-language"})

    @get("/{lang:str}")
    async def home(lang: FromPath[str]) -> Response[str]:
        found = _paper(lang)
        return await shown("home.html.j2", found, found.home)

    @get("/{lang:str}/{slug:str}")
    async def section(lang: FromPath[str], slug: FromPath[str]) -> Response[str]:
        found = _paper(lang)
        for each in found.sections:
            if each.slug == slug:
                return await shown("section.html.j2", found, found.section_path(each), section=each)
        raise NotFoundException(NOTHING)

    @get("/{lang:str}/{section_slug:str}/{slug:str}")
    async def story(lang: FromPath[str], section_slug: FromPath[str], slug: FromPath[str]) -> Response[str]:
        found = _paper(lang)
        for each in found.stories:
            above = found.section_of(each)
            if (above.slug, each.slug) == (section_slug, slug):
                return await shown("story.html.j2", found, found.path(each), story=each, section=above)
        raise NotFoundException(NOTHING)

    return [start, home, section, story]


def twin_of(found: Paper, path: str) -> str:
    """The same page in the other language."""
    other = paper(next(lang for lang in LANGUAGES if lang != found.lang))
    sections = zip(found.sections, other.sections, strict=True)
    stories = zip(found.stories, other.stories, strict=True)
    twins = {found.section_path(one): other.section_path(two) for one, two in sections}
    twins |= {found.path(one): other.path(two) for one, two in stories}
    return twins.get(path, other.home)


def _paper(lang: str) -> Paper:
    try:
        return paper(lang)
    except KeyError:
        raise NotFoundException(NOTHING) from None


def _links(found: Paper, base: str) -> list[dict[str, Any]]:
    """The first short links with their variants: address, letter and channel."""
    return [
        {
            "code": code,
            "address": f"{urlsplit(base).netloc}/{code}",
            "variants": [(f"/{with_channel(code, letter)}", letter, channels()[letter]) for letter in SHOWN_CHANNELS],
        }
        for code in list(found.short_links)[:SHOWN_LINKS]
    ]
