"""The dashboard in a real browser on a real server: every page, both languages, a telephone and a desk, hostile names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import quote

import msgspec
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from penombre.collect.links.snapshot import LinkSnapshot
from penombre.collect.live.row import EventRow, line
from penombre.collect.sites import Sites
from penombre.dashboard.estimates import Estimates
from penombre.settings import Settings
from penombre.signals import tag_apps
from penombre.store.event_store import EventStore
from penombre.web.dashboard.sections import SECTIONS
from penombre.web.dashboard.texts import text
from penombre.web.demo.buttons import place_of
from penombre.web.demo.history import draw_history
from tests.serve.server import Server
from tests.web.looking import PICTURES, Looked, faults_of

SCRIPT = "<script>window.hurt = 1</script>"
IMAGE = "\"'><img src=x onerror=window.hurt=1>{{ 77 * 77 }}"
HOSTILE_PAGES = (f"/{SCRIPT}", f"/{IMAGE}", "/" + "long" * 60, "/\u202eright-to-left", "/javascript:window.hurt=1")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose demo site has a month of visits and an estimate, and a second site that names hostile things."""
    found = Server(tmp_path_factory.mktemp("dashboard") / "data", demo=True)
    hostile = Sites(found.database).add("hostile", ["hostile.example.org"], mode="counting")
    found.links.create("https://hostile.example.org/x", "cursed", "hostile", title=SCRIPT + IMAGE[:200])
    store = EventStore(found.place.store)
    links, now = LinkSnapshot(found.database), datetime.now(UTC)
    links.refresh()
    find, settings = partial(links.find, now=now.timestamp()), Settings(port=found.port)
    place = place_of(settings, "counting")
    lines = list(draw_history(place, found.site, find, now, np.random.default_rng(2), visitors=1500))
    store.load(1, events=b"".join(lines))
    store.load(2, events=b"".join(_hostile(hostile.number, int(now.timestamp()) - 3600)))
    Estimates(store.engine, found.database).refresh()
    store.close()
    found.start()
    yield found
    found.stop()


def _hostile(site: int, at: int) -> Iterator[bytes]:
    """Pages, goals, apps and countries that try to be more than names, each often enough to be shown."""
    number = 0
    for page in HOSTILE_PAGES:
        for kind, more in (
            ("view", {"rung": "unattributed"}),
            ("view", {"rung": "proven", "channel": "messenger", "app": f"App {SCRIPT}", "private": "yes", "tag": "w1"}),
            ("share", {"app": f"App {IMAGE}", "channel": "messenger", "private": "yes", "via": "button", "tag": "w1"}),
            ("goal", {"name": f"goal {SCRIPT}{IMAGE}"[:64], "value": "3", "currency": "<b>"}),
            ("click", {"link": 9, "rung": "proven", "channel": "messenger", "app": IMAGE, "private": "yes"}),
        ):
            for _ in range(15):
                number += 1
                yield line(EventRow(site=site, at=at, kind=kind, id=f"{number:032x}", page=page, **more))


@pytest.fixture
def looked(browser: Browser, server: Server) -> Iterator[Looked]:
    found = Looked(browser, server, viewport={"width": 1280, "height": 900})
    yield found
    found.page.close()
    assert found.complaints == []


def choose(page: Page, period: str) -> None:
    page.locator("details.spans > summary").click()
    page.get_by_role("link", name=period, exact=True).click()


def path_of(section: str, site: str = "demo") -> str:
    return f"/sites/{site}" if section == "overview" else f"/sites/{site}/{section}"


@pytest.mark.parametrize(
    ("lang", "width", "scheme"),
    [("fr", 1280, "light"), ("en", 390, "dark"), ("fr", 390, "dark"), ("en", 1280, "light")],
)
def test_every_page_fits_the_screen_and_is_accessible(
    browser: Browser, server: Server, lang: str, width: int, scheme: str
) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    found = Looked(browser, server, viewport={"width": width, "height": 900}, color_scheme=scheme)
    for section in SECTIONS:
        page = found.open(f"{path_of(section)}?lang={lang}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, section
        assert page.locator("html").get_attribute("lang") == lang
        assert page.locator("h1").count() == 1
        assert page.locator("nav a[aria-current=page]").count() == 1
        page.screenshot(path=PICTURES / f"{section}-{lang}-{width}-{scheme}.png", full_page=True)
        if (lang == "fr") == (scheme == "light"):
            assert faults_of(page) == [], section
    found.page.close()
    assert found.complaints == []


def test_the_finding_stands_on_top_in_words(looked: Looked) -> None:
    title = looked.open("/sites/demo?lang=en").locator("h1").inner_text()
    assert re.match(
        r"Between \d+\s% and \d+\s% of your landings came from private sharing; of those that name their app, .+ leads\.",
        title,
    ), title
    french = looked.open("/sites/demo?lang=fr").locator("h1").inner_text()
    assert re.match(
        r"Entre \d+\s% et \d+\s% de vos arrivées viennent de partages privés\u202f; "
        r"parmi celles qui nomment leur application, .+ vient en tête\.",
        french,
    ), french
    label = looked.page.locator("details.spans > summary").text_content()
    assert label is not None
    assert label.startswith("Période\u00a0: ")


def test_a_row_filters_and_the_chip_takes_it_off_again(looked: Looked) -> None:
    page = looked.open("/sites/demo/channels?lang=en")
    page.get_by_role("link", name="WhatsApp", exact=True).click()
    assert "app=WhatsApp" in page.url
    chip = page.get_by_role("link", name="Take off the filter App: WhatsApp")
    assert page.get_by_text("rounded to tens").count() == 1
    choose(page, "Last 7 days")
    assert "app=WhatsApp" in page.url
    assert "days=7" in page.url
    assert "lang=en" in page.url
    page.get_by_role("navigation", name="Pages of this site").get_by_role("link", name="Overview").click()
    assert "app=WhatsApp" in page.url
    chip.click()
    assert page.url.endswith("/sites/demo?days=7&lang=en")


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("width", [390, 1280])
def test_what_a_table_answers_is_there_on_a_phone_too(browser: Browser, server: Server, lang: str, width: int) -> None:
    looked = Looked(browser, server, viewport={"width": width, "height": 900})
    for path, keys in (
        ("/sites/demo/pages", ("pages.head_private", "pages.head_none", "pages.head_dark", "days.untold")),
        ("/sites/demo/channels", ("channels.head_private", "channels.head_none")),
        ("/sites/demo/links", ("links.head_private", "links.head_previews")),
        ("/sites/demo/goals", ("goals.head_reached", "goals.head_worth", "goals.head_private")),
    ):
        page = looked.open(f"{path}?lang={lang}")
        shown = page.locator("main").inner_text()
        assert not [word for word in words(lang, *keys) if word not in shown], path
        cut = "[...document.querySelectorAll('.scroll')].filter(each => each.scrollWidth > each.clientWidth).length"
        assert page.evaluate(cut) == 0, path
    # a name is not split where it need not be: it stands on one line
    name = page.locator("th bdi", has_text="newsletter")
    assert name.evaluate("each => each.getClientRects().length") == 1
    looked.page.close()
    assert looked.complaints == []


SCREENS = pytest.mark.parametrize(("lang", "width"), [("fr", 390), ("en", 1280)])


@pytest.fixture
def screen(browser: Browser, server: Server, lang: str, width: int) -> Iterator[tuple[Looked, Callable[[str], None]]]:
    """Somebody's screen, on which no page is too wide or hard to use; and how a picture of it is taken."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    found = Looked(browser, server, viewport={"width": width, "height": 900})

    def picture(name: str) -> None:
        assert found.page.evaluate("document.documentElement.scrollWidth") <= width, name
        found.page.screenshot(path=PICTURES / f"{name}-{lang}-{width}.png", full_page=True)
        assert faults_of(found.page) == [], name

    yield found, picture
    found.page.close()
    assert found.complaints == []


def words(lang: str, *keys: str) -> list[str]:
    return [text(key, lang) for key in keys]


@SCREENS
def test_days_are_chosen_from_a_list_or_by_two_dates(
    screen: tuple[Looked, Callable[[str], None]], lang: str, width: int
) -> None:
    looked, picture = screen
    yesterday, month, hours, since, until, show = words(
        lang, "spans.yesterday", "spans.month", "spans.by_hour", "spans.from", "spans.to", "filter.apply"
    )
    page = looked.open(f"/sites/demo/channels?lang={lang}&device=phone")
    page.locator("details.spans > summary").click()
    picture("chooser")
    page.get_by_role("link", name=yesterday, exact=True).click()
    assert "period=yesterday&device=phone" in page.url
    looked.open(f"/sites/demo?lang={lang}&period=yesterday")
    assert page.get_by_role("heading", name=hours).is_visible()
    picture("yesterday")
    choose(page, month)
    assert page.locator("details.spans > summary").inner_text().endswith(month)
    page.locator("details.spans > summary").click()
    first, last = (datetime.now(UTC).date() - timedelta(days=days) for days in (20, 3))
    page.get_by_label(since, exact=True).fill(last.isoformat())
    page.get_by_label(until, exact=True).fill(first.isoformat())
    page.get_by_role("button", name=show, exact=True).click()
    assert f"from={last}&to={first}" in page.url
    # the wrong way round, and put right
    assert page.locator("rect.certain").count() > 10
    assert str(first.year) in page.locator("details.spans > summary").inner_text()
    picture("dates")
    for section in ("pages", "shares", "goals", "cascades"):
        looked.open(f"{path_of(section)}?lang={lang}&from={first}&to={last}&device=phone&rung=proven")
        assert page.get_by_text(text("spans.rounded", lang)).is_visible(), section
        held = section in ("pages", "goals")
        assert page.locator(".chips .idle").count() == (0 if held else 1), section
        picture(f"{section}-dates")


@SCREENS
def test_a_view_is_saved_opened_renamed_and_deleted(
    screen: tuple[Looked, Callable[[str], None]], lang: str, width: int
) -> None:
    looked, picture = screen
    save, name, rename, delete, change = words(
        lang, "views.save", "views.name", "views.rename", "views.delete", "views.change"
    )
    page = looked.open(f"/sites/demo/channels?lang={lang}&period=month&device=phone")
    page.locator("details.views > summary").click()
    page.get_by_label(save).fill(f"Phones {SCRIPT}")
    page.get_by_label(save).press("Enter")
    assert page.url.endswith(f"/channels?period=month&device=phone&lang={lang}")
    looked.open(f"/sites/demo?lang={lang}")
    page.locator("details.views > summary").click()
    picture("views-panel")
    page.get_by_role("link", name=f"Phones {SCRIPT}").click()
    assert page.url.endswith(f"/channels?period=month&device=phone&lang={lang}")
    page.locator("details.views > summary").click()
    page.get_by_role("link", name=change).click()
    page.locator("details.change > summary").click()
    picture("views")
    page.get_by_label(name, exact=True).fill("Telephones")
    page.get_by_role("button", name=rename).click()
    assert page.get_by_role("link", name="Telephones").is_visible()
    page.locator("details.change > summary").click()
    page.get_by_role("button", name=delete).click()
    assert page.get_by_text(text("views.none", lang)).is_visible()
    assert page.locator("html").get_attribute("lang") == lang
    assert page.evaluate("window.hurt") is None


@SCREENS
def test_what_happened_on_a_day_stands_on_the_figure(
    screen: tuple[Looked, Callable[[str], None]], lang: str, width: int
) -> None:
    looked, picture = screen
    add, what, go, keep, delete = words(
        lang, "annotations.add", "annotations.what", "annotations.go", "views.keep", "views.delete"
    )
    page = looked.open(f"/sites/demo?lang={lang}&days=7")
    for number, told in enumerate((f"Newsletter {SCRIPT}", IMAGE), 1):
        page.get_by_text(add, exact=True).click()
        page.get_by_label(what).last.fill(told)
        page.get_by_role("button", name=go, exact=True).click()
        # the address is the same before and after: only what stands on the page tells that it came back
        expect(page.locator(".notes li")).to_have_count(number)
        assert page.url.endswith(f"/sites/demo?days=7&lang={lang}")
    assert page.locator("circle.noted").count() == page.locator(".notes li").count() == 2
    assert page.get_by_text(f"Newsletter {SCRIPT}", exact=True).is_visible()
    page.locator("details.change > summary").first.click()
    picture("notes")
    page.get_by_label(what).first.fill("Second newsletter")
    page.get_by_role("button", name=keep).click()
    expect(page.get_by_text("Second newsletter", exact=True)).to_be_visible()
    for left in (1, 0):
        page.locator("details.change > summary").first.click()
        page.get_by_role("button", name=delete).click()
        expect(page.locator("circle.noted")).to_have_count(left)
    assert page.evaluate("window.hurt") is None


def test_the_form_works_without_a_script(browser: Browser, server: Server) -> None:
    found = Looked(browser, server, java_script_enabled=False)
    page = found.open("/sites/demo?lang=fr")
    page.locator("details.filtering summary").click()
    page.locator("select[name=device]").select_option("phone")
    page.get_by_role("button", name="Afficher").click()
    assert page.get_by_role("link", name="Retirer le filtre Appareil : Téléphone".replace(" :", "\u00a0:")).is_visible()
    found.page.close()
    assert found.complaints == []


def test_the_keyboard_reaches_everything(looked: Looked) -> None:
    page = looked.open("/sites/demo?lang=en")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.textContent.trim()"))
    assert {"Channels", "Prudence", "Period: Last 30 days", "Filter", "Proven", "Published figures"} <= seen


@pytest.mark.parametrize("section", SECTIONS)
def test_what_visitors_and_editors_write_is_shown_and_never_run(browser: Browser, server: Server, section: str) -> None:
    for width in (390, 1280):
        found = Looked(browser, server, viewport={"width": width, "height": 900})
        page = found.open(path_of(section, "hostile"))
        assert page.evaluate("window.hurt") is None
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert "5929" not in page.locator("main").inner_text()
        if section == "pages":
            assert page.get_by_text(HOSTILE_PAGES[0], exact=True).is_visible()
        found.page.close()
        assert found.complaints == []


@pytest.mark.parametrize("text", [SCRIPT, IMAGE, "' OR 1=1 --", "%00", "é", "a" * 5000])
def test_an_address_that_nobody_could_mean_is_answered(server: Server, text: str) -> None:
    query = "&".join(
        f"{name}={quote(text)}"
        for name in ("page", "app", "channel", "link", "days", "period", "from", "to", "lang", "tag")
    )
    for section in SECTIONS:
        status, body = server.get(f"{path_of(section)}?{query}")  # the demo's figures are everybody's
        assert status == 200, section
        assert SCRIPT.encode() not in body
        assert b"<img" not in body


@pytest.mark.parametrize(
    "path",
    ["/sites/nobody", "/sites/nobody/pages", "/sites/demo/nothing", "/sites/demo/overview", f"/sites/{quote(SCRIPT)}"],
)
def test_there_is_nothing_else(server: Server, path: str) -> None:
    status, body = server.get(path, {"cookie": server.signed_in()})
    assert status == 404
    assert b"<script" not in body


def test_the_sites_are_listed_and_the_first_page_leads_to_them(looked: Looked) -> None:
    page = looked.open("/?lang=en")
    page.get_by_role("link", name="What your sites tell").click()
    page.get_by_role("link", name=re.compile("^demo")).click()
    assert page.url == f"{looked.base}/sites/demo"


def test_the_live_page_is_looked_at_again(looked: Looked, server: Server) -> None:
    page = looked.open("/sites/demo/live?lang=en")
    assert page.get_by_role("row", name="Short links followed").is_visible()
    assert server.get("/assets/live.js")[0] == 200


def test_a_site_with_a_few_visits_says_so(server: Server) -> None:
    Sites(server.database).add("new", ["new.example.org"])
    body = server.get("/sites/new?lang=en", {"cookie": server.signed_in()})[1].decode()
    assert "No landing in this selection" in body
    rows = [
        {"id": f"{number:032x}", "site": "new", "kind": "view", "url": f"https://new.example.org/{number}"}
        for number in range(7)
    ]
    assert server.post(rows)[0] == 202
    server.drained()
    body = server.get("/sites/new?lang=en", {"cookie": server.signed_in()})[1].decode()
    assert "Fewer than ten landings" in body
    assert ">7<" not in body


def test_the_pages_say_what_may_be_loaded(server: Server) -> None:
    _, body, headers = server.ask("GET", "/sites/demo")
    assert "script-src 'self'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert b"style=" not in body
    assert b"onclick" not in body


def test_a_month_that_never_happened_is_drawn_the_same_from_the_same_seed(server: Server) -> None:
    place, now = place_of(Settings(port=server.port), "counting"), datetime(2026, 11, 25, 12, tzinfo=UTC)
    one, two = (
        list(draw_history(place, server.site, lambda _: None, now, np.random.default_rng(3), visitors=50)) for _ in "ab"
    )
    assert one == two
    rows = [msgspec.json.decode(each, type=EventRow) for each in one]
    assert all(now.timestamp() - 31 * 86_400 < row.at < now.timestamp() for row in rows)
    assert {"view", "share", "ask"} <= {row.kind for row in rows}


def test_who_came_by_a_buttons_link_mostly_names_its_app(server: Server) -> None:
    place, now = place_of(Settings(port=server.port), "counting"), datetime(2026, 11, 25, 12, tzinfo=UTC)
    lines = draw_history(place, server.site, lambda _: None, now, np.random.default_rng(3), visitors=9_000)
    rows = [msgspec.json.decode(each, type=EventRow) for each in lines]
    named = [
        (tag_apps()[row.tag[0]], row.app)
        for row in rows
        if row.kind == "answer" and row.app and row.tag[:1] in tag_apps() and row.private == "yes"
    ]
    assert len(named) > 30
    assert 0.8 < sum(shown == told for shown, told in named) / len(named) < 1


def test_nobody_sees_a_site_who_has_not_signed_in(server: Server) -> None:
    for path in ("/sites", "/sites/hostile", "/sites/hostile/pages"):
        status, _, headers = server.ask("GET", path)
        assert (status, headers["location"].partition("?")[0]) == (303, "/login"), path
    assert server.get("/sites/demo")[0] == 200, "nothing of the demo ever happened: everybody may look"
