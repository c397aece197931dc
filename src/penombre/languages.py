"""The languages people read: sentences in TOML beside the code that says them, and which of them a visitor reads."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from importlib import resources
from string import Formatter
from typing import Any

LANGUAGES = ("en", "fr")
OTHERWISE = "en"
MOST_WISHES = 20
ONE = {"en": re.compile("[-−]?1"), "fr": re.compile(r"[-−]?[01]([.,]\d+)?")}
"""Numbers that take the singular: 1 alone in English, all below 2 in French (0 arrivée, 1,9 arrivée)."""


def read_sentences(package: str, lang: str) -> dict[str, str]:
    """The texts that a package keeps in `<lang>.toml`, by their dotted key. Raises KeyError for another language."""
    if lang not in LANGUAGES:
        raise KeyError(lang)
    return dict(_flat(tomllib.loads((resources.files(package) / f"{lang}.toml").read_text(encoding="utf-8")), ""))


def filled(sentence: str, lang: str, values: Mapping[str, object]) -> str:
    """The sentence with its places filled, `{n:arrivée|arrivées}` with the word that agrees with n."""
    # a formatter of one's own is twenty times slower, and few sentences have words that agree
    return _FILLING[lang].vformat(sentence, (), values) if "|" in sentence else sentence.format_map(values)


class Filling(Formatter):
    """Fills the places of a sentence; a place with two words takes the one that agrees with its number."""

    def __init__(self, lang: str) -> None:
        self._one = ONE[lang]

    def format_field(self, value: Any, format_spec: str) -> str:
        """The value as it is written, or the word that goes with it: an estimate's limits do not count."""
        one, both, many = format_spec.partition("|")
        if not both:
            return format(value, format_spec)
        return one if self._one.fullmatch(str(value).partition(" ")[0]) else many


_FILLING = {lang: Filling(lang) for lang in LANGUAGES}


def language(wishes: str, asked: str = "") -> str:
    """The language of a page: the one asked for, or the one that the browser's Accept-Language ranks first."""
    if asked in LANGUAGES:
        return asked
    ranked: list[tuple[float, str]] = []
    for wish in wishes[:1000].split(",")[:MOST_WISHES]:
        name, _, weight = wish.strip().partition(";")
        lang = name.split("-")[0].strip().lower()
        if lang in LANGUAGES:
            ranked.append((_weight(weight), lang))
    # of equal weights the first: max keeps it
    best, found = max(ranked, key=lambda wish: wish[0], default=(0.0, OTHERWISE))
    return found if best > 0 else OTHERWISE


def _weight(text: str) -> float:
    name, _, value = text.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def _flat(table: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        found += _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else [(prefix + key, value)]
    return found
