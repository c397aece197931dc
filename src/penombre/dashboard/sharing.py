"""Share acts by means and by where they went, links, goals and generations, as far as they may be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import msgspec

from penombre.dashboard.telling import K, tellable_line

MEANS = ("button", "copy_link", "native", "copy")
PRIVACY = ("yes", "mixed", "no")


class Count(msgspec.Struct, frozen=True):
    """A name and its count; None where it is too small to be told."""

    name: str
    count: int | None
    channel: str = ""


class Rate(msgspec.Struct, frozen=True):
    """Private share acts among all: at least those that went to a private app, at most those that may have, too."""

    low: float
    high: float
    acts: int


class Shares(msgspec.Struct, frozen=True):
    """Share acts of a selection; `total` is None where they are too few."""

    total: int | None
    means: tuple[Count, ...]
    apps: tuple[Count, ...]
    rate: Rate | None


class Link(msgspec.Struct, frozen=True):
    """A short link: people who followed it, those of them by a private channel, previews that apps fetched."""

    code: str
    title: str
    clicks: int | None
    private: int | None
    previews: int


class Goal(msgspec.Struct, frozen=True):
    """A goal: how often it was reached and what that was worth, in all and by visitors whose page says "private"."""

    name: str
    currency: str
    reached: int
    worth: float
    private: int | None
    private_worth: float | None


class Generation(msgspec.Struct, frozen=True):
    """Hands a link went through: presses that made it, landings that it brought."""

    number: int
    presses: int | None
    landings: int | None


Rows: TypeAlias = Iterable[Mapping[str, Any]]


def summed(rows: Rows, count: str, names: tuple[str, ...]) -> dict[tuple[str, ...], int]:
    """One of the counts of rows, by what they have in common; what has none is left out."""
    found: dict[tuple[str, ...], int] = {}
    for row in rows:
        key = tuple(str(row[name]) for name in names)
        found[key] = found.get(key, 0) + int(row[count])
    return {key: counted for key, counted in found.items() if counted}


def acts_by(rows: Rows, names: tuple[str, ...]) -> dict[tuple[str, ...], int]:
    """Share acts that went somewhere by what they have in common: where what was copied went, nobody knows."""
    return summed((row for row in rows if row["means"] != "copy"), "acts", names)


def shares(
    means: Mapping[tuple[str, ...], int],
    apps: Mapping[tuple[str, ...], int],
    private: Mapping[tuple[str, ...], int],
    k: int = K,
) -> Shares:
    """From acts by means; and of those that went somewhere by channel and app, and by privacy."""
    total = sum(means.values())
    if 0 < total < k:
        return Shares(None, (), (), None)
    yes, mixed, no = (private.get((each,), 0) for each in PRIVACY)
    pressed = yes + mixed + no
    enough = pressed >= k and all(tellable_line([yes, mixed, no], k))
    rate = Rate(yes / pressed, (yes + mixed) / pressed, pressed) if enough else None
    ranked = sorted(apps.items(), key=lambda item: (-item[1], item[0]))
    return Shares(
        total,
        _told([(name, "", means[name,]) for name in MEANS if means.get((name,))], k),
        _told([(app, channel, count) for (channel, app), count in ranked], k),
        rate,
    )


def previews(counts: Mapping[tuple[str, ...], int]) -> tuple[Count, ...]:
    """Previews by channel and app: machines asked for them, so each is told."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Count(app, count, channel) for (channel, app), count in ranked if count)


def links(
    clicks: Mapping[tuple[str, ...], int],
    private: Mapping[tuple[str, ...], int],
    previews: Mapping[tuple[str, ...], int],
    named: Mapping[int, tuple[str, str]],
    k: int = K,
) -> tuple[Link, ...]:
    """From counts by link; `named` gives code and title by number. Without their total none tells of another."""
    known = {key: named[int(key[0])] for key in clicks.keys() | previews.keys() if int(key[0]) in named}
    return tuple(
        Link(
            *known[key],
            clicks=_enough(clicks.get(key, 0), k),
            private=_part(private.get(key, 0), clicks.get(key, 0), k),
            previews=previews.get(key, 0),
        )
        for key in sorted(known, key=lambda key: (-clicks.get(key, 0), int(key[0])))
    )


def goals(
    reached: Mapping[tuple[str, ...], int],
    private: Mapping[tuple[str, ...], int],
    worth: Mapping[tuple[str, ...], tuple[float, float]],
    k: int = K,
) -> tuple[tuple[Goal, ...], int]:
    """Goals reached often enough, and how many sorts of goals were not.

    reached, private   by name and currency: in all, and by visitors whose page says "private"
    worth              what both were worth; empty where it would tell how many they were
    """
    found, few = [], 0
    for (name, currency), count in sorted(reached.items(), key=lambda item: (-item[1], item[0])):
        if count < k:
            few += 1
            continue
        told = _part(private.get((name, currency), 0), count, k)
        whole, part = worth.get((name, currency), (0.0, 0.0))
        found.append(Goal(name, currency, count, whole, told, None if told is None else part))
    return tuple(found), few


def generations(
    presses: Mapping[tuple[str, ...], int], landings: Mapping[tuple[str, ...], int], k: int = K
) -> tuple[Generation, ...]:
    """From presses and landings by generation, the first first."""
    return tuple(
        Generation(int(key[0]), _enough(presses.get(key, 0), k), _enough(landings.get(key, 0), k))
        for key in sorted(presses.keys() | landings.keys(), key=lambda key: int(key[0]))
    )


def enough(counts: Mapping[str, int], k: int = K) -> dict[str, int | None]:
    """Counts that stand alone: those too small are not told."""
    return {name: _enough(count, k) for name, count in counts.items()}


def _enough(count: int, k: int) -> int | None:
    return count if count == 0 or count >= k else None


def _part(part: int, whole: int, k: int) -> int | None:
    """A part beside its whole: told where both it and the rest are nobody's or enough."""
    return part if all(tellable_line([part, whole - part], k)) else None


def _told(counts: Sequence[tuple[str, str, int]], k: int) -> tuple[Count, ...]:
    """Names with their counts beside their sum."""
    told = tellable_line([count for _, _, count in counts], k)
    return tuple(
        Count(name, count if tells else None, channel)
        for (name, channel, count), tells in zip(counts, told, strict=True)
    )
