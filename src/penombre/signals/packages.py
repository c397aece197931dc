"""Judges Android packages: the app whose web view asked, or that handed the link over."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import msgspec

from penombre.signals.catalogue import human_sign, table
from penombre.signals.sign import Rank, Sign

TABLES = ("messengers", "mail", "networks", "readers", "search", "assistants", "others")
LONGEST = 255
NOT_PACKAGES = frozenset({"xmlhttprequest", "", "-"})

HANDED_OVER = Sign("human", "", "other_app", "mixed", "referrer_app", "android-app://*", 0.6, Rank.PACKAGE + 500)
WEB_VIEW = Sign("human", "", "none", "mixed", "package", "(some app's web view)", 0.4, Rank.NOTHING)


def package_sign(package: str) -> Sign | None:
    """What an Android package says; None for browsers and apps nobody wrote down."""
    return _packages().get(package.strip()[:LONGEST].lower())


def handed_over_sign(package: str) -> Sign | None:
    """What `android-app://<package>` says; an unknown app is some other app, a browser says nothing."""
    sign = _handed_over().get(package) or package_sign(package)
    if sign is not None and sign.channel != "none":
        return msgspec.structs.replace(sign, family="referrer_app")
    return None if is_browser(package) else HANDED_OVER


def web_view_sign(package: str) -> Sign | None:
    """What `X-Requested-With: <package>` says: at least that an app's web view asked."""
    name = package.strip()
    if name.lower() in NOT_PACKAGES or not name.isprintable():
        return None
    return package_sign(name) or WEB_VIEW


def is_browser(package: str) -> bool:
    """Whether the package is a browser's, by the list or by its name."""
    name = package.strip()[:LONGEST].lower()
    return name in _browsers() or "browser" in name


@cache
def _packages() -> dict[str, Sign]:
    return {package: sign for name in TABLES for package, sign in _table(name)}


@cache
def _handed_over() -> dict[str, Sign]:
    return dict(_table("handed_over"))


def _table(name: str) -> Iterator[tuple[str, Sign]]:
    for row in table(f"package_{name}"):
        rank = Rank.NOTHING if row["channel"] == "none" else Rank.PACKAGE
        yield row["package"].lower(), human_sign(row, "package", row["package"], rank)


@cache
def _browsers() -> frozenset[str]:
    return frozenset(row["package"].lower() for row in table("package_browsers"))
