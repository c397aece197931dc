"""What the dashboard says, in French and in English, with numbers as each language writes them."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache, partial
from typing import Any
from zoneinfo import ZoneInfo

from penombre.dashboard.span import Span
from penombre.languages import filled, read_sentences
from penombre.report import texts as written
from penombre.report.document import Range
from penombre.web import texts as shared


@cache
def sentences(lang: str) -> dict[str, str]:
    """All texts of a language by their dotted key. Raises KeyError for another language than LANGUAGES."""
    return read_sentences(__package__, lang)


def text(key: str, lang: str, **values: str) -> str:
    """The text under `key`, its places filled. Values are put in as they are: whoever shows them escapes them."""
    return filled(sentences(lang)[key], lang, values)


def name_of(group: str, word: str, lang: str) -> str:
    """What a word of the data is called; the word itself where nothing says."""
    return sentences(lang).get(f"{group}.{word}") or shared.name_of(group, word, lang)


def source_name(app: str, channel: str, lang: str) -> str:
    """What a source is called: the app, or its channel where no app is known."""
    return app or name_of("channel", channel, lang)


def country_name(code: str, lang: str) -> str:
    """A country; its letters where it is not among those named."""
    return sentences(lang).get(f"country.{code or 'unknown'}", code)


def moment(when: datetime, timezone: str, lang: str) -> str:
    """A moment of a site's own clock: 5 January 2026, 14:05."""
    local = when.astimezone(ZoneInfo(timezone))
    return text("format.moment", lang, day=written.day(local, lang), time=f"{local:%H:%M}")


def short_day(when: date, lang: str) -> str:
    """A day without its year, for an axis: 5 Jan, 5 janv."""
    return f"{when.day}{written.SPACE}{text('format.months', lang).split()[when.month - 1]}"


def hour(when: datetime, timezone: str, lang: str) -> str:
    """An hour of a site's own clock, by when it begins: 14:00, 14 h."""
    local = when.astimezone(ZoneInfo(timezone))
    return f"{local.hour}{written.SPACE}h" if lang == "fr" and not local.minute else f"{local:%H:%M}"


def span_name(span: Span, lang: str) -> str:
    """What a choice of days is called."""
    if span.name:
        return text(f"spans.{span.name}", lang)
    if span.is_usual:
        return text("spans.days", lang, days=str(span.days))
    if span.first is None or span.last is None:
        key, day = ("spans.since", span.first) if span.first else ("spans.until", span.last)
        return text(key, lang, day=written.day(day, lang) if day else "")
    if span.first == span.last:
        return written.day(span.first, lang)
    year = f"{written.SPACE}{span.first.year}" if span.first.year != span.last.year else ""
    return f"{short_day(span.first, lang)}{year} – {short_day(span.last, lang)}{written.SPACE}{span.last.year}"


def decimals(value: float, lang: str, digits: int = 2) -> str:
    """A small figure: 0.37, or 0,37."""
    said = f"{value:.{digits}f}"
    return said.replace(".", ",") if lang == "fr" else said


def speaking(lang: str) -> dict[str, Any]:
    """The functions by which templates speak, in one language."""
    return {
        "say": partial(text, lang=lang),
        "name_of": partial(name_of, lang=lang),
        "source_name": partial(source_name, lang=lang),
        "country_name": partial(country_name, lang=lang),
        "number": partial(written.number, lang=lang),
        "percent": partial(written.percent, lang=lang),
        "percent_span": lambda interval: written.percent_span(
            Range(interval.estimate, interval.low, interval.high), lang
        ),
        "span": lambda interval: written.span(Range(interval.estimate, interval.low, interval.high), lang),
        "between": lambda low, high: written.percent_span(Range(low, low, high), lang),
        "day": partial(written.day, lang=lang),
        "short_day": partial(short_day, lang=lang),
        "hour": partial(hour, lang=lang),
        "span_name": partial(span_name, lang=lang),
        "known_texts": sentences(lang).keys(),
        "moment": partial(moment, lang=lang),
        "decimals": partial(decimals, lang=lang),
        "report_says": partial(written.text, lang=lang),
    }
