"""The page is whole, harmless and readable, in both languages, by day and by night, on a phone and a desk."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from penombre.report.bulletin.brand import Brand, Logo
from penombre.report.bulletin.layout import lay_out
from penombre.report.bulletin.page import to_page
from penombre.report.site_estimate import SiteEstimate
from tests.report.bulletin.estimates import HOSTILE, MARCH, empty, hostile, month_before, rich, unasked
from tests.report.bulletin.test_brand import SVG
from tests.report.test_html import contrast, elements

EVIL_LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" onload="document.title=1"><script>alert(1)</script></svg>'


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("found", [rich(), unasked(), empty(), hostile()], ids=["rich", "unasked", "empty", "hostile"])
def test_it_loads_nothing_runs_nothing_and_is_well_formed(found: SiteEstimate, lang: str) -> None:
    page = to_page(
        lay_out(found, month_before(), MARCH, lang, "<b>&"), Brand("<b>&", "#ff00aa", Logo("svg", EVIL_LOGO))
    )
    read = elements(page)
    assert read.open == []
    assert "script" not in read.tags
    assert all(link.startswith("data:image/svg+xml;base64,") for link in read.links)
    assert "default-src 'none'" in page
    assert not re.search(r"url\((?!#)|@import", page)


def test_hostile_names_are_shown_and_never_obeyed() -> None:
    shown = "".join(elements(to_page(lay_out(hostile(), rich(), MARCH, "en"), Brand())).text)
    for name in HOSTILE[:4]:
        assert name in shown
    assert "\u202e" not in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize(("lang", "width", "scheme"), [("fr", 390, "dark"), ("en", 1280, "light")])
def test_it_fits_the_screen_and_can_be_read(
    browser: Browser, tmp_path: Path, lang: str, width: int, scheme: str
) -> None:
    file = tmp_path / "page.html"
    brand = Brand("Atelier", "#ffee00" if scheme == "light" else "#1a0033", Logo("svg", SVG))
    file.write_text(to_page(lay_out(hostile(), rich(), MARCH, lang, brand.name), brand), encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    for selector in (".headline strong", "h2", ".muted", "figure text"):
        prop = "fill" if "text" in selector else "color"
        ink = page.evaluate(f"getComputedStyle(document.querySelector('{selector}')).{prop}")
        assert contrast(ink, paper) >= 4.4, selector
    page.close()
