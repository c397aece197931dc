"""An agency's colour stays its own and can be read; a logo is one of two kinds of picture."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.report.bulletin.brand import READABLE, contrast, ink_on, read_brand, read_logo, readable
from penombre.report.bulletin.errors import BrandError
from penombre.report.bulletin.mail import logo_picture

colours = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10" fill="#c00"/></svg>'


@given(colours, st.sampled_from(["#ffffff", "#fdfdfb", "#14161b"]))
def test_every_colour_can_be_read_on_paper_and_screen(colour: str, paper: str) -> None:
    assert contrast(readable(colour, paper), paper) >= READABLE


@given(colours)
def test_a_colour_that_can_be_read_is_left_alone(colour: str) -> None:
    assert (readable(colour, "#ffffff") == colour) == (contrast(colour, "#ffffff") >= READABLE)
    assert contrast(ink_on(colour), colour) >= READABLE


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colour", ["red", "#fff", "2f4b8f", "#2f4b8g", "#2f4b8f;}", "expression(1)"])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(BrandError, match="#2f4b8f"):
        read_brand(colour=colour)


def test_logos_are_told_by_their_content(tmp_path: Path) -> None:
    for name, content, form in (("a.svg", PNG, "png"), ("b.png", SVG, "svg")):
        (tmp_path / name).write_bytes(content)
        logo = read_logo(tmp_path / name)
        assert logo.form == form
        assert logo_picture(logo).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"GIF89a", "neither PNG nor SVG"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', "neither PNG nor SVG"),
        (PNG[:16] + b"\x00\x01\x00\x00" + PNG[20:], "4,000 pixels"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 1_000_001, "at most"),
    ],
)
def test_a_logo_that_cannot_be_used_says_what_to_do(tmp_path: Path, content: bytes, advice: str) -> None:
    (tmp_path / "logo").write_bytes(content)
    with pytest.raises(BrandError, match=advice):
        read_logo(tmp_path / "logo")
    with pytest.raises(BrandError, match="PNG or SVG"):
        read_logo(tmp_path / "none")
