"""Consent: as Counting until the visitor agrees, and again as soon as the visitor no longer does."""

import re

import pytest
from playwright.sync_api import Page
from tests.widget.visit import Visit

CONSENT_ONLY = {"token", "parent", "nav", "history", "chars"}
TOKEN = "3fKq9ZxT0aBcDeFg"
TCF = """<script>
window.__tcfapi = (command, version, callback) => { window.tell = (status, consents) =>
  callback({ eventStatus: status, gdprApplies: true, purpose: { consents } }, true); window.askedAs = [command, version]; };
</script>"""
GTAG = "<script>window.dataLayer = window.dataLayer || []; function gtag() { dataLayer.push(arguments); }</script>"


@pytest.fixture
def consenting(visit: Visit) -> Visit:
    visit.collector.mode = "consent"
    return visit


def agrees(page: Page) -> bool:
    return bool(page.evaluate("penombre.agreed()"))


@pytest.mark.parametrize(
    ("head", "grant", "withdraw"),
    [
        ("", "penombre.consent(true)", "penombre.consent(false)"),
        (
            "",
            "document.documentElement.setAttribute('data-penombre-consent', 'granted')",
            "document.documentElement.setAttribute('data-penombre-consent', 'denied')",
        ),
        (
            "",
            "document.documentElement.dataset.penombreConsent = 'granted'",
            "delete document.documentElement.dataset.penombreConsent",
        ),
        (TCF, "tell('useractioncomplete', { 1: true, 8: true })", "tell('useractioncomplete', { 1: true, 8: false })"),
        (TCF, "tell('tcloaded', { 1: true, 2: true, 8: true })", "tell('useractioncomplete', {})"),
        (
            GTAG + "<script>gtag('consent', 'default', { analytics_storage: 'denied' })</script>",
            "gtag('consent', 'update', { analytics_storage: 'granted', ad_storage: 'denied' })",
            "gtag('consent', 'update', { analytics_storage: 'denied' })",
        ),
        (
            GTAG,
            "gtag('consent', 'default', { analytics_storage: 'granted' })",
            "gtag('consent', 'update', { analytics_storage: 'denied' })",
        ),
    ],
)
def test_each_signal_grants_and_withdraws_at_once(consenting: Visit, head: str, grant: str, withdraw: str) -> None:
    consenting.site.head = head
    page = consenting.open(f"/news/one?s=w-{TOKEN}")
    [view] = consenting.events(1)
    assert not CONSENT_ONLY & set(view)
    assert not agrees(page)
    assert page.evaluate("penombre.tag('/a', 'e', true)").endswith("?s=e2")

    page.evaluate(f"() => {{ {grant} }}")
    assert agrees(page)
    link = page.evaluate("penombre.tag('/a', 'e', true)")
    assert re.search(r"\?s=e-[0-9A-Za-z]{16}$", link)
    page.evaluate("link => penombre.share('E-mail', 'button', link)", link)
    *_, share = consenting.events(2)
    assert share["token"] == link[-16:]
    assert share["parent"] == TOKEN

    page.evaluate(f"() => {{ {withdraw} }}")
    assert not agrees(page)
    assert page.evaluate("penombre.tag('/a', 'e', true)").endswith("?s=e2")
    page.evaluate("link => penombre.share('E-mail', 'button', link)", link)
    page.evaluate("document.dispatchEvent(new ClipboardEvent('copy', { bubbles: true }))")
    consenting.hide()
    for event in consenting.events(4)[2:]:
        assert not CONSENT_ONLY & set(event)


@pytest.mark.parametrize(
    "head",
    [
        GTAG + "<script>gtag('consent', 'default', { analytics_storage: 'denied', region: ['FR'] });"
        "gtag('consent', 'default', { analytics_storage: 'granted' })</script>",
        GTAG + "<script>gtag('consent', 'update', { ad_storage: 'granted' })</script>",
        GTAG
        + "<script>dataLayer.push({ event: 'granted' }, null, 'consent', ['consent', 'update', { analytics_storage: '?' }])</script>",
        "<script>dataLayer = { push() {} }</script>",
        "<script>__tcfapi = () => { throw Error('broken') }</script>",
    ],
)
def test_what_is_not_a_yes_is_a_no(consenting: Visit, head: str) -> None:
    consenting.site.head = head
    page = consenting.open()
    consenting.events(1)
    assert not agrees(page)


def test_while_the_dialogue_is_open_the_old_choice_holds(consenting: Visit) -> None:
    consenting.site.head = TCF
    page = consenting.open()
    consenting.events(1)
    assert page.evaluate("askedAs") == ["addEventListener", 2]
    page.evaluate("tell('cmpuishown', { 1: true, 8: true })")
    assert not agrees(page)
    page.evaluate("tell('useractioncomplete', { 1: true, 8: true })")
    page.evaluate("tell('cmpuishown', {})")
    assert agrees(page)


def test_a_refusal_outweighs_any_yes(consenting: Visit) -> None:
    page = consenting.open()
    page.evaluate("penombre.consent(true)")
    assert agrees(page)
    page.evaluate("document.documentElement.dataset.penombreConsent = 'denied'")
    assert not agrees(page)


def test_a_consent_tool_that_comes_late_is_heard(consenting: Visit) -> None:
    page = consenting.open()
    consenting.events(1)
    page.evaluate("window.dataLayer = []; dataLayer.push(['consent', 'update', { analytics_storage: 'granted' }])")
    assert agrees(page)


GRANTED = "<script>document.documentElement.dataset.penombreConsent = 'granted'</script>"


def test_an_agreed_landing_tells_how_it_came_about(consenting: Visit) -> None:
    consenting.site.head = GRANTED
    page = consenting.open(f"/news/one?a=1&s=w-{TOKEN}")
    [view] = consenting.events(1)
    assert (view["token"], view["nav"], view["history"]) == (TOKEN, "navigate", 2)
    assert view["url"] == f"{consenting.site.origin}/news/one?s=w1"
    assert page.url == f"{consenting.site.origin}/news/one?a=1"
    page.evaluate('history.pushState(null, "", "/news/two")')
    for event in consenting.events(3)[1:]:
        assert not CONSENT_ONLY & set(event), "once a landing"


def test_who_agrees_after_the_landing_tells_it_with_the_engagement(consenting: Visit) -> None:
    page = consenting.open(f"/news/one?s=w-{TOKEN}")
    consenting.events(1)
    page.evaluate("penombre.consent(true)")
    consenting.hide()
    view, engage = consenting.events(2)
    assert not CONSENT_ONLY & set(view)
    assert (engage["kind"], engage["token"], engage["nav"]) == ("engage", TOKEN, "navigate")


def test_reload_and_return_are_told_apart(consenting: Visit) -> None:
    consenting.site.head = GRANTED
    page = consenting.open()
    page.reload()
    consenting.until(lambda: consenting.collector.kinds().count("view") == 2)
    assert [event["nav"] for event in consenting.collector.events if event["kind"] == "view"] == ["navigate", "reload"]


@pytest.mark.parametrize(
    ("length", "told"), [(1, 1), (9, 1), (10, 10), (99, 10), (100, 100), (999, 100), (1000, 1000), (5000, 1000)]
)
def test_of_a_copy_only_the_class_of_its_length_is_told(consenting: Visit, length: int, told: int) -> None:
    consenting.site.head = GRANTED
    consenting.site.body = f'<p id="long">{"é" * length}</p>'
    page = consenting.open()
    page.locator("#long").select_text()
    page.keyboard.press("Control+C")
    consenting.until(lambda: "copy" in consenting.collector.kinds())
    [copy] = [event for event in consenting.collector.events if event["kind"] == "copy"]
    assert set(copy) == {"id", "site", "kind", "url", "chars"}
    assert copy["chars"] == told
    assert consenting.pasted() == "é" * length
    assert not any("é" in str(post) for post in consenting.collector.posts)


def test_a_token_is_never_the_same(consenting: Visit) -> None:
    consenting.site.head = GRANTED
    page = consenting.open()
    tokens = page.evaluate("Array.from({ length: 500 }, () => penombre.tag('/a', 'w', true))")
    assert len(set(tokens)) == 500


def test_a_share_without_the_sharers_yes_has_no_token(consenting: Visit) -> None:
    consenting.site.head = GRANTED
    page = consenting.open(f"/news/one?s=w-{TOKEN}")
    consenting.events(1)
    page.evaluate("penombre.share('WhatsApp', 'button', penombre.tag('/news/one', 'w'))")
    *_, share = consenting.events(2)
    assert share["url"].endswith("?s=w2")
    assert not CONSENT_ONLY & set(share)


def test_what_waited_is_cleared_when_the_visitor_withdraws(consenting: Visit) -> None:
    consenting.site.head = GRANTED
    consenting.collector.troubles = ["503 after 4"]
    page = consenting.open(f"/news/one?s=w-{TOKEN}")
    consenting.until(lambda: consenting.collector.posts)
    page.evaluate("penombre.consent(false)")
    [view] = consenting.events(1)
    assert not CONSENT_ONLY & set(view)
