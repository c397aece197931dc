"""The finding in one sentence: how much of a site's traffic came from private sharing, and how sure that is."""

from __future__ import annotations

from typing import Literal

import msgspec

from penombre.dashboard.estimates import Kept
from penombre.dashboard.landings import Breakdown, Landings, Parts
from penombre.dashboard.telling import K, tellable_line
from penombre.report.site_estimate import SiteEstimate

Sort = Literal["estimated", "bounded", "counted", "small"]


class Finding(msgspec.Struct, frozen=True):
    """What can be said.

    sort       estimated: with answers; bounded: without a model; counted: what shows itself; small: too few
    low, high  share of all landings that followed a link sent in private; None where it cannot be told
    landings   the denominator
    certain    those whose tag or app says so
    dark_low, dark_high   private ones among those without a source: landings
    sourceless landings without a source
    corroborated   of the dark ones among them, those that followed previews of their page: low, middle, high
    """

    sort: Sort
    landings: int
    low: float | None = None
    high: float | None = None
    middle: float | None = None
    certain: int | None = None
    sourceless: int = 0
    dark: tuple[float, float, float] | None = None
    corroborated: tuple[float, float, float] | None = None

    @property
    def remainder(self) -> tuple[float, float, float] | None:
        """Dark landings without a source beside the corroborated ones."""
        if self.dark is None:
            return None
        placed = self.corroborated[1] if self.corroborated else 0.0
        low, middle, high = (max(count - placed, 0.0) for count in self.dark)
        return low, middle, high


def finding(kept: Kept | None, counted: Parts) -> Finding:
    """What the whole site's estimate says, or what was counted (exactly; what is too small is not told)."""
    if kept is not None and kept.estimate is not None:
        return _estimated(kept)
    if counted.total < K:
        return Finding("small", 0)
    certain, told = _certain(counted)
    return Finding("counted", counted.total, certain=certain if told else None, sourceless=counted.none or 0)


def counted_only(told: Landings) -> Finding:
    """Of a selection by filters: what shows itself, and what has no source at all, as far as it may be told."""
    if not told.total:
        return Finding("small", 0)
    return Finding("counted", told.total, certain=told.parts.certain, sourceless=told.parts.none or 0)


def _estimated(kept: Kept) -> Finding:
    assert kept.estimate is not None
    dark, counted = kept.estimate.dark, kept.counted
    total = counted.total
    certain, told = _certain(counted)
    if not told:
        # so few show themselves that they are left out of the lower limit: it stays one
        certain = 0
    sourceless = counted.none or 0
    if dark.share is None or not sourceless:
        return Finding(
            "bounded",
            total,
            low=(certain + dark.low * sourceless) / total,
            high=(_possible(counted) + dark.high * sourceless) / total,
            certain=certain if told else None,
            sourceless=sourceless,
            corroborated=_corroborated(kept.estimate, sourceless, sourceless),
        )
    low, middle, high = (share * sourceless for share in (dark.share.low, dark.share.estimate, dark.share.high))
    return Finding(
        "estimated",
        total,
        low=(certain + low) / total,
        high=(certain + high) / total,
        middle=(certain + middle) / total,
        certain=certain if told else None,
        sourceless=sourceless,
        dark=(low, middle, high),
        corroborated=_corroborated(kept.estimate, sourceless, middle),
    )


def _corroborated(estimate: SiteEstimate, sourceless: int, most: float) -> tuple[float, float, float] | None:
    """As landings of the period shown, `most` at most; None where they are too few to be told."""
    found = estimate.corroborated
    if found is None or found.estimate < K or not estimate.unattributed:
        return None
    low, middle, high = (
        min(count / estimate.unattributed * sourceless, most) for count in (found.low, found.estimate, found.high)
    )
    return low, middle, high


def _certain(counted: Parts) -> tuple[int, bool]:
    """Landings that are private without doubt, and whether their number may be told."""
    certain = counted.certain or 0
    return certain, _told(counted)[0]


def _possible(counted: Parts) -> int:
    """Landings with a source that may be private: all but the public ones, as far as their number may be told."""
    public = counted.public or 0 if _told(counted)[3] else 0
    return counted.total - (counted.none or 0) - public


def _told(counted: Parts) -> list[bool]:
    """Of the private without doubt, either, sourceless, public: whether their number may be told."""
    return tellable_line([each or 0 for each in (counted.certain, counted.either, counted.none, counted.public)])


def leader(apps: Breakdown) -> str:
    """The app that most landings name that are private without doubt; empty where none leads or none may be told."""
    ranked = sorted(
        ((row.parts.certain or 0, row.name) for row in apps.rows if row.name and row.parts is not None), reverse=True
    )
    if not ranked or ranked[0][0] < K or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return ""
    return ranked[0][1]
