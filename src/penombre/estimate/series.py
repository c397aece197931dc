"""Counts by page and hour, by day, and by share tag, as the estimates of channels, changes and cascades want them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from penombre.analyze.cascades.shares import GenerationCounts, Tokens
from penombre.analyze.change.days import Days
from penombre.analyze.channels.series import Series
from penombre.estimate.landings import HOUR
from penombre.estimate.records import (
    ANSWER,
    CHANNELS,
    CLICK,
    OBSERVED,
    PROVEN,
    SHARE,
    UNATTRIBUTED,
    VIEW,
    Found,
)
from penombre.select.question import ANSWERS, APPS, CONTROLS
from penombre.signals import preview_habit, tag_apps
from penombre.signals.strip import strip_prior

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from penombre.estimate.records import Records

    Integers = NDArray[np.int64]

MOST_PAGES = 60
MOST_CHANNELS = 10
WEEK = 168
DAY = 86_400
GENERATIONS = 5
NIGHT = 6
"""Quietest hours of the day."""
VIAS = (1, 2, 3)
"""button, copied link, the device's own sheet."""
OTHER = "other"
"""The channel of links that were sent by an app which is not among the answers."""
PUBLIC = tuple(CONTROLS.index(name) + 1 for name in ("search", "social", "newsletter", "launch"))
TOKEN_BUTTON = CONTROLS.index("token_button") + 1


def channel_series(found: Found, hour_of_week: int, strip: dict[str, tuple[float, float]]) -> Series:
    """By page and hour, for the pages with most landings and the private apps that showed or were named.

    hour_of_week   local hour of the week of the period's first hour, 0..167
    strip          Beta parameters by app, from the site's own lab or the published table
    """
    pages = {page.hash: place for place, page in enumerate(found.pages[:MOST_PAGES])}
    hours = max((found.end - found.start) // HOUR, 1)
    views = found.landings[found.landings["kind"] == VIEW]
    # a mailbox may hold a newsletter as well as a letter: it shows like any other source, and is no channel of its own
    private = [app for app in found.apps if app.private == "yes" and app.channel != "email"][:MOST_CHANNELS]
    channels = list(dict.fromkeys([*(app.app for app in private), *APPS]))
    answers, confusion, right = _answers(found, channels)

    def table(rows: Records) -> Integers:
        return _page_hours(rows, pages, hours, found.start)

    previews = found.traces[found.traces["kind"] == CLICK]
    number = {app.app: app.number for app in found.apps}
    unfurls = [table(previews[previews["app"] == number.get(channel, 0)]) for channel in channels]
    # a share tag shows however its link travels: what arrives without one cannot be reckoned from it
    lit = views[views["rung"] != PROVEN]
    lit = lit[~np.isin(lit["app"], [app.number for app in private]) | (lit["rung"] == OBSERVED)]
    shown = [app for app in found.apps if (lit["app"] == app.number).any()][: 2 * MOST_CHANNELS]
    habits = [preview_habit(channel) for channel in channels]
    presses = found.traces[found.traces["kind"] == SHARE]
    return Series(
        channels=channels,
        hour_of_week=(hour_of_week + np.arange(hours)) % WEEK,
        published=np.array([_published(page.first, found.start) for page in found.pages[:MOST_PAGES]]),
        dark=table(views[views["rung"] == UNATTRIBUTED]),
        unfurls=np.array(unfurls),
        cache_hours=np.array([habit.cache_minutes / 60 if habit else 0.0 for habit in habits]),
        requests_per_share=np.array([max(habit.requests_per_share, 1.0) if habit else 1.0 for habit in habits]),
        referred=np.array([table(lit[lit["app"] == app.number]) for app in shown], dtype=np.int64).reshape(
            len(shown), len(pages), hours
        ),
        twin=np.array([channels.index(app.app) if app.app in channels else -1 for app in shown], dtype=np.int64),
        strip=np.array([strip.get(app.app, strip_prior(app.app, app.channel)) for app in shown]).reshape(len(shown), 2),
        presses=np.array([table(presses[presses["via"] == via]) for via in VIAS]),
        answers=answers,
        confusion=confusion,
        right=right,
    )


def _published(first: int, start: int) -> float:
    """Hours after the start at which a page appeared; NaN for one that may have been there before."""
    return (first - start) / HOUR if first >= start + DAY else float("nan")


def _answers(found: Found, channels: list[str]) -> tuple[Integers, Integers, Integers]:
    """Answers of landings without a source by app, the last one "not sent"; those of the controls; the right ones.

    An answer says which app was answered, so a control's true app is known by its share tag alone.
    """
    rows = found.landings[found.landings["kind"] == ANSWER]
    sent = rows["answer"] == ANSWERS.index("sent") + 1
    said = np.where(sent, rows["sent_by"].astype(np.int64) - 1, len(APPS))
    rows, said = rows[said >= 0], said[said >= 0]  # "sent", and nobody said by what
    size = len(APPS) + 1
    apps = list(APPS)
    right = np.array([*(apps.index(name if name in APPS else OTHER) for name in channels), len(APPS)])
    answers = np.bincount(said[rows["rung"] == UNATTRIBUTED], minlength=size)
    tagged = {ord(letter): channels.index(app) for letter, app in tag_apps().items() if app in channels}
    public = np.isin(rows["family"], PUBLIC)
    by_tag = np.array([tagged.get(int(letter), -1) for letter in rows["letter"]], dtype=np.int64)
    really = np.where(public, len(channels), np.where(rows["family"] == TOKEN_BUTTON, by_tag, -1))
    confusion = np.zeros((len(channels) + 1, size), dtype=np.int64)
    np.add.at(confusion, (really[really >= 0], said[really >= 0]), 1)
    return answers, confusion, right


def _page_hours(rows: Records, pages: dict[int, int], hours: int, start: int) -> Integers:
    counts = np.zeros((len(pages), hours), dtype=np.int64)
    order = np.array(sorted(pages), dtype=np.uint64)
    at = np.minimum((rows["at"].astype(np.int64) - start) // HOUR, hours - 1)
    spot = np.minimum(np.searchsorted(order, rows["page"]), max(len(order) - 1, 0))
    if len(rows) and len(order):
        mine = order[spot] == rows["page"]
        place = np.array([pages[int(each)] for each in order], dtype=np.int64)[spot[mine]]
        np.add.at(counts, (place, at[mine]), 1)
    return counts


def first_day(found: Found) -> int:
    """The day of the period, from 0, on which measuring began: that of the first landing."""
    views = found.landings[found.landings["kind"] == VIEW]
    return int(views["day"].min()) if len(views) else 0


def days(found: Found, begun: int, weekday: int) -> Days:
    """Daily counts from the day `begun` of the period on, which falls on `weekday`.

    What only an access log tells (views without the script, silent visitors, networks) stands still and tells nothing.
    """
    views = found.landings[found.landings["kind"] == VIEW]
    last = int(views["day"].max(initial=begun)) + 1 - begun
    dark = views[views["rung"] == UNATTRIBUTED]

    def by_day(rows: Records) -> Integers:
        return np.bincount(rows["day"] - begun, minlength=last)

    pages = found.pages[:MOST_PAGES]
    by_hour = np.bincount(dark["hour"], minlength=24)
    quiet = np.argsort(np.convolve(np.tile(by_hour, 3), np.ones(3), "same")[24:48])[:NIGHT]
    total = np.maximum(by_day(views), 1)  # of a day on which nobody came the script has missed nothing
    return Days(
        first_weekday=weekday,
        known=np.array(
            [by_day(views[views["channel"] == place + 1]) for place in range(len(CHANNELS))], dtype=np.int64
        ),
        dark=by_day(dark),
        pages=np.array([by_day(dark[dark["page"] == np.uint64(page.hash)]) for page in pages], dtype=np.int64).reshape(
            len(pages), last
        ),
        logged=total,
        scripted=total,
        silent=np.zeros(last, dtype=np.int64),
        networks=by_day(dark),
        night=by_day(dark[np.isin(dark["hour"], quiet)]),
    )


def generation_counts(found: Found) -> GenerationCounts:
    """Share tags by channel and generation."""
    letters = sorted({str(row["letter"]) for row in found.generations})
    presses = np.zeros((max(len(letters), 1), GENERATIONS), dtype=np.int64)
    landings = np.zeros_like(presses)
    for row in found.generations:
        spot = letters.index(str(row["letter"])), min(int(row["generation"]), GENERATIONS) - 1
        presses[spot], landings[spot] = int(row["presses"]), int(row["landings"])
    sent, tagged = _sent(found)
    return GenerationCounts(presses=presses, landings=landings, views=found.views, sent=sent, sent_tagged=tagged)


def tokens(found: Found) -> Tokens:
    """Shares and clicks by token. Nobody is numbered: whoever opens their own link counts as a click."""
    shares = found.tokens[found.tokens["kind"] == SHARE]
    clicks = found.tokens[found.tokens["kind"] == VIEW]
    order = np.argsort(shares["token"], kind="stable")
    sorted_tokens = shares["token"][order]

    def place(of: NDArray[np.uint64]) -> Integers:
        spot = np.minimum(np.searchsorted(sorted_tokens, of), max(len(order) - 1, 0))
        if not len(order):
            return np.full(len(of), -1, dtype=np.int64)
        return np.where(sorted_tokens[spot] == of, order[spot], -1)

    token = place(clicks["token"])
    known = token >= 0
    hours = (found.end - found.start) / HOUR
    at = np.maximum(found.landings["at"].astype(np.int64) - found.start, 0) // HOUR % WEEK
    activity = np.bincount(at, minlength=WEEK)[:WEEK] + 1.0
    sent, tagged = _sent(found)
    pages = {page.hash: number for number, page in enumerate(found.pages)}
    nobody = np.zeros(0, dtype=np.int64)
    n, m = len(shares), int(known.sum())
    return Tokens(
        minted=(shares["at"].astype(float) - found.start) / HOUR,
        parent=place(shares["parent"]),
        channel=shares["letter"].astype(np.int64),
        mode=np.where(shares["via"] == 1, 0, 1),
        page=np.array([pages.get(int(page), -1) for page in shares["page"]], dtype=np.int64),
        previewers=np.zeros(n, dtype=np.int64),
        click_token=token[known],
        click_at=(clicks["at"][known].astype(float) - found.start) / HOUR,
        click_visitor=np.arange(m, dtype=np.int64),
        sharer=-1 - np.arange(n, dtype=np.int64),
        now=hours,
        activity=activity / activity.mean(),
        views=found.views,
        sent=sent,
        sent_tokened=tagged,
        anchor_channel=nobody,
        anchor_clicks=nobody,
        answer_audience=_audience(found),
    )


def _sent(found: Found) -> tuple[int, int]:
    """Answers "a person sent it" among landings that may have been sent, and those of them whose landing had a tag.

    Who came by a search or a newsletter and says so all the same has lost no tag.
    """
    rows = found.landings[(found.landings["kind"] == ANSWER) & ~np.isin(found.landings["family"], PUBLIC)]
    sent = rows[rows["answer"] == ANSWERS.index("sent") + 1]
    return len(sent), int((sent["letter"] > 0).sum())


def _audience(found: Found) -> Integers:
    rows = found.landings[found.landings["kind"] == ANSWER]
    return np.bincount(rows["audience"], minlength=4)[1:4]
