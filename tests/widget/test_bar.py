"""The share bar: where each button leads, what it adds and tells in each mode, and that everybody can use it."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page
from tests.widget.visit import Visit

BAR = "<penombre-share{}></penombre-share>"
EVERY = "copy email whatsapp messenger telegram sms signal linkedin x facebook native"
TELEPHONE = {"has_touch": True, "is_mobile": True, "viewport": {"width": 390, "height": 844}}
SHEET = """
window.sheets = [];
navigator.share = async (data) => { sheets.push(data); if (window.thoughtBetter) throw new DOMException("", "AbortError"); };
"""
# Chromium cannot open these here: the address is read at the very end of the click, where the browser would follow it.
CATCH = """
window.followed = [];
addEventListener("click", (event) => {
  const link = event.composedPath().find((element) => element.href);
  if (link && !link.href.startsWith("http")) { followed.push(link.href); event.preventDefault(); }
});
"""
# name, address that opens it, app, letter
DESK = [
    ("WhatsApp", "https://wa.me/?text={text} {link}", "WhatsApp", "w"),
    ("Telegram", "https://t.me/share/url?url={link}&text={text}", "Telegram", "t"),
    ("LinkedIn", "https://www.linkedin.com/sharing/share-offsite/?url={link}", "LinkedIn", "l"),
    ("X", "https://x.com/intent/post?url={link}&text={text}", "X (Twitter)", "x"),
    ("Facebook", "https://www.facebook.com/sharer/sharer.php?u={link}", "Facebook", "f"),
    ("E-mail", "mailto:?subject={text}&body={text} {link}", "E-mail", "e"),
    ("SMS", "sms:?&body={text} {link}", "SMS", "a"),
]
ON_A_TELEPHONE = [
    ("Messenger", "fb-messenger://share/?link={link}", "Facebook Messenger", "m"),
    ("Signal", "sgnl://send?text={text} {link}", "Signal", "g"),
]


@pytest.fixture(params=["strict", "counting"])
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def shown(visit: Visit, mode: str, attributes: str = "", path: str = "/news/one", lang: str = "en") -> Page:
    visit.collector.mode = mode
    visit.site.lang = lang
    visit.site.title = "L’été & après ?"
    visit.site.body += BAR.format(attributes)
    visit.page.add_init_script(SHEET + CATCH)
    page = visit.open(path)
    page.locator("penombre-share [role=group]").wait_for()
    if mode != "strict":
        page.locator("penombre-share [part=note]").wait_for()
    visit.events(1)
    return page


def press(page: Page, name: str) -> Locator:
    return page.get_by_label(re.compile(f"^{re.escape(name)}(, new window)?$"))


def shares(visit: Visit) -> list[dict[str, Any]]:
    return [event for event in visit.collector.events if event["kind"] == "share"]


def same_address(found: str, pattern: str, link: str) -> bool:
    place, _, query = pattern.partition("?")
    wanted = {name: [value.format(text="L’été & après ?", link=link)] for name, [value] in parse_qs(query).items()}
    return found.partition("?")[0] == place and parse_qs(urlsplit(found).query) == wanted


@pytest.mark.parametrize(("name", "pattern", "app", "letter"), DESK)
def test_each_button_leads_where_it_says(
    visit: Visit, mode: str, name: str, pattern: str, app: str, letter: str
) -> None:
    page = shown(visit, mode, path="/news/one?s=e2&utm_source=letter&fbclid=abc&p=4#part")
    assert visit.asked == [], "nobody is asked before a press"
    press(page, name).click()
    if pattern.startswith("http"):
        visit.until(lambda: visit.asked)
        [found] = visit.asked
        assert page.evaluate("window.opener") is None
    else:
        [found] = page.evaluate("followed")
    clean = f"{visit.site.origin}/news/one?p=4"
    assert same_address(found, pattern, clean + (f"&s={letter}3" if mode == "counting" else "")), found
    if mode == "strict":
        visit.page.wait_for_timeout(200)
        assert visit.collector.kinds() == ["view"]
        return
    visit.until(lambda: shares(visit))
    [share] = shares(visit)
    assert (share["app"], share["via"]) == (app, "button")
    assert share["url"] == f"{visit.site.origin}/news/one?s={letter}3"
    page.wait_for_timeout(50)
    assert same_address(press(page, name).get_attribute("href") or "", pattern, clean), (
        "the tag is gone after the press"
    )


class TestOnATelephone:
    @pytest.fixture
    def context_options(self) -> dict[str, Any]:
        return TELEPHONE

    @pytest.mark.parametrize(("name", "pattern", "app", "letter"), ON_A_TELEPHONE)
    def test_apps_with_an_address_of_their_own(
        self, visit: Visit, mode: str, name: str, pattern: str, app: str, letter: str
    ) -> None:
        page = shown(visit, mode, f' buttons="{EVERY}"')
        press(page, name).tap()
        [found] = page.evaluate("followed")
        tag = f"?s={letter}1" if mode == "counting" else ""
        assert same_address(found, pattern, f"{visit.site.origin}/news/one{tag}"), found
        if mode == "counting":
            visit.until(lambda: shares(visit))
            assert shares(visit)[0]["app"] == app

    @pytest.mark.parametrize("labels", ["both", "icons", "text"])
    @pytest.mark.parametrize("lang", ["en", "fr"])
    def test_a_finger_finds_every_button(self, visit: Visit, labels: str, lang: str) -> None:
        page = shown(visit, "counting", f' buttons="{EVERY}" labels="{labels}"', lang=lang)
        boxes = [box for button in page.locator("[part=button]").all() if (box := button.bounding_box())]
        assert len(boxes) == 12
        assert min(round(box["width"], 1) for box in boxes) >= 44
        assert min(round(box["height"], 1) for box in boxes) >= 44
        assert max(box["x"] + box["width"] for box in boxes) <= 390
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_on_a_desk_no_button_leads_nowhere(visit: Visit) -> None:
    page = shown(visit, "strict", f' buttons="{EVERY} unknown"')
    names = [button.get_attribute("aria-label") for button in page.locator("[part=button]").all()]
    assert names == [
        "Copy link", "E-mail", "WhatsApp, new window", "Telegram, new window", "SMS", "LinkedIn, new window",
        "X, new window", "Facebook, new window", "More…",
    ]  # fmt: skip


@pytest.mark.parametrize(("reached", "tag"), [("", "c1"), ("?s=w1", "c2")])
def test_copying_the_link(visit: Visit, mode: str, reached: str, tag: str) -> None:
    page = shown(visit, mode, path=f"/news/one{reached}")
    press(page, "Copy link").click()
    page.get_by_text("Link copied").wait_for()
    clean = f"{visit.site.origin}/news/one"
    if mode == "strict":
        assert visit.pasted() == clean
        assert visit.collector.kinds() == ["view"]
        return
    assert visit.pasted() == f"{clean}?s={tag}"
    visit.until(lambda: shares(visit))
    assert (shares(visit)[0]["app"], shares(visit)[0]["via"]) == ("", "copy_link")
    assert shares(visit)[0]["url"] == f"{clean}?s={tag}"


def test_the_clean_link_stands_beside_and_tells_nobody(visit: Visit) -> None:
    page = shown(visit, "counting", path="/news/one?s=w1")
    tagged, clean = press(page, "Copy link"), press(page, "Copy clean link")
    assert page.locator("[part=button]").nth(1).get_attribute("aria-label") == "Copy clean link"
    look = "element => { const { font, color, borderColor, backgroundColor, minHeight } = getComputedStyle(element); return [font, color, borderColor, backgroundColor, minHeight] }"
    assert tagged.evaluate(look) == clean.evaluate(look), "as prominent as the other"
    clean.click()
    page.get_by_text("Clean link copied").wait_for()
    assert visit.pasted() == f"{visit.site.origin}/news/one"
    page.wait_for_timeout(200)
    assert visit.collector.kinds() == ["view"]


def test_without_a_copy_button_the_clean_link_is_still_there(visit: Visit) -> None:
    page = shown(visit, "counting", ' buttons="whatsapp"')
    assert press(page, "Copy clean link").is_visible()


def test_where_the_clipboard_is_refused_the_old_way_copies(visit: Visit) -> None:
    visit.page.add_init_script(
        "navigator.clipboard.writeText = () => Promise.reject(new DOMException('', 'NotAllowedError'))"
    )
    visit.site.head = "<script>document.documentElement.dataset.penombreConsent = 'granted'</script>"
    page = shown(visit, "consent")
    press(page, "Copy link").click()
    page.get_by_text("Link copied").wait_for()
    assert visit.pasted() == f"{visit.site.origin}/news/one?s=c1"
    visit.until(lambda: shares(visit))
    assert "copy" not in visit.collector.kinds()


def test_where_nothing_copies_the_link_is_shown(visit: Visit) -> None:
    visit.page.add_init_script(
        "navigator.clipboard.writeText = () => Promise.reject(new DOMException('', 'NotAllowedError')); document.execCommand = () => false"
    )
    page = shown(visit, "counting")
    press(page, "Copy link").click()
    page.get_by_text(f"Copy this link: {visit.site.origin}/news/one?s=c1").wait_for()
    page.wait_for_timeout(200)
    assert visit.collector.kinds() == ["view"]


@pytest.mark.parametrize("better", [False, True])
def test_the_systems_own_sheet(visit: Visit, mode: str, better: bool) -> None:
    page = shown(visit, mode)
    page.evaluate("better => { window.thoughtBetter = better }", better)
    press(page, "More…").click()
    page.wait_for_function("sheets.length")
    if mode == "counting" and not better:
        visit.until(lambda: shares(visit))
    page.wait_for_timeout(200)
    tag = "?s=u1" if mode == "counting" else ""
    assert page.evaluate("sheets") == [{"title": "L’été & après ?", "url": f"{visit.site.origin}/news/one{tag}"}]
    told = [(share["app"], share["via"]) for share in shares(visit)]
    assert told == ([("", "native")] if mode == "counting" and not better else [])


def test_the_bar_says_that_links_carry_a_tag(visit: Visit) -> None:
    page = shown(visit, "counting")
    assert (
        page.locator("[part=note]").inner_text()
        == "Links carry a tag: which button, how many hands. Nothing about you."
    )


def test_in_strict_there_is_no_tag_to_speak_of(visit: Visit) -> None:
    page = shown(visit, "strict")
    assert page.locator("[part=note]").count() == 0
    assert press(page, "Copy clean link").count() == 0


def test_without_the_measuring_script_it_is_a_plain_share_bar(visit: Visit) -> None:
    visit.context.route("**/p.js*", lambda route: route.abort())
    visit.site.body = BAR.format("")
    page = visit.open()
    press(page, "WhatsApp").click()
    visit.until(lambda: visit.asked)
    assert "s%3D" not in visit.asked[0]
    assert visit.collector.posts == []


def test_the_order_of_the_two_scripts_does_not_matter(visit: Visit) -> None:
    visit.site.head = visit.site.bar
    visit.site.bar = ""
    page = shown(visit, "counting")
    assert press(page, "Copy clean link").is_visible()


GRANTED = "<script>document.documentElement.dataset.penombreConsent = 'granted'</script>"
TOKEN = "3fKq9ZxT0aBcDeFg"


def test_a_token_only_with_the_sharers_yes_each_time(visit: Visit) -> None:
    visit.site.head = GRANTED
    page = shown(visit, "consent", path=f"/news/one?s=w-{TOKEN}")
    box = page.get_by_label("Count what becomes of this link")
    box.wait_for()
    assert not box.is_checked(), "off until the sharer wants it"
    press(page, "WhatsApp").click()
    visit.until(lambda: len(shares(visit)) == 1)
    box.check()
    press(page, "WhatsApp").click()
    visit.until(lambda: len(shares(visit)) == 2)
    assert not box.is_checked(), "one yes, one link"
    press(page, "Copy link").click()
    visit.until(lambda: len(shares(visit)) == 3)
    plain, followed, copied = shares(visit)
    sent = [parse_qs(urlsplit(address).query)["text"][0].rpartition("?s=")[2] for address in visit.asked]
    assert sent[0] == "w2"
    assert re.fullmatch("w-[0-9A-Za-z]{16}", sent[1])
    assert (followed["token"], followed["parent"]) == (sent[1][2:], TOKEN)
    assert followed["url"].endswith("?s=w1")
    assert not {"token", "parent"} & (set(plain) | set(copied))


def test_the_box_comes_and_goes_with_the_agreement(visit: Visit) -> None:
    page = shown(visit, "consent")
    box = page.get_by_label("Count what becomes of this link")
    assert box.count() == 0
    page.evaluate("penombre.consent(true)")
    box.wait_for()
    box.check()
    page.evaluate("penombre.consent(false)")
    press(page, "WhatsApp").click()
    visit.until(lambda: shares(visit))
    assert "token" not in shares(visit)[0]
    assert visit.asked[0].endswith("s%3Dw1")
    box.wait_for(state="detached")


def test_an_address_and_a_text_of_its_own(visit: Visit) -> None:
    page = shown(visit, "counting", ' url="/other?id=3#part" text="Read this"')
    press(page, "Telegram").click()
    visit.until(lambda: visit.asked)
    query = parse_qs(urlsplit(visit.asked[0]).query)
    assert query == {"url": [f"{visit.site.origin}/other?id=3&s=t1#part"], "text": ["Read this"]}
    visit.until(lambda: shares(visit))
    assert shares(visit)[0]["url"] == f"{visit.site.origin}/other?s=t1"


def test_attributes_change_while_it_is_shown(visit: Visit) -> None:
    page = shown(visit, "strict")
    page.evaluate("document.querySelector('penombre-share').setAttribute('buttons', 'facebook email')")
    assert page.locator("[part=label]").all_inner_texts() == ["Facebook", "E-mail"]
    page.evaluate("document.querySelector('penombre-share').setAttribute('lang', 'fr')")
    assert page.get_by_role("group", name="Partager").is_visible()


@pytest.mark.parametrize(
    ("lang", "attribute", "words"),
    [
        ("fr", "", ("Copier le lien", "Copier le lien sans étiquette", "Plus…", "Lien copié")),
        ("fr-CA", "", ("Copier le lien", "Copier le lien sans étiquette", "Plus…", "Lien copié")),
        ("en", ' lang="fr"', ("Copier le lien", "Copier le lien sans étiquette", "Plus…", "Lien copié")),
        ("fr", ' lang="en"', ("Copy link", "Copy clean link", "More…", "Link copied")),
        ("frr", "", ("Copy link", "Copy clean link", "More…", "Link copied")),
    ],
)
def test_it_speaks_the_pages_language(visit: Visit, lang: str, attribute: str, words: tuple[str, ...]) -> None:
    page = shown(visit, "counting", attribute, lang=lang)
    for word in words[:3]:
        assert press(page, word).is_visible()
    press(page, words[0]).click()
    page.get_by_role("status").get_by_text(words[3]).wait_for()


def test_a_keyboard_does_everything(visit: Visit) -> None:
    page = shown(visit, "counting", ' buttons="copy whatsapp native"')
    page.evaluate("document.querySelector('penombre-share').scrollIntoView()")
    seen = []
    for _ in range(4):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.shadowRoot?.activeElement?.getAttribute('aria-label')"))
        assert (
            page.evaluate("getComputedStyle(document.activeElement.shadowRoot.activeElement).outlineStyle") == "solid"
        )
    assert seen == ["Copy link", "Copy clean link", "WhatsApp, new window", "More…"]
    page.keyboard.press("Space")
    visit.until(lambda: len(shares(visit)) == 1)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    visit.until(lambda: visit.asked and len(shares(visit)) == 2)
    assert visit.asked[0].endswith("s%3Dw1")
    page.bring_to_front()
    press(page, "Copy link").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Link copied").wait_for()


@pytest.mark.parametrize("labels", ["both", "icons", "text"])
def test_every_control_has_a_name_for_those_who_listen(visit: Visit, labels: str) -> None:
    page = shown(visit, "counting", f' labels="{labels}"')
    assert page.get_by_role("group", name="Share").is_visible()
    for button in page.locator("[part=button]").all():
        assert button.get_attribute("aria-label")
        assert button.evaluate("element => element.localName == 'a' ? !!element.href : element.type == 'button'")
        assert button.locator("svg").count() == (labels != "text")
        assert button.locator("[part=label]").count() == (labels != "icons")
    assert page.locator("svg:not([aria-hidden=true])").count() == 0
    assert page.get_by_role("status").inner_text() == ""


def test_links_to_others_learn_nothing_of_the_page(visit: Visit) -> None:
    page = shown(visit, "counting")
    web = [
        link for link in page.locator("a[part=button]").all() if (link.get_attribute("href") or "").startswith("http")
    ]
    assert len(web) == 5
    for link in web:
        assert (link.get_attribute("target"), link.get_attribute("rel")) == ("_blank", "noopener noreferrer")


def test_a_strict_content_security_policy_lets_it_live(visit: Visit) -> None:
    origin = visit.collector.origin
    visit.site.head = (
        f'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; script-src {origin}; connect-src {origin}; '
        "style-src 'none'; require-trusted-types-for 'script'\">"
    )
    visit.site.height = 0
    page = shown(visit, "counting")
    assert press(page, "WhatsApp").evaluate("element => getComputedStyle(element).minHeight") == "44px"
    visit.noise = [text for text in visit.noise if "inline style" not in text]  # the test page's own


def test_the_site_themes_it(visit: Visit) -> None:
    visit.site.head = "<style>penombre-share { --penombre-ink: rgb(10, 20, 30); --penombre-radius: 9px } penombre-share::part(button) { text-transform: uppercase }</style>"
    page = shown(visit, "strict")
    style = press(page, "WhatsApp").evaluate(
        "element => { const { color, borderRadius, textTransform } = getComputedStyle(element); return [color, borderRadius, textTransform] }"
    )
    assert style == ["rgb(10, 20, 30)", "9px", "uppercase"]
