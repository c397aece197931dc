"""A real browser on a real page. At the end of every test nothing was stored, nobody else asked, nothing said aloud."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Route
from tests.widget.places import Collector, Site, collecting, publishing
from tests.widget.visit import TRAPS, Visit

NOISE = ("favicon.ico", "net::ERR", "responded with a status of", "CORS policy")  # the browser's own words, not ours


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as collector:
        yield collector


@pytest.fixture
def site(collector: Collector) -> Iterator[Site]:
    with publishing(collector.origin) as site:
        site.bar = f'<script defer src="{collector.origin}/share.js"></script>'
        yield site


@pytest.fixture
def context_options() -> dict[str, Any]:
    return {"permissions": ["clipboard-read", "clipboard-write"]}


@pytest.fixture
def visit(browser: Browser, site: Site, collector: Collector, context_options: dict[str, Any]) -> Iterator[Visit]:
    context = browser.new_context(**context_options)
    context.add_init_script(TRAPS)
    visit = Visit(context, site, collector, context.new_page())
    ours = {urlsplit(site.origin).netloc, urlsplit(site.elsewhere).netloc, urlsplit(collector.origin).netloc}

    def others(route: Route) -> None:
        visit.asked.append(route.request.url)
        route.fulfill(status=200, content_type="text/html", body="elsewhere")

    def heard(message: ConsoleMessage) -> None:
        if not any(known in message.text + str(message.location) for known in NOISE):
            visit.noise.append(message.text)

    context.route(lambda url: urlsplit(url).scheme in ("http", "https") and urlsplit(url).netloc not in ours, others)
    context.on("console", heard)
    context.on("weberror", lambda error: visit.noise.append(str(error.error)))
    yield visit
    touched = [page.evaluate("window.touched ?? []") for page in context.pages if page.url.startswith(site.origin)]
    cookies = context.cookies()
    context.close()
    assert not any(touched), touched
    assert cookies == []
    assert visit.noise == []
    assert not [path for path in collector.got if path.startswith("OPTIONS")], "a preflight"
