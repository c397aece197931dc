"""The requests of a visit: the landing, the pages read after it, their stylesheets, scripts and images."""

from __future__ import annotations

import numpy as np

from penombre.simulate import agents
from penombre.simulate.clock import Floats, Ints
from penombre.simulate.people import People
from penombre.simulate.requests import Requests
from penombre.simulate.site import HOME, Site
from penombre.simulate.texts import Texts
from penombre.simulate.visits import Visits
from penombre.simulate.world import World

MOST_VIEWS = 4
_COMMON = ("/assets/site.7c1e.css", "/assets/app.9f3a.js", "/img/logo.png", "/assets/text.woff2")


class PageTexts:
    """The numbers of each page's address, of its full address and of its picture."""

    def __init__(self, site: Site, texts: Texts) -> None:
        self.path = texts.of(site.paths)
        self.full = texts.of([f"https://{site.host}{path}" for path in site.paths])
        self.picture = texts.of([f"/img/pages/{number}.jpg" for number in range(len(site.paths))])


def page_requests(world: World, site: Site, people: People, texts: Texts, pages: PageTexts, visits: Visits) -> Requests:
    """Every request that the visits make."""
    rng = world.stream("views")
    words = texts.all
    n = len(visits)
    target = pages.path[visits.page].copy()
    full = pages.full[visits.page].copy()
    for row in np.flatnonzero(visits.query > 1).tolist():
        query = words[visits.query[row]]
        target[row] = texts.number(words[target[row]] + query)
        full[row] = texts.number(words[full[row]] + query)
    same_origin = np.where(people.old[visits.who], 0, texts.number("same-origin"))
    sizes = rng.integers(9_000, 60_000, len(site.paths))
    parts = [
        Requests.of(
            texts, visits.at, visits.address, target, visits.agent, referrer=visits.referrer,
            fetch_site=visits.fetch_site, package=visits.package, size=sizes[visits.page],
        )
    ]  # fmt: skip
    loads = rng.random(n) < world.asset_rate
    warm = _seen_before(visits) & (rng.random(n) < world.cached_assets)
    every = np.arange(n)

    def assets(rows: Ints, at: Floats, what: Ints | int, page_address: Ints, again: bool = False) -> None:
        status = np.where(warm[rows], 304, 200) if again else 200
        parts.append(
            Requests.of(
                texts, at + rng.uniform(0.05, 1.6, len(rows)), visits.address[rows], what, visits.agent[rows],
                referrer=page_address, fetch_site=same_origin[rows], package=visits.package[rows], status=status,
                size=np.where(warm[rows], 0, 21_000) if again else rng.integers(4_000, 90_000, len(rows)),
            )
        )  # fmt: skip

    for name in _COMMON:
        # a warm cache asks for none of them, or only whether the stylesheet is still the same
        asked = loads & (~warm | ((name == _COMMON[0]) & (rng.random(n) < 0.5)))
        rows = every[asked & (rng.random(n) < 0.93)]
        assets(rows, visits.at[rows], texts.number(name), full[rows], again=True)
    rows = every[loads & (rng.random(n) < 0.85)]
    assets(rows, visits.at[rows], pages.picture[visits.page[rows]], full[rows])
    rows = every[loads & ~warm & (people.platform[visits.who] == agents.DESKTOP) & (rng.random(n) < 0.6)]
    assets(rows, visits.at[rows], texts.number("/favicon.ico"), full[rows])

    # a tab reopened is looked at, rarely left for another page
    going_on = np.where(visits.restored, 0.5, 1.0) * world.further_views
    here, at, address = every, visits.at, full
    for _ in range(MOST_VIEWS - 1):
        on = rng.random(len(here)) < going_on[here]
        here, at, before = here[on], at[on], address[on]
        at = at + 8 + 40 * np.exp(rng.normal(0, 0.9, len(here)))
        page = site.draw(rng, len(here), 0.8)
        page[rng.random(len(here)) < 0.2] = HOME
        address = pages.full[page]
        parts.append(
            Requests.of(
                texts, at, visits.address[here], pages.path[page], visits.agent[here], referrer=before,
                fetch_site=same_origin[here], package=visits.package[here], size=sizes[page],
            )
        )  # fmt: skip
        seen = loads[here] & (rng.random(len(here)) < 0.85)
        assets(here[seen], at[seen], pages.picture[page[seen]], address[seen])
    return Requests.together(parts)


def _seen_before(visits: Visits) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether the visitor was there earlier in the period."""
    order = np.argsort(visits.at, kind="stable")
    first = np.zeros(len(visits), dtype=bool)
    first[order[np.unique(visits.who[order], return_index=True)[1]]] = True
    return ~first
