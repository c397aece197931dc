"""What a period's estimate gives to say, each with its figures and the evidence it rests on, the strongest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

import msgspec

from penombre.analyze.interval import Interval
from penombre.report.bulletin.difference import among, difference, direction, plus, times
from penombre.report.site_estimate import Channel, PageShare, SiteEstimate

MOST = 8
Unit = Literal["count", "share", "limits", "points", "volume", "figure"]


class Figure(msgspec.Struct, frozen=True):
    """A number in a sentence.

    unit   count: known; share: in [0, 1]; limits: of a share, which has no middle; points: difference of shares;
           volume: landings; figure: any small number
    """

    value: Interval
    unit: Unit


class Finding(msgspec.Struct, frozen=True):
    """Something worth a sentence.

    code       key of its sentence in `finding`
    weight     landings that it concerns even if the truth lies at the nearer limit of its interval
    evidence   key of what it rests on in `evidence`
    names      page, channel, day: texts that came with the data, as they are
    """

    code: str
    weight: float
    evidence: str
    figures: dict[str, Figure] = {}
    names: dict[str, str] = {}


def count(value: int) -> Figure:
    """A number that is known."""
    return Figure(Interval(value, value, value), "count")


def days_of(found: SiteEstimate) -> float:
    """Days of an estimate's period."""
    return (found.end - found.start) / timedelta(days=1)


def dark_landings(found: SiteEstimate) -> Interval | None:
    """All private landings, those that show themselves and those without a source; None without an estimate."""
    return None if found.dark.landings is None else plus(found.dark.landings, found.proven + found.observed)


def dark_share(found: SiteEstimate) -> Interval | None:
    """Private landings among all landings."""
    dark = dark_landings(found)
    return None if dark is None or not found.landings else times(dark, 1 / found.landings)


def dark_of(page: PageShare) -> Interval:
    """A page's private landings without a source."""
    return times(page.share, page.unattributed)


def findings(now: SiteEstimate, before: SiteEstimate | None = None) -> list[Finding]:
    """The answer, whether it changed, then others, those first that surely concern most landings; at most MOST."""
    first, others = [_answer(now)], [*_certain(now), *_channels(now), *_pages(now), *_shares(now), *_changes(now)]
    if before is not None and before.landings and now.landings:
        first += _compared(now, before)
        others += [*_channels_compared(now, before), *_pages_compared(now, before)]
    others.sort(key=lambda finding: -finding.weight)
    return [*first, *others][:MOST]


def _answer(now: SiteEstimate) -> Finding:
    dark, share = dark_landings(now), dark_share(now)
    asked = {"answers": count(now.dark.answers), "asked": count(now.dark.asked)}
    if not now.landings:
        return Finding("nothing", 0, "counted")
    if dark is None or share is None:
        low, high = now.least / now.landings, now.most / now.landings
        bounds = Figure(Interval((low + high) / 2, low, high), "limits")
        code = "bounds" if now.dark.asked else "bounds_unasked"
        return Finding(code, low * now.landings, "bounds", {"bounds": bounds, "landings": count(now.landings), **asked})
    figures = {"share": Figure(share, "share"), "dark": Figure(dark, "volume"), "landings": count(now.landings)}
    return Finding("dark", dark.low, "answers", figures | asked)


def _certain(now: SiteEstimate) -> Iterator[Finding]:
    known = now.proven + now.observed
    if known:
        parts = {"proven": now.proven, "observed": now.observed, "known": known, "landings": now.landings}
        yield Finding("certain", known, "counted", {name: count(value) for name, value in parts.items()})


def _channels(now: SiteEstimate) -> Iterator[Finding]:
    placed = [channel for channel in now.channels or [] if channel.landings.low >= 1]
    if not placed:
        return
    first = placed[0]
    figures = {"landings": Figure(first.landings, "volume"), "share": Figure(first.share, "share")}
    rest = [channel for channel in now.channels or [] if channel is not first]
    apart = all(direction(among(difference(first.landings, each.landings), len(rest))) == "more" for each in rest)
    names = {"channel": first.name}
    if not apart:
        second = max(rest, key=lambda channel: channel.landings.estimate)
        figures["second_landings"] = Figure(second.landings, "volume")
        names["second"] = second.name
    yield Finding("channel_first" if apart else "channel_level", first.landings.low, "channels", figures, names)


def _pages(now: SiteEstimate) -> Iterator[Finding]:
    if not now.pages or now.dark.share is None:
        return
    first = max(now.pages, key=lambda page: dark_of(page).estimate)
    dark = dark_of(first)
    if dark.low >= 1:
        figures = {"dark": Figure(dark, "volume"), "unattributed": count(first.unattributed)}
        others = [dark_of(page) for page in now.pages if page is not first]
        apart = all(direction(among(difference(dark, other), len(others))) == "more" for other in others)
        yield Finding("page_first" if apart else "page_level", dark.low, "pages", figures, {"page": first.page})
    surely = among(now.dark.share, len(now.pages))
    above = [
        (page.unattributed * (among(page.share, len(now.pages)).low - surely.high), page)
        for page in now.pages
        if page is not first
    ]
    weight, page = max(above, key=lambda each: each[0], default=(0.0, first))
    if weight > 0:
        shares = {"share": Figure(page.share, "share"), "site": Figure(now.dark.share, "share")}
        yield Finding(
            "page_above", weight, "pages", shares | {"unattributed": count(page.unattributed)}, {"page": page.page}
        )


def _shares(now: SiteEstimate) -> Iterator[Finding]:
    cascades = now.cascades
    if cascades is None or cascades.clicks_per_share is None or cascades.k is None:
        return
    brought = cascades.clicks_per_share
    floor = "_floor" if "survival_unknown" in cascades.alarms else ""
    figures = {"clicks": Figure(brought, "figure"), "k": Figure(cascades.k, "figure"), "shares": count(brought.n)}
    yield Finding(f"passed_on{floor}", brought.low * brought.n, "shares", figures)
    if cascades.half_life is not None:
        half = {"hours": Figure(cascades.half_life, "figure"), "clicks": count(cascades.half_life.n)}
        yield Finding("half_life", cascades.half_life.n / 2, "shares", half)
    if cascades.silent is not None and cascades.silent.n:
        silent = {"silent": Figure(cascades.silent, "share"), "shares": count(cascades.silent.n)}
        yield Finding("silent", cascades.silent.low * cascades.silent.n, "shares", silent)


def _changes(now: SiteEstimate) -> Iterator[Finding]:
    for change in now.changes:
        # landings without a source were so many times as many; the nearer limit to "as many" is what is sure
        sure = min(abs(change.size.low - 1), abs(change.size.high - 1)) if _moved(change.size) else 0.0
        # what may be holidays says nothing of how links are passed on: told last, where there is room
        touched = 0.0 if change.type == "undetermined" else now.unattributed / 2
        yield Finding(
            f"change_{change.type}",
            sure * touched,
            "days",
            {"size": Figure(change.size, "figure")},
            {"day": change.day},
        )


def _moved(size: Interval) -> bool:
    return size.low > 1 or size.high < 1


def _compared(now: SiteEstimate, before: SiteEstimate) -> Iterator[Finding]:
    share, was = dark_share(now), dark_share(before)
    if share is None or was is None:
        return
    gap = difference(share, was)
    way = direction(gap)
    nearer = {"more": gap.low, "less": -gap.high, "alike": 0.0}[way]
    size = Interval(-gap.estimate, -gap.high, -gap.low, gap.n) if way == "less" else gap
    figures = {"share": Figure(share, "share"), "before": Figure(was, "share"), "difference": Figure(size, "points")}
    counts = {"landings": count(now.landings), "landings_before": count(before.landings)}
    yield Finding(f"dark_{way}", nearer * now.landings, "two_periods", figures | counts)


def _channels_compared(now: SiteEstimate, before: SiteEstimate) -> Iterator[Finding]:
    was = {channel.name: channel for channel in before.channels or []}
    pairs = [(channel, was[channel.name]) for channel in now.channels or [] if channel.name in was]
    yield from _largest_moves(
        "channel", [(each.name, _landings(each), _landings(old)) for each, old in pairs], now, before
    )


def _landings(channel: Channel) -> Interval:
    return channel.landings


def _pages_compared(now: SiteEstimate, before: SiteEstimate) -> Iterator[Finding]:
    if now.dark.share is None or before.dark.share is None:
        return
    was = {page.page: page for page in before.pages}
    pairs = [(page.page, dark_of(page), dark_of(was[page.page])) for page in now.pages if page.page in was]
    yield from _largest_moves("page", pairs, now, before)


def _largest_moves(
    what: str, pairs: list[tuple[str, Interval, Interval]], now: SiteEstimate, before: SiteEstimate
) -> Iterator[Finding]:
    """The largest rise and the largest fall that are sure, by day, all being looked at."""
    length, length_before = days_of(now), days_of(before)
    best: dict[str, Finding] = {}
    for name, new, old in pairs:
        gap = among(difference(times(new, 1 / length), times(old, 1 / length_before)), len(pairs))
        way = direction(gap)
        if way == "alike":
            continue
        weight = (gap.low if way == "more" else -gap.high) * length
        if way not in best or weight > best[way].weight:
            a_day = {"now": times(new, 1 / length), "before": times(old, 1 / length_before)}
            figures = {name: Figure(value, "figure") for name, value in a_day.items()}
            best[way] = Finding(f"{what}_{way}", weight, "two_periods", figures, {what: name})
    yield from best.values()
