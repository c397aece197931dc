"""How each app makes its link previews: who fetches, how long the answer is kept, how many requests a share makes."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Literal, cast

import msgspec

from penombre.signals.catalogue import BadCatalogueError, table

FetchedBy = Literal["sender", "vendor", "instance", "own_server", "unknown"]
FETCHERS = ("sender", "vendor", "instance", "own_server", "unknown")


class PreviewHabit(msgspec.Struct, frozen=True):
    """What a preview request of an app says about shares."""

    fetched_by: FetchedBy
    cache_minutes: int  # how long a second share of the same address makes no request; 0 for never
    requests_per_share: float  # about, while the cache is cold for a sender, on the whole for a vendor


def preview_habit(app: str) -> PreviewHabit | None:
    """The habit of an app, by its usual name; None where nothing is known."""
    return _habits().get(app)


def asked_for(app: str, channel: str, on: date) -> tuple[str, str]:
    """The app and the channel that a fetcher asks for on a day: some outlive what they were named for."""
    for row in _retired():
        if row["app"] == app and on >= date.fromisoformat(row["ended"]):
            return row["heir"], row["channel"]
    return app, channel


@cache
def _retired() -> tuple[dict[str, str], ...]:
    return tuple(table("retired_apps"))


@cache
def _habits() -> dict[str, PreviewHabit]:
    habits = {}
    for row in table("previews"):
        if row["fetched_by"] not in FETCHERS:
            raise BadCatalogueError(f"previews: {row['app']}: fetched by {row['fetched_by']!r}")
        fetched_by = cast("FetchedBy", row["fetched_by"])
        habits[row["app"]] = PreviewHabit(fetched_by, int(row["cache_minutes"]), float(row["requests_per_share"]))
    return habits
