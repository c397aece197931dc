"""Text on its way into a spreadsheet and back: shown there as it is, never run as a formula."""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula, or skips before one."""


def cell(value: object) -> object:
    """A value that a spreadsheet shows and never runs: text that looks like a formula gets an apostrophe.

    So does text that looks as if it had got one: what comes back can then be told apart.
    """
    if isinstance(value, str) and value.lstrip("'").startswith(FORMULA):
        return "'" + value
    return value


def restored(text: str) -> str:
    """The text that `cell` was given."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA) else text
