"""From counts to the audit document: evidence, estimate, ladder, channels, pages and days."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, date, datetime

import numpy as np

from penombre import __version__
from penombre.analyze.corroboration import Corroborated
from penombre.analyze.logs.bounds import certain_landings, dark_share_bounds
from penombre.analyze.logs.evidence import Acts, Evidence, Pages, count
from penombre.analyze.logs.remainder import Draws, explain_remainder, interval
from penombre.analyze.logs.share_acts import together
from penombre.analyze.logs.spread import DAY_SPREAD, PAGE_SPREAD, AppTraces, Triple, spread_over_apps, spread_over_parts
from penombre.audit.gather import Findings
from penombre.audit.remarks import assumptions, notes
from penombre.audit.sharing import Shared, landings_after_previews, shared_by_app, with_messenger
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


def assemble(findings: Findings, *, timezone: str, lang: str) -> Audit:
    """The audit document of what was counted."""
    cells = findings.cells
    read_off = shared_by_app(findings)
    shared = with_messenger(read_off, cells)
    corroborated = landings_after_previews(findings)
    evidence = _evidence(findings, corroborated, [each.acts for each in read_off if each.private == "yes"])
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
        landings=Landings(
            total,
            total - unattributed,
            unattributed,
            _by_channel(findings),
            automatic=_range(interval(draws.robots, draws.weights), digits=0),
        ),
        dark=Dark(
            landings=_range(dark, digits=0),
            share_of_landings=_share(
                interval(draws.dark / np.maximum(draws.people, 1.0), draws.weights), 1 if total else 0
            ),
            share_of_unattributed=_share(
                interval(draws.dark_unattributed / np.maximum(unattributed - draws.robots, 1.0), draws.weights),
                1 if unattributed else 0,
            ),
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
        channels=_channels(findings, draws, shared),
        share_acts=ShareActs(*_public_and_private(read_off)),
        pages=_pages(findings, draws),
        timeline=_days(findings, draws),
        hours=_hour_rows(findings),
        previews=[_preview_row(each) for each in read_off],
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
        shallow_by_hour=np.array(
            [by_hour[hour]["unattributed"] - by_hour[hour]["deep"] if hour in by_hour else 0 for hour in range(24)],
            dtype=float,
        ),
        known_by_hour=np.array([by_hour.get(hour, {}).get("known", 0) for hour in range(24)], dtype=float),
        corroborated=corroborated.landings,
        corroborated_error=corroborated.error,
        private_acts=together(private_acts),
        private_senders=findings.private_senders,
    )


def _channels(findings: Findings, draws: Draws, shared: Sequence[Shared]) -> list[ChannelRow]:
    """A row an app that is private or mixed, those with most dark landings first, then what cannot be allocated."""
    found: dict[tuple[str, str], AppTraces] = {}
    nothing = Acts(0.0, 0.0, 0.0)
    for cell in findings.cells:
        if cell.private != "no":
            key = (cell.channel, cell.app)
            before = found.get(key, AppTraces(*key, cell.private, 0, nothing, 0))
            found[key] = AppTraces(*key, before.private, before.landings + cell.landings, nothing, 0)
    for each in shared:
        if each.private != "no":
            key = (each.channel, each.app)
            before = found.get(key, AppTraces(*key, each.private, 0, nothing, 0))
            acts, unfurls = together([before.acts, each.acts]), before.unfurls + each.requests
            found[key] = AppTraces(*key, before.private, before.landings, acts, unfurls)
    traces = list(found.values())
    triples, unallocated = spread_over_apps(draws, traces)
    rows = [
        ChannelRow(trace.channel, trace.app, _range(triple), trace.landings, trace.unfurls, _acts_range(trace.acts))
        for trace, triple in zip(traces, triples, strict=True)
    ]
    rows.sort(key=lambda row: (-row.landings.estimate, -row.landings.high, row.channel, row.app))
    return [*rows, ChannelRow("none", "", _range(unallocated), 0, 0, _acts_range(nothing))]


def _public_and_private(shared: Sequence[Shared]) -> tuple[Range, Range]:
    """Private share acts, then public ones; what apps of both sorts fetched may be either."""
    by_kind = {
        kind: together([each.acts for each in shared if each.private == kind]) for kind in ("yes", "mixed", "no")
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


def _preview_row(shared: Shared) -> PreviewRow:
    habit = preview_habit(shared.app)
    fetched_by = habit.fetched_by if habit else "unknown"
    acts = _acts_range(shared.acts)
    return PreviewRow(shared.app, shared.channel, shared.private, fetched_by, shared.requests, acts)


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
