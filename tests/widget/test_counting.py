"""Counting: share presses, engagement, goals, campaign tags, and 60 share tags that name no one."""

import itertools
import re
import time

import pytest
from tests.widget.visit import Visit

LETTERS = "weatmgslxfcu"
CONSENT_ONLY = {"token", "parent", "nav", "history", "chars"}


@pytest.fixture
def counting(visit: Visit) -> Visit:
    visit.collector.mode = "counting"
    return visit


def test_of_the_query_campaign_and_share_tags_are_told(counting: Visit) -> None:
    counting.open(
        "/news/one?id=7&utm_source=letter&utm_medium=e-mail&utm_campaign=a%20b&utm_id=9&email=a@b.example&s=w2#x"
    )
    [event] = counting.events(1)
    assert (
        event["url"] == f"{counting.site.origin}/news/one?s=w2&utm_source=letter&utm_medium=e-mail&utm_campaign=a%20b"
    )


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("?s=w2", ""),
        ("?s=w2&a=1", "?a=1"),
        ("?a=1&s=c5&b=%C3%A9", "?a=1&b=%C3%A9"),
        ("?s=w6", "?s=w6"),
        ("?s=w", "?s=w"),
        ("?s=z1", "?s=z1"),
        ("?s=words+sought", "?s=words+sought"),
        ("?ss=w2", "?ss=w2"),
        ("?a=s=w2", "?a=s=w2"),
    ],
)
def test_a_tag_leaves_the_address_bar_and_nothing_else_does(counting: Visit, query: str, left: str) -> None:
    page = counting.open(f"/news/one{query}#part")
    counting.events(1)
    assert page.url == f"{counting.site.origin}/news/one{left}#part"
    assert page.evaluate("history.length") == 2


def test_what_the_page_kept_in_its_history_stays(counting: Visit) -> None:
    counting.site.head = "<script>history.replaceState({ kept: 1 }, '')</script>"
    page = counting.open("/news/one?s=w2")
    counting.events(1)
    assert page.evaluate("history.state.kept") == 1


@pytest.mark.parametrize(("reached", "made"), [("", 1), ("?s=w1", 2), ("?s=e4", 5), ("?s=c5", 5)])
def test_a_link_handed_on_is_one_hand_further(counting: Visit, reached: str, made: int) -> None:
    page = counting.open(f"/news/one{reached}")
    counting.events(1)
    tag = page.evaluate("address => penombre.tag(address, 't')", "https://www.example.org/a?x=1&s=w3#y")
    assert tag == f"https://www.example.org/a?x=1&s=t{made}#y"


def test_only_the_page_that_the_link_led_to_hands_it_on(counting: Visit) -> None:
    page = counting.open("/news/one?s=w2")
    counting.events(1)
    page.evaluate('history.pushState(null, "", "/news/two")')
    assert page.evaluate("penombre.tag('/news/two', 'w')") == f"{counting.site.origin}/news/two?s=w1"


def test_no_address_is_outside_the_table_of_sixty(counting: Visit) -> None:
    table = {f"{letter}{generation}" for letter, generation in itertools.product(LETTERS, range(1, 6))}
    assert len(table) == 60
    seen = set()
    for reached in ["", "?s=w1", "?s=w2", "?s=w3", "?s=w4", "?s=w5", "?s=w-AAAABBBBCCCCDDDD"]:
        page = counting.open(f"/news/one{reached}")
        addresses = page.evaluate(
            "() => Array.from({ length: 256 }, (_, i) => penombre.tag('https://a.example/', String.fromCharCode(i), true))"
        )
        seen |= {address.partition("?s=")[2] for address in addresses}
    assert seen - {""} == table
    assert {event["url"].partition("?s=")[2] for event in counting.collector.events} <= table | {""}


@pytest.mark.parametrize("address", ["http://", "javascript:alert(1)", "", None])
def test_a_bad_address_throws_nothing(counting: Visit, address: str | None) -> None:
    page = counting.open()
    counting.events(1)
    page.evaluate(
        "address => { penombre.tag(address, 'w'); penombre.share('', 'button', address); penombre.tag(); }", address
    )


def test_a_press_on_a_button_of_the_sites_own(counting: Visit) -> None:
    page = counting.open("/news/one?s=e1")
    counting.events(1)
    page.evaluate("penombre.share('WhatsApp', 'button', penombre.tag('/news/one', 'w', true))")
    page.evaluate("penombre.share()")
    _, sent, bare = counting.events(3)
    assert {name: sent[name] for name in ("kind", "app", "via", "url")} == {
        "kind": "share",
        "app": "WhatsApp",
        "via": "button",
        "url": f"{counting.site.origin}/news/one?s=w2",
    }
    assert bare["url"] == f"{counting.site.origin}/news/one"
    assert set(sent) == set(bare) | {"app", "via"} == {"id", "site", "kind", "url", "app", "via"}


def test_goals(counting: Visit) -> None:
    page = counting.open()
    page.evaluate("penombre.goal('subscribed', 4.5, 'EUR'); penombre.goal('read'); penombre.goal('free', 0, 'EUR')")
    _, one, two, three = counting.events(4)
    assert (one["name"], one["value"], one["currency"]) == ("subscribed", "4.5", "EUR")
    assert {"value", "currency"} & set(two) == set()
    assert three["value"] == "0"


def test_engagement_is_told_once_a_view(counting: Visit) -> None:
    counting.context.new_page().close()
    before = time.monotonic()
    page = counting.open()
    counting.events(1)
    page.mouse.wheel(0, 900)
    page.wait_for_timeout(1100)
    counting.hide()
    [_, engaged] = counting.events(2)
    assert engaged["kind"] == "engage"
    assert set(engaged) == {"id", "site", "kind", "url", "seconds", "scroll"}
    assert 1 <= engaged["seconds"] <= time.monotonic() - before + 0.5
    assert 40 <= engaged["scroll"] <= 60
    counting.show()
    counting.hide()
    counting.events(2)


def test_engagement_of_a_page_left_by_a_link(counting: Visit) -> None:
    page = counting.open()
    counting.events(1)
    page.evaluate("location.href = '/news/two'")
    events = counting.events(3)
    assert sorted(event["kind"] for event in events) == ["engage", "view", "view"]


def test_engagement_of_a_view_inside_the_page(counting: Visit) -> None:
    counting.site.height = 0
    page = counting.open("/news/one?utm_source=letter")
    counting.events(1)
    page.evaluate('history.pushState(null, "", "/news/two")')
    events = counting.events(3)
    assert [(event["kind"], event["url"].removeprefix(counting.site.origin)) for event in events] == [
        ("view", "/news/one?utm_source=letter"),
        ("engage", "/news/one?utm_source=letter"),
        ("view", "/news/two"),
    ]
    assert events[1]["scroll"] == 100
    assert len(counting.collector.posts) == 2, "the two of the same moment go together"


def test_a_page_nobody_looked_at_has_no_engagement(counting: Visit) -> None:
    page = counting.page
    page.add_init_script('Object.defineProperty(document, "hidden", { value: true, configurable: true })')
    counting.open()
    counting.events(1)
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    counting.events(1)


def test_copying_is_nobodys_business(counting: Visit) -> None:
    page = counting.open()
    counting.events(1)
    page.locator("#text").select_text()
    page.keyboard.press("Control+C")
    text = page.locator("#text").inner_text()
    counting.events(1)
    assert counting.pasted() == text


def test_consent_changes_nothing(counting: Visit) -> None:
    counting.site.head = "<script>dataLayer = [['consent', 'update', { analytics_storage: 'granted' }]]</script>"
    page = counting.open("/news/one?s=w-AAAABBBBCCCCDDDD")
    page.evaluate("penombre.consent(true); document.documentElement.dataset.penombreConsent = 'granted'")
    assert re.fullmatch(r".*\?s=w2", page.evaluate("penombre.tag('/a', 'w', true)"))
    counting.hide()
    for event in counting.events(2):
        assert not CONSENT_ONLY & set(event)
        assert event["url"].endswith("?s=w1")
