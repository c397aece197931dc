"""A page of the dashboard in a real browser, what went wrong on it, and whether everybody can use it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.serve.server import CHROME, Server

AXE = Path(__file__).parents[2] / "widget" / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = Path(__file__).parents[2] / "out" / "dashboard"


class Looked:
    """A browser in which the owner is signed in."""

    name = ""

    def __init__(self, browser: Browser, server: Server, **how: Any) -> None:
        self.base = f"http://127.0.0.1:{server.port}"
        self.page: Page = browser.new_page(user_agent=CHROME, **how)
        name, _, value = server.signed_in().partition("=")
        self.page.context.add_cookies([{"name": name, "value": value, "url": self.base}])
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._asked(request.url))

    def _asked(self, url: str) -> None:
        if not url.startswith(self.base + "/"):
            self.complaints.append(f"asked {url}")

    def open(self, path: str) -> Page:
        """The page of this path."""
        answer = self.page.goto(self.base + path)
        assert answer is not None
        assert answer.status == 200, path
        return self.page


SCREENS = [("fr", 1280, "light"), ("en", 390, "dark"), ("fr", 390, "light"), ("en", 1280, "dark")]
LOCALES = {"fr": "fr-FR", "en": "en-GB"}


def looked_at(browser: Browser, server: Server, lang: str, width: int, scheme: Any) -> Iterator[Looked]:
    """A browser of this language, width and scheme; at its end nothing may have gone wrong in it."""
    size: Any = {"width": width, "height": 900}
    found = Looked(browser, server, viewport=size, color_scheme=scheme, locale=LOCALES[lang])
    found.name = f"{lang}-{width}-{scheme}"
    yield found
    found.page.close()
    assert found.complaints == []


def seen(looked: Looked, page: Page, what: str) -> None:
    """A page that fits its screen and that everybody can use; kept as a picture to look at."""
    page.wait_for_load_state("load")  # without its style a page is as wide as it likes
    width = page.viewport_size["width"] if page.viewport_size else 0
    wide = page.evaluate(
        "w => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > w + 1)"
        ".map(e => e.outerHTML.slice(0, 80))",
        width,
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{what}: {wide}"
    assert page.locator("h1").count() == 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{what}-{looked.name}.png", full_page=True)
    faults = faults_of(page)
    assert not faults, f"{what}: {faults}"


def faults_of(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds wrong on a page, by its rules; nothing where it is not installed."""
    if not AXE.exists():
        return []
    # run by the test itself: the page's own policy would not load it
    page.evaluate(AXE.read_text(encoding="utf-8"))
    told = page.evaluate(
        "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
        ".then(({passes, violations}) => ({passes: passes.length, violations}))"
    )
    assert told["passes"] > 10
    return [(each["id"], [node["html"][:160] for node in each["nodes"][:3]]) for each in told["violations"]]
