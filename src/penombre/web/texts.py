"""What the pages of a running server say, in French and in English, and which of the two a visitor reads."""

from __future__ import annotations

from functools import cache

from penombre.report.texts import LANGUAGES, read_sentences

MOST_WISHES = 20
OTHERWISE = "en"


@cache
def sentences(lang: str) -> dict[str, str]:
    """All texts of a language by their dotted key. Raises KeyError for another language than LANGUAGES."""
    return read_sentences(__package__, lang)


def text(key: str, lang: str, **values: str) -> str:
    """The text under `key`, its places filled. Values are put in as they are: whoever shows them escapes them."""
    return sentences(lang)[key].format(**values)


def name_of(group: str, word: str, lang: str) -> str:
    """What a word of the data is called; the word itself where nothing says."""
    return sentences(lang).get(f"{group}.{word}", word)


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
