"""Findings and advice as sentences, in French and in English."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from penombre.analyze.interval import Interval
from penombre.languages import filled, read_sentences
from penombre.report.bulletin.findings import Figure
from penombre.report.bulletin.period import Period
from penombre.report.drawing import label
from penombre.report.terminal import plain
from penombre.report.texts import day, number, percent

LONGEST_NAME = 90


@cache
def sentences(lang: str) -> dict[str, str]:
    """All texts of the bulletin by their dotted key. Raises KeyError for another language."""
    return read_sentences(__package__, lang)


def phrase(key: str, lang: str, **values: str) -> str:
    """The text under `key`, its places filled with values as they are."""
    return filled(sentences(lang)[key], lang, values)


def spelt_out(key: str, lang: str, figures: Mapping[str, Figure], names: Mapping[str, str]) -> str:
    """A sentence with its figures, each with its interval, and names that can harm no reader."""
    told = {name: told_figure(figure, lang) for name, figure in figures.items()}
    shown = {name: _day(name, value, lang) for name, value in names.items()}
    return phrase(key, lang, **told, **shown)


def told_figure(figure: Figure, lang: str) -> str:
    """A number with its 95 % limits; one that is known, or limits without a middle, as they are."""
    value = figure.value
    if figure.unit == "count":
        return number(value.estimate, lang)
    if figure.unit == "limits":
        return told_limits(value, lang)
    if figure.unit == "share":
        return told(value, lang, share=True)
    if figure.unit == "points":
        middle, low, high = (_points(each, lang) for each in (value.estimate, value.low, value.high))
        return phrase("format.points", lang, middle=middle, low=low, high=high)
    return told(value, lang) if figure.unit == "volume" else told_small(value, lang)


def told(value: Interval, lang: str, *, share: bool = False) -> str:
    """A share or a number of landings, with its limits."""
    write = percent if share else _landings
    middle, low, high = (write(each, lang) for each in (value.estimate, value.low, value.high))
    return middle if value.low == value.high else phrase("format.interval", lang, middle=middle, low=low, high=high)


def told_limits(value: Interval, lang: str) -> str:
    """The limits of a share alone."""
    return phrase("format.to", lang, low=percent(value.low, lang), high=percent(value.high, lang))


def told_small(value: Interval, lang: str) -> str:
    """A small figure with its limits: 1.4 (1.2 to 1.7)."""
    middle, low, high = (small(each, lang) for each in (value.estimate, value.low, value.high))
    return phrase("format.interval", lang, middle=middle, low=low, high=high)


def small(value: float, lang: str) -> str:
    """Two decimals below ten, one below a hundred."""
    digits = 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    english = f"{value:,.{digits}f}".replace("-", "−")
    return english.replace(",", "\u202f").replace(".", ",") if lang == "fr" else english


def shown_name(value: str, longest: int = LONGEST_NAME) -> str:
    """A name from the data: nothing in it that a reader's program would obey, its middle left out if it is long."""
    return label(plain(value), longest)


def told_period(period: Period, lang: str) -> str:
    """March 2026; Week of 2 March 2026 to 8 March 2026."""
    if period.kind == "month":
        month = sentences(lang)["format.month_names"].split()[period.first.month - 1]
        return phrase("title.month", lang, month=month, year=str(period.first.year))
    return phrase(f"title.{period.kind}", lang, first=day(period.first, lang), last=day(period.last, lang))


def _landings(value: float, lang: str) -> str:
    return number(value if value < 9.95 else round(value), lang)


def _points(value: float, lang: str) -> str:
    written = f"{100 * value:.1f}".removesuffix(".0").replace("-", "−")
    return written.replace(".", ",") if lang == "fr" else written


def _day(name: str, value: str, lang: str) -> str:
    return day(date.fromisoformat(value), lang) if name == "day" else shown_name(value)
