"""Whose document it is: name, logo and colour, kept readable on paper and screen."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import Literal

import msgspec

from penombre.report.bulletin.errors import BrandError
from penombre.sentences import reason, say

PENOMBRE = "#2f4b8f"
READABLE = 4.5
"""Least contrast of text with what lies behind it (WCAG 2, level AA)."""
STEPS = 100
LARGEST_LOGO = 1_000_000
"""Bytes: a logo travels in every mail."""
MOST_PIXELS = 4000
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)
_PNG = b"\x89PNG\r\n\x1a\n"

Rgb = tuple[float, float, float]


class Logo(msgspec.Struct, frozen=True):
    """A picture as it lies in its file."""

    form: Literal["png", "svg"]
    content: bytes


class Brand(msgspec.Struct, frozen=True):
    """The name under which a document is handed over, its colour and its logo; without a name there is none."""

    name: str = ""
    colour: str = PENOMBRE
    logo: Logo | None = None


def read_brand(name: str = "", colour: str = "", logo: Path | None = None) -> Brand:
    """A brand from what was set; what is empty stays as it is without. Raises BrandError."""
    return Brand(name.strip(), checked_colour(colour) if colour else PENOMBRE, read_logo(logo) if logo else None)


def checked_colour(text: str) -> str:
    """A colour as six hexadecimal digits. Raises BrandError."""
    if not _COLOUR.fullmatch(text.strip()):
        raise BrandError(
            say("{text!r} is not a colour: write it as '#2f4b8f', with the quotes on a command line.", text=text[:40])
        )
    return text.strip().lower()


def read_logo(path: Path) -> Logo:
    """The logo in a file, PNG or SVG told by their content. Raises BrandError."""
    try:
        size = path.stat().st_size
        if size > LARGEST_LOGO:
            raise BrandError(
                say(
                    "{file}: {size} bytes. Give a logo of at most {most}: it goes with every mail.",
                    file=path,
                    size=size,
                    most=LARGEST_LOGO,
                )
            )
        content = path.read_bytes()
    except OSError as error:
        raise BrandError(
            say("{file}: {reason}. Give the logo's file, PNG or SVG.", file=path, reason=reason(error))
        ) from None
    if content.startswith(_PNG) and len(content) > 24:
        if max(struct.unpack(">II", content[16:24])) > MOST_PIXELS:
            raise BrandError(say("{file}: give a logo of at most {most} pixels a side.", file=path, most=MOST_PIXELS))
        return Logo("png", content)
    if _is_svg(content):
        return Logo("svg", content)
    raise BrandError(say("{file} is neither PNG nor SVG. Save the logo as one of them.", file=path))


def _is_svg(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    # entities of a document type may grow without end, and a logo needs none
    return "<svg" in text[:4000] and "<!ENTITY" not in text


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart, from 1 to 21. Source: WCAG 2, relative luminance."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def readable(colour: str, paper: str) -> str:
    """The colour, moved towards black or white only as far as text on `paper` needs it."""
    towards = 0.0 if _luminance(paper) > 0.18 else 1.0
    for step in range(STEPS + 1):
        moved = _mixed(colour, towards, step / STEPS)
        if contrast(moved, paper) >= READABLE:
            return moved
    return "#000000" if towards == 0.0 else "#ffffff"


def ink_on(colour: str) -> str:
    """White or black, whichever is read better on the colour."""
    return max(("#ffffff", "#000000"), key=lambda ink: contrast(ink, colour))


def _luminance(colour: str) -> float:
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> Rgb:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _mixed(colour: str, towards: float, part: float) -> str:
    return "#" + "".join(f"{round(255 * (each + (towards - each) * part)):02x}" for each in _parts(colour))
