"""A logo that somebody uploads, made harmless: whatever comes in, what is kept is a PNG that holds its pixels only.

A PNG is taken apart and only its picture put together again. An SVG may hold drawings and nothing else (elements and
attributes are those of a list, addresses none); it is drawn once, in a process of its own, and the drawing is kept.
"""

from __future__ import annotations

import re
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from typing import Literal
from xml.etree import ElementTree

from penombre.report.bulletin.brand import Logo
from penombre.report.bulletin.errors import BrandError
from penombre.sentences import say

Why = Literal["large", "kind", "broken", "drawing"]
LARGEST = 200_000
"""Bytes of an upload: a logo travels in every mail."""
MOST_PIXELS = 2_000
"""A side."""
DRAWN = 600
"""Pixels of the longer side of a drawn SVG: twice what is shown at most."""
DEEPEST = 24
PATIENCE = 20.0
"""Seconds after which a drawing is given up."""
_MAGIC = b"\x89PNG\r\n\x1a\n"
_KEPT = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""By colour type."""
_NAMESPACE = "{http://www.w3.org/2000/svg}"
_ELEMENTS = frozenset(
    [
        "svg", "g", "defs", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon",
        "linearGradient", "radialGradient", "stop", "clipPath",
    ]
)  # fmt: skip
_ATTRIBUTES = frozenset(
    [
        "id", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy", "width", "height", "d",
        "points", "transform", "viewBox", "preserveAspectRatio", "version", "fill", "fill-opacity", "fill-rule",
        "clip-rule", "clip-path", "stroke", "stroke-width", "stroke-opacity", "stroke-linecap", "stroke-linejoin",
        "stroke-miterlimit", "stroke-dasharray", "stroke-dashoffset", "opacity", "color", "offset", "stop-color",
        "stop-opacity", "gradientUnits", "gradientTransform", "spreadMethod", "clipPathUnits",
    ]
)  # fmt: skip
_VALUE = re.compile(r"[\w\s.,;:#%()+\-]*", re.ASCII)
_LINK = re.compile(r"url\(\s*#[\w\-]+\s*\)", re.ASCII)
_NUMBER = re.compile(r"([0-9]*\.?[0-9]+)(px)?", re.ASCII)


class LogoError(BrandError):
    """A file that cannot be a logo; `why` in one word."""

    def __init__(self, why: Why) -> None:
        self.why = why
        super().__init__(
            say(
                "this logo cannot be used ({why}): give a PNG or an SVG of shapes, at most {most} KB.",
                why=why,
                most=LARGEST // 1000,
            )
        )


def clean_logo(content: bytes) -> Logo:
    """The logo to keep of an uploaded file. Raises LogoError."""
    if len(content) > LARGEST:
        raise LogoError("large")
    if content.startswith(_MAGIC):
        return Logo("png", clean_png(content))
    if b"<svg" in content[:4000]:
        return Logo("png", clean_png(_drawn(clean_svg(content))))
    raise LogoError("kind")


def clean_png(content: bytes) -> bytes:
    """The same picture without anything beside it. Raises LogoError for one that is broken or larger than it says."""
    chunks = list(_chunks(content))
    names = [name for name, _ in chunks]
    if not chunks or names[0] != b"IHDR" or names[-1] != b"IEND" or len(chunks[0][1]) != 13:
        raise LogoError("broken")
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    if not (0 < width <= MOST_PIXELS and 0 < height <= MOST_PIXELS):
        raise LogoError("large")
    if colour not in _CHANNELS or depth not in (1, 2, 4, 8, 16) or (colour == 3 and b"PLTE" not in names):
        raise LogoError("broken")
    expected = height * (1 + -(-width * depth * _CHANNELS[colour] // 8))
    # interlaced in seven passes: a few filter bytes and rounded rows more
    most = expected if not interlaced else 2 * expected + 8 * (width + height)
    unpacked = _unpacked(b"".join(data for name, data in chunks if name == b"IDAT"), most)
    if unpacked < expected or (not interlaced and unpacked > expected):
        raise LogoError("broken")
    return _MAGIC + b"".join(_chunk(name, data) for name, data in chunks if name in _KEPT)


def clean_svg(content: bytes) -> bytes:
    """The same drawing of shapes and gradients, at most DRAWN pixels a side. Raises LogoError for anything else."""
    # entities can grow without end, and a logo needs none
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\x00" in content:
        raise LogoError("drawing")
    try:
        root = ElementTree.fromstring(content)  # noqa: S314  (without a document type there is nothing to expand)
    except (ElementTree.ParseError, ValueError):
        raise LogoError("broken") from None
    if root.tag != f"{_NAMESPACE}svg":
        raise LogoError("drawing")
    _check(root, 0)
    _resize(root)
    ElementTree.register_namespace("", _NAMESPACE.strip("{}"))
    return ElementTree.tostring(root)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_MAGIC)
    while at < len(content):
        if at + 12 > len(content):
            raise LogoError("broken")
        length, name = struct.unpack(">I4s", content[at : at + 8])
        data = content[at + 8 : at + 8 + length]
        if len(data) != length or content[at + 8 + length : at + 12 + length] != _crc(name, data):
            raise LogoError("broken")
        yield name, data
        if name == b"IEND":
            return  # what stands behind is no part of the picture
        at += 12 + length


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + _crc(name, data)


def _crc(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", zlib.crc32(name + data))


def _unpacked(packed: bytes, most: int) -> int:
    """How many bytes come out, one more than `most` at most."""
    try:
        return len(zlib.decompressobj().decompress(packed, most + 1))
    except zlib.error:
        raise LogoError("broken") from None


def _check(element: ElementTree.Element, depth: int) -> None:
    """Refuse what is no shape; take out what drawing programs leave and no drawing needs."""
    if depth > DEEPEST:
        raise LogoError("drawing")
    style = element.attrib.pop("style", "")
    # what a style says of a shape may as well stand in its attributes; what else it says is left out
    said = [declaration.partition(":") for declaration in style.split(";")]
    element.attrib.update({name.strip(): value.strip() for name, _, value in said if name.strip() in _ATTRIBUTES})
    for name, value in list(element.attrib.items()):
        if name.startswith(("{", "data-")) or name == "class":
            del element.attrib[name]
        elif name not in _ATTRIBUTES or not _is_plain(value):
            raise LogoError("drawing")
    for child in list(element):
        if not child.tag.startswith(_NAMESPACE) or child.tag == f"{_NAMESPACE}metadata":
            element.remove(child)
            continue
        if child.tag.removeprefix(_NAMESPACE) not in _ELEMENTS:
            raise LogoError("drawing")
        _check(child, depth + 1)


def _is_plain(value: str) -> bool:
    """Whether a value names nothing outside the drawing."""
    rest = _LINK.sub("", value)
    return _VALUE.fullmatch(rest) is not None and "url" not in rest.lower()


def _resize(root: ElementTree.Element) -> None:
    """Say how large it is drawn, whatever it said itself."""
    box = (root.get("viewBox") or "").replace(",", " ").split()
    said = [_NUMBER.fullmatch(root.get(name, "")) for name in ("width", "height")]
    try:
        numbers = [float(each) for each in box[2:]] if len(box) == 4 else [float(each[1]) for each in said if each]
    except ValueError:
        raise LogoError("broken") from None
    if len(numbers) != 2 or not all(1e-3 < each < 1e6 for each in numbers):
        raise LogoError("broken")
    width, height = numbers
    if len(box) != 4:
        root.set("viewBox", f"0 0 {width:g} {height:g}")
    scale = DRAWN / max(width, height)
    root.set("width", f"{max(1, round(width * scale))}")
    root.set("height", f"{max(1, round(height * scale))}")


def _drawn(svg: bytes) -> bytes:
    """A PNG of it, made by a process that may fail."""
    command = [sys.executable, "-P", "-m", "penombre.report.bulletin.logo"]
    try:
        made = subprocess.run(command, input=svg, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise LogoError("drawing") from None
    if made.returncode != 0 or not made.stdout.startswith(_MAGIC):
        raise LogoError("drawing")
    return made.stdout


def main() -> None:
    """Read a cleaned SVG, write a PNG."""
    import vl_convert  # noqa: PLC0415  (only this process draws)

    sys.stdout.buffer.write(vl_convert.svg_to_png(sys.stdin.buffer.read().decode()))


if __name__ == "__main__":
    main()
