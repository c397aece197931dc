"""Estimates all that collected events tell of a site and period."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
from sqlalchemy import Engine as Database
from threadpoolctl import threadpool_limits

from penombre import __version__
from penombre.analyze.cascades.dial import dial, volumes_of
from penombre.analyze.cascades.estimate import CascadeEstimate, estimate_from_counts, estimate_from_tokens
from penombre.analyze.cascades.shares import GenerationCounts
from penombre.analyze.change.days import LEAST_DAYS, Days
from penombre.analyze.change.find import find_changes
from penombre.analyze.channels.estimate import estimate_channels
from penombre.analyze.channels.series import Series
from penombre.analyze.corroboration import PageHours, corroborate
from penombre.analyze.direct.estimate import DirectEstimate, estimate_direct
from penombre.analyze.direct.survey import LEAST_ANSWERS
from penombre.analyze.interval import Interval
from penombre.collect.lab.experiment import Lab
from penombre.collect.sites import Mode, Site
from penombre.estimate.landings import landings
from penombre.estimate.records import ASK, NO, OBSERVED, PROVEN, UNATTRIBUTED, VIEW, YES, Found, read
from penombre.estimate.series import OTHER, channel_series, days, first_day, generation_counts, tokens
from penombre.report.site_estimate import Changed, Channel, DarkShare, PageShare, SiteEstimate
from penombre.signals.strip import strip_prior
from penombre.store.beginning import beginning
from penombre.store.engine import Engine

LEAST_HOURLY = 200
"""Landings without a source below which hours say nothing of channels."""
SHOWN_PAGES = 50
NORMAL_95 = 1.96
K = 10
"""Fewer landings of a page are not told (rule PR8)."""

Strip = dict[str, tuple[float, float]]


def estimate_site(engine: Engine, site: Site, start: datetime, end: datetime, strip: Strip) -> SiteEstimate:
    """Estimate a site from `start` to before `end`.

    strip   Beta parameters, by app, of the share of its landings that arrives without a source
    Raises StoreError.
    """
    # estimates, engine and edge share few cores: numerical libraries that waited for one another's threads took up to
    # twenty times as long
    with threadpool_limits(limits=1):
        found = _estimated(read(engine, site, start, end), site, start, end, strip)
    return msgspec.structs.replace(found, began=beginning(engine, site.number))


def _estimated(found: Found, site: Site, start: datetime, end: datetime, strip: Strip) -> SiteEstimate:
    views = found.landings[found.landings["kind"] == VIEW]
    rung, private = views["rung"], views["private"]
    unattributed = int((rung == UNATTRIBUTED).sum())
    proven, observed = (rung == PROVEN) & (private == YES), rung == OBSERVED
    local = start.astimezone(ZoneInfo(site.timezone))
    direct = estimate_direct(landings(found)) if unattributed else None
    dark = _dark(direct, found, unattributed)
    series = channel_series(found, local.weekday() * 24 + local.hour, strip) if unattributed >= LEAST_HOURLY else None
    channels, unallocated, alarms = _channels(series, dark, unattributed)
    counts = generation_counts(found)
    begun = local + timedelta(days=first_day(found))
    daily = days(found, first_day(found), begun.weekday())
    return SiteEstimate(
        version=__version__,
        site=site.name,
        mode=site.mode,
        timezone=site.timezone,
        start=start,
        end=end,
        landings=len(views),
        unattributed=unattributed,
        proven=int(proven.sum()),
        observed=int(observed.sum()),
        either=int(((private != NO) & (rung != UNATTRIBUTED) & ~proven & ~observed).sum()),
        dark=dark,
        channels=channels,
        unallocated=unallocated,
        channel_alarms=alarms,
        pages=_pages(direct, found),
        cascades=_cascades(site.mode, found, counts),
        changes=_changes(daily, begun),
        dial=dial(volumes_of(counts)),
        corroborated=_corroborated(series, dark) if series else None,
        days=len(daily.dark) if len(views) else 0,
    )


def strip_of(database: Database, site: str) -> Strip:
    """What the site's own lab found, by app: the clicks of all its systems beside what was published, once."""
    found: Strip = {}
    for rate in Lab(database).kept(site):
        a, b = found.get(rate.app) or strip_prior(rate.app)
        found[rate.app] = (a + rate.dark, b + rate.lit)
    return found


def _dark(direct: DirectEstimate | None, found: Found, unattributed: int) -> DarkShare:
    if direct is None:
        return DarkShare(None, None, None, 0.0, 1.0, 0, 0, None, [])
    share = direct.share
    blind = found.landings[found.landings["rung"] == UNATTRIBUTED]
    asked = int((blind["kind"] == ASK).sum())
    return DarkShare(
        share=share,
        sampling=direct.sampling,
        landings=share and _times(share, unattributed),
        low=direct.bounds.low,
        high=direct.bounds.high,
        answers=direct.answers,
        asked=asked,
        tipping_point=direct.tipping_point,
        alarms=direct.alarms,
    )


def _channels(
    series: Series | None, dark: DarkShare, unattributed: int
) -> tuple[list[Channel] | None, Interval | None, list[str]]:
    if series is None:
        return None, None, []
    if dark.answers < LEAST_ANSWERS:  # too few for the share of all are too few for each app's
        series = msgspec.structs.replace(series, answers=np.zeros_like(series.answers))
    shown = series.referred[series.twin >= 0]
    if not (series.answers.any() or series.unfurls.any() or shown.any()):
        return None, None, []
    part = float(series.dark.sum()) / unattributed  # of the pages looked at
    told = estimate_channels(series, dark.landings and _times(dark.landings, part))
    rows = [
        Channel(name, _times(volume, 1 / max(part, 1e-9)), share)
        for name, volume, share in zip(told.channels, told.volumes, told.mix, strict=True)
    ]
    rows.sort(key=lambda row: -row.landings.estimate)
    # an app that is not among the answers is as little known as one that nothing tells of
    named = [row.landings for row in rows if row.name == OTHER and series.answers.any()]
    elsewhere = _sum([_times(told.unallocated, 1 / max(part, 1e-9)), *named])
    return [row for row in rows if row.name != OTHER], elsewhere, told.alarms


def _corroborated(series: Series, share: DarkShare) -> Interval | None:
    """Dark landings of the pages looked at that followed previews; None where these may all be chance."""
    known, previews = series.referred.sum(axis=0), series.unfurls.sum(axis=0)
    dark, others, asked = (PageHours.of_table(counts) for counts in (series.dark, known, previews))
    found = corroborate(dark, others, asked, 0, series.dark.shape[1] - 1)
    most = share.landings.high if share.landings else float(series.dark.sum())
    low, middle, high = (min(max(found.landings + by * found.error, 0.0), most) for by in (-NORMAL_95, 0.0, NORMAL_95))
    return Interval(middle, low, high, int(previews.sum())) if low > 0 else None


def _pages(direct: DirectEstimate | None, found: Found) -> list[PageShare]:
    if direct is None:
        return []
    pages = [
        PageShare(found.pages[each.page].page, each.n, Interval(each.estimate, each.low, each.high, each.n))
        for each in direct.pages
        if each.n >= K
    ]
    pages.sort(key=lambda page: -page.share.estimate * page.unattributed)
    return pages[:SHOWN_PAGES]


def _cascades(mode: Mode, found: Found, counts: GenerationCounts) -> CascadeEstimate | None:
    if mode == "strict":
        return None
    return estimate_from_tokens(tokens(found)) if mode == "consent" else estimate_from_counts(counts)


def _changes(daily: Days, first: datetime) -> list[Changed]:
    if len(daily.dark) < LEAST_DAYS:
        return []
    return [
        Changed((first + timedelta(days=change.day)).date().isoformat(), change.type, change.size)
        for change in find_changes(daily)
    ]


def _sum(parts: list[Interval]) -> Interval:
    """Intervals added up; their errors are taken to be independent."""
    middle = sum(part.estimate for part in parts)
    below = math.hypot(*(part.estimate - part.low for part in parts))
    above = math.hypot(*(part.high - part.estimate for part in parts))
    return Interval(middle, max(middle - below, 0.0), middle + above, parts[0].n)


def _times(interval: Interval, factor: float) -> Interval:
    return Interval(interval.estimate * factor, interval.low * factor, interval.high * factor, interval.n)
