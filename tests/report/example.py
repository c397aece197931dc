"""An audit document with everything in it, hostile names included, to draw and print."""

from datetime import UTC, date, datetime

import msgspec

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
    Note,
    PageRow,
    Period,
    PreviewRow,
    Range,
    Requests,
    ShareActs,
)
from penombre.report.texts import text

HOSTILE_PAGES = [
    "/<script>alert(1)</script>",
    "/a'b\\c\"d",
    "/\u202egpj.exe",
    "/\x1b[31mred",
    "=HYPERLINK(1)",
    "/" + "very-long-" * 60,
]
VERDICTS = {
    "assets": 4000, "errors": 120, "bots": 900, "unfurls": 80, "scanners": 12, "assistants": 30, "human_pages": 2500,
    "prefetches": 9, "other": 40, "other_sites": 3,
}  # fmt: skip


def example_audit(lang: str = "en") -> Audit:
    pages = [*HOSTILE_PAGES, "/articles/un-été-à-la-mer", "/", "/culture"]
    return Audit(
        version="0.1.0",
        generated_at=datetime(2026, 3, 16, 9, 30, tzinfo=UTC),
        site="www.example.org",
        timezone="Europe/Paris",
        inputs=[Input("logs/access.log<b>", "combined", 7700, 7694, 6, {"time": 4, "blank": 2})],
        period=Period(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 15, 12, tzinfo=UTC), 14.5),
        requests=Requests(total=sum(VERDICTS.values()), **VERDICTS),
        landings=Landings(1800, 1000, 800, {"search": 700, "social": 200, "email": 60, "messenger": 40, "none": 800}),
        dark=Dark(
            Range(410, 190, 640),
            Range(0.2278, 0.1056, 0.3556),
            Range(0.4, 0.18, 0.6),
            Bounds(0.031, 0.62),
            text("method.logs", lang),
            False,
            [text("assumption.typed_home", lang), text("assumption.not_calibrated", lang)],
        ),
        baseline=Baseline(0.4444, 0.35),
        ladder=Ladder(16, 40, 60, Range(294, 74, 524), Range(250, 120, 380), Range(120, 40, 230), Range(70, 10, 190)),
        channels=[
            ChannelRow("messenger", "WhatsApp", Range(180.5, 90, 260), 40, 66, Range(62.7, 50, 66)),
            ChannelRow("social", "Facebook", Range(20, 3, 61), 90, 4, Range(3, 1, 9)),
            ChannelRow("email", "", Range(9.5, 2, 30), 60, 0, Range(0, 0, 0)),
            ChannelRow("none", "", Range(200, 20, 390), 0, 0, Range(0, 0, 0)),
        ],
        share_acts=ShareActs(Range(70, 55, 90), Range(12, 3, 30)),
        pages=[
            PageRow(page, 400 - 30 * at, 200 - 15 * at, Range(90 - 9 * at, 10, 150 - 9 * at), at)
            for at, page in enumerate(pages)
        ],
        timeline=[
            DayRow(date(2026, 3, 1 + at), 100 + 9 * at, 50 + 4 * at, Range(20 + at, 8, 44 + at), at) for at in range(15)
        ],
        hours=[HourRow(hour, 20 + hour * 3, 9 + hour, hour % 5 + 1) for hour in range(24)],
        previews=[
            PreviewRow("WhatsApp", "messenger", "yes", "sender", 66, Range(62.7, 50, 66)),
            PreviewRow("Facebook", "social", "mixed", "vendor", 14, Range(3, 1, 9)),
        ],
        notes=[
            Note("warning", "few_landings", text("note.few_landings", lang, landings="12")),
            Note("info", "no_sec_fetch", text("note.no_sec_fetch", lang)),
            Note("info", "site_guessed", text("note.site_guessed", lang, site="<i>evil\u202e</i>")),
        ],
    )


def tiny_audit(lang: str = "en", landings: int = 1) -> Audit:
    """An example with so few landings that shares of them say nothing."""
    return msgspec.structs.replace(
        example_audit(lang),
        landings=Landings(landings, 0, landings, {"none": landings}),
        period=Period(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 1, 1, tzinfo=UTC), 0.04),
        notes=[],
    )


def empty_audit() -> Audit:
    nothing = Range(0, 0, 0)
    return Audit(
        version="0.1.0",
        generated_at=datetime(2026, 3, 16, 9, 30, tzinfo=UTC),
        site="",
        timezone="UTC",
        inputs=[Input("a.log", "common", 1, 1, 0, {})],
        period=Period(None, None, 0.0),
        requests=Requests(total=1, **{name: int(name == "assets") for name in VERDICTS}),
        landings=Landings(0, 0, 0, {}),
        dark=Dark(nothing, Range(0, 0, 1), Range(0, 0, 1), Bounds(0, 1), "", False, []),
        baseline=Baseline(0, 0),
        ladder=Ladder(0, 0, 0, nothing, nothing, nothing, nothing),
        channels=[],
        share_acts=ShareActs(nothing, nothing),
        pages=[],
        timeline=[],
        hours=[],
        previews=[],
        notes=[],
    )
