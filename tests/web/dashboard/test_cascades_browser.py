"""*Cascades* in a real browser: trees in Consent mode, levels in Counting mode, and nothing of fewer than ten."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser

from penombre.collect.live.row import EventRow, line
from penombre.collect.sites import Sites
from penombre.store.event_store import EventStore
from tests.serve.server import Server
from tests.web.looking import SCREENS, Looked, looked_at, seen

STORY = "/<b>story</b>/of-the-bridge"
QUIET = "/quiet-page"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    found = Server(tmp_path_factory.mktemp("cascades") / "data", mode="consent")
    store = EventStore(found.place.store)
    store.load(1, events=b"".join(cascades(found.site.number, np.random.default_rng(5))))
    store.close()
    found.start()
    yield found
    found.stop()


def cascades(site: int, random: np.random.Generator) -> Iterator[bytes]:
    """A large cascade, a small one, one that nine people came by, and tags by generation."""
    number, day = 0, 86_400
    now = int(time.time())

    def event(kind: str, page: str, **more: object) -> bytes:
        nonlocal number
        number += 1
        at = now - int(random.integers(1, 6)) * day
        return line(EventRow(site=site, at=at, kind=kind, id=f"{number:032x}", page=page, **more))  # type: ignore[arg-type]

    for place, (shares, page, most) in enumerate(((160, STORY, 8), (7, STORY, 6), (4, QUIET, 3))):
        came = 0
        for share in range(shares):
            token = f"{place:04d}{share:012d}"
            # the nearer to the first, the more come from it
            parent = f"{place:04d}{int(share * random.beta(1, 3)):012d}" if share else ""
            yield event("share", page, token=token, parent=parent, via="button", app="WhatsApp", tag="w1")
            for _ in range(min(int(random.integers(0, most)), 9 - came if page == QUIET else most)):
                came += 1
                yield event("view", page, token=token, rung="proven", channel="messenger", app="WhatsApp", tag="w")
    for generation, (presses, landings) in enumerate(((0, 240), (80, 90), (30, 12), (11, 4)), 1):
        for kind, count in (("share", presses), ("view", landings)):
            for _ in range(count):
                yield event(kind, STORY, tag=f"w{generation}", rung="proven", channel="messenger", app="WhatsApp")


@pytest.fixture(params=SCREENS, ids=lambda each: f"{each[0]}-{each[1]}-{each[2]}")
def looked(request: pytest.FixtureRequest, browser: Browser, server: Server) -> Iterator[Looked]:
    yield from looked_at(browser, server, *request.param)


def test_the_largest_cascades_are_drawn_with_the_same_in_words(looked: Looked, server: Server) -> None:
    Sites(server.database).change_mode("demo", "consent")
    page = looked.open("/sites/demo/cascades")
    trees = page.locator("svg.tree")
    assert trees.count() == 2  # by the third one nine people came
    assert QUIET not in page.content()
    assert STORY in page.locator("article h3").first.inner_text()
    description = trees.first.locator("desc").text_content() or ""
    assert "160" in description
    rows = page.locator("article").first.locator("tbody tr")
    assert sum(int(row.locator("td").first.text_content() or "0") for row in rows.all()) == 160
    # no token, nor what it is in the store, leaves the server
    assert "0000000000" not in page.content()
    boxes = trees.first.evaluate(
        "svg => [...svg.querySelectorAll('circle')].map(each => [each.cx.baseVal.value, each.cy.baseVal.value, each.r.baseVal.value])"
    )
    apart = [
        (x - x2) ** 2 + (y - y2) ** 2 >= (r + r2) ** 2 for i, (x, y, r) in enumerate(boxes) for x2, y2, r2 in boxes[:i]
    ]
    assert len(boxes) > 20
    assert all(apart)
    page.locator("article summary").first.click()
    seen(looked, page, "cascades-trees")


def test_counting_mode_draws_the_levels(looked: Looked, server: Server) -> None:
    Sites(server.database).change_mode("demo", "counting")
    page = looked.open("/sites/demo/cascades")
    assert page.locator("svg.tree").count() == 0
    assert page.locator("svg.levels rect").count() == 8
    assert page.locator("svg.levels rect.stub").count() == 1
    assert "240" in (page.locator("svg.levels desc").text_content() or "")
    seen(looked, page, "cascades-levels")
