"""The report as one self-contained page: no script, nothing loaded, light and dark, screen and paper."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from functools import cache, partial
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from penombre.report import texts
from penombre.report.document import Audit, Range
from penombre.report.figures import draw_something, figures, rungs

PAGES_LISTED = 50
VERDICTS = (
    "human_pages", "assets", "bots", "unfurls", "scanners", "assistants", "prefetches", "errors", "other",
    "other_sites",
)  # fmt: skip


def to_html(audit: Audit, lang: str) -> str:
    """The page, in `lang` (fr or en)."""
    say: Callable[..., str] = partial(texts.text, lang=lang)
    return _template().render(
        audit=audit,
        lang=lang,
        say=say,
        app_name=partial(texts.app_name, lang=lang),
        name_of=partial(texts.name_of, lang=lang),
        number=partial(texts.number, lang=lang),
        percent=partial(texts.percent, lang=lang),
        percent_span=partial(texts.percent_span, lang=lang),
        told=partial(_told, lang=lang),
        day=partial(_day, zone=ZoneInfo(audit.timezone), lang=lang),
        figures={name: [Markup(svg) for svg in pair] for name, pair in figures(audit, lang).items()},  # noqa: S704  (our own SVG, its texts escaped)
        rungs=rungs(audit),
        pages=sorted(audit.pages, key=lambda row: (-row.dark.estimate, -row.landings, row.page))[:PAGES_LISTED],
        verdicts=VERDICTS,
        advice=_advice(audit),
    )


def warm_up(lang: str) -> None:
    """Have everything at hand that a first page would wait for: the drawing library, the texts, the template."""
    draw_something(lang)
    _template()


def _told(value: Range | float, lang: str) -> str:
    """An estimate with its limits, or a count."""
    if isinstance(value, Range):
        middle = texts.number(value.estimate, lang)
        return middle if value.high <= value.low else f"{middle} ({texts.span(value, lang)})"
    return texts.number(value, lang)


def _day(when: date, zone: ZoneInfo, lang: str) -> str:
    """A day, or that of a moment in the audit's time zone."""
    return texts.day(when.astimezone(zone) if isinstance(when, datetime) else when, lang)


def _advice(audit: Audit) -> list[str]:
    """Keys of what would help most, in that order."""
    codes = {note.code for note in audit.notes}
    found = ["sec_fetch"] if "no_sec_fetch" in codes else []
    found += ["assets"] if "no_assets_logged" in codes else []
    found += ["longer"] if audit.period.days < 14 else []
    return [*found, "share_tags", "newsletter", "survey"]


def visible(value: str) -> str:
    """A text from the log, control characters shown as such."""
    return "".join("\ufffd" if unicodedata.category(letter) == "Cc" else letter for letter in value)


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("penombre.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["visible"] = visible
    return environment.get_template("audit.html.j2")
