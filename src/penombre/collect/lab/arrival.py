"""What arrived with a link that was opened on purpose: a trace of the app, or none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

import msgspec

from penombre.collect.live.minimise import FETCH_SITES, LONGEST_AGENT
from penombre.select.objection import objects
from penombre.signals import Request, agent_profile, identify

System = Literal["android", "ios", "desktop"]
SYSTEMS: tuple[System, ...] = get_args(System)
LONGEST_NAME = 64


class Arrival(msgspec.Struct, frozen=True):
    """A visit to a lab link, as far as it is kept."""

    system: System  # on which it was opened
    browser: str
    referrer: bool
    marker: str  # the app that was recognised; empty for none
    channel: str  # "none" where nothing told where the visit came from
    fetch_site: str

    @property
    def lit(self) -> bool:
        """Whether a referrer, a mark of the app or one in the address told where the visit came from."""
        return self.channel != "none"


def arrival_of(method: str, url: str, headers: Mapping[str, str]) -> Arrival | None:
    """What a request for a lab link shows; None for machines, for who objects, and for a page that is only reloaded.

    `headers` with their names in lower case.
    """
    if method != "GET" or objects({name.encode(): value.encode() for name, value in headers.items()}):
        return None
    agent = headers.get("user-agent", "")[:LONGEST_AGENT]
    referrer = headers.get("referer", "")
    fetch_site = headers.get("sec-fetch-site", "")
    verdict = identify(Request(ua=agent, referrer=referrer, url=url, headers=dict(headers)))
    if not agent or verdict.kind != "human" or fetch_site == "same-origin":
        return None
    profile = agent_profile(agent)
    return Arrival(
        system=system_of(profile.system, profile.device),
        browser=profile.browser[:LONGEST_NAME],
        referrer=bool(referrer),
        marker=verdict.app[:LONGEST_NAME],
        channel=verdict.channel,
        fetch_site=fetch_site if fetch_site in FETCH_SITES else "",
    )


def system_of(system: str, device: str) -> System:
    """Android, iOS (iPadOS, too, as far as it says so), or a computer."""
    if system == "Android":
        return "android"
    return "ios" if system == "iOS" or device in ("phone", "tablet") else "desktop"
