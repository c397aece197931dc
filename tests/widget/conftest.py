"""A real browser on a real page. Whatever a test does, at its end nothing was stored, nobody else was asked, nothing was said aloud."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, sync_playwright
from tests.widget.places import Collector, Event, Site, collecting, publishing

CHROMIUM = "/usr/bin/chromium"
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Storage refuses, and remembers who asked. So does everything else that could tell a device from another.
TRAPS = """
window.touched = [];
const trap = (owner, name) => Object.defineProperty(owner, name, {
  configurable: true,
  get() { window.touched.push(name); throw new DOMException(name, "SecurityError"); },
  set() { window.touched.push(name); throw new DOMException(name, "SecurityError"); },
});
for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches", "cookieStore"]) trap(window, name);
trap(Document.prototype, "cookie");
for (const name of ["plugins", "hardwareConcurrency", "deviceMemory", "userAgentData", "languages"]) trap(Navigator.prototype, name);
for (const name of ["read", "readText"]) if (window.Clipboard) trap(Clipboard.prototype, name);
trap(HTMLCanvasElement.prototype, "getContext");
"""
NOISE = ("favicon.ico", "net::ERR", "responded with a status of", "CORS policy")  # the browser's own words, not ours


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("needs the system's Chromium (Debian package `chromium`)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as collector:
        yield collector


@pytest.fixture
def site(collector: Collector) -> Iterator[Site]:
    with publishing(collector.origin) as site:
        site.bar = f'<script defer src="{collector.origin}/share.js"></script>'
        yield site


@dataclass
class Visit:
    """A visitor's browser on the site."""

    context: BrowserContext
    site: Site
    collector: Collector
    page: Page
    asked: list[str] = field(default_factory=list)  # addresses outside the two servers, which nobody answers
    noise: list[str] = field(default_factory=list)

    def open(self, path: str = "/news/one", **how: Any) -> Page:
        self.page.goto(self.site.origin + path, **how)
        return self.page

    def until(self, holds: Callable[[], object], seconds: float = 6) -> None:
        for _ in range(int(seconds / 0.02)):
            if holds():
                return
            self.page.wait_for_timeout(20)
        raise AssertionError(f"not in {seconds} s; posts so far: {self.collector.posts}")

    def events(self, count: int, seconds: float = 6) -> list[Event]:
        self.until(lambda: len(self.collector.events) >= count, seconds)
        self.page.wait_for_timeout(80)
        assert len(self.collector.events) == count, self.collector.events
        return self.collector.events

    def pasted(self) -> str:
        """The clipboard, read as a person would: by pasting it."""
        page = self.context.new_page()
        page.goto("data:text/html,<textarea autofocus></textarea>")
        page.locator("textarea").focus()
        page.keyboard.press("Control+V")
        text = page.locator("textarea").input_value()
        page.close()
        return text

    def hide(self) -> None:
        """What the browser does when another tab comes to the front."""
        self.page.evaluate(
            """() => {
              Object.defineProperty(document, "hidden", { value: true, configurable: true });
              Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
              document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
            }"""
        )

    def show(self) -> None:
        self.page.evaluate(
            """() => {
              delete document.hidden; delete document.visibilityState;
              document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
            }"""
        )


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
