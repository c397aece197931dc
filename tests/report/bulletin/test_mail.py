"""The mail is whole without pictures and with them, in HTML and in plain text, and obeys no name."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from penombre.report.bulletin.brand import Brand, Logo
from penombre.report.bulletin.layout import lay_out
from penombre.report.bulletin.mail import shown_size, to_mail
from penombre.report.site_estimate import SiteEstimate
from tests.report.bulletin.estimates import HOSTILE, MARCH, empty, hostile, month_before, rich, unasked
from tests.report.bulletin.test_brand import PNG, SVG
from tests.report.test_html import elements


def made(found: SiteEstimate, lang: str = "fr", pdf: bytes = b"") -> EmailMessage:
    brand = Brand("Atelier", "#f59e0b", Logo("svg", SVG))
    message = to_mail(lay_out(found, month_before(), MARCH, lang, brand.name), brand, pdf)
    return message_from_bytes(message.as_bytes(policy=policy.SMTP), policy=policy.default)


def html_of(message: EmailMessage) -> str:
    body = message.get_body(("html",))
    assert body is not None
    return str(body.get_content())


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("found", [rich(), unasked(), empty()], ids=["rich", "unasked", "empty"])
def test_every_picture_is_in_the_mail_and_nothing_is_loaded(found: SiteEstimate, lang: str) -> None:
    message = made(found, lang)
    html = html_of(message)
    there = {part["Content-ID"][1:-1] for part in message.walk() if part["Content-ID"]}
    assert {link.removeprefix("cid:") for link in elements(html).links} == there
    assert all(part.get_content().startswith(b"\x89PNG") for part in message.walk() if part["Content-ID"])
    assert "http" not in html.replace("http-equiv", "")
    assert not re.search(r"<(script|style|link|svg|div class|form)", html)


def test_mail_programs_get_tables_and_inline_styles_small_enough_not_to_be_cut() -> None:
    html = html_of(made(rich()))
    assert len(html.encode()) < 102_000  # Gmail cuts longer ones off
    assert "flex" not in html
    assert "var(--" not in html
    assert html.count("<img") == html.count('alt="')


@pytest.mark.parametrize(
    ("width", "height", "shown"), [(480, 120, (176, 44)), (2000, 100, (280, 14)), (10, 10, (44, 44)), (1, 900, (1, 44))]
)
def test_a_logo_keeps_its_proportions(width: int, height: int, shown: tuple[int, int]) -> None:
    assert shown_size(PNG[:16] + width.to_bytes(4, "big") + height.to_bytes(4, "big") + PNG[24:]) == shown


def test_the_text_says_the_same() -> None:
    message = made(rich())
    plain = message.get_body(("plain",))
    assert plain is not None
    text = plain.get_content()
    sheet = lay_out(rich(), month_before(), MARCH, "fr", "Atelier")
    for point in sheet.findings + sheet.advice:
        assert point.text in text
    for section in sheet.sections:
        assert all(row[0] in text and row[-1] in text for row in (section.table.rows if section.table else []))


def test_hostile_names_are_shown_and_the_header_is_one_line() -> None:
    message = made(hostile(), "en")
    read = elements(html_of(message))
    assert read.open == []
    assert "script" not in read.tags
    assert HOSTILE[2] in "".join(read.text)
    assert "\n" not in message["Subject"]


def test_the_pdf_is_attached() -> None:
    [pdf] = list(made(rich(), pdf=b"%PDF-1.7").iter_attachments())
    assert (pdf.get_content_type(), pdf.get_filename()) == ("application/pdf", "report.pdf")
