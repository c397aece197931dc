"""Judges each distinct text of a log once: agents, referrers, address markers, packages, and what they say together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

import msgspec
import re2

from penombre.signals import (
    Sign,
    agent_sign,
    device_of,
    package_sign,
    query_sign,
    referrer_sign,
    resolve,
)

Rung = Literal["attributed", "proven", "observed", "unattributed", "internal"]
Row = dict[str, Any]
_VERSIONED = re2.compile(r"(Chrome|Firefox)/([0-9]{1,4})\.")


class Origin(msgspec.Struct, frozen=True):
    """What the traces of a landing say together."""

    channel: str
    app: str
    private: str
    rung: Rung


class SignBook:
    """The signs met so far, each with a number; 0 stands for none."""

    def __init__(self) -> None:
        self._numbers: dict[Sign, int] = {}
        self._signs: list[Sign] = []

    def number(self, sign: Sign | None) -> int:
        """The sign's number, the same for equal signs."""
        if sign is None:
            return 0
        if sign not in self._numbers:
            self._signs.append(sign)
            self._numbers[sign] = len(self._signs)
        return self._numbers[sign]

    def sign(self, number: int) -> Sign | None:
        """The sign behind a number."""
        return self._signs[number - 1] if number else None

    def judge_agents(self, texts: Iterable[Row]) -> Iterator[Row]:
        """Rows for `signs`: the kind of request, and for people the device and what the browser tells.

        An empty agent is a robot's, unless the log names none at all.
        """
        rows = list(texts)
        logged = any(row["text"] for row in rows)
        for row in rows:
            sign = agent_sign(row["text"]) if logged else None
            kind = "human" if sign is None else sign.kind
            person = kind == "human"
            yield {
                "family": "agent",
                "hash": row["hash"],
                "sign": self.number(sign),
                "kind": kind,
                "device": device_of(row["text"]) if person else "other",
                "hands_over": person and tells_handed_over(row["text"]),
                "says_site": person and says_site(row["text"]),
                "webview": person and in_web_view(row["text"]),
            }

    def judge_referrers(self, texts: Iterable[Row], own_hosts: frozenset[str]) -> Iterator[Row]:
        """Rows for `signs`: a referrer on the site itself is internal."""
        for row in texts:
            sign = referrer_sign(row["text"], own_hosts)
            internal = sign is not None and sign.family == "internal"
            yield {
                "family": "referrer",
                "hash": row["hash"],
                "sign": 0 if internal else self.number(sign),
                "kind": "internal" if internal else "human",
            }

    def judge_markers(self, texts: Iterable[Row]) -> Iterator[Row]:
        """Rows for `signs`: campaign tags, click ids, share tags."""
        for row in texts:
            yield {
                "family": "markers",
                "hash": row["hash"],
                "sign": self.number(query_sign(row["text"])),
                "kind": "human",
            }

    def judge_packages(self, texts: Iterable[Row]) -> Iterator[Row]:
        """Rows for `signs`: the Android app that a web view belongs to."""
        for row in texts:
            yield {
                "family": "package",
                "hash": row["hash"],
                "sign": self.number(package_sign(row["text"])),
                "kind": "human",
            }

    def origin(self, numbers: Iterable[int]) -> Origin:
        """What several signs say together."""
        return origin_of([sign for number in numbers if (sign := self.sign(number)) is not None])


def origin_of(signs: list[Sign]) -> Origin:
    """What the signs of one landing say together."""
    verdict = resolve(signs)
    private = verdict.private
    tagged = any(sign.family in ("campaign", "campaign_override") for sign in signs)
    if verdict.channel == "none" or (private == "mixed" and tagged):
        # the owner's own tag: spread by newsletter or in public, whatever else the app is used for
        private = "no"
    return Origin(verdict.channel, verdict.app, private, _rung(verdict.channel, private, signs))


def tells_handed_over(ua: str) -> bool:
    """Whether `Sec-Fetch-Site: cross-site` without referrer means here that an app handed the link over.

    So it is in Chrome and its kin on Android: an intent from another app has an opaque origin.
    """
    return "Android" in ua and "Chrome/" in ua


def says_site(ua: str) -> bool:
    """Whether the browser sends `Sec-Fetch-Site` with every page: Chrome and its kin from 80 on, Firefox from 90 on.

    Safari learnt it later (16.4), and its version says less of it than theirs do.
    """
    found = _VERSIONED.search(ua)
    if found is None or "like Mac OS X" in ua:
        return False
    return int(found[2]) >= (90 if found[1] == "Firefox" else 80)


def in_web_view(ua: str) -> bool:
    """Whether the agent is a part of an app that shows pages, even if it does not say of which.

    Android marks its web views; on iPhones they lack the word Safari.
    """
    return "; wv)" in ua or ("like Mac OS X" in ua and "Safari/" not in ua)


def _rung(channel: str, private: str, signs: list[Sign]) -> Rung:
    if any(sign.family == "share_tag" for sign in signs):
        return "proven"
    if channel == "none":
        return "unattributed"
    # a mailbox also opens newsletters: that it was one does not say that a person sent the link
    return "observed" if private == "yes" and channel != "email" else "attributed"
