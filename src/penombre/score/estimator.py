"""The one who is scored: reads worlds, answers, and cannot import the simulator."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any

from penombre.analyze.change.days import Days
from penombre.analyze.change.find import find_changes
from penombre.analyze.change.pages import page_changes
from penombre.analyze.change.watch import watch
from penombre.score.wire import answer_bytes, receive, send, unpacked


def changes(world: dict[str, Any]) -> dict[str, object]:
    """Lasting changes with their kind, alarms of the site's landings without a source, pages that changed."""
    days = Days(**world)
    found = find_changes(days)
    return {
        "changes": found,
        "alarms": watch(days.dark, days.first_weekday, days.known.sum(axis=0)),
        "pages": page_changes(days, found),
    }


ESTIMATORS: Mapping[str, Callable[[dict[str, Any]], object]] = {"changes": changes}


def main() -> None:
    """`python -m penombre.score.estimator NAME`: worlds on standard input, answers on standard output."""
    # whoever tries to look the truth up fails at once
    sys.modules["penombre.simulate"] = None  # type: ignore[assignment]
    estimate = ESTIMATORS[sys.argv[1]]
    while (message := receive(sys.stdin.buffer)) is not None:
        try:
            answer = estimate(unpacked(message))
        except Exception as error:  # noqa: BLE001  (told to the one who keeps the score)
            answer = {"failed": f"{type(error).__name__}: {error}"}
        send(sys.stdout.buffer, answer_bytes(answer))


if __name__ == "__main__":
    main()
