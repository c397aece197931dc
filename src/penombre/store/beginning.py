"""Since when there is anything of a site: what is before was not measured, or is forgotten."""

from __future__ import annotations

from datetime import UTC, datetime

from penombre.store.engine import Engine


def beginning(engine: Engine, site: int) -> datetime | None:
    """The moment of a site's first event, UTC; None where it has none. Raises StoreError."""
    rows = engine.rows("events/first", site=site)
    return datetime.fromtimestamp(int(rows[0]["at"]), UTC) if rows else None
