"""Which way to send a link each letter of a share tag names."""

from __future__ import annotations

from functools import cache

from penombre.signals.catalogue import table
from penombre.signals.strip import WITHOUT_APP


@cache
def tag_apps() -> dict[str, str]:
    """Apps by letter, ways to send that are no app by the name that people know; nothing for copied links."""
    known = {channel: name for name, channel in WITHOUT_APP.items()}
    named = {row["letter"]: row["app"] or known.get(row["channel"], "") for row in table("share_tags")}
    return {letter: app for letter, app in named.items() if app}
