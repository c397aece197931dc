"""*Prudence*, the dial and the brand in a real browser: each flow in both languages, on a telephone and at a desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from penombre.collect.sites import Sites
from tests.serve.server import Server
from tests.web.looking import SCREENS, Looked, looked_at, seen


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    found = Server(tmp_path_factory.mktemp("prudence") / "data", mode="strict")
    found.start()
    yield found
    found.stop()


@pytest.fixture(params=SCREENS, ids=lambda each: f"{each[0]}-{each[1]}-{each[2]}")
def looked(request: pytest.FixtureRequest, browser: Browser, server: Server) -> Iterator[Looked]:
    Sites(server.database).change_mode("demo", "strict")
    yield from looked_at(browser, server, *request.param)


def test_the_dial_is_turned_up_and_down_with_what_it_means(looked: Looked, server: Server) -> None:
    page = looked.open("/sites/demo/prudence")
    page.locator("a.turn[href*='to=consent']").click()
    seen(looked, page, "dial-up")
    page.locator("form.confirm button").click()
    page.wait_for_url("**/sites/demo/prudence")
    assert Sites(server.database).named("demo").mode == "consent"
    assert "Owner" in page.locator("h1 + p").inner_text()
    page.locator("a.turn[href*='to=strict']").click()
    seen(looked, page, "dial-down")
    page.locator("form.confirm a").click()  # thought better of it
    assert Sites(server.database).named("demo").mode == "consent"


def test_the_texts_are_filled_in_read_and_taken_along(looked: Looked) -> None:
    page = looked.open("/sites/demo/prudence")
    page.locator("#texts a.turn").click()
    page.locator("input[name=name]").fill("La Gazette <b>du</b> soir")
    page.locator("input[name=address]").fill("1, rue Haute, 75000 Paris")
    page.locator("input[name=contact]").fill("donnees@example.org")
    page.locator("input[name=place]").fill("France")
    seen(looked, page, "controller")
    page.locator("form.lines button").click()
    page.wait_for_url("**/sites/demo/prudence#texts")
    for each in page.locator("#texts details").all():
        each.locator("summary").click()
    assert "La Gazette <b>du</b> soir" in page.locator("details.document").first.inner_text()
    seen(looked, page, "prudence-texts")
    with page.expect_download() as told:
        page.locator("ul.files a").first.click()
    assert told.value.suggested_filename == "notice-demo.en.html"
