"""The bulletin as a mail: tables, inline styles, pictures by content id; the same in plain text; the PDF beside it."""

from __future__ import annotations

import struct
from email import policy
from email.message import EmailMessage

import vl_convert

from penombre.report.bulletin.brand import Brand, Logo, readable
from penombre.report.bulletin.charts import pictures
from penombre.report.bulletin.errors import BrandError
from penombre.report.bulletin.plain import to_plain
from penombre.report.bulletin.sheet import Sheet
from penombre.report.bulletin.templates import environment
from penombre.sentences import say

LOGO = "logo@penombre"
LOGO_SCALE = 2.0
LOGO_ROOM = (280, 44)
"""Most pixels, wide and high; Outlook needs both said."""


def to_mail(sheet: Sheet, brand: Brand, pdf: bytes = b"", file_name: str = "report.pdf") -> EmailMessage:
    """The message without sender, receiver, date and id. Raises BrandError for a logo that cannot be drawn."""
    drawn = pictures(sheet)
    logo = logo_picture(brand.logo) if brand.logo else b""
    names = {key: f"{key}@penombre" for key in drawn}
    # seven bits go through every server on the way
    message = EmailMessage(policy.SMTP.clone(cte_type="7bit"))
    message["Subject"] = sheet.subject
    message["Content-Language"] = sheet.lang
    message.set_content(to_plain(sheet))
    html = (
        environment()
        .get_template("mail.html.j2")
        .render(
            sheet=sheet,
            brand=brand,
            logo={"name": LOGO, "size": shown_size(logo)} if logo else None,
            colour=brand.colour,
            accent=readable(brand.colour, "#ffffff"),
            pictures=names,
        )
    )
    message.add_alternative(html, subtype="html")
    page = message.get_payload(1)
    assert isinstance(page, EmailMessage)
    attached = {names[key]: png for key, png in drawn.items()}
    if logo:
        attached[LOGO] = logo
    for name, png in attached.items():
        page.add_related(
            png, "image", "png", cid=f"<{name}>", disposition="inline", filename=f"{name.partition('@')[0]}.png"
        )
    if pdf:
        message.add_attachment(pdf, "application", "pdf", filename=file_name)
    return message


def logo_picture(logo: Logo) -> bytes:
    """The logo as PNG: mail programs show no SVG. Raises BrandError."""
    if logo.form == "png":
        return logo.content
    try:
        return bytes(vl_convert.svg_to_png(logo.content.decode("utf-8-sig"), scale=LOGO_SCALE))
    except ValueError as error:
        raise BrandError(
            say("the logo cannot be drawn: {why}. Save the SVG again, or give a PNG.", why=error)
        ) from None


def shown_size(png: bytes) -> tuple[int, int]:
    """How wide and high a PNG is shown, in its proportions."""
    width, height = struct.unpack(">II", png[16:24])
    scale = min(LOGO_ROOM[0] / max(width, 1), LOGO_ROOM[1] / max(height, 1))
    return max(round(width * scale), 1), max(round(height * scale), 1)
