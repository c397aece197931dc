"""The audit document: the figures of one audit, in the shape that `penombre/audit@1` promises to outsiders."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

SCHEMA = "penombre/audit@1"
LEAST_LANDINGS = 50
"""Landings below which pages and screens give no share, as the dashboard: an interval over nearly all says nothing."""


class Range(msgspec.Struct, frozen=True):
    """An estimate with its 95 % interval; `low <= estimate <= high`."""

    estimate: float
    low: float
    high: float


class Bounds(msgspec.Struct, frozen=True):
    """What holds whatever the model: the quantity is not below `low` and not above `high`."""

    low: float
    high: float


class Input(msgspec.Struct, frozen=True):
    """One file as it was read: `lines = parsed + rejected`, `rejected` = the sum of `reasons`."""

    path: str
    format: str
    lines: int
    parsed: int
    rejected: int
    reasons: dict[str, int]


class Period(msgspec.Struct, frozen=True):
    """First and last request read (UTC) and the days between them."""

    start: datetime | None
    end: datetime | None
    days: float


class Requests(msgspec.Struct, frozen=True):
    """Every parsed line under exactly one verdict: `total` is the sum of the other fields."""

    total: int
    assets: int
    errors: int
    bots: int
    unfurls: int
    scanners: int
    assistants: int
    human_pages: int
    prefetches: int
    other: int
    """Redirects, form posts, service calls, feeds: neither a page view nor an error."""
    other_sites: int
    """Lines of other host names than the site audited."""


class Landings(msgspec.Struct, frozen=True):
    """First page views of visits that came from outside: `total = attributed + unattributed`."""

    total: int
    attributed: int
    unattributed: int
    by_channel: dict[str, int]
    automatic: Range = Range(0.0, 0.0, 0.0)
    """Robots among the unattributed that no visit gives away, estimated: shares are of the landings without them."""

    @property
    def people(self) -> int:
        """Landings less the robots estimated among them."""
        return self.total - round(self.automatic.estimate)

    @property
    def enough(self) -> bool:
        """Whether there are enough of them for shares to be told to people."""
        return self.people >= LEAST_LANDINGS


class Dark(msgspec.Struct, frozen=True):
    """Landings that a person caused by sending the link in private."""

    landings: Range
    share_of_landings: Range
    share_of_unattributed: Range
    bounds: Bounds
    """Share of all landings, without any model."""
    method: str
    calibrated: bool
    assumptions: list[str]


class Baseline(msgspec.Struct, frozen=True):
    """What simpler rules would print, to compare with: shares of all landings."""

    no_referrer: float
    """Every landing without a source: what other tools file under "direct"."""
    deep_url_rule: float
    """Those of them on a page nobody would type, and those whose private source shows: the rule of 2012."""


class Ladder(msgspec.Struct, frozen=True):
    """How many landings stand on each rung of the evidence ladder."""

    proven: int
    observed: int
    corroborated: int
    estimated: Range
    typed: Range
    lost_source: Range
    unexplained: Range


class ChannelRow(msgspec.Struct, frozen=True):
    """One app (or the unallocated rest, `app` empty) of one private or mixed channel."""

    channel: str
    app: str
    landings: Range
    observed: int
    unfurls: int
    share_acts: Range


class ShareActs(msgspec.Struct, frozen=True):
    """Share actions read off link previews: a floor, since many apps never fetch one."""

    private: Range
    public: Range


class PageRow(msgspec.Struct, frozen=True):
    """One page (path without query)."""

    page: str
    landings: int
    unattributed: int
    dark: Range
    unfurls: int


class DayRow(msgspec.Struct, frozen=True):
    """One day in the audit's time zone."""

    day: date
    landings: int
    unattributed: int
    dark: Range
    unfurls: int


class HourRow(msgspec.Struct, frozen=True):
    """One hour of the day (0-23) in the audit's time zone, summed over the period."""

    hour: int
    landings: int
    unattributed: int
    unfurls: int


class PreviewRow(msgspec.Struct, frozen=True):
    """Link previews (unfurls) asked for by one app, and the share acts they stand for."""

    app: str
    channel: str
    private: str
    fetched_by: str
    """`sender` (the sender's own device), `vendor`, `instance`, `own_server` or `unknown`."""
    requests: int
    share_acts: Range


class Note(msgspec.Struct, frozen=True):
    """A remark on the figures: `code` is stable, `text` is in the language asked for."""

    level: Literal["info", "warning"]
    code: str
    text: str


class Audit(msgspec.Struct, frozen=True):
    """Everything one audit found out."""

    version: str
    generated_at: datetime
    site: str
    timezone: str
    inputs: list[Input]
    period: Period
    requests: Requests
    landings: Landings
    dark: Dark
    baseline: Baseline
    ladder: Ladder
    channels: list[ChannelRow]
    share_acts: ShareActs
    pages: list[PageRow]
    timeline: list[DayRow]
    hours: list[HourRow]
    previews: list[PreviewRow]
    notes: list[Note]
    schema: str = SCHEMA


def to_json(audit: Audit, *, indent: int = 2) -> bytes:
    """The document as UTF-8 JSON."""
    return msgspec.json.format(msgspec.json.encode(audit), indent=indent)


def from_json(document: bytes) -> Audit:
    """The audit that `to_json` wrote."""
    return msgspec.json.decode(document, type=Audit)
