"""Where lines may break: Rich breaks them at no-break spaces, too, and French has one before : ; ! ? and inside « »."""

from __future__ import annotations

import re

from rich import _wrap

WORD = re.compile(r"[ \t\r\n]*[^ \t\r\n]+[ \t\r\n]*")


def keep_no_break_spaces() -> None:
    """Let Rich break lines at plain spaces only; it has no setting for that."""
    _wrap.re_word = WORD
