"""Every sentence a person reads, in French and in English, with numbers and dates as each language writes them."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache

from penombre.languages import filled, read_sentences
from penombre.report.document import Range

NARROW_SPACE = "\u202f"
SPACE = "\u00a0"
DASH = "\u2013"


@cache
def sentences(lang: str) -> dict[str, str]:
    """All texts of a language by their dotted key. Raises KeyError for another language than LANGUAGES."""
    return read_sentences(__package__, lang)


def text(key: str, lang: str, **values: str) -> str:
    """The text under `key`, its places filled. Values are put in as they are: whoever shows them escapes them."""
    return filled(sentences(lang)[key], lang, values)


def name_of(group: str, word: str, lang: str) -> str:
    """What a word of the data is called (`channel`, `verdict`, `reason`...); the word itself where nothing says."""
    return sentences(lang).get(f"{group}.{word}", word)


def app_name(app: str, channel: str, lang: str) -> str:
    """An app's name; the channel's where no app is known, and what has no channel either is not allocated."""
    return app or (text("channels.unallocated", lang) if channel == "none" else name_of("channel", channel, lang))


def number(value: float, lang: str) -> str:
    """A count: 12,345 or 12 345; one decimal below ten where it is not whole."""
    digits = 0 if abs(value) >= 10 or value == round(value) else 1
    return _localised(f"{value:,.{digits}f}", lang)


def percent(share: float, lang: str) -> str:
    """A share in [0, 1] as per cent, with one decimal below ten."""
    value = share * 100
    digits = 1 if 0 < abs(value) < 9.95 else 0
    return _localised(f"{value:,.{digits}f}", lang) + SPACE + "%"


def span(estimate: Range, lang: str) -> str:
    """The limits of an estimate: 900–1,600."""
    return f"{number(estimate.low, lang)}{DASH}{number(estimate.high, lang)}"


def percent_span(share: Range, lang: str) -> str:
    """The limits of a share."""
    return text("format.percent_span", lang, low=percent(share.low, lang), high=percent(share.high, lang))


def day(when: date | datetime, lang: str) -> str:
    """5 January 2026, 5 janvier 2026."""
    months = text("format.months", lang).split()
    first = text("format.first", lang) if when.day == 1 else str(when.day)
    return f"{first}{SPACE}{months[when.month - 1]} {when.year}"


def _localised(english: str, lang: str) -> str:
    if lang == "fr":
        return english.replace(",", NARROW_SPACE).replace(".", ",")
    return english
