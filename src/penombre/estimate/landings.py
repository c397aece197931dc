"""Landings as the estimate of the dark share wants them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from penombre.analyze.direct.landings import CAUSES, Landings
from penombre.estimate.records import (
    ANSWER,
    ASK,
    ATTRIBUTED,
    CHANNELS,
    CLICK,
    MIXED,
    NO,
    SHARE,
    UNATTRIBUTED,
    VIEW,
    YES,
    Found,
)
from penombre.select.question import APPS, CONTROLS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from penombre.estimate.records import Records

    Integers = NDArray[np.int64]
    Flags = NDArray[np.bool_]

HOUR = 3600
KINDS = {"home": 0, "section": 1, "deep": 2}
_CAUSE = {
    "search": "search", "social": "social", "messenger": "messenger", "sms": "sms", "email": "email",
    "workchat": "workchat", "share_button": "messenger", "campaign": "newsletter", "ai": "assistant",
    "referral": "referral", "aggregator": "referral", "paid": "social", "other_app": "social",
}  # fmt: skip
_EITHER = CAUSES.index("automation")
"""Of known source, and of no class: the only cause that nothing is learnt from."""
_PRIVATE = ("messenger", "sms", "email", "workchat")
NEVER = 1e-6
"""Probability of being asked where nobody could be: 0 would be no probability to divide by."""
_PHONE, _TABLET = 1, 2


def landings(found: Found) -> Landings:
    """One row a landing.

    The question and its answer are events of their own, joined to no view: each takes the place of one like it in
    page, day, hour, device and source. One on a page without a view in the period, such as an answer after midnight,
    is left out.
    """
    number = {page.hash: place for place, page in enumerate(found.pages)}
    order = np.array(sorted(number), dtype=np.uint64)
    rows = _once(found.landings[np.isin(found.landings["page"], order)])
    page = np.array([number[int(each)] for each in order], dtype=np.int64)[np.searchsorted(order, rows["page"])]
    slugs = [each.page.rstrip("/").rsplit("/", 1)[-1] for each in found.pages]
    network = _networks(rows)
    at = rows["at"].astype(np.int64)
    first = np.array([each.first for each in found.pages], dtype=np.int64)
    # a page that was there when the period began may be of any age
    age = np.where(first < found.start + 86_400, np.nan, 0)[page] + (at - first[page]) / HOUR
    private = [PRIVATE_CHANNEL[app] for app in APPS]
    traces = found.traces
    shares = traces["kind"] == SHARE
    return Landings(
        page=page,
        page_kind=np.array([KINDS[each.kind] for each in found.pages], dtype=np.int64)[page],
        depth=np.array([each.page.strip("/").count("/") + (each.page != "/") for each in found.pages])[page],
        slug_length=np.array([len(slug) for slug in slugs], dtype=np.int64)[page],
        slug_digits=np.array([sum(map(str.isdigit, slug)) for slug in slugs], dtype=np.int64)[page],
        age_hours=age,
        day=rows["day"].astype(np.int64),
        hour=rows["hour"].astype(np.int64),
        mobile=np.isin(rows["device"], (_PHONE, _TABLET)),
        browser=np.unique(rows["browser"], return_inverse=True)[1].astype(np.int64),
        returning=np.zeros(len(rows), dtype=bool),
        fetch_site=np.array([-1, 0, 2, 2, 1])[rows["fetch_site"]],
        navigation=rows["nav"].astype(np.int64) - 1,
        history=np.where(rows["history"] > 0, rows["history"].astype(np.int64), -1),
        unfurls=before(rows["page"], at, traces[traces["kind"] == CLICK], 3 * HOUR),
        social=before(rows["page"], at, rows[network == CAUSES.index("social")], 3 * HOUR),
        search=before(rows["page"], at, rows[network == CAUSES.index("search")], 3 * HOUR),
        presses=before(rows["page"], at, traces[shares], 24 * HOUR),
        known=_known(rows, network),
        control=rows["family"].astype(np.int64) - 1,
        asked=rows["kind"] != VIEW,
        design=_design(rows),
        answer=np.where(rows["kind"] == ANSWER, rows["answer"].astype(np.int64) - 1, -1),
        answer_app=np.array([-1, *private])[np.where(rows["kind"] == ANSWER, rows["sent_by"], 0)],
        answer_audience=np.where(rows["kind"] == ANSWER, rows["audience"].astype(np.int64) - 1, -1),
    )


PRIVATE_CHANNEL = {app: _PRIVATE.index(channel) if channel in _PRIVATE else -1 for app, channel in APPS.items()}


def _networks(rows: Records) -> Integers:
    """(n,) index into CAUSES by the channel alone, -1 where nothing tells the source."""
    by_channel = np.array([CAUSES.index("referral"), *(CAUSES.index(_CAUSE[channel]) for channel in CHANNELS)])
    found: Integers = np.where(rows["rung"] == UNATTRIBUTED, -1, by_channel[rows["channel"]])
    return found


def _known(rows: Records, network: Integers) -> Integers:
    """(n,) index into CAUSES of what is sure; `_EITHER` where a source shows that may be private or not.

    Such are a webmail, where newsletters are read beside messages, and an app with a feed and messages, unless the
    landing is of a family of controls (a copied address).
    """
    known = network.copy()
    attributed, private, family = rows["rung"] == ATTRIBUTED, rows["private"], rows["family"]
    # a mailbox whose message was a campaign's: no person sent it
    known[attributed & (private == NO) & (network == CAUSES.index("email"))] = CAUSES.index("newsletter")
    mailbox = attributed & (private == YES) & (network == CAUSES.index("email"))
    either = (private == MIXED) | mailbox
    known[either & (family == 0) & (network >= 0)] = _EITHER
    # an installed application bears a campaign's tag, and nobody sent it
    known[family == CONTROLS.index("launch") + 1] = CAUSES.index("typed")
    return known


def _design(rows: Records) -> NDArray[np.float64]:
    """(n,) the probability of being asked: as recorded, and for who was not asked as for those like them on that day.

    Before the first day with a question and after the last one nobody could be asked: NEVER. A day between without one
    had it by chance, as has one side (with a source, without) of a small site.
    """
    design = rows["design"].astype(float)
    asked = rows["kind"] == ASK
    blind = rows["rung"] == UNATTRIBUTED
    like = rows["day"].astype(np.int64) * 2 + blind
    size = int(like.max(initial=0)) + 1
    total, count = np.bincount(like[asked], design[asked], minlength=size), np.bincount(like[asked], minlength=size)
    usual = float(design[asked].mean()) if asked.any() else 1.0
    for side in (0, 1):
        mine = asked & (blind == side)
        usual_here = float(design[mine].mean()) if mine.any() else usual
        total[side::2] = np.where(count[side::2] > 0, total[side::2], usual_here)
    rate = total / np.maximum(count, 1)
    days = rows["day"][rows["kind"] != VIEW]
    on = (rows["day"] >= days.min(initial=0xFFFF)) & (rows["day"] <= days.max(initial=0))
    filled: NDArray[np.float64] = np.clip(np.where(design > 0, design, np.where(on, rate[like], 0.0)), NEVER, 1.0)
    return filled


def _once(rows: Records) -> Records:
    """Each landing once: as many questions fall away as there are answers like them, as many views as questions."""
    columns = ["page", "day", "hour", "device", "browser", "rung", "channel", "private", "family"]
    alike = np.unique(rows[columns], return_inverse=True)[1]
    keep = np.ones(len(rows), dtype=bool)
    for kind, instead in ((ASK, ANSWER), (VIEW, ASK)):
        others = np.bincount(alike[rows["kind"] == instead], minlength=int(alike.max(initial=0)) + 1)
        mine = np.flatnonzero(rows["kind"] == kind)
        order = mine[np.argsort(alike[mine], kind="stable")]
        cell = alike[order]
        rank = np.arange(len(order)) - np.searchsorted(cell, cell)
        keep[order[rank < others[cell]]] = False
    kept: Records = rows[keep]
    return kept


def before(page: NDArray[np.uint64], at: Integers, events: Records, seconds: int) -> NDArray[np.float64]:
    """(n,) how many `events` of the same page came in the `seconds` before each landing, its own moment left out."""
    pages = np.unique(np.concatenate([page, events["page"]]))
    if not len(events):
        return np.zeros(len(at))
    step = int(max(at.max(initial=0), events["at"].max())) + seconds + 1

    def key(of: NDArray[np.uint64], moment: Integers) -> Integers:
        keyed: Integers = np.searchsorted(pages, of).astype(np.int64) * step + moment
        return keyed

    seen = np.sort(key(events["page"], events["at"].astype(np.int64)))
    mine = key(page, at)
    # not before the page's own first moment: keys of different pages lie further apart than any period
    early = np.maximum(mine - seconds, np.searchsorted(pages, page).astype(np.int64) * step)
    counted: NDArray[np.float64] = (np.searchsorted(seen, mine) - np.searchsorted(seen, early)).astype(float)
    return counted
