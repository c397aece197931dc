"""Runs a world from its parameters to the log that a server would have written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from penombre.simulate.arrivals import Arrivals
from penombre.simulate.automation import Automation
from penombre.simulate.causes import Interest, Organic
from penombre.simulate.clock import Clock
from penombre.simulate.doors import OF_CAUSE
from penombre.simulate.people import People
from penombre.simulate.previews import Previews
from penombre.simulate.requests import Requests, write_requests
from penombre.simulate.sharing import Shares, Sharing
from penombre.simulate.site import Site, build_site
from penombre.simulate.texts import Texts
from penombre.simulate.truth import Truth, truth_of
from penombre.simulate.views import PageTexts, page_requests
from penombre.simulate.visits import Visits
from penombre.simulate.world import World


@dataclass
class Run:
    """A world that was lived through: its visits and every request."""

    site: Site
    texts: Texts
    people: People
    visits: Visits
    shares: Shares
    previews: dict[str, int]
    requests: Requests
    robot_pages: int


def live(world: World, *, flood: float = 1.0, site: Site | None = None) -> Run:
    """Draws everything that happens in a world; `site` replaces the pages the world would draw."""
    texts, site = Texts(), site or build_site(world)
    pages = PageTexts(site, texts)
    clock = Clock(world.stream("clock"), world.start, world.days, world.weekend)
    people = People(world, texts)
    interest = Interest(world, site, clock)
    organic = Organic(world, site, people, clock, interest)
    seen = organic.visits()
    Arrivals(world, people, texts, "organic").mark(seen)
    shares, clicked = Sharing(world, people, clock, organic).spread(seen, interest)
    of_private = Arrivals(world, people, texts, "private")
    of_private.mark(clicked)
    of_private.tag_shares(clicked)
    visits = Visits.together([seen, clicked])
    previews = Previews(world, people, texts, pages, clock)
    newsletters = visits.only(np.isin(visits.door, OF_CAUSE["newsletter"]))
    machines = Automation(world, site, texts, pages, clock)
    lots = [page_requests(world, site, people, texts, pages, visits)]
    lots += previews.of_shares(shares) + previews.of_posts(visits) + previews.of_mail_security(shares, newsletters)
    lots += machines.prefetches(people, seen) + machines.declared()
    robots, robot_pages = machines.undeclared(int((~visits.traced).sum()), flood)
    requests = Requests.together(lots + robots).only(clock.start, clock.end)
    return Run(site, texts, people, visits, shares, previews.counts, requests, robot_pages)


def write_world(world: World, folder: Path, *, flood: float = 1.0) -> Truth:
    """Writes `access.log` and `truth.json` into a folder; returns the truth.

    `flood` multiplies the robots that pass for browsers; for the same world nothing else changes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    truth = write_run(world, live(world, flood=flood), folder / "access.log", flood=flood)
    (folder / "truth.json").write_bytes(msgspec.json.format(msgspec.json.encode(truth), indent=1))
    return truth


def write_run(world: World, run: Run, log: Path, *, flood: float = 1.0) -> Truth:
    """Writes the log of a world that was lived through; returns the truth."""
    write_requests(run.requests, run.texts, log, world.host if world.fetch_headers else None)
    return truth_of(
        world, run.site, run.visits, run.shares, run.previews,
        flood=flood, robot_pages=run.robot_pages, requests=len(run.requests),
    )  # fmt: skip
