"""What the script tells of visits: page views that ran it, presses on share buttons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from penombre.simulate.doors import DOORS
from penombre.simulate.visits import Visits
from penombre.simulate.world import World
from penombre.simulate.writer import Run

LETTERS = {"WhatsApp": "w", "Facebook Messenger": "m", "Telegram": "t", "Signal": "g", "Mail program": "e",
           "Gmail": "e", "Webmail": "e", "iMessage": "a", "Messages by Google": "a"}  # fmt: skip
EARLY = 0.08
"""Visits that end before the script has spoken."""
PRESSED = 0.12
"""Shares on the site that go through one of its buttons."""


def ran_script(world: World, run: Run) -> NDArray[np.bool_]:
    """Which landings told the script's server: blockers and early exits are missing, browsers that strip more often."""
    rng = world.stream("script")
    visits = run.visits
    blocked = rng.uniform(0.05, 0.4)
    refused: NDArray[np.bool_] = _of_visitor(rng, visits, blocked)
    careful = run.people.private_browser[visits.who]
    return ~refused & ~(careful & (rng.random(len(visits)) < 0.5)) & (rng.random(len(visits)) >= EARLY)


def _of_visitor(rng: np.random.Generator, visits: Visits, share: float) -> NDArray[np.bool_]:
    """The same for all landings of a visitor."""
    chosen: NDArray[np.bool_] = (rng.random(int(visits.who.max(initial=0)) + 1) < share)[visits.who]
    return chosen


def view_events(world: World, run: Run, rows: NDArray[np.int64]) -> Iterator[dict[str, Any]]:
    """One line a landing: when, the headers the browser sent, and the event as the script posts it."""
    rng = world.stream("event ids")
    words, visits = run.texts.all, run.visits
    for row in rows[np.argsort(visits.at[rows], kind="stable")].tolist():
        query = words[visits.query[row]] if visits.query[row] > 1 else ""
        referrer = words[visits.referrer[row]]
        fetch_site = words[visits.fetch_site[row]]
        headers = {"User-Agent": words[visits.agent[row]]}
        if fetch_site != "-":
            headers["Sec-Fetch-Site"] = fetch_site
        yield {
            "at": round(float(visits.at[row]), 1),
            "landing": row,
            "headers": headers,
            "event": {
                "id": rng.bytes(16).hex(),
                "site": world.variant,
                "kind": "view",
                "url": f"https://{world.host}{run.site.paths[visits.page[row]]}{query}",
                "referrer": None if referrer == "-" else "/".join(referrer.split("/")[:3]),
            },
        }


def share_events(world: World, run: Run) -> Iterator[dict[str, Any]]:
    """Presses on share buttons, in the order of time."""
    rng = world.stream("presses")
    words, shares = run.texts.all, run.shares
    pressed = np.flatnonzero(rng.random(len(shares)) < PRESSED * world.on_site_shares)
    for row in pressed[np.argsort(shares.at[pressed], kind="stable")].tolist():
        name = DOORS[shares.door[row]].name
        letter = LETTERS.get(name, "")
        path = run.site.paths[shares.page[row]]
        yield {
            "at": round(float(shares.at[row]), 1),
            "share": row,
            "headers": {"User-Agent": words[run.people.agent[shares.sender[row]]]},
            "event": {
                "id": rng.bytes(16).hex(),
                "site": world.variant,
                "kind": "share",
                "url": f"https://{world.host}{path}{f'?s={letter}1' if letter else ''}",
                "via": "button" if letter else "native",
                "app": name if letter else None,
            },
        }
