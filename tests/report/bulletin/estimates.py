"""Estimates of a site to make bulletins of: a rich one, one without answers, an empty one, one full of hostile names."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from penombre.analyze.cascades.dial import Volumes, dial
from penombre.analyze.cascades.estimate import CascadeEstimate
from penombre.analyze.interval import Interval
from penombre.report.bulletin.period import Period
from penombre.report.site_estimate import Changed, Channel, DarkShare, PageShare, SiteEstimate

MARCH = Period("month", datetime(2026, 3, 1).date(), datetime(2026, 3, 31).date(), "Europe/Paris")
HOSTILE = [
    "/<script>alert(1)</script>",
    '/"><img src=x onerror=alert(1)>',
    '/#panic("out") $x$ *b* _i_ @ref <label> \\ `raw` // /* [',
    "/{site}{0}%s",
    "/\u202egpj.exe\u200b\x1b[31m",
    "/" + "very-long-without-end" * 30,
    "=HYPERLINK(1)",
]


def rich(share: float = 0.41, pages: tuple[str, ...] = (), site: str = "gazette") -> SiteEstimate:
    """A month of a site in Consent mode, with all there is to tell."""
    unattributed = 9_200
    names = pages or (
        "/culture/un-été-à-la-mer", "/dossiers/ecole-rurale-fermeture", "/recettes/tarte-aux-poires", "/", "/agenda",
        "/sport/le-derby-en-direct",
    )  # fmt: skip
    return SiteEstimate(
        version="0.1.0",
        site=site,
        mode="consent",
        timezone="Europe/Paris",
        start=MARCH.start.astimezone(UTC),
        end=MARCH.end.astimezone(UTC),
        landings=24_800,
        unattributed=unattributed,
        proven=640,
        observed=410,
        either=2_300,
        dark=DarkShare(
            share=Interval(share, share - 0.07, share + 0.08, 420),
            sampling=Interval(share, share - 0.05, share + 0.05, 420),
            landings=Interval(share * unattributed, (share - 0.07) * unattributed, (share + 0.08) * unattributed, 420),
            low=0.06,
            high=0.83,
            answers=420,
            asked=1_950,
            tipping_point=0.4,
            alarms=["response_level"],
        ),
        channels=[
            Channel("WhatsApp", Interval(1_900 * share / 0.41, 1_500 * share / 0.41, 2_350 * share / 0.41, 200), Interval(0.51, 0.42, 0.6)),
            Channel("E-mail", Interval(980, 610, 1_380, 110), Interval(0.26, 0.17, 0.35)),
            Channel("SMS", Interval(520, 210, 870, 60), Interval(0.14, 0.06, 0.22)),
            Channel("Signal", Interval(0, 0, 90, 0), Interval(0, 0, 0.03)),
        ],
        unallocated=Interval(370, 0, 980, 420),
        channel_alarms=["merged"],
        pages=[
            PageShare(page, 900 - 110 * at, Interval(max(0.72 - 0.11 * at, 0.05), max(0.62 - 0.11 * at, 0.01), max(0.81 - 0.11 * at, 0.12), 900 - 110 * at))
            for at, page in enumerate(names)
        ],
        cascades=CascadeEstimate(
            clicks_per_share=Interval(1.62, 1.4, 1.9, 390),
            k=Interval(0.31, 0.22, 0.42, 390),
            silent=Interval(0.38, 0.31, 0.45, 300),
            survival=Interval(0.71, 0.6, 0.8, 130),
            half_life=Interval(7.4, 5.2, 10.9, 610),
            nu=Interval(2.3, 2.1, 2.8, 90),
            audience=[Interval(0.6, 0.4, 0.8, 390), Interval(0.3, 0.1, 0.5, 390), Interval(0.1, 0.02, 0.3, 390)],
            alarms=["audience_without_anchors"],
        ),
        changes=[Changed("2026-03-12", "behaviour", Interval(1.4, 1.2, 1.7, 31))],
        dial=dial(Volumes(presses=390, answers=130)),
        days=31,
    )  # fmt: skip


def month_before(share: float = 0.29) -> SiteEstimate:
    """The same site a month earlier."""
    before = MARCH.before
    return msgspec.structs.replace(
        rich(share), start=before.start.astimezone(UTC), end=before.end.astimezone(UTC), landings=21_900, changes=[]
    )


def unasked(mode: Any = "strict") -> SiteEstimate:
    """A small site that asked nobody."""
    return msgspec.structs.replace(
        rich(),
        mode=mode,
        landings=180,
        unattributed=70,
        proven=0,
        observed=6,
        either=18,
        dark=DarkShare(None, None, None, 0.0, 0.66, 0, 0, None, ["too_few_answers"]),
        channels=None,
        unallocated=None,
        channel_alarms=[],
        pages=[],
        cascades=None,
        changes=[],
    )


def empty() -> SiteEstimate:
    """Nothing was collected."""
    return msgspec.structs.replace(
        unasked(),
        landings=0,
        unattributed=0,
        observed=0,
        either=0,
        dark=DarkShare(None, None, None, 0.0, 1.0, 0, 0, None, []),
    )


def hostile() -> SiteEstimate:
    """Names that would do harm if anything obeyed them."""
    found = rich(pages=tuple(HOSTILE))
    channels = [msgspec.structs.replace(each, name=HOSTILE[at]) for at, each in enumerate(found.channels or [])]
    return msgspec.structs.replace(found, site=HOSTILE[0] + HOSTILE[2], channels=channels)
