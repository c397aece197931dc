"""*Prudence*, the dial and the brand in a real browser: each flow in both languages, on a telephone and at a desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from penombre.collect.sites import Sites
from tests.serve.server import Server
from tests.web.looking import PICTURES, Looked, check_accessible


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    found = Server(tmp_path_factory.mktemp("prudence") / "data", mode="strict")
    found.start()
    yield found
    found.stop()


SCREENS = [("fr", 1280, "light"), ("en", 390, "dark"), ("fr", 390, "light"), ("en", 1280, "dark")]


@pytest.fixture(params=SCREENS, ids=lambda each: f"{each[0]}-{each[1]}-{each[2]}")
def looked(request: pytest.FixtureRequest, browser: Browser, server: Server) -> Iterator[Looked]:
    lang, width, scheme = request.param
    Sites(server.database).change_mode("demo", "strict")
    found = Looked(
        browser,
        server,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        locale={"fr": "fr-FR", "en": "en-GB"}[lang],
    )
    found.name = f"{lang}-{width}-{scheme}"
    yield found
    found.page.close()
    assert found.complaints == []


def seen(looked: Looked, page: Page, what: str) -> None:
    """A page that fits its screen and that everybody can use; kept as a picture to look at."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width, what
    assert page.locator("h1").count() == 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{what}-{looked.name}.png", full_page=True)
    check_accessible(page, what)


def test_the_dial_is_turned_up_and_down_with_what_it_means(looked: Looked, server: Server) -> None:
    page = looked.open("/sites/demo/prudence")
    page.locator("a.turn[href*='to=consent']").click()
    seen(looked, page, "dial-up")
    page.locator("form.confirm button").click()
    page.wait_for_url("**/sites/demo/prudence")
    assert Sites(server.database).named("demo").mode == "consent"
    assert "Owner" in page.locator("main p").first.inner_text()
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
