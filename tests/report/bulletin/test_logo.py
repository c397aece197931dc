"""An uploaded logo is kept as pixels only; what is no picture, or more than one, is refused."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.report.bulletin.errors import BrandError
from penombre.report.bulletin.logo import DRAWN, LARGEST, MOST_PIXELS, LogoError, clean_logo, clean_png, clean_svg

XMLNS = 'xmlns="http://www.w3.org/2000/svg"'
MAGIC = b"\x89PNG\r\n\x1a\n"


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(
    width: int = 4, height: int = 3, data: bytes | None = None, *, before: bytes = b"", after: bytes = b""
) -> bytes:
    rows = data if data is not None else height * (b"\0" + b"\xcc\x00\x33\xff" * width)
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return MAGIC + chunk(b"IHDR", head) + before + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"") + after


def svg(inside: str, attributes: str = 'viewBox="0 0 40 20"') -> bytes:
    return f"<svg {XMLNS} {attributes}>{inside}</svg>".encode()


def why(content: bytes) -> str:
    with pytest.raises(LogoError) as found:
        clean_logo(content)
    assert isinstance(found.value, BrandError)
    return found.value.why


def test_a_png_keeps_its_picture_and_nothing_else() -> None:
    extra = chunk(b"tEXt", b"Author\0Ada") + chunk(b"eXIf", b"where it was taken")
    assert clean_png(png(before=extra, after=b"<?php or a page")) == png()
    assert clean_logo(png(before=extra)).content == png()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"GIF89a", "kind"),
        (b"\xff\xd8\xff\xe0 JFIF", "kind"),
        (b"", "kind"),
        (png()[:-3], "broken"),
        (png().replace(b"IDAT", b"IDAU"), "broken"),
        (MAGIC, "broken"),
        (png(data=b"\0"), "broken"),  # fewer pixels than it says
        (png(data=b"\0" * 10_000_000), "broken"),  # a bomb
        (png(MOST_PIXELS + 1, 1), "large"),
        (b"\0" * (LARGEST + 1), "large"),
    ],
)
def test_what_is_no_picture_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    assert why(content) == reason


@given(st.binary(max_size=300), st.integers(0, 60))
def test_a_png_with_anything_in_it_is_refused_or_clean(noise: bytes, at: int) -> None:
    content = png()
    try:
        cleaned = clean_png(content[:at] + noise + content[at:] if at >= 8 else content)
    except LogoError:
        return
    assert clean_png(cleaned) == cleaned
    assert len(cleaned) <= len(content)


def test_a_drawing_is_drawn_at_one_size_whatever_it_said() -> None:
    for attributes in ('width="40" height="20"', 'viewBox="0 0 40 20" width="900000" height="1"', 'viewBox="0,0,4,2"'):
        found = clean_logo(svg('<rect width="40" height="20" fill="#c00"/>', attributes)).content
        assert struct.unpack(">II", found[16:24]) == (DRAWN, DRAWN // 2)


def test_what_drawing_programs_leave_is_left_out() -> None:
    found = clean_svg(
        f'<svg {XMLNS} xmlns:ink="http://ink.example" viewBox="0 0 4 4" ink:version="1" class="a"><metadata>Ada</metadata>'
        '<ink:view x="1"/><!-- note --><g data-name="Layer"><path style="fill:#c00;-ink-font:Ada" d="M0 0L4 4z"/></g></svg>'.encode()
    )
    assert b"ink" not in found
    assert b"Ada" not in found
    assert b'fill="#c00"' in found


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<image href="https://example.org/a.png"/>',
        '<image href="data:image/png;base64,AAAA"/>',
        "<foreignObject><p>x</p></foreignObject>",
        "<style>@import url(https://example.org/a.css)</style>",
        '<use href="#a"/>',
        "<text>Atelier</text>",
        '<a href="javascript:alert(1)"><path d="M0 0"/></a>',
        '<rect onload="alert(1)"/>',
        '<rect fill="url(https://example.org/#a)"/>',
        '<rect fill="url( //example.org/a )"/>',
        '<rect style="fill:url(https://example.org/#a)"/>',
        '<rect fill="URL(x)"/>',
        '<animate attributeName="x"/>',
        '<rect filter="url(#f)"/>',
        "<g>" * 40 + "</g>" * 40,
    ],
)
def test_a_drawing_of_more_than_shapes_is_refused(inside: str) -> None:
    assert why(svg(inside)) == "drawing"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + svg("<path d='M0 0'/>"), "drawing"),
        (svg("<path>"), "broken"),
        (svg("", ""), "broken"),
        (svg("", 'viewBox="0 0 0 0"'), "broken"),
        (svg("", 'viewBox="0 0 nan inf"'), "broken"),
        (b"<svg viewBox='0 0 1 1'/>", "drawing"),  # of no namespace: no program draws it
        (b"<html><svg/></html>", "drawing"),
    ],
)
def test_a_document_that_is_no_drawing_is_refused(content: bytes, reason: str) -> None:
    assert why(content) == reason


def test_a_gradient_of_its_own_may_be_named() -> None:
    gradient = '<defs><linearGradient id="a"><stop offset="0" stop-color="#c00"/></linearGradient></defs>'
    assert clean_svg(svg(gradient + '<rect width="4" height="4" fill="url(#a)"/>'))
