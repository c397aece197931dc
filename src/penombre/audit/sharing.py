"""What the link previews of one log say: share acts by app, and the landings that followed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from penombre.analyze.corroboration import Corroborated, PageHours, corroborate
from penombre.analyze.logs.evidence import Acts, Cell, count
from penombre.analyze.logs.share_acts import LANDINGS_A_POST, Habit, Previews, acts_of_visitors, share_acts
from penombre.audit.gather import Findings, PreviewHours
from penombre.signals import preview_habit

if TYPE_CHECKING:
    from penombre.analyze.logs.evidence import Integers

UNKNOWN_HABIT = Habit("unknown", 60.0)


META, FACEBOOK, MESSENGER, INSTAGRAM = "Meta", "Facebook", "Facebook Messenger", "Instagram"


class Shared(msgspec.Struct, frozen=True):
    """Share acts of one app, and the requests for previews that say so (0 where its visitors do)."""

    app: str
    channel: str
    private: str
    requests: int
    acts: Acts


def shared_by_app(findings: Findings) -> list[Shared]:
    """Share acts of each app that asked for previews."""
    pages = _pages(findings)
    landed = _landed(findings, pages)
    read = PageHours(landed.page, landed.hour, findings.page_hours["unattributed"] + findings.page_hours["known"])
    everywhere = float(count(findings.cells))
    return [
        Shared(
            each.app,
            each.channel,
            each.private,
            int(each.columns["requests"].sum()),
            share_acts(_habit(each.app), _previews(each, pages), read, everywhere),
        )
        for each in findings.previews
    ]


def with_messenger(shared: Sequence[Shared], cells: Sequence[Cell]) -> list[Shared]:
    """Messenger set apart from Meta: one fetcher asks for three apps, and hardly for Messenger, but its visitors show.

    Of Meta's own acts those are taken off that Messenger's visitors among Meta's would account for.
    """
    named = {app: count(cells, app=app, rung=("attributed", "observed")) for app in (FACEBOOK, MESSENGER, INSTAGRAM)}
    acts = acts_of_visitors(named[MESSENGER])
    if not named[MESSENGER]:
        return list(shared)
    others = named[FACEBOOK] / LANDINGS_A_POST + acts_of_visitors(named[INSTAGRAM]).estimate
    left = others / (others + acts.estimate)
    rest = [
        msgspec.structs.replace(each, acts=Acts(each.acts.estimate * left, 0.0, each.acts.high))
        if each.app == META
        else each
        for each in shared
    ]
    return [*rest, Shared(MESSENGER, "messenger", "yes", 0, acts)]


def landings_after_previews(findings: Findings) -> Corroborated:
    """Landings without a source on deep pages after previews of private apps, chance taken off."""
    private = [each.columns for each in findings.previews if each.private == "yes"]
    if not private:
        return Corroborated(0.0, 0.0)
    pages = _pages(findings)
    deep = findings.page_hours["deep"] == 1
    landed = _landed(findings, pages)

    def on_deep(counts: Integers) -> PageHours:
        return PageHours(landed.page[deep], landed.hour[deep], counts[deep])

    joined = {name: np.concatenate([columns[name] for columns in private]) for name in private[0]}
    first, last = (int(moment.timestamp() // 3600) for moment in (findings.start, findings.end))
    return corroborate(
        on_deep(findings.page_hours["unattributed"]),
        on_deep(findings.page_hours["known"]),
        PageHours(np.searchsorted(pages, joined["page_number"]), joined["hour"], joined["senders"]),
        first,
        last,
    )


def _pages(findings: Findings) -> Integers:
    """The pages concerned, to number them anew: their hashes do not leave the audit."""
    numbers: list[Any] = [
        findings.page_hours["page_number"],
        *(each.columns["page_number"] for each in findings.previews),
    ]
    pages: Integers = np.unique(np.concatenate(numbers))
    return pages


def _landed(findings: Findings, pages: Integers) -> PageHours:
    columns = findings.page_hours
    return PageHours(np.searchsorted(pages, columns["page_number"]), columns["hour"], columns["unattributed"])


def _previews(previews: PreviewHours, pages: Integers) -> Previews:
    columns = previews.columns
    return Previews(
        np.searchsorted(pages, columns["page_number"]), columns["hour"], columns["senders"], columns["bursts"]
    )


def _habit(app: str) -> Habit:
    habit = preview_habit(app)
    return UNKNOWN_HABIT if habit is None else Habit(habit.fetched_by, habit.cache_minutes)
