"""What the pages about accounts say, in French and in English."""

from __future__ import annotations

from functools import cache

from penombre.languages import filled, read_sentences


@cache
def sentences(lang: str) -> dict[str, str]:
    """All texts of a language by their dotted key. Raises KeyError for another language than LANGUAGES."""
    return read_sentences(__package__, lang)


def text(key: str, lang: str, **values: str) -> str:
    """The text under `key`, its places filled. Values are put in as they are: whoever shows them escapes them."""
    return filled(sentences(lang)[key], lang, values)
