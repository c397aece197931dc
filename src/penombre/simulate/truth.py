"""What really happened in a world, for those who judge an estimate."""

from __future__ import annotations

import msgspec
import numpy as np

from penombre.simulate.doors import CAUSES, DOORS, PRIVATE, PRIVATE_CAUSES
from penombre.simulate.sharing import Shares
from penombre.simulate.site import Site
from penombre.simulate.visits import Visits
from penombre.simulate.world import World

TOP_PAGES = 50


class AppTruth(msgspec.Struct, frozen=True):
    """One private app: what was sent by it, what came of it, how often it fetched a preview."""

    app: str
    channel: str
    sends: int
    landings: int
    unattributed: int
    previews: int


class PageTruth(msgspec.Struct, frozen=True):
    """One page: its landings, those without a source, those that a private message caused."""

    page: str
    landings: int
    unattributed: int
    dark: int


class Truth(msgspec.Struct, frozen=True):
    """The truth of a world. A landing is human: robots are counted apart.

    landings                  first human page views of visits from outside; the sum of `causes`
    attributed, unattributed  with and without anything in the log that gives the source away
    dark                      landings caused by a private send, traced or not
    dark_unattributed         those of them without a trace
    causes                    landings per cause; reopened tabs are under `typed`, and `tabs_reopened` says how many;
                              `automation` is 0, robots being no landings
    unattributed_causes       the same among the unattributed
    robot_pages               pages asked for by undeclared robots
    posts                     public posts per network
    """

    schema: str
    variant: str
    seed: int
    flood: float
    fetch_headers: bool
    landings: int
    attributed: int
    unattributed: int
    dark: int
    dark_share_of_landings: float
    dark_unattributed: int
    dark_share_of_unattributed: float
    causes: dict[str, int]
    unattributed_causes: dict[str, int]
    tabs_reopened: int
    robot_pages: int
    private_sends: int
    apps: list[AppTruth]
    pages: list[PageTruth]
    requests: int
    posts: dict[str, int] = {}


def truth_of(
    world: World, site: Site, visits: Visits, shares: Shares, previews: dict[str, int], *,
    flood: float, robot_pages: int, requests: int,
) -> Truth:  # fmt: skip
    """Counts the truth."""
    n = len(visits)
    blind = ~visits.traced
    cause_of = np.array([CAUSES.index(door.cause) for door in DOORS])[visits.door]
    dark = np.isin(cause_of, [CAUSES.index(cause) for cause in PRIVATE_CAUSES])
    doors = len(DOORS)
    landed, lost = np.bincount(visits.door, minlength=doors), np.bincount(visits.door[blind], minlength=doors)
    sends = np.bincount(shares.door, minlength=doors)
    pages = len(site.paths)
    by_page = [np.bincount(visits.page[chosen], minlength=pages) for chosen in (np.ones(n, dtype=bool), blind, dark)]
    top = np.argsort(-by_page[0], kind="stable")[:TOP_PAGES].tolist()
    dark_blind = int((dark & blind).sum())
    return Truth(
        schema="penombre/truth@1", variant=world.variant, seed=world.seed, flood=flood,
        fetch_headers=world.fetch_headers, landings=n, attributed=int((~blind).sum()), unattributed=int(blind.sum()),
        dark=int(dark.sum()), dark_share_of_landings=float(dark.sum()) / max(1, n), dark_unattributed=dark_blind,
        dark_share_of_unattributed=dark_blind / max(1, int(blind.sum())),
        causes=dict(zip(CAUSES, np.bincount(cause_of, minlength=len(CAUSES)).tolist(), strict=True)),
        unattributed_causes=dict(
            zip(CAUSES, np.bincount(cause_of[blind], minlength=len(CAUSES)).tolist(), strict=True)
        ),
        tabs_reopened=int(visits.restored.sum()), robot_pages=robot_pages, private_sends=len(shares),
        apps=[
            AppTruth(DOORS[i].name, DOORS[i].cause, int(sends[i]), int(landed[i]), int(lost[i]),
                     previews.get(DOORS[i].name, 0))
            for i in PRIVATE if sends[i] or landed[i]
        ],
        pages=[PageTruth(site.paths[i], *(int(column[i]) for column in by_page)) for i in top if by_page[0][i]],
        requests=requests,
    )  # fmt: skip
