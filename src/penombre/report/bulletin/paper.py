"""The bulletin on paper: a PDF set by Typst, whose fonts and template come with the program."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import resources
from typing import Any

import msgspec
import typst

from penombre.report.bulletin.brand import Brand, readable
from penombre.report.bulletin.errors import PaperError
from penombre.report.bulletin.sheet import Sheet
from penombre.report.bulletin.wording import sentences
from penombre.sentences import say

LONGEST_WORD = 18
"""Letters after which a name may be broken: addresses have no spaces."""
BREAK = "\u200b"
_NEVER_CHANGES = datetime(2026, 1, 1, tzinfo=UTC)


def to_pdf(sheet: Sheet, brand: Brand) -> bytes:
    """The PDF; the same bytes for the same document. Raises PaperError."""
    return _set(sheet, brand, "pdf")[0]


def to_pictures(sheet: Sheet, brand: Brand, ppi: float = 80) -> list[bytes]:
    """Its pages as PNG, to look at. Raises PaperError."""
    return _set(sheet, brand, "png", ppi)


def _set(sheet: Sheet, brand: Brand, form: Any, ppi: float = 80) -> list[bytes]:
    template = resources.files("penombre.report") / "templates" / "bulletin.typ"
    # what Typst is given must be text, so that a picture goes as the numbers of its bytes
    logo = {"form": brand.logo.form, "bytes": list(brand.logo.content)} if brand.logo else None
    about = {"name": brand.name, "colour": brand.colour, "accent": readable(brand.colour, "#ffffff"), "logo": logo}
    # the template and its data are all that Typst can see: it reads no disk and asks no network
    files = {
        "main.typ": template.read_bytes(),
        "sheet.json": msgspec.json.encode(_breakable(msgspec.to_builtins(sheet) | _said(sheet.lang))),
        "brand.json": msgspec.json.encode(about),
    }
    try:
        made = typst.Compiler(files).compile(format=form, ppi=ppi, timestamp=_NEVER_CHANGES)  # type: ignore[type-var]
    except typst.TypstError as error:
        said = " ".join(str(error.message).split())
        told = say("the PDF could not be set: {why}.", why=said)
        if brand.logo:
            told = say("the PDF could not be set: {why}. Save the logo again, or give a PNG.", why=said)
        raise PaperError(told) from None
    return made if isinstance(made, list) else [made or b""]


def _said(lang: str) -> dict[str, Any]:
    texts = sentences(lang)
    return {"page_of": texts["method.page_of"], "range": [texts["head.range_low"], texts["head.range_high"]]}


def _breakable(value: Any) -> Any:
    """The same with long words made breakable, as a reader's browser does by itself."""
    if isinstance(value, dict):
        return {key: _breakable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_breakable(each) for each in value]
    if isinstance(value, str) and len(value) > LONGEST_WORD:
        return " ".join(_broken(word) for word in value.split(" "))
    return value


def _broken(word: str) -> str:
    """A zero-width space after each slash and dash of a long word, and every LONGEST_WORD letters without one."""
    if len(word) <= LONGEST_WORD or ("/" not in word and len(word) <= 2 * LONGEST_WORD):
        return word
    made, since = [], 0
    for letter in word:
        made.append(letter)
        since += 1
        if letter in "/-_?&=." or since >= LONGEST_WORD:
            made.append(BREAK)
            since = 0
    return "".join(made)
