"""Worlds of daily counts in which something changes, or nothing does, with the day, the type and the size."""

from __future__ import annotations

import zlib
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from penombre.simulate.counts.change_variants import (
    CHANGE_HARD,
    CHANGE_UNSEEN,
    CHANGE_VARIANTS,
    Spans,
    change_spans,
)
from penombre.simulate.counts.season import counted, season, whole

__all__ = ["CHANGE_HARD", "CHANGE_UNSEEN", "CHANGE_VARIANTS", "change_world"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_FIRST_CHANGE, _AFTER_LAST = 70, 25  # days of quiet before and after
_SMALLEST_PAGE_THAT_CHANGES = 4.0  # landings a day
_LARGEST_PAGE_THAT_CHANGES = 0.025  # of the landings without a source: the site as a whole hardly notices


class Change(msgspec.Struct, frozen=True):
    """From `day` on, `until` excluded, of a type: what carries it is multiplied by `factor`.

    spread   days until all of it has come; bend   below 1 if most of it comes early
    """

    day: int
    until: int
    type: str
    factor: float
    spread: int = 1
    bend: float = 1.0

    def come(self) -> Floats:
        """The part of it that has come, for each of its days."""
        return np.asarray(np.minimum(1.0, np.arange(1, self.until - self.day + 1) / self.spread) ** self.bend)


class Made(msgspec.Struct):
    """Counts in the making, changed in place.

    known (C, T) and people (T,) landings; robots (T,) landings of robots that pass for people; silent (T,) visitors
    disguised (T,) those of the robots that keep the hours of people and run the script
    steady   sources, the first of `known`, that neither leave nor grow
    script (T,) part of the page views that the script tells; kept (T,) part of all counts that is not lost
    of_letter (T,) part of `people` that the first source, a letter, brought without a referrer at first
    """

    known: Ints
    people: Ints
    robots: Ints
    silent: Ints
    disguised: Ints
    steady: int
    script: Floats
    kept: Floats
    of_letter: Floats


def change_world(seed: int, variant: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Some months of daily counts of one site.

    Returns what a detector may see (arrays named as the input of the detection, `first_weekday` an integer) and the
    truth:
    changes       (day, type, size) of each, by day: its first day; its relative size, of people's landings without a
                  source for behaviour and attribution, of all landings without a source for robots, and for a breakage
                  of what it hits. A change that ends is followed by its end, of the same type. One that spreads has
                  the size that it reaches.
    page_changes  (page, day, size): pages whose landings without a source change for themselves
    Raises ValueError for an unknown variant.
    """
    spans = change_spans(variant)
    rng = np.random.default_rng([seed, zlib.crc32(variant.encode()), zlib.crc32(b"changes")])
    days, first_weekday, sources = whole(rng, spans.days), int(rng.integers(7)), whole(rng, spans.sources)
    quiet = rng.random() < spans.quiet
    plan = [] if quiet else _plan(rng, spans, days)

    visits, dark = np.exp(rng.uniform(*np.log(spans.visits))), rng.uniform(*spans.dark)
    level = visits * np.append((1 - dark) * rng.dirichlet(np.full(sources, 2.0)), dark)
    if spans.fleeting is not None:
        level[-3:-1] = visits * (1 - dark) * rng.uniform(*spans.fleeting, 2)
    expected = level[:, None] * season(rng, spans, days, first_weekday, sources + 1)
    if spans.fleeting is not None:
        expected[-3:-1] *= _leave_and_grow(rng, days)
    of_letter = _unseen_of_letter(rng, expected) if spans.letters else np.zeros(days)
    for change in plan:
        if change.type == "behaviour":
            _behave(rng, expected, change)
    counts = counted(rng, expected, rng.uniform(*spans.dispersion, (sources + 1, 1)))
    made = Made(
        known=counts[:-1],
        people=counts[-1],
        robots=counted(rng, np.full(days, rng.uniform(0.02, 0.06) * level[-1]), rng.uniform(5, 30)),
        silent=counted(rng, np.full(days, rng.uniform(0.2, 1.2) * visits), rng.uniform(4, 15)),
        disguised=np.zeros(days, dtype=np.int64),
        steady=sources if spans.fleeting is None else sources - 2,
        script=np.full(days, rng.uniform(0.7, 0.95)),
        kept=np.ones(days),
        of_letter=of_letter,
    )
    changes = []
    for change in plan:
        size = _happen(rng, spans, made, change)
        changes.append((change.day, change.type, round(size, 4)))
        if change.until < days:
            changes.append((change.until, change.type, round(1 / (1 + size) - 1, 4)))
    if spans.lost_days is not None:
        _lose_days(rng, made, whole(rng, spans.lost_days))
    pages, page_changes = _pages(rng, spans, made, 0 if quiet else whole(rng, spans.page_changes))
    seen = {"first_weekday": first_weekday, **_seen(rng, spans, made, pages)}
    return seen, {"changes": sorted(changes), "page_changes": page_changes}


def _plan(rng: np.random.Generator, spans: Spans, days: int) -> list[Change]:
    n = whole(rng, spans.changes)
    apart = np.concatenate([[0], rng.integers(int(spans.apart[0]), int(spans.apart[1]) + 1, max(n - 1, 0))]).cumsum()
    room = days - _FIRST_CHANGE - _AFTER_LAST
    apart = apart[:n][apart[:n] < room]
    first = _FIRST_CHANGE + int(rng.integers(0, room - apart[-1])) if len(apart) else 0
    kinds = rng.permutation(np.array(spans.types)) if n <= len(spans.types) else rng.choice(np.array(spans.types), n)
    plan = []
    for day, kind in zip((first + apart).tolist(), kinds.tolist(), strict=False):
        factor = float(np.exp(rng.uniform(*np.log(spans.size))))
        falls = {"robots": 0.0, "breakage": 1.0}.get(kind, 0.5)
        until = days if spans.passing is None else min(days, day + whole(rng, spans.passing))
        change = Change(day, until, kind, 1 / factor if rng.random() < falls else factor)
        if spans.spreading is not None and kind in ("behaviour", "attribution"):
            spread, bend = whole(rng, spans.spreading), float(rng.uniform(0.4, 0.9))
            change = msgspec.structs.replace(change, spread=spread, bend=bend)
        plan.append(change)
    return plan


def _leave_and_grow(rng: np.random.Generator, days: int) -> Floats:
    """(2, T) factors of a source that leaves for good within two weeks at most, and of one that grows all the time."""
    left, takes = int(rng.integers(_FIRST_CHANGE, days - _AFTER_LAST)), int(rng.integers(1, 15))
    leaving = np.clip(1 - (np.arange(days) - left + 1) / takes, 0, 1)
    growing = np.exp(rng.uniform(*np.log([3.0, 8.0])) * np.arange(days) / days)
    return np.stack([leaving, growing / growing.mean()])


def _unseen_of_letter(rng: np.random.Generator, expected: Floats) -> Floats:
    """(T,) part of what has no source that comes from the first letter: the week of `expected` takes its rhythm."""
    letter = expected[0] * expected[-1].mean() / expected[0].mean() * rng.uniform(0.35, 0.5)
    expected[-1] *= 1 - letter.sum() / expected[-1].sum()
    expected[-1] += letter
    return np.asarray(letter / expected[-1])


def _lose_days(rng: np.random.Generator, made: Made, n: int) -> None:
    """Of single days nothing is kept, or what was counted before the log broke off."""
    lost = rng.choice(np.arange(0, len(made.kept), 3), n, replace=False)
    made.kept[lost] *= rng.uniform(0, 0.03, n) * (rng.random(n) < 0.5)


def _behave(rng: np.random.Generator, expected: Floats, change: Change) -> None:
    """People send more or fewer links, at once or after a while; what is talked of may be searched for as well."""
    ramp = change.come()
    if change.spread == 1 and rng.random() < 0.3:
        steps = int(rng.integers(2, 6))
        ramp[:steps] = np.arange(1, steps + 1)[: len(ramp)] / steps
    when = slice(change.day, change.until)
    expected[-1, when] *= change.factor**ramp
    if rng.random() < 0.5:
        along = rng.uniform(0.05, 0.4) * (rng.random(len(expected) - 1) < 0.7)
        expected[:-1, when] *= change.factor ** (along[:, None] * ramp)


def _happen(rng: np.random.Generator, spans: Spans, made: Made, change: Change) -> float:
    """Makes a change happen, in place; returns its relative size."""
    when = slice(change.day, change.until)
    size = change.factor - 1
    if change.type == "attribution":
        return _attribute(rng, spans, made, change)
    if change.type == "robots":
        more = size * float((made.people[when] + made.robots[when]).mean())
        days = change.until - change.day
        robots = counted(rng, np.full(days, more), rng.uniform(8, 40))
        made.robots[when] += robots
        if spans.daytime_robots:
            made.disguised[when] += robots
        else:
            made.silent[when] += counted(rng, np.full(days, more * rng.uniform(0.7, 3.0)), rng.uniform(8, 40))
    elif change.type == "breakage":
        (made.script if rng.random() < 0.6 else made.kept)[when] *= change.factor
    return size


def _attribute(rng: np.random.Generator, spans: Spans, made: Made, change: Change) -> float:
    """The same people, under another name: landings move, one by one, between a source and those without one."""
    when = slice(change.day, change.until)
    people, of_source = made.people[when], made.known[: spans.letters or made.steady, when]
    most = of_source.mean(axis=1)
    # as much as is wanted or the largest source has, but not so little that nobody would call it a change
    wanted = (change.factor - 1) * float(people.mean())
    wanted = min(wanted, max(0.9 * float(most.max()), 0.3 * float(people.mean())))
    losers = np.flatnonzero(most * 0.95 > wanted)
    if change.factor > 1 and len(losers):
        source = rng.choice(losers)
        moved = rng.binomial(of_source[source], wanted / most[source])
    elif spans.letters:
        source, of_letter = 0, made.of_letter[when]
        part = (1 - min(change.factor, 1 / change.factor)) * people.sum() / max(float((people * of_letter).sum()), 1.0)
        moved = -rng.binomial(people, min(part, 1.0) * of_letter)
    else:
        source = rng.choice(np.flatnonzero(most >= np.median(most)))
        moved = -rng.binomial(people, 1 - min(change.factor, 1 / change.factor))
    size = float(moved.sum() / people.sum())
    if change.spread > 1:
        moved = np.sign(moved) * rng.binomial(np.abs(moved), change.come())
    made.known[source, when] -= moved
    made.people[when] += moved
    return size


def _pages(
    rng: np.random.Generator, spans: Spans, made: Made, changing: int
) -> tuple[Ints, list[tuple[int, int, float]]]:
    """(P + 1, T) landings without a source by page, robots included, the last row being all other pages."""
    n, days = whole(rng, spans.pages), len(made.people)
    weights = np.append(rng.permutation(np.arange(1, n + 1) ** -rng.uniform(0.6, 1.1)), 0.0)
    weights[:-1] *= np.exp(rng.normal(0, 0.3, n)) * rng.uniform(0.65, 0.9) / weights.sum()
    weights[:-1] *= min(1.0, 0.92 / weights.sum())
    weights[-1] = 1 - weights.sum()
    slow = np.cumsum(rng.normal(0, 0.006, (days, n + 1)), axis=0)
    today = weights * np.exp(slow + rng.normal(0, rng.uniform(0.05, 0.2), (days, n + 1)))
    pages = rng.multinomial(made.people, today / today.sum(axis=1, keepdims=True)).T.astype(np.int64)
    even = np.full(n + 1, 1 / (n + 1))

    means = pages[:-1].mean(axis=1)
    largest = max(_LARGEST_PAGE_THAT_CHANGES * made.people.mean(), np.sort(means)[n // 3])
    small = np.flatnonzero((means <= largest) & (means >= _SMALLEST_PAGE_THAT_CHANGES))
    chosen = small[np.argsort(-means[small])][: 2 * changing]
    page_changes = []
    for page in rng.permutation(chosen)[:changing].tolist():
        day = int(rng.integers(_FIRST_CHANGE, days - _AFTER_LAST))
        factor = float(np.exp(rng.uniform(*np.log([1.8, 4.0]))))
        if rng.random() < 0.35:
            change = -rng.binomial(pages[page, day:], 1 - 1 / factor)
            factor = 1 / factor
        else:
            change = rng.poisson(pages[page, day:] * (factor - 1))
        pages[page, day:] += change
        made.people[day:] += change
        page_changes.append((page, day, round(factor - 1, 4)))
    return pages + rng.multinomial(made.robots, np.tile(even, (days, 1))).T, sorted(page_changes)


def _seen(rng: np.random.Generator, spans: Spans, made: Made, pages: Ints) -> dict[str, Ints]:
    """What is counted of all that, once a part may be lost."""
    robots = made.robots / np.maximum(pages.sum(axis=0), 1)
    pages, known = rng.binomial(pages, made.kept), rng.binomial(made.known, made.kept)
    dark = pages.sum(axis=0)
    automatic = rng.binomial(dark, robots)
    disguised = made.disguised / np.maximum(made.robots, 1)
    like_people = rng.binomial(automatic, disguised)  # of nought, nothing is drawn: other variants stay as they were
    people = dark - automatic
    visits = known.sum(axis=0) + people
    views = visits + rng.poisson(visits * rng.uniform(0.3, 1.5) * np.exp(rng.normal(0, 0.03, len(dark))))
    told = made.script * np.exp(-np.abs(rng.normal(0, 0.015, len(dark))))
    further = rng.poisson(automatic * rng.uniform(0, 0.5))
    return {
        "known": known,
        "dark": dark,
        "pages": pages[:-1],
        "logged": views + automatic + further,
        "scripted": rng.binomial(views + like_people + rng.binomial(further, disguised), told),
        "silent": rng.binomial(made.silent, made.kept),
        "networks": _networks(rng, people, automatic, spread_out=spans.spread_out),
        "night": _at_night(rng, people + like_people, automatic - like_people),
    }


def _networks(rng: np.random.Generator, people: Ints, robots: Ints, *, spread_out: bool) -> Ints:
    """Different networks: fewer than people, and few of the robots, unless they are spread out."""
    if rng.random() < 0.5:
        many = people ** rng.uniform(0.7, 0.9)
    else:
        size = rng.uniform(0.5, 3.0) * max(people.mean(), 1.0)
        many = size * -np.expm1(-people / size)
    many = many * np.exp(rng.normal(0, 0.03, len(people)))
    few = rng.poisson(robots * rng.uniform(0.4, 0.8)) if spread_out else rng.poisson(rng.uniform(2, 12), len(people))
    return np.asarray(np.minimum(np.rint(many).astype(np.int64) + np.minimum(few, robots), people + robots))


def _at_night(rng: np.random.Generator, people: Ints, robots: Ints) -> Ints:
    """Landings in the six quietest hours: few of the people, a quarter of the robots."""
    part = rng.uniform(0.03, 0.1) * np.exp(rng.normal(0, 0.1, len(people)))
    return np.asarray(rng.binomial(people, part) + rng.binomial(robots, rng.uniform(0.22, 0.28)))
