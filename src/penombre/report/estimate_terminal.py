"""A site's estimate on the screen: the finding in words, then channels, pages, cascades, changes, and the dial."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from penombre.analyze.cascades.dial import Step
from penombre.analyze.change.days import LEAST_DAYS
from penombre.analyze.interval import Interval
from penombre.report.document import Range
from penombre.report.site_estimate import SiteEstimate
from penombre.report.terminal import plain
from penombre.report.texts import day as day_text
from penombre.report.texts import number, percent, percent_span, span, text

SHOWN = 8


def print_estimate(found: SiteEstimate, lang: str, console: Console) -> None:
    """Print what is known in `lang` (fr or en)."""
    console.print()
    console.print(Panel(_headline(found, lang), title=text("estimate.title", lang, site=plain(found.site))))
    console.print(
        Padding(
            text(
                "estimate.period",
                lang,
                start=day_text(found.start.date(), lang),
                end=day_text(found.end.date(), lang),
                timezone=found.timezone,
                mode=text(f"mode.{found.mode}", lang),
            ),
            (0, 2),
        )
    )
    if not found.landings:
        return
    for title, heads, rows in _sections(found, lang):
        lines = list(rows)
        if lines:
            console.print(Padding(Text(text(f"estimate.{title}", lang), style="bold"), (1, 0, 0, 2)))
            table = Table(box=None, show_header=bool(heads), header_style="dim", padding=(0, 2))
            for head in heads:
                table.add_column(text(f"estimate.head_{head}", lang))
            for line in lines:
                table.add_row(*line)
            console.print(Padding(table, (0, 2)))
    console.print()


def _headline(found: SiteEstimate, lang: str) -> Text:
    dark = found.dark
    if not found.landings:
        return Text(text("estimate.nothing", lang))
    facts = {
        "unattributed": number(found.unattributed, lang),
        "answers": number(dark.answers, lang),
        "asked": number(dark.asked, lang),
    }
    if dark.share is None or dark.landings is None or dark.sampling is None:
        lines = [
            text("estimate.too_few", lang, low=percent(dark.low, lang), high=percent(dark.high, lang), **facts),
            text("estimate.switch_on", lang, site=plain(found.site)) if not dark.asked else "",
        ]
    else:
        lines = [
            text("estimate.headline", lang, share=percent(dark.share.estimate, lang)),
            text(
                "estimate.range",
                lang,
                span=percent_span(_range(dark.share), lang),
                landings=span(_range(dark.landings), lang),
                **facts,
            ),
            text("estimate.sampling", lang, span=percent_span(_range(dark.sampling), lang)),
        ]
    if found.proven or found.observed:
        known = {"proven": number(found.proven, lang), "observed": number(found.observed, lang)}
        lines.append(text("estimate.certain", lang, **known))
    return Text("\n".join(line for line in lines if line))


def _sections(found: SiteEstimate, lang: str) -> Iterator[tuple[str, tuple[str, ...], Iterator[tuple[str, ...]]]]:
    """Title, heads of the columns and rows; rows that say in words what they count need no heads."""
    yield "alarms", (), _alarms(found, lang)
    yield "channels", ("app", "private", "placed"), _channels(found, lang)
    yield "pages", ("page", "unattributed", "share"), _pages(found, lang)
    yield "cascades", (), _cascades(found, lang)
    yield "changes", (), _changes(found, lang)
    yield "dial", (), (_step(step, lang) for step in found.dial)


def _alarms(found: SiteEstimate, lang: str) -> Iterator[tuple[str, ...]]:
    codes = [*found.dark.alarms, *found.channel_alarms, *(found.cascades.alarms if found.cascades else [])]
    for code in dict.fromkeys(codes):
        if code != "too_few_answers":  # the headline says so
            yield (text(f"alarm.{code}", lang),)


def _channels(found: SiteEstimate, lang: str) -> Iterator[tuple[str, ...]]:
    for channel in (found.channels or [])[:SHOWN]:
        yield (
            plain(channel.name),
            span(_range(channel.landings), lang),
            percent_span(_range(channel.share), lang),
        )
    if found.unallocated is not None and found.unallocated.high >= 1:
        yield text("estimate.unallocated", lang), span(_range(found.unallocated), lang), ""


def _pages(found: SiteEstimate, lang: str) -> Iterator[tuple[str, ...]]:
    for page in found.pages[:SHOWN]:
        yield plain(page.page), number(page.unattributed, lang), percent_span(_range(page.share), lang)


def _cascades(found: SiteEstimate, lang: str) -> Iterator[tuple[str, ...]]:
    cascades = found.cascades
    if cascades is None:
        return
    for name in ("clicks_per_share", "k", "half_life", "nu"):
        figure: Interval | None = getattr(cascades, name)
        if figure is not None:
            yield text(f"estimate.{name}", lang), _decimals(figure, lang)
    for name, base in (("silent", "of_shares"), ("survival", "of_sent")):
        share: Interval | None = getattr(cascades, name)
        if share is not None:
            yield text(f"estimate.{name}", lang), _of(percent_span(_range(share), lang), base, share.n, lang)
    if cascades.audience is not None:
        parts = " · ".join(percent_span(_range(part), lang) for part in cascades.audience)
        yield text("estimate.audience", lang), _of(parts, "of_shares", cascades.audience[0].n, lang)


def _of(span: str, base: str, n: int, lang: str) -> str:
    return text(f"estimate.{base}", lang, span=span, n=number(n, lang))


def _changes(found: SiteEstimate, lang: str) -> Iterator[tuple[str, ...]]:
    for change in found.changes:
        ratio = _decimals(change.size, lang)
        yield change.day, text(f"estimate.{change.type}", lang), text("estimate.size", lang, ratio=ratio)
    if found.days < LEAST_DAYS:
        facts = {"least": number(LEAST_DAYS, lang), "days": number(found.days, lang)}
        yield (text("estimate.too_few_days", lang, **facts),)
    elif not found.changes:
        yield (text("estimate.no_change", lang, days=number(found.days, lang)),)


def _step(step: Step, lang: str) -> tuple[str, ...]:
    name = text(f"mode.{step.mode}", lang)
    if not step.tells:
        return name, text("estimate.dial_nothing", lang), ""
    if step.clicks_per_share is None or step.k is None:
        return name, text("estimate.dial_unknown", lang), ""
    said = text("estimate.dial_width", lang, clicks=percent(step.clicks_per_share, lang), k=percent(step.k, lang))
    return name, said, text("estimate.dial_floor", lang) if step.floor else ""


def _decimals(interval: Interval, lang: str) -> str:
    """A small figure with its limits: 1.4 (1.2 to 1.7)."""
    point = "," if lang == "fr" else "."
    middle, low, high = (
        f"{value:.2f}".replace(".", point) for value in (interval.estimate, interval.low, interval.high)
    )
    return f"{middle} ({low} – {high})"


def _range(interval: Interval) -> Range:
    return Range(interval.estimate, interval.low, interval.high)
