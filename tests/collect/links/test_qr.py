"""QR codes hold the short address, at level M, with a quiet zone of four modules."""

import struct
import xml.etree.ElementTree as ET

import segno

from penombre.collect.links.qr import qr_code

ADDRESS = "https://go.example.org/Ab3dEf6hJk~w"


def test_pictures_of_a_code() -> None:
    code = segno.make_qr(ADDRESS, error="m")
    assert code.error in ("M", "Q", "H")
    side = (code.symbol_size(scale=1, border=0)[0] + 8) * 10
    png = qr_code(ADDRESS, "png")
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", png[16:24]) == (side, side)
    svg = ET.fromstring(qr_code(ADDRESS, "svg"))
    assert svg.attrib["width"] == svg.attrib["height"] == str(side)


def test_another_address_is_another_picture() -> None:
    assert qr_code(ADDRESS, "svg") != qr_code(ADDRESS[:-2], "svg")
    assert qr_code(ADDRESS, "svg", scale=1) != qr_code(ADDRESS, "svg", scale=2)
