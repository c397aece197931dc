"""The bars of a bulletin's sections as drawings: vectors for the page, pictures for mail."""

from __future__ import annotations

from altair.utils.schemapi import debug_mode

from penombre.report.bulletin.sheet import Section, Sheet
from penombre.report.drawing import COLOURS, NARROW, WIDE, draw, draw_png, label
from penombre.report.figures import bars

PAPER_COLOURS = {
    "ink": "#1d2129", "muted": "#5d6470", "grid": "#dfded7", "accent": "#2f4b8f", "proven": "#1b6b4a",
    "observed": "#3f9c74", "corroborated": "#2b8fa3", "estimated": "#3f63c9", "typed": "#8b8f98", "lost": "#c58a2b",
    "unexplained": "#bdbbb3",
}  # fmt: skip
"""What the variables of the page are by day."""
NARROW_NAME = 20
MAIL = 340
"""Width of the plotting area in mail, where a picture may be shown on a phone: the less, the larger its letters."""


def vectors(sheet: Sheet) -> dict[str, tuple[str, str]]:
    """By section, SVG for a wide and for a narrow screen."""
    with debug_mode(False):
        return {
            section.key: (
                draw(bars(_rows(section), WIDE), section.alt),
                draw(bars(_rows(section, NARROW_NAME), NARROW), section.alt),
            )
            for section in sheet.sections
            if section.bars
        }


def pictures(sheet: Sheet) -> dict[str, bytes]:
    """By section, a PNG on white."""
    with debug_mode(False):
        return {
            section.key: draw_png(bars(_rows(section, NARROW_NAME), MAIL), PAPER_COLOURS)
            for section in sheet.sections
            if section.bars
        }


def _rows(section: Section, longest: int | None = None) -> list[dict[str, object]]:
    return [
        {
            "key": "",
            "name": label(bar.name, longest) if longest else bar.name,
            "value": bar.value,
            "low": bar.low,
            "high": bar.high,
            "told": bar.told,
            "colour": COLOURS[bar.sort],
        }
        for bar in section.bars
    ]
