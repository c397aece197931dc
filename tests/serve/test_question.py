"""The question from a real browser through the real server into the store."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from penombre.collect.sites import Sites
from tests.serve.server import CHROME, Server
from tests.widget.places import Site, publishing


@pytest.fixture(scope="module")
def paper(server: Server) -> Iterator[Site]:
    Sites(server.database).add("paper", ["127.0.0.1", "localhost"], mode="counting", ask=1.0)
    origin = f"http://127.0.0.1:{server.port}"
    with publishing(origin) as site:
        site.head = f'<script defer src="{origin}/p.js?site=paper"></script>'
        site.bar = f'<script defer src="{origin}/ask.js?site=paper"></script>'
        site.body = "<penombre-ask></penombre-ask>"
        yield site


def shown(page: Page) -> None:
    until = time.monotonic() + 30
    while not page.locator("penombre-ask [part=card]").is_visible():
        assert time.monotonic() < until
        page.clock.fast_forward(5_000)
        page.wait_for_timeout(50)
    page.wait_for_timeout(1_100)  # nobody reads and answers faster


def test_asked_once_and_answered(server: Server, paper: Site, browser: Browser) -> None:
    context = browser.new_context(user_agent=CHROME)  # a headless one is a robot, and nobody asks it
    page = context.new_page()
    page.clock.install()
    page.goto(f"{paper.origin}/news/one?s=w1")
    shown(page)
    for name in ("Somebody sent me the link", "WhatsApp", "To a small group"):
        page.get_by_role("button", name=name).click()
        page.wait_for_timeout(350)
    page.get_by_text("Thank you.").wait_for()
    page.goto(f"{paper.origin}/news/two")  # another landing of the same visitor on the same day
    page.wait_for_timeout(300)
    assert not page.locator("penombre-ask [part=card]").is_visible()
    assert context.cookies() == []
    context.close()
    found = [event for event in server.events(site=2) if event["kind"] in ("ask", "answer")]
    asked, answer = sorted(found, key=lambda event: str(event["kind"]), reverse=True)
    for event in (asked, answer):
        assert (event["family"], event["design"], event["page"], event["tag"]) == ("token_button", 1, "/news/one", "w1")
    assert (answer["name"], answer["app"], answer["audience"]) == ("sent", "WhatsApp", "small_group")
    assert server.ledger()["holds"]


def test_p11_the_opt_out_is_heard(server: Server, paper: Site, browser: Browser) -> None:
    context = browser.new_context(user_agent=CHROME)  # a headless one is a robot, and nobody asks it
    context.add_cookies([{"name": "penombre_opt_out", "value": "1", "domain": "127.0.0.1", "path": "/"}])
    page = context.new_page()
    before = {event["id"] for event in server.events(site=2)}, server.ledger()["dropped_by_signal"]
    page.goto(f"{paper.origin}/news/one")
    until = time.monotonic() + 30
    while server.ledger()["dropped_by_signal"] == before[1]:
        assert time.monotonic() < until
        page.wait_for_timeout(200)
    context.close()
    assert {event["id"] for event in server.events(site=2)} == before[0], "nothing is kept of the visit"
