"""What other programs are told: an alert that begins or is over, a report that is made; no number of a few people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from penombre.act.takeoff import K
from penombre.dispatch.made_reports import MadeReport
from penombre.dispatch.matters import Matter
from penombre.dispatch.webhooks import Event

PEOPLE = frozenset({"landings", "now", "before", "public_now", "public_before", "people"})
"""Facts that count people: one below K is null (rule PR8)."""


class News(msgspec.Struct, frozen=True):
    """Something to tell: `matter` names it among all news of its site, `at` is when it came about."""

    site: str
    event: Event | None  # None: a test, told to whoever asked for it
    matter: str
    at: float
    kind: str
    data: Mapping[str, Any]

    def body(self) -> bytes:
        """As it is sent, the same at every try."""
        told = {"type": self.kind, "timestamp": _moment(self.at), "data": {"site": self.site, **self.data}}
        return msgspec.json.encode(told, order="deterministic")


def of_matter(matter: Matter) -> list[News]:
    """That it began, and that it is over where it is."""
    alert = matter.alert
    data = {
        "number": matter.number,
        "page": alert.subject or None,
        "since": _moment(alert.since),
        "facts": {name: _told(name, value) for name, value in alert.facts.items()},
    }
    kind = f"alert.{alert.kind}"
    begun = News(matter.site, alert.kind, f"alert {matter.number}", matter.told_at, kind, {"state": "begun", **data})
    if matter.over_at is None:
        return [begun]
    name = f"alert {matter.number} over"
    return [begun, News(matter.site, alert.kind, name, matter.over_at, kind, {"state": "over", **data})]


def of_report(report: MadeReport) -> list[News]:
    """That it is ready to be fetched, or could not be made."""
    if report.made_at is None:
        return []
    data = {"number": report.number, "period": report.period, "lang": report.lang, "state": report.state}
    return [News(report.site, "report", f"report {report.number}", report.made_at, f"report.{report.state}", data)]


def of_sent_report(site: str, period: str, at: float) -> News:
    """That the report of a month or a week was sent to who subscribed to it."""
    return News(site, "report", f"report {period}", at, "report.sent", {"period": period})


def of_test(site: str, matter: str, now: float) -> News:
    """A call that only shows that calls arrive."""
    return News(site, None, matter, now, "webhook.test", {})


def _told(name: str, value: float) -> float | None:
    return None if name in PEOPLE and value < K else round(value, 2)


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
