"""Turns Altair charts into SVG without a script, whose colours are variables of the page that holds them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import altair as alt
import vl_convert

Chart: TypeAlias = "alt.Chart | alt.LayerChart | alt.FacetChart"
Row: TypeAlias = "dict[str, Any]"

WIDE, NARROW = 620, 200
"""Widths of the plotting area, in pixels; the labels beside it come on top."""

# Each colour stands for a variable of the page, so that dark mode and print need no second drawing.
COLOURS = {
    "ink": "#010101",
    "muted": "#020202",
    "grid": "#030303",
    "accent": "#040404",
    "proven": "#050505",
    "observed": "#060606",
    "corroborated": "#070707",
    "estimated": "#080808",
    "typed": "#090909",
    "lost": "#0a0a0a",
    "unexplained": "#0b0b0b",
}
_VARIABLE = re.compile("|".join(COLOURS.values()))
_NAMES = {colour: name for name, colour in COLOURS.items()}
# what turns the direction of text or hides in it: a page's path may hold it, a figure may not
_INVISIBLE = re.compile("[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
FONT = "system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif"


def label(text: str, longest: int) -> str:
    """A text for a figure: nothing invisible in it, and its middle left out where it is too long."""
    plain = _INVISIBLE.sub("\ufffd", text)
    if len(plain) <= longest:
        return plain
    head = longest // 2
    return f"{plain[:head]}…{plain[len(plain) - (longest - head - 1) :]}"


def data(rows: Sequence[Row]) -> alt.Data:
    """Rows as they stand, without a detour over a table library."""
    return alt.Data(values=list(rows))  # type: ignore[no-untyped-call]


def draw(chart: Chart, title: str) -> str:
    """The chart as an SVG element that says what it shows to those who cannot see it."""
    svg = _svg(chart)
    # several figures share a page: what they name must not meet
    mark = f"{zlib.crc32(svg.encode()):08x}"
    svg = svg.replace('id="', f'id="{mark}-').replace("url(#", f"url(#{mark}-")
    svg = _VARIABLE.sub(lambda found: f"var(--{_NAMES[found.group()]})", svg)
    start = svg.index("<svg") + len("<svg")
    width, height = (float(re.search(rf'{side}="([\d.]+)"', svg).group(1)) for side in ("width", "height"))  # type: ignore[union-attr]
    rest = re.sub(r'^[^>]*viewBox="([^"]*)"[^>]*>', "", svg[start:], count=1)
    size = f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size}>'
    return f"{head}<title>{_escaped(title)}</title>{rest}"


def draw_png(chart: Chart, colours: Mapping[str, str], scale: float = 2.0) -> bytes:
    """The chart as a PNG on white, for programs that show no SVG.

    colours   what each name of COLOURS looks like
    """
    svg = _VARIABLE.sub(lambda found: colours[_NAMES[found.group()]], _svg(chart, "#ffffff"))
    return bytes(vl_convert.svg_to_png(svg, scale=scale))


def _svg(chart: Chart, background: str = "transparent") -> str:
    style = _STYLE | {"background": background}
    return str(vl_convert.vegalite_to_svg(chart.to_dict(validate=False) | {"config": style}))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _axis(**more: Any) -> dict[str, Any]:
    return {
        "labelColor": COLOURS["muted"],
        "titleColor": COLOURS["muted"],
        "domainColor": COLOURS["grid"],
        "tickColor": COLOURS["grid"],
        "gridColor": COLOURS["grid"],
        "labelFont": FONT,
        "titleFont": FONT,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        **more,
    }


_STYLE: dict[str, Any] = {
    "background": "transparent",
    "font": FONT,
    "axis": _axis(),
    "axisY": _axis(domain=False, ticks=False, labelPadding=8),
    "legend": {
        "labelColor": COLOURS["ink"],
        "labelFont": FONT,
        "labelFontSize": 12,
        "orient": "top",
        "title": None,
        "symbolStrokeWidth": 3,
        "offset": 6,
        "columnPadding": 14,
    },
    "view": {"stroke": None},
    "text": {"font": FONT, "fontSize": 12, "color": COLOURS["ink"]},
}
