"""Share acts, links, goals and generations, as far as they may be told."""

from __future__ import annotations

from typing import Any

from penombre.dashboard.sharing import Count, Goal, Link, enough, generations, goals, links, shares


def act(means: str, app: str, private: str, acts: int, channel: str = "messenger") -> dict[str, Any]:
    return {"means": means, "channel": channel, "app": app, "private": private, "acts": str(acts)}


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
    rows = [
        {"link": 1, "clicks": "50", "private": "30", "previews": "4"},
        {"link": 2, "clicks": "9", "private": "0", "previews": "0"},
        {"link": 3, "clicks": "50", "private": "45", "previews": "0"},
        {"link": 99, "clicks": "50", "private": "50", "previews": "0"},
    ]
    named = {1: ("spring", "Spring"), 2: ("small", ""), 3: ("rest", "")}
    assert links(rows, named) == (
        Link("spring", "Spring", 50, 30, 4), Link("small", "", None, None, 0), Link("rest", "", 50, None, 0),
    )  # fmt: skip
    reached = [
        {"name": "sub", "currency": "EUR", "reached": "40", "worth": 400.0, "private": "15", "private_worth": 150.0},
        {"name": "rare", "currency": "", "reached": "3", "worth": 0.0, "private": "0", "private_worth": 0.0},
        {"name": "shy", "currency": "EUR", "reached": "40", "worth": 400.0, "private": "4", "private_worth": 40.0},
    ]
    assert goals(reached) == ((Goal("sub", "EUR", 40, 400.0, 15, 150.0), Goal("shy", "EUR", 40, 400.0, None, None)), 1)
    found = generations([{"generation": 1, "presses": "30", "landings": "9"}])
    assert (found[0].presses, found[0].landings) == (30, None)
    assert enough({"views": 9, "clicks": 0, "goals": 10}) == {"views": None, "clicks": 0, "goals": 10}
