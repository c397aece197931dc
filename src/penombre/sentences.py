"""Sentences that the program says: the English one stands in the code and is the key to the French one."""

from __future__ import annotations

import gettext
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from penombre.languages import LANGUAGES, OTHERWISE, Filling

DOMAIN = "messages"
"""The usual name, so that Typer's own words are looked up here, too."""
LOCALE = Path(__file__).parent / "locale"
VARIABLES = ("PENOMBRE_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""The first of them that says anything decides, as with gettext."""
SPACE, NARROW_SPACE = "\u00a0", "\u202f"


def sentence(text: str) -> str:
    """Marks a sentence for the catalogue that is kept in a table and said later."""
    return text


REASONS = (
    sentence("Address already in use"),
    sentence("Cannot assign requested address"),
    sentence("Connection refused"),
    sentence("Connection reset by peer"),
    sentence("Device or resource busy"),
    sentence("Disk quota exceeded"),
    sentence("File exists"),
    sentence("File name too long"),
    sentence("Input/output error"),
    sentence("Invalid argument"),
    sentence("Is a directory"),
    sentence("No space left on device"),
    sentence("Network is unreachable"),
    sentence("No route to host"),
    sentence("No such file or directory"),
    sentence("Not a directory"),
    sentence("Operation not permitted"),
    sentence("Permission denied"),
    sentence("Read-only file system"),
    sentence("Too many open files"),
)
"""What the system says of files and ports that cannot be had; it says it in English to whoever set no locale."""
_spoken: ContextVar[str] = ContextVar("language")


def say(sentence: str, /, **values: object) -> str:
    """The sentence in the reader's language, its places filled as `str.format` does.

    Numbers are written as the language writes them (12,345, 12 345): ports, modes and years are given as text. `!r`
    puts quotation marks around a text and makes what is invisible in it seen; `{n:event|events}` is the word that goes
    with n.
    """
    return _WRITERS[spoken()].vformat(translated(sentence), (), values)


def translated(text: str) -> str:
    """The text in the reader's language, its places as they are; itself where the catalogue does not have it."""
    return _catalogue(spoken()).gettext(text) if text else text


def number(value: float, form: str = "") -> str:
    """A number as the language writes it; `form` as `format` takes it."""
    return str(_WRITERS[spoken()].format_field(value, form))


def one_line(text: str) -> str:
    """The text on one line; its no-break spaces stay, which `split` would break at."""
    return " ".join(re.split(r"[ \t\r\n]+", text.strip()))


def reason(error: OSError) -> str:
    """What the system says of an error, without its number and its file."""
    return translated(error.strerror or str(error))


def spoken() -> str:
    """The language in which sentences are said now."""
    return _spoken.get(None) or _of_this_process()


@contextmanager
def speaking(lang: str | None) -> Iterator[str]:
    """Say everything in the block in `lang`; in the language that was spoken before where it is None or empty."""
    before = _spoken.set(lang or spoken())
    try:
        yield spoken()
    finally:
        _spoken.reset(before)


def wished(environment: Mapping[str, str]) -> str:
    """The language that an environment asks for; English where it asks for none, or for others."""
    wishes = next((wish for name in VARIABLES if (wish := environment.get(name))), "")
    # fr_FR.UTF-8, fr-CA or fr@euro; LANGUAGE may name several, the dearest first
    names = (wish.replace("-", "_").partition("_")[0].partition(".")[0].partition("@")[0] for wish in wishes.split(":"))
    return next((name for name in map(str.lower, names) if name in LANGUAGES), OTHERWISE)


def lend_words() -> None:
    """Let Typer, and the processes that this one starts, speak the same language: before Typer draws anything."""
    os.environ["LANGUAGE"] = spoken()
    gettext.bindtextdomain(DOMAIN, LOCALE)


@cache
def _of_this_process() -> str:
    return wished(os.environ)


@cache
def _catalogue(lang: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE, [lang], fallback=lang == OTHERWISE)


class _English(Filling):
    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, int) and not isinstance(value, bool) and not format_spec:
            format_spec = ","
        return super().format_field(value, format_spec)


class _French(_English):
    def format_field(self, value: Any, format_spec: str) -> str:
        written = super().format_field(value, format_spec)
        if isinstance(value, int | float) and "|" not in format_spec:
            return written.replace(",", NARROW_SPACE).replace(".", ",").replace("%", f"{SPACE}%")
        return written

    def convert_field(self, value: Any, conversion: Any) -> Any:
        if conversion == "r" and isinstance(value, str):
            return f"«{SPACE}{repr(value)[1:-1]}{SPACE}»"
        return super().convert_field(value, conversion)


_WRITERS: dict[str, Filling] = {"en": _English("en"), "fr": _French("fr")}
