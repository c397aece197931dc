"""What to do next, few things and concrete, each with the figures that speak for it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from penombre.analyze.direct.planning import sample_size
from penombre.analyze.interval import Interval
from penombre.report.bulletin.findings import Figure, count, dark_of
from penombre.report.site_estimate import PageShare, SiteEstimate
from penombre.signals import preview_habit

MOST = 4
HOME = "/"
WIDE = 0.05
"""Half an interval of the dark share from which on more answers are worth asking for."""
DOUBT_RULES = 1.5
"""Where the whole interval is so many times as wide as sampling makes it, more answers no longer help."""


class Advice(msgspec.Struct, frozen=True):
    """Something to do: `code` is the key of its sentence in `advice`, and of what speaks for it in `advice_why`."""

    code: str
    figures: dict[str, Figure] = {}
    names: dict[str, str] = {}


def advice(now: SiteEstimate) -> list[Advice]:
    """At most MOST things, the most urgent first."""
    if not now.landings:
        return [Advice("collect")]
    return [*_mend(now), *_ask(now), *_share(now), *_look_at_preview(now), *_turn_the_dial(now)][:MOST]


def _mend(now: SiteEstimate) -> Iterator[Advice]:
    for kind in ("breakage", "robots"):
        for change in now.changes[::-1]:
            if change.type == kind:
                yield Advice(kind, {"size": Figure(change.size, "figure")}, {"day": change.day})
                break


def _ask(now: SiteEstimate) -> Iterator[Advice]:
    dark = now.dark
    answers = {"answers": count(dark.answers), "asked": count(dark.asked), "unattributed": count(now.unattributed)}
    if not now.unattributed:
        return
    if dark.share is None or dark.sampling is None:
        wanted = sample_size(min(max((dark.low + dark.high) / 2, 0.1), 0.9), WIDE)
        bounds = Figure(Interval((dark.low + dark.high) / 2, dark.low, dark.high), "limits")
        facts = answers | {"wanted": count(wanted), "bounds": bounds}
        yield Advice("ask_more_first" if dark.asked else "ask", facts, {"site": now.site})
        return
    half, sampled = (each.high - each.low for each in (dark.share, dark.sampling))
    half, sampled = half / 2, sampled / 2
    facts = answers | {"share": Figure(dark.share, "share"), "sampling": Figure(dark.sampling, "share")}
    if half > WIDE and half > DOUBT_RULES * sampled:
        yield Advice("tag_buttons", facts)
    elif sampled > WIDE:
        needed = round(dark.answers * (sampled / WIDE) ** 2)
        yield Advice("ask_more", facts | {"wanted": count(needed)}, {"site": now.site})
    blurred = max(now.pages, key=_doubt, default=None)
    if blurred is not None and _doubt(blurred) >= 2:
        figures = {"dark": Figure(dark_of(blurred), "volume"), "unattributed": count(blurred.unattributed)}
        yield Advice("ask_on_page", figures, {"page": blurred.page})


def _doubt(page: PageShare) -> float:
    """Landings between the limits of a page."""
    return (page.share.high - page.share.low) * page.unattributed


def _most_shared(now: SiteEstimate) -> PageShare | None:
    # people pass on what they read; the home page is only where they land when nothing else is left of a link
    surely = [page for page in now.pages if dark_of(page).low >= 1 and page.page != HOME]
    return max(surely, key=lambda page: dark_of(page).low, default=None)


def _share(now: SiteEstimate) -> Iterator[Advice]:
    page = _most_shared(now)
    if page is not None:
        figures = {"dark": Figure(dark_of(page), "volume"), "unattributed": count(page.unattributed)}
        yield Advice("share_button", figures, {"page": page.page})


def _look_at_preview(now: SiteEstimate) -> Iterator[Advice]:
    page = _most_shared(now)
    for channel in now.channels or []:
        if channel.landings.low >= 1 and preview_habit(channel.name) is not None:
            where = {"channel": channel.name} | ({"page": page.page} if page else {})
            code = "preview_of_page" if page else "preview"
            yield Advice(code, {"landings": Figure(channel.landings, "volume")}, where)
            return


def _turn_the_dial(now: SiteEstimate) -> Iterator[Advice]:
    if now.mode != "strict":
        return
    for step in now.dial:
        if step.mode == "counting" and step.tells:
            yield Advice("counting", names={"site": now.site})
