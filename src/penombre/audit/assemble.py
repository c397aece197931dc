"""From counts to the audit document: evidence, estimate, ladder, channels, pages and days."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from penombre import __version__
from penombre.analyze.logs.bounds import certain_landings, dark_share_bounds
from penombre.analyze.logs.corroboration import Corroborated, PageHours, corroborate
from penombre.analyze.logs.evidence import Acts, Evidence, Pages, count
from penombre.analyze.logs.remainder import Draws, explain_remainder, interval
from penombre.analyze.logs.share_acts import Habit, share_acts, together
from penombre.analyze.logs.spread import DAY_SPREAD, PAGE_SPREAD, AppTraces, Triple, spread_over_apps, spread_over_parts
from penombre.audit.gather import Findings, PreviewHours
from penombre.audit.remarks import assumptions, notes
from penombre.report.document import (
    Audit,
    Baseline,
    Bounds,
    ChannelRow,
    Dark,
    DayRow,
    HourRow,
    Input,
    Ladder,
    Landings,
    PageRow,
    Period,
    PreviewRow,
    Range,
    Requests,
    ShareActs,
)
from penombre.report.texts import text
from penombre.signals import preview_habit

CHANNELS_ALWAYS = ("search", "social", "email", "messenger", "workchat", "ai", "referral", "campaign", "none")
PRIVATE_CHANNELS = ("messenger", "sms", "email", "workchat", "share_button")
UNKNOWN_HABIT = Habit("unknown", 60.0, 1.0)


def assemble(findings: Findings, *, timezone: str, lang: str) -> Audit:
    """The audit document of what was counted."""
    cells = findings.cells
    previews = [(each, _acts(each, _hours(findings))) for each in findings.previews]
    corroborated = _corroborate(findings)
    evidence = _evidence(findings, corroborated, [acts for each, acts in previews if each.sign.private == "yes"])
    draws = explain_remainder(evidence)
    dark = interval(draws.dark, draws.weights)
    certain = certain_landings(cells)
    total, unattributed = count(cells), count(cells, rung="unattributed")
    corroborated_landings = min(round(corroborated.landings), max(0, round(dark[0]) - certain))
    low, high = dark_share_bounds(cells)
    return Audit(
        version=__version__,
        generated_at=datetime.now(UTC).replace(microsecond=0),
        site=findings.site,
        timezone=timezone,
        inputs=[
            Input(each.path, each.format, each.lines, each.read, each.lines - each.read, each.refused)
            for each in findings.inputs
        ],
        period=_period(findings),
        requests=_requests(findings.verdicts),
        landings=Landings(total, total - unattributed, unattributed, _by_channel(findings)),
        dark=Dark(
            landings=_range(dark, digits=0),
            share_of_landings=_share(dark, total),
            share_of_unattributed=_share(interval(draws.dark_unattributed, draws.weights), unattributed),
            bounds=Bounds(round(low, 4), round(high, 4)),
            method=text("method.logs", lang),
            calibrated=False,
            assumptions=assumptions(findings, lang),
        ),
        baseline=_baseline(findings),
        ladder=Ladder(
            proven=count(cells, rung="proven"),
            observed=count(cells, rung="observed"),
            corroborated=corroborated_landings,
            estimated=_range(_less(dark, certain + corroborated_landings), digits=0),
            typed=_range(interval(draws.typed, draws.weights), digits=0),
            lost_source=_range(interval(draws.lost_source, draws.weights), digits=0),
            unexplained=_range(interval(draws.unexplained, draws.weights), digits=0),
        ),
        channels=_channels(findings, draws, previews),
        share_acts=ShareActs(*_public_and_private(previews)),
        pages=_pages(findings, draws),
        timeline=_days(findings, draws),
        hours=_hour_rows(findings),
        previews=[_preview_row(each, acts) for each, acts in previews],
        notes=notes(findings, draws, lang),
    )


def _evidence(findings: Findings, corroborated: Corroborated, private_acts: list[Acts]) -> Evidence:
    by_hour = {row["hour"]: row for row in findings.hours}
    pages = findings.pages
    return Evidence(
        cells=findings.cells,
        referrers_logged=bool(findings.period["with_referrer"]),
        robots_told_by_assets=findings.assets_expected,
        pages=Pages(
            kinds=[row["page_kind"] for row in pages],
            **{
                name: np.array([row[name] for row in pages], dtype=np.int64)
                for name in ("landings", "unattributed", "observed", "search", "social", "other_sources")
            },
        ),
        unattributed_by_hour=np.array([by_hour.get(hour, {}).get("deep", 0) for hour in range(24)], dtype=float),
        known_by_hour=np.array([by_hour.get(hour, {}).get("known", 0) for hour in range(24)], dtype=float),
        corroborated=corroborated.landings,
        corroborated_error=corroborated.error,
        private_acts=together(private_acts),
        private_senders=findings.private_senders,
    )


def _corroborate(findings: Findings) -> Corroborated:
    """Landings after previews of private apps, pages numbered anew so that hashes do not leave the store."""
    private = [each.columns for each in findings.previews if each.sign.private == "yes"]
    if not private:
        return Corroborated(0.0, 0.0)
    landed = findings.page_hours
    pages = np.unique(np.concatenate([landed["page_number"], *(columns["page_number"] for columns in private)]))

    def by_page_hour(columns: dict[str, Any], counted: str) -> PageHours:
        return PageHours(np.searchsorted(pages, columns["page_number"]), columns["hour"], columns[counted])

    previews = {
        name: np.concatenate([columns[name] for columns in private]) for name in ("page_number", "hour", "senders")
    }
    first, last = (int(moment.timestamp() // 3600) for moment in (findings.start, findings.end))
    return corroborate(
        by_page_hour(landed, "unattributed"),
        by_page_hour(landed, "known"),
        by_page_hour(previews, "senders"),
        first,
        last,
    )


def _acts(previews: PreviewHours, period_hours: float) -> Acts:
    habit = preview_habit(previews.sign.app)
    known = UNKNOWN_HABIT if habit is None else Habit(habit.fetched_by, habit.cache_minutes, habit.requests_per_share)
    columns = previews.columns
    order = np.argsort(columns["page_number"], kind="stable")
    cuts = np.flatnonzero(np.diff(columns["page_number"][order])) + 1
    return together(
        [
            share_acts(
                known,
                columns["hour"][mine],
                columns["requests"][mine],
                columns["senders"][mine],
                period_hours,
            )
            for mine in np.split(order, cuts)
        ]
    )


def _channels(findings: Findings, draws: Draws, previews: Sequence[tuple[PreviewHours, Acts]]) -> list[ChannelRow]:
    """A row an app that is private or mixed, those with most dark landings first, then what cannot be allocated."""
    found: dict[tuple[str, str], AppTraces] = {}
    nothing = Acts(0.0, 0.0, 0.0)
    for cell in findings.cells:
        if cell.private != "no":
            key = (cell.channel, cell.app)
            before = found.get(key, AppTraces(*key, cell.private, 0, nothing, 0))
            found[key] = AppTraces(*key, before.private, before.landings + cell.landings, nothing, 0)
    for each, acts in previews:
        if each.sign.private != "no":
            key = (each.sign.channel, each.sign.app)
            before = found.get(key, AppTraces(*key, each.sign.private, 0, nothing, 0))
            unfurls = before.unfurls + int(each.columns["requests"].sum())
            found[key] = AppTraces(*key, before.private, before.landings, together([before.acts, acts]), unfurls)
    traces = list(found.values())
    triples, unallocated = spread_over_apps(draws, traces)
    rows = [
        ChannelRow(trace.channel, trace.app, _range(triple), trace.landings, trace.unfurls, _acts_range(trace.acts))
        for trace, triple in zip(traces, triples, strict=True)
    ]
    rows.sort(key=lambda row: (-row.landings.estimate, -row.landings.high, row.channel, row.app))
    return [*rows, ChannelRow("none", "", _range(unallocated), 0, 0, _acts_range(nothing))]


def _public_and_private(previews: Sequence[tuple[PreviewHours, Acts]]) -> tuple[Range, Range]:
    """Private share acts, then public ones; what apps of both sorts fetched may be either."""
    by_kind = {
        kind: together([acts for each, acts in previews if each.sign.private == kind])
        for kind in ("yes", "mixed", "no")
    }
    private, mixed, public = by_kind["yes"], by_kind["mixed"], by_kind["no"]
    return (
        _range((private.estimate, private.low, private.high + mixed.high)),
        _range((public.estimate + mixed.estimate, public.low, public.high + mixed.high)),
    )


def _pages(findings: Findings, draws: Draws) -> list[PageRow]:
    rows = findings.pages
    by_row: dict[int, Triple] = {}
    for deep in (True, False):
        mine = [number for number, row in enumerate(rows) if (row["page_kind"] == "deep") is deep]
        hidden = draws.dark_deep if deep else draws.dark_unattributed - draws.dark_deep
        everywhere = count(findings.cells, rung="unattributed", page_kind="deep" if deep else ("home", "section"))
        without = np.array([rows[number]["unattributed"] for number in mine], dtype=float)
        shown = without.sum() / everywhere if everywhere else 0.0
        triples = spread_over_parts(hidden * shown, draws.weights, without, without, PAGE_SPREAD)
        by_row |= dict(zip(mine, triples, strict=True))
    return [
        PageRow(
            row["path"],
            row["landings"],
            row["unattributed"],
            _range(_more(by_row[number], row["observed"])),
            row["unfurls"],
        )
        for number, row in enumerate(rows)
    ]


def _days(findings: Findings, draws: Draws) -> list[DayRow]:
    rows = findings.days
    deep, without, observed = (
        np.array([row[name] for row in rows], dtype=float) for name in ("deep_unattributed", "unattributed", "observed")
    )
    parts = deep if deep.sum() else without
    triples = spread_over_parts(draws.dark_unattributed, draws.weights, parts, without, DAY_SPREAD)
    return [
        DayRow(
            date.fromisoformat(row["day"]),
            row["landings"],
            row["unattributed"],
            _range(_more(triple, traced)),
            row["unfurls"],
        )
        for row, triple, traced in zip(rows, triples, observed, strict=True)
    ]


def _hour_rows(findings: Findings) -> list[HourRow]:
    by_hour = {row["hour"]: row for row in findings.hours}
    empty = {"landings": 0, "unattributed": 0, "unfurls": 0}
    return [
        HourRow(hour, *(by_hour.get(hour, empty)[name] for name in ("landings", "unattributed", "unfurls")))
        for hour in range(24)
    ]


def _preview_row(previews: PreviewHours, acts: Acts) -> PreviewRow:
    sign, habit = previews.sign, preview_habit(previews.sign.app)
    fetched_by = habit.fetched_by if habit else "unknown"
    requests = int(previews.columns["requests"].sum())
    return PreviewRow(sign.app, sign.channel, sign.private, fetched_by, requests, _acts_range(acts))


def _by_channel(findings: Findings) -> dict[str, int]:
    counts = dict.fromkeys(CHANNELS_ALWAYS, 0)
    for cell in findings.cells:
        counts[cell.channel] = counts.get(cell.channel, 0) + cell.landings
    return counts


def _baseline(findings: Findings) -> Baseline:
    cells, total = findings.cells, max(count(findings.cells), 1)
    deep = count(cells, rung="unattributed", page_kind="deep") + certain_landings(cells)
    return Baseline(round(count(cells, rung="unattributed") / total, 4), round(deep / total, 4))


def _requests(verdicts: dict[str, int]) -> Requests:
    counts = {name: verdicts.get(name, 0) for name in Requests.__struct_fields__ if name != "total"}
    return Requests(total=sum(counts.values()), **counts)


def _period(findings: Findings) -> Period:
    if not findings.period["requests"]:
        return Period(None, None, 0.0)
    return Period(findings.start, findings.end, round(_hours(findings) / 24, 2))


def _hours(findings: Findings) -> float:
    return max((findings.end - findings.start).total_seconds() / 3600, 1.0)


def _range(triple: Triple, *, digits: int = 1) -> Range:
    middle, low, high = (round(max(float(value), 0.0), digits) for value in triple)
    return Range(middle, min(low, middle), max(high, middle))


def _share(triple: Triple, whole: int) -> Range:
    if not whole:
        return Range(0.0, 0.0, 1.0)
    middle, low, high = (round(min(max(float(value) / whole, 0.0), 1.0), 4) for value in triple)
    return Range(middle, low, high)


def _acts_range(acts: Acts) -> Range:
    return _range((acts.estimate, math.floor(acts.low), acts.high))


def _less(triple: Triple, taken: float) -> Triple:
    middle, low, high = triple
    return middle - taken, low - taken, high - taken


def _more(triple: Triple, added: float) -> Triple:
    return _less(triple, -added)
