"""A visitor with a real browser, and a page that notices what it should not be asked."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, Page
from tests.widget.places import Collector, Event, Site

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

    def until(self, holds: Callable[[], object], seconds: float = 20) -> None:
        for _ in range(int(seconds / 0.02)):
            if holds():
                return
            self.page.wait_for_timeout(20)
        raise AssertionError(f"not in {seconds} s; posts so far: {self.collector.posts}")

    def events(self, count: int, seconds: float = 20) -> list[Event]:
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
