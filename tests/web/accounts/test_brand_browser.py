"""The look of a workspace's reports, set in a real browser and looked at before a report goes out."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from penombre.report.bulletin.kept_brand import forget_brand, kept_brand
from penombre.store.database import reading, writing
from tests.report.bulletin.test_logo import svg
from tests.serve.server import Server
from tests.web.looking import SCREENS, Looked, looked_at, seen

SHAPES = '<rect width="40" height="20" rx="4" fill="#c2410c"/><circle cx="10" cy="10" r="5" fill="#fff"/>'


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    found = Server(tmp_path_factory.mktemp("brand") / "data")
    found.start()
    yield found
    found.stop()


@pytest.fixture(params=SCREENS, ids=lambda each: f"{each[0]}-{each[1]}-{each[2]}")
def looked(request: pytest.FixtureRequest, browser: Browser, server: Server) -> Iterator[Looked]:
    with writing(server.database) as connection:
        forget_brand(connection, 1)
    yield from looked_at(browser, server, *request.param)


def test_a_brand_is_set_and_looked_at(looked: Looked, server: Server, tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_bytes(svg(SHAPES))
    page = looked.open("/people")
    page.locator("a.look").click()
    page.locator("input[name=name]").fill("Atelier Lumière")
    page.locator("input[name=colour]").fill("#ffb000")
    page.locator("input[name=logo]").set_input_files(tmp_path / "logo.svg")
    page.locator("form.brand-form button.go").click()
    page.wait_for_url("**/brand?saved=1")
    with reading(server.database) as connection:
        found = kept_brand(connection, 1)
    assert found is not None
    assert found.logo is not None
    assert (found.name, found.colour) == ("Atelier Lumière", "#ffb000")
    sheet = page.locator(".sheet img")
    sheet.scroll_into_view_if_needed()
    until = time.monotonic() + 60
    while not sheet.evaluate("img => img.complete && img.naturalWidth") and time.monotonic() < until:
        page.wait_for_timeout(100)
    assert sheet.evaluate("img => img.naturalWidth") > 700
    seen(looked, page, "brand")


def test_a_file_that_cannot_be_is_told(looked: Looked, tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_bytes(svg("<script>window.hurt = 1</script>"))
    page = looked.open("/people/1/brand")
    page.locator("input[name=logo]").set_input_files(tmp_path / "logo.svg")
    page.locator("form.brand-form button.go").click()
    page.locator(".complaint").wait_for()
    looked.complaints = [each for each in looked.complaints if "400" not in each]  # the browser tells of the status
    seen(looked, page, "brand-refused")
