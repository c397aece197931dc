"""The PDF holds every text, in letters its fonts have, and runs nothing that a name says."""

import msgspec
import pytest
import typst

from penombre.report.bulletin.brand import Brand, Logo
from penombre.report.bulletin.errors import PaperError
from penombre.report.bulletin.layout import lay_out
from penombre.report.bulletin.paper import to_pdf, to_pictures
from penombre.report.bulletin.wording import sentences
from penombre.report.site_estimate import SiteEstimate
from tests.report.bulletin.estimates import HOSTILE, MARCH, empty, hostile, month_before, rich, unasked
from tests.report.bulletin.test_brand import PNG, SVG


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("logo", [None, Logo("png", PNG), Logo("svg", SVG)], ids=["none", "png", "svg"])
def test_it_is_made_twice_alike(lang: str, logo: Logo | None) -> None:
    brand = Brand("Atelier d’Été", "#f59e0b", logo)
    sheet = lay_out(rich(), month_before(), MARCH, lang, brand.name)
    pdf = to_pdf(sheet, brand)
    assert pdf.startswith(b"%PDF")
    assert to_pdf(sheet, brand) == pdf
    assert len(to_pictures(sheet, brand, 20)) == 3


@pytest.mark.parametrize("found", [unasked(), empty(), hostile()], ids=["unasked", "empty", "hostile"])
def test_small_and_hostile_sites_get_theirs(found: SiteEstimate) -> None:
    for each in HOSTILE:
        named = msgspec.structs.replace(found, site=each)
        assert to_pdf(lay_out(named, rich(), MARCH, "fr", each), Brand(each)).startswith(b"%PDF")


def test_the_fonts_that_come_along_have_every_letter_of_both_languages() -> None:
    letters = "".join(
        sorted(set("".join("".join(sentences(lang).values()) for lang in ("en", "fr"))) | set("«»œŒéÀ−±…\u202f"))
    )
    source = b'#set text(font: "Libertinus Serif", fallback: false)\n#json("l.json")'
    files = {"main.typ": source, "l.json": msgspec.json.encode(letters)}
    _, warnings = typst.Compiler(files, ignore_system_fonts=True).compile_with_warnings(format="pdf")  # type: ignore[type-var]
    assert warnings == []


def test_a_broken_logo_says_what_to_do() -> None:
    sheet = lay_out(rich(), None, MARCH, "en")
    with pytest.raises(PaperError, match="logo"):
        to_pdf(sheet, Brand("A", logo=Logo("png", b"\x89PNG\r\n\x1a\n" + b"0" * 30)))


def test_the_setter_sees_no_disk() -> None:
    with pytest.raises(typst.TypstError):
        typst.Compiler({"main.typ": b'#read("/etc/hostname")'}).compile(format="pdf")  # type: ignore[type-var]
