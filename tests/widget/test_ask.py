"""The question how the page was reached: when it comes, whom it leaves in peace, what an answer sends, who can use it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page
from tests.widget.visit import Visit

from penombre.select.question import ANSWERS, APPS, AUDIENCES

ID = "0123456789abcdef" * 2
DRAWN = {"ask": True, "design": 0.08, "id": ID, "ticket": "ticket.mac"}
QUESTION = {"en": "How did you come to this page?", "fr": "Comment cette page est‑elle arrivée jusqu’à vous\u202f?"}
SENT = {"en": "Somebody sent me the link", "fr": "On m’a envoyé le lien"}
SHORTLY = 350  # milliseconds: longer than a double press

Landing = Callable[..., Page]


@pytest.fixture
def landing(visit: Visit) -> Landing:
    """A landing on a page with the question in its text, asked or not as the server drew."""

    def land(
        path: str = "/news/one",
        *,
        drawn: dict[str, Any] = DRAWN,
        mode: str = "strict",
        lang: str = "en",
        **element: str,
    ) -> Page:
        visit.collector.draw, visit.collector.mode = drawn, mode
        visit.site.lang = lang
        visit.site.bar = f'<script defer src="{visit.collector.origin}/ask.js?site=demo"></script>'
        attributes = "".join(f' {name}="{value}"' for name, value in element.items())
        visit.site.body = f'<penombre-ask{attributes}></penombre-ask><p id="after">What follows.</p>'
        visit.page.clock.install()
        page = visit.open(path)
        visit.until(lambda: visit.collector.asks)
        return page

    return land


def card(page: Page) -> Locator:
    return page.locator("penombre-ask [part=card]")


def five_seconds(page: Page) -> None:
    page.clock.fast_forward(5_000)


def shown(page: Page) -> Page:
    while not card(page).is_visible():
        five_seconds(page)  # the answer to `/ask` may still be on its way
        page.wait_for_timeout(20)
    page.wait_for_timeout(SHORTLY)
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_timeout(SHORTLY)


def answers(visit: Visit) -> list[dict[str, Any]]:
    return [event for event in visit.collector.events if event["kind"] == "answer"]


def test_who_was_not_drawn_sees_nothing(visit: Visit, landing: Landing) -> None:
    page = landing(drawn={"ask": False})
    five_seconds(page)
    page.wait_for_timeout(100)
    assert not card(page).is_visible()
    assert (page.locator("penombre-ask").bounding_box() or {"height": 0})["height"] == 0


@pytest.mark.parametrize(
    ("mode", "told"), [("strict", ""), ("counting", "?s=w2&utm_source=letter"), ("consent", "?s=w2&utm_source=letter")]
)
@pytest.mark.parametrize("first", [False, True], ids=["after p.js", "before p.js"])
def test_the_landing_is_told_as_the_view_is(visit: Visit, landing: Landing, mode: str, told: str, first: bool) -> None:
    """Also where the measuring script has taken the tag out of the address bar before."""
    if first:
        visit.site.head = f'<script defer src="{visit.collector.origin}/ask.js?site=demo"></script>'
    landing("/news/one?s=w2&utm_source=letter&id=7", mode=mode)
    [ask] = visit.collector.asks
    assert ask.events == [{"site": "demo", "url": f"{visit.site.origin}/news/one{told}", "referrer": ""}]
    assert visit.events(1)[0]["url"] == ask.events[0]["url"]


def test_of_the_page_before_only_its_origin_is_told(visit: Visit, landing: Landing) -> None:
    visit.page.set_extra_http_headers({"Referer": "https://search.example/results?q=private"})
    visit.page.route(visit.site.origin + "/news/one", lambda route: route.continue_())
    visit.page.add_init_script(
        "Object.defineProperty(document, 'referrer', { value: 'https://search.example/results?q=private' })"
    )
    landing()
    assert visit.collector.asks[0].events[0]["referrer"] == "https://search.example"


def test_without_the_measuring_script_nobody_is_asked(visit: Visit) -> None:
    visit.collector.draw = DRAWN
    visit.page.route("**/p.js*", lambda route: route.abort())
    visit.site.bar = f'<script defer src="{visit.collector.origin}/ask.js?site=demo"></script>'
    visit.site.body = "<penombre-ask></penombre-ask>"
    visit.open().wait_for_timeout(300)
    assert visit.collector.asks == []


def test_it_comes_after_five_seconds(landing: Landing) -> None:
    page = landing()
    page.clock.fast_forward(4_500)
    page.wait_for_timeout(100)
    assert not card(page).is_visible()
    page.clock.fast_forward(500)
    card(page).wait_for()


def test_or_a_quarter_down_the_page(landing: Landing) -> None:
    page = landing()
    page.evaluate("scrollTo(0, .2 * (document.documentElement.scrollHeight - innerHeight))")
    page.wait_for_timeout(150)
    assert not card(page).is_visible()
    page.evaluate("scrollTo(0, .26 * (document.documentElement.scrollHeight - innerHeight))")
    card(page).wait_for()


def test_a_hidden_tab_is_asked_once_it_is_looked_at(visit: Visit, landing: Landing) -> None:
    page = landing()
    visit.hide()
    for _ in range(5):
        five_seconds(page)
        page.wait_for_timeout(20)
    assert not card(page).is_visible()
    visit.show()
    card(page).wait_for()


@pytest.mark.parametrize(
    ("label", "name"), [("I searched for it", "searched"), ("A radio spot", "decoy"), ("I don’t remember", "forgotten")]
)
def test_one_press_answers(visit: Visit, landing: Landing, label: str, name: str) -> None:
    page = shown(landing("/news/one?id=7"))
    press(page, label)
    page.get_by_text("Thank you.").wait_for()
    visit.until(lambda: answers(visit))
    url = f"{visit.site.origin}/news/one"
    assert answers(visit) == [
        {"id": ID, "site": "demo", "kind": "answer", "url": url, "name": name, "ticket": DRAWN["ticket"]}
    ]
    page.clock.fast_forward(4_000)
    card(page).wait_for(state="hidden")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_link_that_was_sent_by_which_app_and_to_whom(visit: Visit, landing: Landing, lang: str) -> None:
    page = shown(landing(lang=lang))
    press(page, SENT[lang])
    press(page, "Messenger")
    press(page, {"en": "To a small group", "fr": "À un petit groupe"}[lang])
    visit.until(lambda: answers(visit))
    [answer] = answers(visit)
    assert (answer["name"], answer["app"], answer["audience"]) == ("sent", "Facebook Messenger", "small_group")


def test_what_can_be_answered_is_what_the_server_takes(landing: Landing, visit: Visit) -> None:
    page = shown(landing())
    assert page.locator("[part=choice]").count() == len(ANSWERS)
    press(page, SENT["en"])
    names = {re.sub("^(Messenger|Teams)$", r"… \1", name) for name in page.locator("[part=choice]").all_inner_texts()}
    wanted = {re.sub("Facebook|Microsoft", "…", app) for app in APPS if app != "other"} | {"Another way"}
    assert names == wanted
    press(page, "Another way")
    assert page.locator("[part=choice]").count() == len(AUDIENCES)
    press(page, "To me alone")
    visit.until(lambda: answers(visit))
    assert answers(visit)[0]["app"] == "other"


def test_the_order_is_drawn_and_not_remembering_stays_last(landing: Landing, visit: Visit) -> None:
    page = shown(landing())
    orders = set()
    for _ in range(3):
        labels = page.locator("[part=choice]").all_inner_texts()
        assert labels[-1] == "I don’t remember"
        orders.add(tuple(labels))
        page.reload()
        shown(page)
    assert len(orders) > 1
    assert len({frozenset(order) for order in orders}) == 1


@pytest.mark.parametrize("how", ["button", "Escape"])
def test_no_thank_you_is_told_to_nobody(visit: Visit, landing: Landing, how: str) -> None:
    page = shown(landing())
    if how == "button":
        page.get_by_role("button", name="No, thank you").click()
    else:
        page.get_by_role("button", name="No, thank you").focus()
        page.keyboard.press("Escape")
    card(page).wait_for(state="hidden")
    page.wait_for_timeout(100)
    assert visit.collector.kinds() == ["view"]


@pytest.mark.parametrize("how", ["button", "leaves"])
def test_who_stops_half_way_has_answered_as_far(visit: Visit, landing: Landing, how: str) -> None:
    page = shown(landing())
    press(page, SENT["en"])
    press(page, "Signal")
    if how == "button":
        press(page, "That is all")
    else:
        page.goto("about:blank")
    visit.until(lambda: answers(visit))
    assert [(each["name"], each["app"], each.get("audience")) for each in answers(visit)] == [("sent", "Signal", None)]


def test_a_program_answers_nothing(visit: Visit, landing: Landing) -> None:
    page = shown(landing())
    page.evaluate(
        "document.querySelector('penombre-ask').shadowRoot.querySelectorAll('[part=choice]').forEach(b => b.click())"
    )
    page.wait_for_timeout(150)
    assert page.get_by_text(QUESTION["en"]).is_visible()
    assert answers(visit) == []


def test_a_double_press_answers_one_question(landing: Landing) -> None:
    page = shown(landing())
    page.get_by_role("button", name=SENT["en"]).dblclick(delay=10)
    page.get_by_text("How was it sent?").wait_for()


def test_an_answer_waits_for_a_server_in_trouble(visit: Visit, landing: Landing) -> None:
    page = landing()
    visit.events(1)
    shown(page)
    visit.collector.troubles = ["503", "429"]
    press(page, "I searched for it")
    visit.until(lambda: len(visit.collector.posts) == 2)
    for count in (3, 4):
        page.wait_for_timeout(100)
        five_seconds(page)
        visit.until(lambda count=count: len(visit.collector.posts) == count)  # type: ignore[misc]
    assert [answer["id"] for answer in answers(visit)] == [ID]


def test_what_the_server_refuses_is_not_sent_again(visit: Visit, landing: Landing) -> None:
    page = landing()
    visit.events(1)
    shown(page)
    visit.collector.troubles = ["400"]
    press(page, "I searched for it")
    visit.until(lambda: len(visit.collector.posts) == 2)
    page.wait_for_timeout(100)
    five_seconds(page)
    page.wait_for_timeout(150)
    assert len(visit.collector.posts) == 2


def test_one_draw_a_page_that_is_loaded(visit: Visit, landing: Landing) -> None:
    page = shown(landing())
    page.evaluate("document.body.append(document.createElement('penombre-ask'))")
    page.evaluate("history.pushState(null, '', '/news/two')")
    page.evaluate("document.body.append(document.querySelector('penombre-ask'))")
    page.wait_for_timeout(150)
    assert len(visit.collector.asks) == 1
    assert page.get_by_text(QUESTION["en"]).count() == 1


def test_in_french_with_a_decoy_of_the_sites_own(visit: Visit, landing: Landing) -> None:
    page = shown(landing(lang="fr-CA", decoy="Par une affiche dans le métro"))
    assert page.get_by_text(QUESTION["fr"]).is_visible()
    assert not page.get_by_text("radio").count()
    press(page, "Par une affiche dans le métro")
    visit.until(lambda: answers(visit))
    assert answers(visit)[0]["name"] == "decoy"


def test_a_keyboard_is_enough(visit: Visit, landing: Landing) -> None:
    page = shown(landing())
    page.locator("#after").evaluate("(after) => { after.tabIndex = 0; after.focus() }")
    page.keyboard.press("Shift+Tab")  # the last button of the card
    focused = "document.activeElement.shadowRoot?.activeElement?.textContent"
    assert page.evaluate(focused) == "No, thank you"
    for _ in range(len(ANSWERS)):
        page.keyboard.press("Shift+Tab")
        if page.evaluate(focused) == SENT["en"]:
            break
    page.keyboard.press("Enter")
    assert page.evaluate(focused) == "How was it sent?"
    page.wait_for_timeout(SHORTLY)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.evaluate(focused) == "To whom?"


def test_a_screen_reader_hears_it(landing: Landing) -> None:
    page = shown(landing())
    group = page.get_by_role("group", name=QUESTION["en"])
    assert group.get_by_role("button").count() == len(ANSWERS)
    assert page.get_by_role("status").inner_text() == QUESTION["en"]
    assert page.evaluate("document.activeElement === document.body"), "it takes the focus from nobody"


def test_it_stands_in_the_text_and_covers_nothing(landing: Landing) -> None:
    page = landing()
    before = page.locator("#text").bounding_box()
    shown(page)
    box, after = card(page).bounding_box(), page.locator("#after").bounding_box()
    assert box is not None
    assert after is not None
    assert page.locator("#text").bounding_box() == before
    assert after["y"] >= box["y"] + box["height"]
    positions = "[...document.querySelector('penombre-ask').shadowRoot.querySelectorAll('*')].map(e => getComputedStyle(e).position)"
    assert set(page.evaluate(positions)) == {"static"}


def test_a_page_dresses_it(visit: Visit, landing: Landing) -> None:
    visit.site.head = "<style>penombre-ask{--penombre-paper:rgb(1, 2, 3);--penombre-ink:rgb(250, 251, 252);--penombre-radius:9px}</style>"
    page = shown(landing())
    look = card(page).evaluate(
        "e => { const s = getComputedStyle(e); return [s.backgroundColor, s.color, s.borderRadius] }"
    )
    assert look == ["rgb(1, 2, 3)", "rgb(250, 251, 252)", "9px"]


class TestOnATelephone:
    @pytest.fixture
    def context_options(self) -> dict[str, Any]:
        return {"has_touch": True, "is_mobile": True, "viewport": {"width": 320, "height": 640}}

    @pytest.mark.parametrize("lang", ["en", "fr"])
    def test_a_finger_finds_every_answer(self, landing: Landing, lang: str) -> None:
        page = shown(landing(lang=lang))
        for step in range(3):
            buttons = page.locator("penombre-ask").get_by_role("button").all()
            boxes = [box for button in buttons if (box := button.bounding_box())]
            assert min(box["height"] for box in boxes) >= 44
            assert page.evaluate("document.documentElement.scrollWidth") <= 320
            if step < 2:
                page.get_by_role("button", name=(SENT[lang], "Slack")[step]).tap()
                page.wait_for_timeout(SHORTLY)
