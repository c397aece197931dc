"""From a real browser through the real server into the store, in each mode of the dial."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from penombre.collect.scripts import script as packaged_script
from penombre.collect.sites import Sites
from tests.serve.server import Server
from tests.widget.places import Site, publishing

MODES = ("strict", "counting", "consent")


@pytest.fixture(scope="module")
def paper(server: Server) -> Iterator[Site]:
    """A news site whose pages load the scripts from the running server."""
    Sites(server.database).add("paper", ["127.0.0.1", "localhost"])
    origin = f"http://127.0.0.1:{server.port}"
    with publishing(origin) as site:
        site.head = f'<script defer src="{origin}/p.js?site=paper"></script>'
        site.bar = f'<script defer src="{origin}/share.js"></script>'
        site.body = '<penombre-share buttons="whatsapp email copy"></penombre-share>'
        yield site


class Reader:
    """A person on the site, and what the store has of this person's visit."""

    def __init__(self, server: Server, paper: Site, context: BrowserContext) -> None:
        self.server, self.paper, self.context = server, paper, context
        self.elsewhere: list[str] = []
        ours = {urlsplit(paper.origin).netloc, urlsplit(paper.elsewhere).netloc, f"127.0.0.1:{server.port}"}

        def others(route: Route) -> None:
            self.elsewhere.append(route.request.url)
            route.fulfill(status=200, content_type="text/html", body="elsewhere")

        context.route(
            lambda url: urlsplit(url).scheme in ("http", "https") and urlsplit(url).netloc not in ours, others
        )
        self.known = {event["id"] for event in self._stored()}
        self.page: Page = context.new_page()

    def open(self, path: str) -> Page:
        self.page.goto(self.paper.origin + path)
        return self.page

    def _stored(self) -> list[dict[str, Any]]:
        return [event for event in self.server.events(site=2) if event["kind"] != "click"]

    def events(self, count: int) -> list[dict[str, Any]]:
        """The new events in the store, once there are so many, and a moment later still no more."""
        until = time.monotonic() + 30
        while True:
            found = [event for event in self._stored() if event["id"] not in self.known]
            if len(found) >= count or time.monotonic() > until:
                break
            self.page.wait_for_timeout(100)
        self.page.wait_for_timeout(300)
        found = [event for event in self._stored() if event["id"] not in self.known]
        assert len(found) == count, found
        return found

    def of(self, kind: str, count: int) -> list[dict[str, Any]]:
        return [event for event in self.events(count) if event["kind"] == kind]


@pytest.fixture
def reader(server: Server, paper: Site, browser: Browser) -> Iterator[Callable[..., Reader]]:
    contexts: list[BrowserContext] = []

    def begin(mode: str, **options: Any) -> Reader:
        Sites(server.database).change_mode("paper", mode)
        until = time.monotonic() + 20
        while gzip.decompress(server.get("/p.js?site=paper")[1]) != packaged_script(f"p.{mode}.js"):
            assert time.monotonic() < until  # a change of the dial holds within a second, or a busy machine's few
            time.sleep(0.1)
        contexts.append(browser.new_context(permissions=["clipboard-read", "clipboard-write"], **options))
        return Reader(server, paper, contexts[-1])

    yield begin
    for context in contexts:
        assert context.cookies() == []
        context.close()


@pytest.mark.parametrize("mode", MODES)
def test_page_views_and_single_page_navigation(reader: Callable[..., Reader], mode: str) -> None:
    visit = reader(mode)
    page = visit.open("/news/one?x=1")
    page.evaluate("history.pushState(null, '', '/news/two')")
    views = visit.of("view", 2 if mode == "strict" else 3)
    assert {(view["page"], view["rung"]) for view in views} == {
        ("/news/one", "unattributed"),
        ("/news/two", "internal"),
    }
    assert {view["device"] for view in views} == {"desktop"}
    assert visit.elsewhere == []


def test_strict_knows_no_shares_and_no_tags(reader: Callable[..., Reader]) -> None:
    visit = reader("strict")
    page = visit.open("/news/one?s=w2&utm_source=letter")
    with visit.context.expect_page() as opened:
        page.get_by_role("link", name="WhatsApp").or_(page.get_by_role("button", name="WhatsApp")).first.click()
    assert "s%3D" not in opened.value.url
    page.evaluate("penombre.goal('order', 12.5, 'EUR')")
    page.evaluate("document.dispatchEvent(new ClipboardEvent('copy', {bubbles: true}))")
    (view,) = visit.events(1)
    assert (view["kind"], view["tag"], view["campaign"], view["rung"]) == ("view", "", "", "unattributed")


def test_counting_tells_shares_generations_goals_and_time(reader: Callable[..., Reader]) -> None:
    visit = reader("counting")
    page = visit.open("/news/one?s=w2&utm_source=letter&utm_campaign=Spring")
    page.wait_for_function("location.search.indexOf('s=w2') < 0")
    with visit.context.expect_page() as opened:
        page.get_by_role("link", name="WhatsApp").or_(page.get_by_role("button", name="WhatsApp")).first.click()
    assert "s%3Dw3" in opened.value.url
    page.evaluate("penombre.goal('order', 12.5, 'EUR')")
    page.goto(f"{visit.paper.origin}/next")
    kept = visit.events(5)
    by_kind = {event["kind"]: event for event in kept if event["page"] == "/news/one"}
    assert (by_kind["view"]["tag"], by_kind["view"]["rung"], by_kind["view"]["campaign"]) == ("w2", "proven", "spring")
    share = by_kind["share"]
    assert (share["channel"], share["app"], share["via"], share["tag"]) == ("messenger", "WhatsApp", "button", "w3")
    assert (by_kind["goal"]["name"], by_kind["goal"]["value"], by_kind["goal"]["currency"]) == ("order", 12.5, "EUR")
    assert by_kind["engage"]["scroll"] > 0
    assert {event["token"] for event in kept} == {""}


def test_consent_given_and_withdrawn(reader: Callable[..., Reader]) -> None:
    visit = reader("consent")
    page = visit.open("/news/one")
    visit.events(1)
    page.evaluate("penombre.consent(true)")
    page.locator("#text").click(click_count=3)
    page.keyboard.press("Control+C")
    copies = visit.of("copy", 2)
    assert [copy["chars"] for copy in copies] == [10]
    page.evaluate("penombre.share('WhatsApp', 'button', penombre.tag(location.href, 'w', true))")
    (share,) = visit.of("share", 3)
    assert len(share["token"]) == 16
    page.evaluate("penombre.consent(false)")
    page.evaluate("penombre.share('WhatsApp', 'button', penombre.tag(location.href, 'w', true))")
    shares = visit.of("share", 4)
    assert sorted(bool(each["token"]) for each in shares) == [False, True]


@pytest.mark.parametrize("signal", ["Sec-GPC", "DNT"])
def test_who_objects_leaves_only_a_number(server: Server, reader: Callable[..., Reader], signal: str) -> None:
    visit = reader("counting", extra_http_headers={signal: "1"})
    before = server.ledger()["dropped_by_signal"]
    visit.open("/news/one")
    until = time.monotonic() + 30
    while server.ledger()["dropped_by_signal"] == before:
        assert time.monotonic() < until
        visit.page.wait_for_timeout(200)
    assert visit.events(0) == []


def test_a_page_closed_at_once_is_counted(reader: Callable[..., Reader]) -> None:
    visit = reader("strict")
    closing = visit.context.new_page()
    closing.goto(f"{visit.paper.origin}/closed-at-once", wait_until="commit")
    closing.wait_for_function("window.penombre")
    closing.close()
    (view,) = visit.events(1)
    assert view["page"] == "/closed-at-once"


def test_the_opt_out_holds_in_this_browser(server: Server, paper: Site, browser: Browser) -> None:
    Sites(server.database).change_mode("paper", "strict")
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{server.port}/opt-out")
    assert "plus comptées" in page.locator("body").inner_text()
    cookie = context.cookies()
    assert [(each["name"], each["value"]) for each in cookie] in ([("penombre_opt_out", "1")], [])
    context.close()
