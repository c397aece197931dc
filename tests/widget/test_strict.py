"""Strict: one request a page view, and nothing else."""

import re
from typing import Any

import pytest
from tests.widget.visit import Visit

from penombre.collect.scripts import script

FORBIDDEN = (
    "clipboard", "copy", "selection", "getEntriesByType", "scroll", "localStorage", "sessionStorage", "indexedDB", "caches", "cookie",
    "performance", "innerHeight", "screen", "userAgent", "dataLayer", "tcfapi", "title", "history.length", "utm", "token", "engage", "seconds",
)  # fmt: skip


def test_what_strict_forbids_is_not_in_its_file() -> None:
    text = script("p.strict.js").decode()
    assert [word for word in FORBIDDEN if word.lower() in text.lower()] == []


def test_a_view_says_the_page_and_no_more(visit: Visit) -> None:
    visit.collector.mode = "strict"
    visit.open("/news/one?utm_source=letter&s=w2&id=7#part")
    [event] = visit.events(1)
    assert re.fullmatch("[0-9a-f]{32}", event.pop("id"))
    assert event == {"site": "demo", "kind": "view", "url": f"{visit.site.origin}/news/one", "referrer": None}
    [post] = visit.collector.posts
    assert post.headers["Content-Type"].startswith("text/plain")
    assert "Cookie" not in post.headers
    assert visit.page.url.endswith("?utm_source=letter&s=w2&id=7#part")


def test_two_views_have_two_ids(visit: Visit) -> None:
    visit.open()
    visit.open()
    one, two = visit.events(2)
    assert one["id"] != two["id"]


@pytest.mark.parametrize(
    ("before", "told"),
    [("{elsewhere}/their/page?q=private", "{elsewhere}"), ("{origin}/news/zero?q=private", "{origin}")],
)
def test_of_the_page_before_only_the_origin_is_told(visit: Visit, before: str, told: str) -> None:
    site = visit.site
    visit.page.goto(before.format(**vars(site)), referer=None)
    visit.until(lambda: visit.collector.posts)
    visit.page.evaluate("address => { location.href = address }", f"{site.origin}/news/one")
    *_, event = visit.events(2)
    assert event["referrer"] == told.format(**vars(site))


def test_an_app_that_names_itself_is_told(visit: Visit) -> None:
    visit.context.add_init_script(
        'Object.defineProperty(Document.prototype, "referrer", { get: () => "android-app://com.slack/x" })'
    )
    visit.open()
    [event] = visit.events(1)
    assert event["referrer"] == "android-app://com.slack"


def test_moving_inside_the_page_is_a_view_but_no_landing(visit: Visit) -> None:
    page = visit.open("/news/one?a=1")
    visit.events(1)
    page.evaluate('history.pushState({ kept: 1 }, "", "/news/two?q=2#x")')
    page.evaluate('history.replaceState(history.state, "", "/news/two?q=3")')  # same path
    page.evaluate('location.hash = "more"')
    visit.events(2)
    page.evaluate('history.replaceState({}, "", "/news/three")')
    visit.events(3)
    page.go_back()
    events = visit.events(4)
    origin = visit.site.origin
    assert [event["url"] for event in events] == [
        f"{origin}/news/one", f"{origin}/news/two", f"{origin}/news/three", f"{origin}/news/two",
    ]  # fmt: skip
    assert [event["referrer"] for event in events] == [None, origin, origin, origin]
    assert {event["kind"] for event in events} == {"view"}


def test_the_pages_own_history_calls_work_as_before(visit: Visit) -> None:
    page = visit.open()
    assert page.evaluate('history.pushState({ a: 1 }, "", "/b") === undefined && history.state.a') == 1
    assert page.evaluate('try { history.pushState(() => {}, "") } catch (error) { error.name }') == "DataCloneError"


def test_nothing_else_is_ever_said(visit: Visit) -> None:
    page = visit.open()
    visit.events(1)
    page.mouse.wheel(0, 900)
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#text'))")
    page.keyboard.press("Control+C")
    page.evaluate(
        """() => {
          penombre.share("WhatsApp", "button"); penombre.goal("read", 1, "EUR"); penombre.consent(true);
          document.documentElement.dataset.penombreConsent = "granted";
        }"""
    )
    assert page.evaluate('penombre.tag("https://a.example/?b=1", "w")') == "https://a.example/?b=1"
    assert page.evaluate("penombre.mode") == "strict"
    visit.hide()
    visit.events(1)


@pytest.mark.parametrize("mode", ["strict", "counting", "consent"])
def test_only_one_name_is_added_to_the_page(visit: Visit, mode: str) -> None:
    visit.collector.mode = mode
    visit.site.bar = ""
    page = visit.page
    page.goto("about:blank")
    page.add_init_script("window.before = new Set(Object.getOwnPropertyNames(window))")
    visit.open()
    visit.events(1)
    added: Any = page.evaluate(
        "Object.getOwnPropertyNames(window).filter(name => !before.has(name) && name !== 'before')"
    )
    assert added == ["penombre"]


def test_twice_in_a_page_counts_once(visit: Visit) -> None:
    visit.site.head = f'<script defer src="{visit.collector.origin}/p.js?site=demo"></script>'
    visit.open()
    visit.events(1)
