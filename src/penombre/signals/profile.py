"""Names the device and browser behind a user agent, as far as it says."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import msgspec
from ua_parser import parse

LONGEST = 512
Device = Literal["phone", "tablet", "desktop", "other"]
DESKTOPS = ("Windows", "Macintosh", "Mac OS X", "Linux", "X11", "CrOS", "FreeBSD")


class AgentProfile(msgspec.Struct, frozen=True):
    """A device and a browser."""

    device: Device
    browser: str  # "Chrome Mobile", "Firefox"…; empty when unknown
    major: int  # the browser's version, 0 when unknown
    system: str  # "Android", "iOS", "Windows"…; empty when unknown
    webview: bool  # inside an app rather than in a browser


@lru_cache(maxsize=20_000)
def agent_profile(ua: str) -> AgentProfile:
    """The profile of a user agent."""
    text = ua[:LONGEST].encode("utf-8", "replace").decode()
    parsed = parse(text)
    browser = parsed.user_agent
    system = parsed.os.family if parsed.os else ""
    major = browser.major if browser and browser.major else ""
    return AgentProfile(
        device=device_of(text),
        browser=browser.family if browser else "",
        major=int(major) if major.isdecimal() and len(major) < 9 else 0,
        system=system,
        webview=_is_webview(text, system),
    )


def device_of(ua: str) -> Device:
    """The device alone, which a few words tell without the parser."""
    if "iPad" in ua or "Tablet" in ua or "Kindle" in ua or "Silk/" in ua:
        return "tablet"
    if "iPhone" in ua or "iPod" in ua or "Windows Phone" in ua:
        return "phone"
    if "Android" in ua:
        return "phone" if "Mobile" in ua else "tablet"
    if any(system in ua for system in DESKTOPS):
        return "desktop"
    return "phone" if "Mobile" in ua else "other"


def _is_webview(ua: str, system: str) -> bool:
    """Android marks its web views; on iOS a web view lacks the word Safari."""
    if "Android" in ua:
        return "; wv)" in ua or ("Version/4.0" in ua and "Chrome/" in ua)
    return system == "iOS" and "AppleWebKit" in ua and "Safari/" not in ua
