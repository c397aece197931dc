"""The summary on the screen: the answer first, then the ladder, apps, pages and remarks."""

from __future__ import annotations

import re

from rich.bar import Bar
from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from penombre.report.document import Audit, Range
from penombre.report.texts import app_name, number, percent, percent_span, span, text

SHOWN = 6
RUNGS = {
    "proven": "bold green",
    "observed": "green",
    "corroborated": "cyan",
    "estimated": "blue",
    "typed": "white",
    "lost_source": "yellow",
    "unexplained": "bright_black",
}
# escape sequences and what turns the direction of text: a log may hold them, a terminal must not obey
_DANGEROUS = re.compile("[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def print_audit(audit: Audit, lang: str, console: Console) -> None:
    """Print the summary in `lang` (fr or en); fits 80 columns, with or without colour."""
    console.print()
    console.print(_headline(audit, lang))
    if audit.landings.enough:
        console.print(Padding(_ladder(audit, lang), (1, 1, 0, 1)))
        _print_rows(console, text("terminal.apps", lang), _apps(audit, lang), lang)
        _print_rows(console, text("terminal.pages", lang), _pages(audit), lang)
    for note in audit.notes:
        style = "yellow" if note.level == "warning" else "dim"
        remark = text("notes.remark", lang, sort=text(f"notes.{note.level}", lang), text=plain(note.text))
        console.print(Padding(Text(remark, style=style), (0, 1)))
    console.print()


def _headline(audit: Audit, lang: str) -> Panel:
    title = text("report.title", lang, site=plain(audit.site)) if audit.site else text("report.title_plain", lang)
    if not audit.landings.total:
        return Panel(Text(text("headline.nothing", lang)), title=title, border_style="yellow")
    if not audit.landings.enough:
        few = text("headline.too_few", lang, landings=number(audit.landings.people, lang))
        return Panel(Text(few), title=title, border_style="yellow")
    dark = audit.dark
    first = text(
        "terminal.headline",
        lang,
        share=percent(dark.share_of_landings.estimate, lang),
        landings=number(audit.landings.people, lang),
    )
    second = text(
        "terminal.range",
        lang,
        span=percent_span(dark.share_of_landings, lang),
        low=percent(dark.bounds.low, lang),
        high=percent(dark.bounds.high, lang),
        direct=percent(audit.baseline.no_referrer, lang),
    )
    body = Text(first, style="bold") + Text(f"\n{second}\n", style="")
    body += Text(text("report.not_calibrated", lang), style="bold yellow")
    return Panel(body, title=title, border_style="blue")


def _ladder(audit: Audit, lang: str) -> Table:
    table = Table(box=None, padding=(0, 1), show_header=True, header_style="dim")
    table.add_column(text("ladder.head_rung", lang))
    table.add_column(text("ladder.head_landings", lang), justify="right")
    table.add_column(text("report.interval_head", lang), justify="right", style="dim")
    table.add_column("", width=24)
    values = {name: _as_range(getattr(audit.ladder, name)) for name in RUNGS}
    most = max(value.estimate for value in values.values()) or 1.0
    for name, value in values.items():
        limits = span(value, lang) if value.high > value.low else ""
        bar = Bar(most, 0, value.estimate, width=24, color=RUNGS[name].split()[-1])
        table.add_row(text(f"ladder.{name}", lang), number(value.estimate, lang), limits, bar)
    return table


def _apps(audit: Audit, lang: str) -> list[tuple[str, Range]]:
    return [
        (
            app_name(row.app, row.channel, lang),
            row.landings,
        )
        for row in audit.channels
        if row.landings.high >= 1
    ]


def _pages(audit: Audit) -> list[tuple[str, Range]]:
    best = sorted(audit.pages, key=lambda row: (-row.dark.estimate, row.page))
    return [(plain(row.page), row.dark) for row in best if row.dark.high > 0]


def _print_rows(console: Console, title: str, rows: list[tuple[str, Range]], lang: str) -> None:
    if not rows:
        return
    table = Table(box=None, padding=(0, 1), show_header=False, title=title, title_justify="left", title_style="bold")
    table.add_column(no_wrap=True, overflow="ellipsis", max_width=48)
    table.add_column(justify="right")
    table.add_column(justify="right", style="dim")
    for name, value in rows[:SHOWN]:
        table.add_row(Text(name), number(value.estimate, lang), span(value, lang))
    console.print(Padding(table, (1, 1, 0, 1)))


def _as_range(value: Range | int) -> Range:
    return value if isinstance(value, Range) else Range(value, value, value)


def plain(value: str) -> str:
    return _DANGEROUS.sub("\ufffd", value)
