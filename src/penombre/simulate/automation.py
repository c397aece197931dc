"""Machines: declared crawlers, monitors, probes, assistants' fetches, prefetches, and robots that pass for browsers."""

from __future__ import annotations

import numpy as np

from penombre.simulate import agents
from penombre.simulate.clock import DAY, HOUR, Clock, Floats, Ints
from penombre.simulate.people import People
from penombre.simulate.requests import HEAD, POST, Requests
from penombre.simulate.site import HOME, Site
from penombre.simulate.texts import Texts
from penombre.simulate.views import PageTexts
from penombre.simulate.visits import Visits
from penombre.simulate.world import World

_PROBED = (
    "/wp-login.php", "/.env", "/xmlrpc.php", "/wp-admin/setup-config.php", "/.git/config", "/phpmyadmin/",
    "/admin.php", "/old-page.html", "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php", "/sitemap_old.xml",
)  # fmt: skip
_CLOUDS = ("3.92", "18.205", "34.74", "35.196", "45.83", "51.158", "64.227", "104.248", "138.197", "159.65", "165.22")
_HOMES = ("73.12", "98.44", "86.201", "90.63", "177.94", "187.22", "103.87", "117.212", "92.184", "2.15")


class Automation:
    """The machines of one world, each kind with random numbers of its own."""

    def __init__(self, world: World, site: Site, texts: Texts, pages: PageTexts, clock: Clock) -> None:
        self._world, self._site, self._texts, self._pages, self._clock = world, site, texts, pages, clock

    def declared(self) -> list[Requests]:
        """Crawlers with their names, assistants, robots.txt, monitors and probes."""
        world, texts, clock = self._world, self._texts, self._clock
        rng = world.stream("declared")
        n = int(world.crawler_hits * world.landings)
        at = clock.moments(rng, n, "machine")
        lots = [self._named(rng, agents.CRAWLERS, at, self._site.draw(rng, n, 0.3))]
        robots = int(world.days * 6)
        at = clock.moments(rng, robots, "machine")
        lots.append(self._named(rng, agents.CRAWLERS, at, np.full(robots, -1)))
        n = int(world.assistant_fetches * world.causes["assistant"] * world.landings)
        at = clock.moments(rng, n, "work")
        lots.append(self._named(rng, agents.ASSISTANTS, at, self._site.draw(rng, n, 0.9)))
        if world.monitor_minutes:
            at = np.arange(clock.start + 7.0, clock.end, world.monitor_minutes * 60.0)
            method = np.where(rng.random(len(at)) < 0.5, texts.number(HEAD), texts.number("GET"))
            address = texts.number("216.144.250.150")
            lots.append(
                Requests.of(
                    texts, at, address, self._pages.path[HOME], texts.number(agents.MONITOR), method=method, size=0
                )
            )
        n = int(world.probes * world.landings)
        at = clock.moments(rng, n, "machine")
        lots.append(
            Requests.of(
                texts, at, self._addresses(rng, _CLOUDS, n), texts.of(_PROBED)[rng.integers(0, len(_PROBED), n)],
                texts.of(agents.PROBE_AGENTS)[rng.integers(0, len(agents.PROBE_AGENTS), n)], status=404, size=1250,
                method=np.where(rng.random(n) < 0.1, texts.number(POST), texts.number("GET")),
            )
        )  # fmt: skip
        return lots

    def prefetches(self, people: People, organic: Visits) -> list[Requests]:
        """Pages a browser fetched before anybody asked for them."""
        world, texts = self._world, self._texts
        rng = world.stream("prefetches")
        n = int(world.prefetched * len(organic))
        if not n:
            return []
        chosen = rng.integers(0, len(organic), n)
        who = people.join(rng, n, mobile=0.7)
        at = self._clock.near(rng, organic.at[chosen], "browsing", people.offsets(who))
        kinds = texts.of(("prefetch", "prefetch;prerender"))[rng.integers(0, 2, n)]
        return [
            Requests.of(
                texts, at, people.address[who], self._pages.path[organic.page[chosen]], people.agent[who],
                referrer=texts.number("https://www.google.com/"), fetch_site=texts.number("cross-site"), purpose=kinds,
            )
        ]  # fmt: skip

    def undeclared(self, unattributed: int, flood: float) -> tuple[list[Requests], int]:
        """Robots with the strings of browsers, a share of the unattributed landings, `flood` times as many.

        Returns their requests and how many pages they asked for.
        """
        world, texts, site = self._world, self._texts, self._site
        rng = world.stream("undeclared robots")
        n = round(world.robots_of_unattributed * unattributed * flood)
        walking = int(n * world.robots_walking)
        lots = []
        left = walking
        while left > 0:
            # one address walks through many deep pages, evenly, by day and night
            size = min(left, int(rng.integers(5, 120)))
            left -= size
            pace = float(np.exp(rng.uniform(np.log(20), np.log(3 * HOUR))))
            at = rng.uniform(self._clock.start, self._clock.end - DAY / 2) + np.cumsum(rng.exponential(pace, size))
            page = rng.choice(site.deep, size)
            address = np.full(size, self._addresses(rng, _CLOUDS, 1)[0])
            agent = np.full(size, texts.number(str(rng.choice(agents.STALE_BROWSERS))))
            lots += self._browse(rng, at, page, address, agent)
        single = n - walking
        at = self._clock.moments(rng, single, "machine")
        page = np.where(rng.random(single) < 0.25, HOME, site.draw(rng, single, 0.5))
        homes = rng.random(single) < 0.6
        address = np.where(homes, self._addresses(rng, _HOMES, single), self._addresses(rng, _CLOUDS, single))
        today = [agents.browser(rng, family) for family in (5, 5, 8, 0)]
        names = texts.of([*agents.STALE_BROWSERS, *today * 4])
        lots += self._browse(rng, at, page, address, names[rng.integers(0, len(names), single)])
        pages = sum(int((lot.at < self._clock.end).sum()) for lot in lots[::2])
        return lots, pages

    def _browse(self, rng: np.random.Generator, at: Floats, page: Ints, address: Ints, agent: Ints) -> list[Requests]:
        """The pages and, for some robots, an asset of each."""
        texts = self._texts
        site_of = np.where(rng.random(len(at)) < 0.5, texts.number("none"), 0)
        assets = rng.random(len(at)) < self._world.robots_with_assets
        full = self._pages.full[page]
        return [
            Requests.of(texts, at, address, self._pages.path[page], agent, fetch_site=site_of),
            Requests.of(
                texts, at[assets] + 0.4, address[assets], texts.number("/assets/app.9f3a.js"), agent[assets],
                referrer=full[assets], fetch_site=np.where(site_of[assets] > 0, texts.number("same-origin"), 0),
            ),
        ]  # fmt: skip

    def _named(
        self, rng: np.random.Generator, table: tuple[tuple[str, str, float], ...], at: Floats, page: Ints
    ) -> Requests:
        texts = self._texts
        weights = np.array([row[2] for row in table])
        which = rng.choice(len(table), len(at), p=weights / weights.sum())
        agent = texts.of([row[0] for row in table])[which]
        last = rng.integers(1, 60, len(at)).tolist()
        address = texts.of([f"{table[i][1]}{b}" for i, b in zip(which.tolist(), last, strict=True)])
        target = np.where(page >= 0, self._pages.path[page], texts.number("/robots.txt"))
        return Requests.of(texts, at, address, target, agent, status=np.where(rng.random(len(at)) < 0.04, 404, 200))

    def _addresses(self, rng: np.random.Generator, prefixes: tuple[str, ...], n: int) -> Ints:
        which = rng.integers(0, len(prefixes), n).tolist()
        rest = rng.integers(1, 255, (n, 2)).tolist()
        return self._texts.of([f"{prefixes[i]}.{a}.{b}" for i, (a, b) in zip(which, rest, strict=True)])
