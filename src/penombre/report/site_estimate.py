"""What is known of a site from collected events: every figure with its interval, or why there is none."""

from __future__ import annotations

from datetime import datetime

import msgspec

from penombre.analyze.cascades.dial import Step
from penombre.analyze.cascades.estimate import CascadeEstimate
from penombre.analyze.interval import Interval


class DarkShare(msgspec.Struct, frozen=True):
    """Dark landings among those without a source; None where too few answered.

    share, sampling   with and without the doubt whether tagged and untagged visitors answer alike
    landings          the same as landings
    low, high         bounds that need no model and no answers
    tipping_point     gap in readiness to answer (log odds) that would move the estimate onto its limit
    alarms            codes of what speaks against the estimate
    """

    share: Interval | None
    sampling: Interval | None
    landings: Interval | None
    low: float
    high: float
    answers: int
    asked: int
    tipping_point: float | None
    alarms: list[str]


class Channel(msgspec.Struct, frozen=True):
    """A private channel: its landings without a source, and its share of those placed in one, named or not."""

    name: str
    landings: Interval
    share: Interval


class PageShare(msgspec.Struct, frozen=True):
    """A page: its landings without a source, and the dark share of them."""

    page: str
    unattributed: int
    share: Interval


class Changed(msgspec.Struct, frozen=True):
    """Something changed on `day` (first new day) for good, and of what kind."""

    day: str
    type: str
    size: Interval


class SiteEstimate(msgspec.Struct, frozen=True):
    """What is known of one site and period.

    proven, observed   private landings that show themselves
    either             landings by an app or mailbox of both uses, or by a copied link: public or private
    corroborated       landings without a source, of those that are dark, that followed link previews of their page
    channels           None where neither answers nor previews tell them apart
    cascades           of share tags (Counting) or tokens (Consent); None in Strict
    dial               what each mode would buy this site
    days               days from the first landing to the last; in fewer than LEAST_DAYS no changes were looked for
    began              the site's first event, in this period or not; None where nobody asked
    """

    version: str
    site: str
    mode: str
    timezone: str
    start: datetime
    end: datetime
    landings: int
    unattributed: int
    proven: int
    observed: int
    dark: DarkShare
    channels: list[Channel] | None
    unallocated: Interval | None
    channel_alarms: list[str]
    pages: list[PageShare]
    cascades: CascadeEstimate | None
    changes: list[Changed]
    dial: list[Step]
    corroborated: Interval | None = None
    days: int = 0
    either: int = 0
    began: datetime | None = None
    schema: str = "penombre/estimate@1"

    @property
    def least(self) -> float:
        """Private landings without a model, at least: those that show themselves, and what bounds say of the others."""
        return self.proven + self.observed + self.dark.low * self.unattributed

    @property
    def most(self) -> float:
        """The same at most: every landing that may be private is."""
        return self.proven + self.observed + self.either + self.dark.high * self.unattributed
