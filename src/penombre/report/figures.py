"""The report's figures: the ladder, the days, apps, pages, link previews, hours."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
from altair.utils.schemapi import debug_mode

from penombre.report.document import Audit, Range
from penombre.report.drawing import COLOURS, NARROW, WIDE, Chart, Row, data, draw, label
from penombre.report.texts import app_name, number, text

MOST_BARS = 10
BAR_HEIGHT = 30


def figures(audit: Audit, lang: str) -> dict[str, tuple[str, str]]:
    """The figures that have something to show, by section: SVG for a wide and for a narrow screen."""
    drawn: dict[str, tuple[str, str]] = {}
    with debug_mode(False):  # Altair checks every part of a chart as it is made, which takes as long as drawing it
        for name, chart in CHARTS.items():
            pair = [chart(audit, lang, width) for width in (WIDE, NARROW)]
            if pair[0] is not None and pair[1] is not None:
                title = text(f"{name}.desc", lang)
                drawn[name] = (draw(pair[0], title), draw(pair[1], title))
    return drawn


def draw_something(lang: str) -> None:
    """The first figure drawn takes half a second longer than the others."""
    draw(bars([_bar_row("", Range(2, 1, 3), lang) | {"colour": COLOURS["estimated"]}], NARROW), "")


RUNG_COLOURS = {
    "proven": "proven",
    "observed": "observed",
    "corroborated": "corroborated",
    "estimated": "estimated",
    "typed": "typed",
    "lost_source": "lost",
    "unexplained": "unexplained",
}


def rungs(audit: Audit) -> dict[str, Range]:
    """The rungs of the ladder, the strongest evidence first; counts are ranges of no width."""
    ladder = audit.ladder
    found = {name: getattr(ladder, name) for name in RUNG_COLOURS}
    return {name: value if isinstance(value, Range) else Range(value, value, value) for name, value in found.items()}


def _ladder(audit: Audit, lang: str, width: int) -> Chart | None:
    if not audit.landings.total:
        return None
    rows = [
        _bar_row(text(f"ladder.{name}", lang), value, lang) | {"colour": COLOURS[RUNG_COLOURS[name]]}
        for name, value in rungs(audit).items()
    ]
    return bars(rows, width)


def _channels(audit: Audit, lang: str, width: int) -> Chart | None:
    rows = [
        _bar_row(
            app_name(row.app, row.channel, lang),
            row.landings,
            lang,
        )
        | {"colour": COLOURS["typed" if row.channel == "none" else "estimated"]}
        for row in audit.channels
        if row.landings.high >= 0.5
    ]
    shown = rows if len(rows) <= MOST_BARS else [*rows[: MOST_BARS - 1], rows[-1]]
    return bars(shown, width) if shown else None


def _pages(audit: Audit, lang: str, width: int) -> Chart | None:
    best = sorted(audit.pages, key=lambda row: (-row.dark.estimate, row.page))[:MOST_BARS]
    longest = 42 if width == WIDE else 20
    rows = [
        _bar_row(label(row.page, longest), row.dark, lang) | {"colour": COLOURS["estimated"], "key": f"{place:02}"}
        for place, row in enumerate(best)
        if row.dark.high > 0
    ]
    return bars(rows, width) if rows else None


def _previews(audit: Audit, lang: str, width: int) -> Chart | None:
    best = sorted(audit.previews, key=lambda row: (-row.requests, row.app))[:MOST_BARS]
    shade = {"yes": "estimated", "mixed": "lost", "no": "unexplained"}
    rows = [
        _bar_row(app_name(row.app, row.channel, lang), Range(row.requests, row.requests, row.requests), lang)
        | {"colour": COLOURS[shade[row.private]]}
        for row in best
    ]
    return bars(rows, width) if rows else None


def _bar_row(name: str, value: Range, lang: str) -> Row:
    return {
        "key": "",
        "name": name,
        "value": value.estimate,
        "low": value.low,
        "high": value.high,
        "told": number(value.estimate, lang),
    }


def bars(rows: Sequence[Row], width: int) -> Chart:
    """Horizontal bars with their interval as a line and their number behind it.

    A row has `key` (may be empty), `name`, `value`, `low`, `high`, `told`, `colour`.
    """
    rows = [row | {"key": row["key"] or f"{place:02}"} for place, row in enumerate(rows)]
    base = alt.Chart(data(rows), width=width, height=BAR_HEIGHT * len(rows))
    names = {row["key"]: row["name"] for row in rows}
    order = list(names)
    lookup = " : ".join(f"datum.value == '{key}' ? {_quoted(name)}" for key, name in names.items()) + " : ''"
    room = 300 if width == WIDE else 140
    # the reader's font is not known here and may be wider than the one measured with
    needed = min(room, max(len(name) for name in names.values()) * 7.0)
    axis = alt.Axis(title=None, labelExpr=lookup, labelLimit=room, minExtent=needed, labelColor=COLOURS["ink"])
    y = alt.Y("key:N", sort=order, axis=axis)
    most = max([row["high"] for row in rows] + [1.0])
    x = alt.X("value:Q", title=None, scale=alt.Scale(domain=[0, most * (1.12 if width == WIDE else 1.3)]), axis=None)
    bodies = base.mark_bar(height=16, cornerRadiusEnd=2).encode(x=x, y=y, color=alt.Color("colour:N", scale=None))
    limits = base.mark_rule(color=COLOURS["ink"], strokeWidth=1.5).encode(x=alt.X("low:Q"), x2=alt.X2("high:Q"), y=y)
    ends = [
        base.mark_tick(color=COLOURS["ink"], thickness=1.5, size=8).encode(x=alt.X(f"{side}:Q"), y=y)
        for side in ("low", "high")
    ]
    told = base.mark_text(align="left", dx=7, baseline="middle").encode(x=alt.X("high:Q"), y=y, text=alt.Text("told:N"))
    wide = [row for row in rows if row["high"] > row["low"]]
    if not wide:
        return alt.layer(bodies, told)
    return alt.layer(bodies, limits, *ends, told)


def _quoted(text_: str) -> str:
    return "'" + text_.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _days(audit: Audit, lang: str, width: int) -> Chart | None:
    if not audit.timeline:
        return None
    names = [text(f"days.{key}", lang) for key in ("landings", "unattributed", "dark")]
    rows = [
        {"day": row.day.isoformat(), "series": name, "value": value}
        for row in audit.timeline
        for name, value in zip(names, (row.landings, row.unattributed, row.dark.estimate), strict=True)
    ]
    band = [{"day": row.day.isoformat(), "low": row.dark.low, "high": row.dark.high} for row in audit.timeline]
    months = text("format.months", lang).split()
    short = "[" + ",".join(_quoted(month[:3] if len(month) > 4 else month) for month in months) + "]"
    axis = alt.Axis(
        title=None,
        grid=False,
        tickCount=max(1, min(8 if width == WIDE else 4, len(audit.timeline) - 1)),  # never two a day
        labelExpr=f"date(datum.value) + ' ' + {short}[month(datum.value)]",
        labelOverlap=True,
    )
    x = alt.X("day:T", axis=axis)
    colours = [COLOURS["muted"], COLOURS["lost"], COLOURS["estimated"]]
    points = len(audit.timeline) < 3
    area = (
        alt.Chart(data(band), width=width, height=220)
        .mark_area(color=COLOURS["estimated"], opacity=0.22)
        .encode(x=x, y=alt.Y("low:Q", title=None, axis=_count_axis(lang)), y2=alt.Y2("high:Q"))
    )
    lines = (
        alt.Chart(data(rows))
        .mark_line(strokeWidth=2, point=points)
        .encode(x=x, y=alt.Y("value:Q"), color=_series(names, colours, width))
    )
    return alt.layer(area, lines)


def _hours(audit: Audit, lang: str, width: int) -> Chart | None:
    names = [text(f"hours.{key}", lang) for key in ("attributed", "unattributed", "unfurls")]
    counts = [
        [row.landings - row.unattributed for row in audit.hours],
        [row.unattributed for row in audit.hours],
        [row.unfurls for row in audit.hours],
    ]
    rows = [
        {"hour": hour, "series": name, "share": each / sum(series)}
        for name, series in zip(names, counts, strict=True)
        if sum(series) >= MOST_BARS
        for hour, each in enumerate(series)
    ]
    if not rows:
        return None
    present = [name for name in names if any(row["series"] == name for row in rows)]
    colours = dict(zip(names, (COLOURS["muted"], COLOURS["estimated"], COLOURS["observed"]), strict=True))
    gap = "\u00a0" if lang == "fr" else ""
    lines: Chart = (
        alt.Chart(data(rows), width=width, height=180)
        .mark_line(strokeWidth=2)
        .encode(
            x=alt.X(
                "hour:Q",
                title=None,
                scale=alt.Scale(domain=[0, 23]),
                axis=alt.Axis(values=[0, 6, 12, 18, 23], grid=False, labelExpr="datum.value + ' h'"),
            ),
            y=alt.Y(
                "share:Q",
                title=None,
                axis=alt.Axis(tickCount=4, labelExpr=f"format(datum.value * 100, 'd') + '{gap}%'"),
            ),
            color=_series(present, [colours[name] for name in present], width),
        )
    )
    return lines


def _series(names: list[str], colours: list[str], width: int) -> alt.Color:
    legend = alt.Legend(columns=len(names) if width == WIDE else 1)
    return alt.Color("series:N", scale=alt.Scale(domain=names, range=colours), legend=legend)


def _count_axis(lang: str) -> alt.Axis:
    shown = "format(datum.value, ',d')"
    if lang == "fr":
        shown = f"replace({shown}, ',', '\u202f')"
    return alt.Axis(tickCount=4, labelExpr=f"datum.value == floor(datum.value) ? {shown} : ''")


CHARTS = {
    "ladder": _ladder,
    "days": _days,
    "channels": _channels,
    "pages": _pages,
    "previews": _previews,
    "hours": _hours,
}
