"""The bulletin as plain text: for a terminal, and for who reads mail without pictures."""

from __future__ import annotations

import re

from penombre.report.bulletin.sheet import Sheet
from penombre.report.bulletin.templates import environment


def to_plain(sheet: Sheet) -> str:
    """The whole document in lines."""
    colon = "\u00a0: " if sheet.lang == "fr" else ": "
    text = environment().get_template("mail.txt.j2").render(sheet=sheet, colon=colon)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
