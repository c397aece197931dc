"""The parts of the document that are tables and bars: two periods, the ladder, apps, pages, shares."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from penombre.analyze.interval import Interval
from penombre.report.bulletin.difference import difference, direction, plus, times
from penombre.report.bulletin.findings import dark_of, dark_share, days_of
from penombre.report.bulletin.sheet import Bar, Section, Table
from penombre.report.bulletin.wording import (
    phrase,
    shown_name,
    small,
    told,
    told_limits,
    told_small,
)
from penombre.report.site_estimate import SiteEstimate
from penombre.report.texts import day, number

MOST_BARS = 10
MOST_ROWS = 25
MOST_CHANNELS = 12
LONGEST_CELL = 160


def sections(now: SiteEstimate, before: SiteEstimate | None, lang: str, since: datetime | None = None) -> list[Section]:
    """Every part, in its order; those with nothing to show say why.

    since   when the site's data begin, where that is too late to compare with the period before
    """
    made = [_compare(now, before, lang)] if before is not None and before.landings else []
    if since is not None:
        begun = day(since.astimezone(ZoneInfo(now.timezone)), lang)
        made = [Section("compare", phrase("compare.title", lang), phrase("compare.began", lang, day=begun))]
    return [*made, _ladder(now, lang), _channels(now, lang), _pages(now, lang), _shares(now, lang)]


def _compare(now: SiteEstimate, before: SiteEstimate, lang: str) -> Section:
    def known(name: str, counts: tuple[int, int]) -> list[str]:
        new, old = counts[0] / days_of(now), counts[1] / days_of(before)
        return [phrase(f"compare.{name}", lang), small(new, lang), small(old, lang), _signed(new - old, lang)]

    def judged(name: str, new: Interval | None, old: Interval | None, *, share: bool = False) -> list[list[str]]:
        if new is None or old is None:
            return []

        def write(each: Interval) -> str:
            return told(each, lang, share=True) if share else told_small(each, lang)

        return [[
            phrase(f"compare.{name}", lang), write(new), write(old),
            phrase(f"compare.{direction(difference(new, old))}", lang),
        ]]  # fmt: skip

    figures = [
        (each.cascades.clicks_per_share, each.cascades.k) if each.cascades else (None, None) for each in (now, before)
    ]
    rows = [
        known("landings", (now.landings, before.landings)),
        known("unattributed", (now.unattributed, before.unattributed)),
        known("certain", (now.proven + now.observed, before.proven + before.observed)),
        *judged("share", dark_share(now), dark_share(before), share=True),
        *judged("clicks", figures[0][0], figures[1][0]),
        *judged("k", figures[0][1], figures[1][1]),
    ]
    return _section("compare", lang, _table("compare", ("what", "now", "before", "difference"), 1, rows, lang))


def _ladder(now: SiteEstimate, lang: str) -> Section:
    hidden = now.dark.landings
    public = max(now.landings - now.unattributed - now.proven - now.observed - now.either, 0)
    known = {"proven": now.proven, "observed": now.observed, "either": now.either, "public": public}
    values = {name: Interval(value, value, value) for name, value in known.items()}
    if hidden is None:
        low, high = now.dark.low * now.unattributed, now.dark.high * now.unattributed
        values["estimated"] = Interval((low + high) / 2, low, high)
        values["rest"] = Interval(now.unattributed - (low + high) / 2, now.unattributed - high, now.unattributed - low)
    else:
        values["estimated"] = hidden
        values["rest"] = plus(times(hidden, -1), now.unattributed)
    names = ("proven", "observed", "estimated", "rest", "either", "public")
    bars, rows = [], []
    for name in names:
        value = values[name]
        open_ = hidden is None and name in ("estimated", "rest")  # limits without a middle
        said = _between(value, lang) if open_ else told(value, lang)
        part = times(value, 1 / now.landings)
        shown = told_limits(part, lang) if open_ else told(part, lang, share=True)
        rows.append([phrase(f"ladder.{name}", lang), said, shown])
        bars.append(
            _bar(rows[-1][0], value, said if open_ else number(round(value.estimate), lang), _SORTS[name], hollow=open_)
        )
    table = _table("ladder", ("rung", "landings", "part"), 1, rows, lang)
    return _section("ladder", lang, table, bars, landings=number(now.landings, lang))


def _channels(now: SiteEstimate, lang: str) -> Section:
    title = phrase("channels.title", lang)
    if not now.channels:
        return Section("channels", title, phrase("channels.none", lang))
    present = [each for each in now.channels if each.landings.high >= 1]
    rows = [
        [shown_name(each.name), told(each.landings, lang), told(each.share, lang, share=True)]
        for each in present[:MOST_CHANNELS]
    ]
    listed = {"shown": number(len(rows), lang), "all": number(len(present), lang)}
    bars = [
        _bar(shown_name(each.name, 28), each.landings, number(round(each.landings.estimate), lang), "estimated")
        for each in present[:MOST_BARS]
    ]
    if now.unallocated is not None and now.unallocated.high >= 1:
        rows.append([phrase("channels.unallocated", lang), told(now.unallocated, lang), ""])
        bars.append(_bar(rows[-1][0], now.unallocated, number(round(now.unallocated.estimate), lang), "typed"))
    hidden = now.dark.landings
    text = phrase("channels.text_placed", lang, **listed)
    if hidden:
        text = phrase("channels.text", lang, dark=told(hidden, lang), **listed)
    table = _table("channels", ("channel", "landings", "share"), 1, rows, lang)
    return Section("channels", title, text, phrase("channels.desc", lang), bars, table)


def _pages(now: SiteEstimate, lang: str) -> Section:
    title = phrase("pages.title", lang)
    if not now.pages:
        return Section("pages", title, phrase("pages.none", lang))
    pages = sorted(now.pages, key=lambda page: (-dark_of(page).estimate, page.page))
    rows = [
        [
            shown_name(page.page, LONGEST_CELL),
            number(page.unattributed, lang),
            told(page.share, lang, share=True),
            told(dark_of(page), lang),
        ]
        for page in pages[:MOST_ROWS]
    ]
    bars = [
        _bar(shown_name(page.page, 36), dark_of(page), number(round(dark_of(page).estimate), lang), "estimated")
        for page in pages[:MOST_BARS]
    ]
    table = _table("pages", ("page", "unattributed", "share", "dark"), 1, rows, lang)
    listed = {"shown": number(len(rows), lang), "all": number(len(pages), lang)}
    return _section("pages", lang, table, bars, **listed)


def _shares(now: SiteEstimate, lang: str) -> Section:
    title, cascades = phrase("shares.title", lang), now.cascades
    if cascades is None or cascades.clicks_per_share is None:
        return Section("shares", title, phrase("shares.text_strict" if cascades is None else "shares.text_none", lang))
    rows: list[list[str]] = []
    for name in ("clicks_per_share", "k", "half_life", "nu"):
        figure: Interval | None = getattr(cascades, name)
        if figure is not None:
            rows.append([phrase(f"shares.{name}", lang), told_small(figure, lang)])
    for name in ("silent", "survival"):
        share: Interval | None = getattr(cascades, name)
        if share is not None:
            rows.append([phrase(f"shares.{name}", lang), told(share, lang, share=True)])
    for name, part in zip(("alone", "few", "group"), cascades.audience or [], strict=False):
        rows.append([phrase(f"shares.{name}", lang), told(part, lang, share=True)])
    table = _table("shares", ("what", "figure"), 1, rows, lang)
    return Section(
        "shares", title, phrase("shares.text", lang, shares=number(cascades.clicks_per_share.n, lang)), table=table
    )


def _section(key: str, lang: str, table: Table, bars: Sequence[Bar] = (), **values: str) -> Section:
    alt = phrase(f"{key}.desc", lang) if bars else ""
    return Section(key, phrase(f"{key}.title", lang), phrase(f"{key}.text", lang, **values), alt, list(bars), table)


def _table(key: str, columns: Sequence[str], texts: int, rows: list[list[str]], lang: str) -> Table:
    """A table whose first `texts` columns are text, the others numbers."""
    heads = [phrase(f"{key}.head_{column}", lang) for column in columns]
    return Table(heads, [place >= texts for place in range(len(columns))], rows)


def _bar(name: str, value: Interval, told_: str, sort: str, *, hollow: bool = False) -> Bar:
    """A bar; a hollow one has limits and no middle."""
    return Bar(name, 0.0 if hollow else value.estimate, max(value.low, 0.0), value.high, told_, sort)


def _between(value: Interval, lang: str) -> str:
    return phrase("format.to", lang, low=number(round(value.low), lang), high=number(round(value.high), lang))


def _signed(value: float, lang: str) -> str:
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    return sign + small(abs(value), lang)


_SORTS = {
    "proven": "proven",
    "observed": "observed",
    "estimated": "estimated",
    "rest": "unexplained",
    "either": "lost",
    "public": "typed",
}
