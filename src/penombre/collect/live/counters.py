"""What the edge counts without keeping more: refused, dropped by a signal, redirects that were not recorded."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from penombre.collect.live.row import TallyRow


class Counters:
    """Counts by site and day, until they are handed to the journal; and totals since the start, for /metrics."""

    def __init__(self) -> None:
        self.totals: Counter[str] = Counter()
        self._waiting: Counter[tuple[str, int, str]] = Counter()

    def add(self, name: str, now: float, site: int = 0, count: int = 1) -> None:
        """Count; `site` 0 stands for none."""
        self.totals[name] += count
        day = datetime.fromtimestamp(max(now, 0.0), UTC).date().isoformat()
        self._waiting[day, site, name] += count

    def take(self) -> list[TallyRow]:
        """What was counted since the last time, to be written."""
        waiting, self._waiting = self._waiting, Counter()
        return [TallyRow(day, site, name, count) for (day, site, name), count in waiting.items()]

    def give_back(self, rows: list[TallyRow]) -> None:
        """What could not be written waits on."""
        for row in rows:
            self._waiting[row.day, row.site, row.name] += row.count
