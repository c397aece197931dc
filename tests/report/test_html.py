"""The page is whole, harmless, and readable on a phone and a desk, in both languages, by day and by night."""

import re
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, ConsoleMessage

from penombre.languages import LANGUAGES
from penombre.report.document import Range
from penombre.report.html import to_html
from penombre.report.texts import number, text
from tests.report.example import HOSTILE_PAGES, empty_audit, example_audit, tiny_audit

VOID = {"meta", "br", "hr", "img", "input", "link"}


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.links: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href", "xlink:href")]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def elements(page: str) -> Elements:
    parser = Elements()
    parser.feed(page)
    return parser


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_page_loads_nothing_runs_nothing_and_is_well_formed(lang: str) -> None:
    page = to_html(example_audit(lang), lang)
    found = elements(page)
    assert found.open == []
    assert "script" not in found.tags
    assert found.links == []
    assert "default-src 'none'" in page
    assert not re.search(r"url\((?!#)|@import", page)
    assert f'<html lang="{lang}">' in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_names_another_source_is_counted_not_what_medians_leave(lang: str) -> None:
    audit = example_audit(lang)
    # of 1,000 that name a source, the ladder shows the 56 that are private without doubt
    assert text("ladder.text", lang, landings=number(1800, lang), attributed=number(944, lang)) in to_html(audit, lang)
    shifted = msgspec.structs.replace(audit.ladder, unexplained=Range(0, 0, 0), typed=Range(900, 0, 1800))
    other = msgspec.structs.replace(audit, ladder=shifted)
    assert text("ladder.text", lang, landings=number(1800, lang), attributed=number(944, lang)) in to_html(other, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_headline_of_fewer_landings_than_were_counted_says_why(lang: str) -> None:
    audit = example_audit(lang)
    landings = msgspec.structs.replace(audit.landings, automatic=Range(120, 40, 200))
    without = msgspec.structs.replace(audit, landings=landings)
    said = text(
        "headline.robots", lang, landings=number(1800, lang), robots=number(120, lang), people=number(1680, lang)
    )
    assert said in to_html(without, lang)
    nothing = text("headline.robots", lang, landings=number(1800, lang), robots="0", people=number(1800, lang))
    assert nothing not in to_html(audit, lang)


def test_hostile_names_are_shown_and_never_obeyed() -> None:
    page = to_html(example_audit(), "en")
    shown = "".join(elements(page).text)
    assert HOSTILE_PAGES[0] in shown
    assert "<i>evil" in shown
    assert "\x1b" not in page
    figures = page.split("<figure")[1:]
    assert all("\u202e" not in figure.split("</figure>")[0] for figure in figures)
    assert "<bdi>/\u202egpj.exe</bdi>" in page


def test_every_sentence_names_its_base_and_the_verdicts_add_up() -> None:
    page = "".join(elements(to_html(example_audit(), "en")).text)
    assert "11\u00a0% to 36\u00a0% of 1,800 landings" in page
    assert "not calibrated" in page
    assert "7,694" in page


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_log_without_landings_makes_a_page_that_says_so(lang: str) -> None:
    page = to_html(empty_audit(), lang)
    assert elements(page).open == []
    assert "<figure" not in page


@pytest.mark.parametrize(
    ("lang", "told", "length"),
    [
        ("en", "1 landing by people: too few", "(less than a day,"),
        ("fr", "1 arrivée de personnes", "(moins d’un jour,"),
    ],
)
def test_of_few_landings_the_page_tells_no_share(lang: str, told: str, length: str) -> None:
    page = to_html(tiny_audit(lang), lang)
    shown = "".join(elements(page).text).split("</style>")[-1]
    assert told in shown
    assert length in shown
    assert "\u00a0%" not in shown
    assert "<figure" not in page


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_the_screen(browser: Browser, tmp_path: Path, lang: str, width: int, scheme: str) -> None:
    file = tmp_path / "report.html"
    file.write_text(to_html(example_audit(lang), lang), encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    complaints: list[ConsoleMessage] = []
    requests: list[str] = []
    page.on("console", lambda message: complaints.append(message))  # noqa: PLW0108  (Playwright marks the function it is given)
    page.on("request", lambda request: requests.append(request.url))
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []
    assert requests == [file.as_uri()]
    assert page.locator(".headline strong").is_visible()
    shown = page.locator("figure svg").evaluate_all(
        "all => all.filter(one => one.getBoundingClientRect().width > 0).length"
    )
    assert shown == 6
    # the figures take the page's colours: text on them can be read
    ink = page.evaluate("getComputedStyle(document.querySelector('figure .wide text, figure .narrow text')).fill")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert contrast(ink, paper) > 4.5
    page.close()


def contrast(one: str, other: str) -> float:
    """The contrast of two CSS colours, as WCAG counts it."""

    def brightness(colour: str) -> float:
        parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((brightness(one), brightness(other)))
    return (high + 0.05) / (low + 0.05)
