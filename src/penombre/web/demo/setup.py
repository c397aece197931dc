"""Makes what the demo needs in the database: its site, and its short links where they lead today."""

from __future__ import annotations

import contextlib
from urllib.parse import urlsplit

from sqlalchemy import Engine

from penombre.collect.links.errors import CodeTakenError, UnknownLinkError
from penombre.collect.links.repository import Links
from penombre.collect.links.target import TargetRules
from penombre.collect.sites import Site, Sites, UnknownSiteError
from penombre.languages import LANGUAGES
from penombre.settings import Settings
from penombre.web.demo.paper import Story, paper
from penombre.web.texts import text

NAME = "demo"
ASKED = 0.2
"""Share of the landings of its made-up month that were asked how they came."""
LOCAL_HOSTS = ("localhost", "127.0.0.1")
EVERYWHERE = frozenset({"", "0.0.0.0", "::", "[::]"})  # noqa: S104  (compared with, not bound to)


def listening_at(settings: Settings) -> str:
    """Where this machine reaches the public port, without a proxy between."""
    host = "127.0.0.1" if settings.host in EVERYWHERE else settings.host
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


def pages_base(settings: Settings) -> str:
    """The address of the demo's pages, without a slash at its end."""
    return settings.url or listening_at(settings)


def make_demo(database: Engine, settings: Settings) -> Site:
    """The demo's site, made in Counting mode where it is missing, with its links.

    Raises SiteTakenError where another site has its hosts.
    """
    base = pages_base(settings)
    sites = Sites(database)
    try:
        site = sites.named(NAME)
    except UnknownSiteError:
        own = urlsplit(base).hostname or ""
        site = sites.add(NAME, [*LOCAL_HOSTS, *([own] if own not in LOCAL_HOSTS else [])], mode="counting", ask=ASKED)
    links = Links(database, TargetRules({urlsplit(base).netloc}))
    for lang in LANGUAGES:
        for code, path in paper(lang).short_links.items():
            _make_link(links, code, base + path, _title(lang, code))
    return site


def _make_link(links: Links, code: str, target: str, title: str) -> None:
    try:
        if links.named(code).target != target:
            links.update(code, target=target)
    except UnknownLinkError:
        # whoever deleted a link of the demo did not want it
        with contextlib.suppress(CodeTakenError):
            links.create(target, code, NAME, title=title, tags=[NAME])


def _title(lang: str, code: str) -> str:
    story: Story | None = next((story for story in paper(lang).stories if story.short == code), None)
    name = text("demo.name", lang)
    return f"{story.title} · {name}" if story else name
