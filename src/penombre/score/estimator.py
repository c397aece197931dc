"""The one who is scored: reads worlds, answers, and cannot import the simulator."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from penombre.analyze.cascades.estimate import estimate_from_counts, estimate_from_tokens
from penombre.analyze.cascades.forecast import TooFewClicks, forecast_size, learn_growth, seen_so_far
from penombre.analyze.cascades.forest import plant
from penombre.analyze.cascades.shares import GenerationCounts, Tokens
from penombre.analyze.cascades.tokens import as_of
from penombre.analyze.change.days import Days
from penombre.analyze.change.find import find_changes
from penombre.analyze.change.pages import page_changes
from penombre.analyze.change.watch import watch
from penombre.analyze.channels.estimate import estimate_channels
from penombre.analyze.channels.series import Series
from penombre.analyze.direct.estimate import estimate_direct
from penombre.analyze.direct.landings import Landings
from penombre.score.wire import answer_bytes, receive, send, unpacked

COUNTS = "counts_"
"""Stands before the names of what the mode Counting sees."""
FORECAST = "forecast"
"""First shares of the cascades whose final size is asked for; all begin in the second half of the time."""


def changes(world: dict[str, Any]) -> dict[str, object]:
    """Lasting changes with their kind, alarms of the site's landings without a source, pages that changed."""
    days = Days(**world)
    found = find_changes(days)
    return {
        "changes": found,
        "alarms": watch(days.dark, days.first_weekday, days.known.sum(axis=0)),
        "pages": page_changes(days, found),
    }


def direct(world: dict[str, Any]) -> object:
    """The dark share of landings without a source."""
    return estimate_direct(Landings(**world))


def channels(world: dict[str, Any]) -> object:
    """The channel mix and what holds jointly."""
    found = estimate_channels(Series(**world))
    return {"volumes": found.volumes, "mix": found.mix, "draws": found.draws, "alarms": found.alarms}


def cascades(world: dict[str, Any]) -> object:
    """The same shares from tokens, and from counts by generation."""
    asked = world.pop(FORECAST)
    counts = {name.removeprefix(COUNTS): value for name, value in world.items() if name.startswith(COUNTS)}
    tokens = Tokens(**{name: value for name, value in world.items() if not name.startswith(COUNTS)})
    return {
        "tokens": estimate_from_tokens(tokens),
        "counts": estimate_from_counts(GenerationCounts(**counts)),
        "forecasts": list(forecasts(tokens, asked)),
    }


def forecasts(tokens: Tokens, asked: Iterable[int]) -> Iterator[object]:
    """The final size of cascades, each told an hour after its first share by what the first half of the time taught."""
    try:
        growth = learn_growth(as_of(tokens, tokens.now / 2))
    except TooFewClicks:
        return
    for root in asked:
        members = plant(tokens.parent).root == root
        yield forecast_size(growth, seen_so_far(tokens, members, tokens.minted[root] + 1.0))


ESTIMATORS: Mapping[str, Callable[[dict[str, Any]], object]] = {
    "direct": direct,
    "channels": channels,
    "cascades": cascades,
    "changes": changes,
}


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
