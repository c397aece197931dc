"""An event reaches the collector once, through refusals, cuts, closing pages and pages nobody sees yet."""

from pathlib import Path

import pytest
from tests.widget.visit import Visit

from penombre.collect.scripts import script

HURRY = "const wait = setTimeout; window.setTimeout = (act, pause) => wait(act, pause / 100)"


@pytest.fixture(params=["strict", "counting", "consent"])
def sending(visit: Visit, request: pytest.FixtureRequest) -> Visit:
    visit.collector.mode = request.param
    return visit


def ids(visit: Visit) -> list[list[str]]:
    return [[event["id"] for event in post.events] for post in visit.collector.posts]


@pytest.mark.parametrize("trouble", ["503", "429", "502", "cut"])
def test_what_was_not_acknowledged_comes_again_with_the_same_id(sending: Visit, trouble: str) -> None:
    sending.page.add_init_script(HURRY)
    sending.collector.troubles = [trouble, trouble]
    sending.open()
    sending.events(1)
    assert len(sending.collector.posts) == 3
    assert ids(sending)[0] == ids(sending)[1] == ids(sending)[2]
    assert sending.collector.posts[0].events == sending.collector.posts[2].events


def test_what_the_server_asks_is_waited_for(sending: Visit) -> None:
    sending.collector.troubles = ["503 after 2"]
    sending.open()
    sending.events(1)
    first, second = sending.collector.posts
    assert second.at - first.at >= 2


def test_a_refusal_for_good_is_not_repeated(sending: Visit) -> None:
    sending.collector.troubles = ["400"]
    sending.open()
    sending.page.wait_for_timeout(2500)
    assert len(sending.collector.posts) == 1


def test_what_happens_meanwhile_waits_its_turn(visit: Visit) -> None:
    visit.collector.mode = "counting"
    visit.collector.troubles = ["503 after 1"]
    page = visit.open()
    visit.until(lambda: visit.collector.posts)
    page.evaluate("penombre.goal('meanwhile')")
    visit.events(2)
    assert [len(batch) for batch in ids(visit)] == [1, 2]
    assert ids(visit)[1][0] == ids(visit)[0][0]


def test_five_tries_then_silence_then_new_events_go_on(visit: Visit) -> None:
    visit.collector.mode = "counting"
    visit.collector.troubles = ["503"] * 5
    visit.page.add_init_script(HURRY)
    page = visit.open()
    visit.until(lambda: len(visit.collector.posts) == 5)
    page.wait_for_timeout(2500)
    assert len(visit.collector.posts) == 5
    page.evaluate("penombre.goal('later')")
    [event] = visit.events(1)
    assert event["name"] == "later"


def test_a_flood_goes_in_small_batches(visit: Visit) -> None:
    visit.collector.mode = "counting"
    page = visit.open()
    page.evaluate("for (let i = 0; i < 100; i++) penombre.goal('again')")
    visit.events(101)
    assert max(map(len, ids(visit))) <= 20
    assert len({identity for batch in ids(visit) for identity in batch}) == 101


def test_a_page_left_at_once_was_seen(sending: Visit) -> None:
    sending.site.bar = "<script defer src=\"data:text/javascript,location.pathname == '/news/one' %26%26 location.replace('/next')\"></script>"
    sending.open(wait_until="commit")
    sending.page.wait_for_url("**/next")
    sending.until(lambda: any(event["url"].endswith("/news/one") for event in sending.collector.events))
    # A request that was on its way may be sent again, since the page cannot know: by its id it counts once.
    assert (
        sum(event["url"].endswith("/news/one") and event["kind"] == "view" for event in sending.collector.events) == 1
    )


def test_a_page_closed_at_once_was_seen(sending: Visit) -> None:
    closing = sending.context.new_page()
    closing.goto(sending.site.origin + "/news/closed", wait_until="domcontentloaded")
    closing.close()
    sending.until(lambda: sending.collector.kinds().count("view") == 1)


def test_what_the_browser_drops_as_the_page_closes_goes_with_the_last_post(sending: Visit) -> None:
    sending.page.add_init_script("window.fetch = () => { window.set_out = true; return new Promise(() => {}) }")
    page = sending.open("/news/dropped")
    page.wait_for_function("window.set_out")
    page.goto("about:blank")
    sending.until(lambda: sending.collector.kinds().count("view") == 1)
    page.wait_for_timeout(200)
    told = [event["kind"] for post in sending.collector.posts for event in post.events]
    assert told.count("view") == 1, "said once, though a page that goes is told so twice"


def test_what_waits_for_the_server_goes_when_the_page_goes(sending: Visit) -> None:
    sending.collector.troubles = ["503 after 600"]
    page = sending.open()
    sending.until(lambda: sending.collector.posts)
    page.goto("about:blank")
    sending.until(lambda: sending.collector.kinds().count("view") == 1)
    assert sending.collector.posts[0].events[0]["id"] in [event["id"] for event in sending.collector.events]


def test_a_page_rendered_ahead_says_nothing_until_it_is_seen(sending: Visit) -> None:
    sending.page.add_init_script('Object.defineProperty(document, "prerendering", { value: true, configurable: true })')
    page = sending.open("/news/one?s=w2")
    page.evaluate("penombre.goal('ahead')")
    page.wait_for_timeout(300)
    sending.events(0)
    page.evaluate(
        '() => { delete document.prerendering; document.dispatchEvent(new Event("prerenderingchange")) }',
    )
    counts = sending.collector.mode != "strict"
    events = sending.events(2 if counts else 1)
    assert events[0]["kind"] == "view"
    assert all(event["url"].startswith(f"{sending.site.origin}/news/one") for event in events)


@pytest.mark.parametrize("persisted", [True, False])
def test_a_page_that_comes_back_is_a_view_but_no_landing(sending: Visit, persisted: bool) -> None:
    page = sending.open("/news/one?s=w2")
    sending.events(1)
    page.evaluate(
        """persisted => {
          dispatchEvent(new PageTransitionEvent("pagehide", { persisted }));
          dispatchEvent(new PageTransitionEvent("pageshow", { persisted }));
        }""",
        persisted,
    )
    page.wait_for_timeout(300)
    views = [event for event in sending.collector.events if event["kind"] == "view"]
    assert [view["referrer"] for view in views] == [None, sending.site.origin][: 1 + persisted]
    assert "s=" not in views[-1]["url"] or not persisted


@pytest.mark.parametrize("mode", ["strict", "consent"])
def test_storage_that_is_really_blocked_changes_nothing(visit: Visit, mode: str) -> None:
    visit.collector.mode = mode
    page = visit.page
    page.goto(visit.site.elsewhere)
    visit.until(lambda: visit.collector.posts)
    page.evaluate(
        """address => {
          const frame = document.createElement("iframe");
          frame.sandbox = "allow-scripts";
          frame.src = address;
          document.body.append(frame);
        }""",
        visit.site.origin + "/news/framed",
    )
    visit.until(lambda: any(event["url"].endswith("/news/framed") for event in visit.collector.events))


def test_on_a_page_from_a_disk_nothing_breaks(visit: Visit, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(f'<script src="{visit.collector.origin}/p.js?site=demo"></script><p>read</p>')
    visit.page.goto(page.as_uri())
    assert visit.page.locator("p").inner_text() == "read"


def test_inlined_where_it_cannot_know_its_server_it_is_silent(visit: Visit) -> None:
    visit.site.head = f"<script>{script('p.consent.js').decode()}</script><script type=module>{script('p.strict.js').decode()}</script>"
    visit.open()
    visit.events(1)
