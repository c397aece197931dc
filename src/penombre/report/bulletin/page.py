"""The bulletin as one self-contained page: no script, nothing loaded, light and dark, screen and paper."""

from __future__ import annotations

import base64

from markupsafe import Markup

from penombre.report.bulletin.brand import Brand, Logo, readable
from penombre.report.bulletin.charts import vectors
from penombre.report.bulletin.sheet import Sheet
from penombre.report.bulletin.templates import environment

PAPER, NIGHT = "#fdfdfb", "#14161b"
_TYPES = {"png": "image/png", "svg": "image/svg+xml"}


def to_page(sheet: Sheet, brand: Brand) -> str:
    """The page."""
    return (
        environment()
        .get_template("bulletin.html.j2")
        .render(
            sheet=sheet,
            brand=brand,
            logo=data_address(brand.logo) if brand.logo else "",
            colour=brand.colour,
            accent=readable(brand.colour, PAPER),
            accent_dark=readable(brand.colour, NIGHT),
            figures={key: [Markup(svg) for svg in pair] for key, pair in vectors(sheet).items()},  # noqa: S704  (our own SVG, its texts escaped)
        )
    )


def data_address(logo: Logo) -> str:
    """The logo inside the page; as a picture an SVG runs no script and loads nothing."""
    return f"data:{_TYPES[logo.form]};base64,{base64.b64encode(logo.content).decode()}"
