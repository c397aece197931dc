"""Share acts, links, goals and generations, as far as they may be told."""

from __future__ import annotations

from typing import Any, TypeAlias

from penombre.dashboard.sharing import Count, Goal, Link, Shares, acts_by, enough, generations, goals, links, summed
from penombre.dashboard.sharing import shares as shares_of

Counts: TypeAlias = dict[tuple[str, ...], int]


def act(means: str, app: str, private: str, acts: int, channel: str = "messenger") -> dict[str, Any]:
    return {"means": means, "channel": channel, "app": app, "private": private, "acts": str(acts)}


def shares(rows: list[dict[str, Any]]) -> Shares:
    return shares_of(summed(rows, "acts", ("means",)), acts_by(rows, ("channel", "app")), acts_by(rows, ("private",)))


def test_the_rate_lies_between_what_is_private_and_what_may_be() -> None:
    found = shares(
        [
            act("button", "WhatsApp", "yes", 60),
            act("button", "Facebook", "mixed", 20, "social"),
            act("copy_link", "", "mixed", 30, "share_button"),
            act("copy", "", "no", 40, "none"),
            act("button", "Bluesky", "no", 10, "social"),
        ]
    )
    assert found.total == 160
    assert found.rate is not None
    # what was copied as text went nobody knows where: it is no share act that could be private or not
    assert (found.rate.low, round(found.rate.high, 3), found.rate.acts) == (0.5, 0.917, 120)
    assert found.means == (Count("button", 90), Count("copy_link", 30), Count("copy", 40))


def test_what_is_small_is_not_told() -> None:
    assert shares([act("button", "WhatsApp", "yes", 9)]).total is None
    assert shares([]).total == 0
    found = shares([act("button", "WhatsApp", "yes", 60), act("button", "Signal", "yes", 3)])
    assert {count.name: count.count for count in found.apps} == {"WhatsApp": None, "Signal": None}
    assert found.rate is not None
    assert shares([act("button", "WhatsApp", "yes", 60), act("button", "Bluesky", "no", 3)]).rate is None


def test_links_goals_and_generations() -> None:
    clicks: Counts = {("1",): 50, ("2",): 9, ("3",): 50, ("99",): 50}
    private: Counts = {("1",): 30, ("3",): 45, ("99",): 50}
    named = {1: ("spring", "Spring"), 2: ("small", ""), 3: ("rest", ""), 4: ("seen", "")}
    assert links(clicks, private, {("1",): 4, ("4",): 2}, named) == (
        Link("spring", "Spring", 50, 30, 4), Link("rest", "", 50, None, 0), Link("small", "", None, None, 0),
        Link("seen", "", 0, 0, 2),
    )  # fmt: skip
    sub, rare, shy = ("sub", "EUR"), ("rare", ""), ("shy", "EUR")
    worth: dict[tuple[str, ...], tuple[float, float]] = {sub: (400.0, 150.0), rare: (0.0, 0.0), shy: (400.0, 40.0)}
    assert goals({sub: 40, rare: 3, shy: 40}, {sub: 15, shy: 4}, worth) == (
        (Goal("shy", "EUR", 40, 400.0, None, None), Goal("sub", "EUR", 40, 400.0, 15, 150.0)), 1
    )  # fmt: skip
    found = generations({("1",): 30}, {("1",): 9, ("2",): 12})
    assert [(each.number, each.presses, each.landings) for each in found] == [(1, 30, None), (2, 0, 12)]
    assert enough({"views": 9, "clicks": 0, "goals": 10}) == {"views": None, "clicks": 0, "goals": 10}
