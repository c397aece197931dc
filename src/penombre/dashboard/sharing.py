"""Share acts by means and by where they went, links, goals and generations, as far as they may be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

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


def shares(rows: Iterable[Mapping[str, Any]], k: int = K) -> Shares:
    """From acts by means, channel, app and privacy."""
    means = dict.fromkeys(MEANS, 0)
    apps: dict[tuple[str, str], int] = {}
    private = dict.fromkeys(PRIVACY, 0)
    for row in rows:
        acts = int(row["acts"])
        means[row["means"]] += acts
        if row["means"] != "copy":  # where what was copied went, nobody knows
            key = (row["channel"], row["app"])
            apps[key] = apps.get(key, 0) + acts
            private[row["private"]] += acts
    total = sum(means.values())
    if 0 < total < k:
        return Shares(None, (), (), None)
    pressed = sum(private.values())
    enough = pressed >= k and all(tellable_line(list(private.values()), k))
    rate = Rate(private["yes"] / pressed, (private["yes"] + private["mixed"]) / pressed, pressed) if enough else None
    ranked = sorted(apps.items(), key=lambda item: (-item[1], item[0]))
    return Shares(
        total,
        _told([(name, "", count) for name, count in means.items() if count], k),
        _told([(app, channel, count) for (channel, app), count in ranked], k),
        rate,
    )


def previews(rows: Iterable[Mapping[str, Any]]) -> tuple[Count, ...]:
    """Previews by app: machines asked for them, so each is told."""
    return tuple(Count(row["app"], int(row["previews"]), row["channel"]) for row in rows)


def links(rows: Sequence[Mapping[str, Any]], named: Mapping[int, tuple[str, str]], k: int = K) -> tuple[Link, ...]:
    """From clicks by link; `named` gives code and title by number. Without their total none tells of another."""
    return tuple(
        Link(
            *named[int(row["link"])],
            clicks=_enough(int(row["clicks"]), k),
            private=_part(int(row["private"]), int(row["clicks"]), k),
            previews=int(row["previews"]),
        )
        for row in rows
        if int(row["link"]) in named
    )


def goals(rows: Iterable[Mapping[str, Any]], k: int = K) -> tuple[tuple[Goal, ...], int]:
    """Goals reached often enough, and how many sorts of goals were not."""
    found, few = [], 0
    for row in rows:
        reached = int(row["reached"])
        if reached < k:
            few += 1
            continue
        told = _part(int(row["private"]), reached, k)
        worth = float(row["private_worth"])
        found.append(
            Goal(row["name"], row["currency"], reached, float(row["worth"]), told, None if told is None else worth)
        )
    return tuple(found), few


def generations(rows: Iterable[Mapping[str, Any]], k: int = K) -> tuple[Generation, ...]:
    """From presses and landings by generation, the first first."""
    return tuple(
        Generation(int(row["generation"]), _enough(int(row["presses"]), k), _enough(int(row["landings"]), k))
        for row in rows
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
