"""Links sent in private: who sends which page by which app, who clicks, who sends it on."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from penombre.simulate.causes import Interest, Organic
from penombre.simulate.clock import HOUR, Clock, Floats, Ints, after_sleep, delays
from penombre.simulate.doors import DOORS, PRIVATE
from penombre.simulate.people import COUNTRIES, IPHONES, People
from penombre.simulate.visits import Visits
from penombre.simulate.world import World

GENERATIONS = 12
_AUDIENCES = ((1, 1), (3, 10), (10, 256), (256, 1500))
# WhatsApp, Messenger, Instagram, Telegram, Signal, Snapchat, Discord, LINE, WeChat, Viber, X, iMessage, SMS,
# mail program, webmail, Gmail, Slack, Teams, Mattermost, LinkedIn: the order of PRIVATE
_HABITS: dict[str, tuple[float, ...]] = {
    "FR": (30, 14, 5, 3, 3, 3, 2, 0.2, 0.3, 0.6, 1, 24, 9, 8, 6, 4, 3, 4, 0.5, 2),
    "US": (6, 14, 7, 1.5, 2, 4, 4, 0.3, 0.5, 0.2, 2, 44, 20, 7, 3, 6, 6, 4, 0.3, 2),
    "GB": (36, 12, 6, 2, 2, 4, 3, 0.2, 0.3, 0.4, 2, 22, 7, 6, 3, 5, 4, 5, 0.3, 2),
    "DE": (42, 4, 4, 8, 8, 2, 3, 0.1, 0.2, 0.2, 1, 10, 4, 8, 8, 4, 3, 5, 1, 1),
    "BR": (70, 6, 8, 8, 1, 1, 2, 0.1, 0.1, 0.1, 1, 4, 2, 3, 2, 5, 2, 2, 0.2, 2),
    "IN": (66, 4, 8, 9, 1, 3, 2, 0.1, 0.1, 0.5, 2, 3, 5, 2, 2, 7, 3, 4, 0.3, 3),
}
_LIKE = {"BE": "FR", "CH": "DE", "CA": "US"}
_MEDIAN_MINUTES = {"messenger": 35.0, "sms": 25.0, "email": 200.0, "workchat": 45.0}
_ON_PHONE = {"messenger": 0.84, "sms": 0.97, "email": 0.5, "workchat": 0.25}
# phones that are Android, iPhones, computers
_MACHINES = {
    "iMessage": (0.0, 1.0, 0.12), "Messages by Google": (1.0, 0.08, 0.04), "Instagram": (1.0, 1.0, 0.1),
    "Snapchat": (1.0, 1.0, 0.02), "Webmail": (0.5, 0.4, 2.5), "Slack": (0.4, 0.4, 3.0), "Discord": (0.7, 0.7, 2.0),
    "Microsoft Teams": (0.4, 0.4, 3.0), "Mattermost": (0.2, 0.2, 3.0), "LinkedIn": (0.7, 0.7, 1.5),
    "Mail program": (0.8, 1.0, 1.4), "LINE": (1, 1, 0.3), "WeChat": (1, 1, 0.3),
}  # fmt: skip


@dataclass
class Shares:
    """Private sends as columns.

    at, page   when, which page
    sender     visitor number (one who never visited, when the link came from elsewhere)
    address    the sender's address then, a number of a text
    door       the app, a number of `DOORS`
    clicks     visits that follow (some may fall after the period)
    """

    at: Floats
    page: Ints
    sender: Ints
    address: Ints
    door: Ints
    clicks: Ints

    def __len__(self) -> int:
        return len(self.at)

    def only(self, chosen: NDArray[np.bool_]) -> Shares:
        """The chosen rows."""
        return Shares(**{f.name: getattr(self, f.name)[chosen] for f in fields(self)})


def together(parts: list[Shares]) -> Shares:
    """Several lots one after the other."""
    return Shares(**{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Shares)})


def clicks_on(rng: np.random.Generator, world: World, n: int) -> Ints:
    """How many people click on each of `n` sends, in the world's own family of laws."""
    kind = rng.choice(4, n, p=np.array(world.audience) / sum(world.audience))
    low, high = np.array(_AUDIENCES, dtype=float).T
    size = np.floor(np.exp(rng.uniform(np.log(low[kind]), np.log(high[kind] + 0.99)))).astype(np.int64)
    read = np.array(world.read)[kind]
    if world.offspring == "beta_binomial":
        weight = 4 / world.dispersion
        clicks = rng.binomial(size, rng.beta(read * weight, (1 - read) * weight))
    elif world.offspring == "negative_binomial":
        shape = 1.5 / world.dispersion
        clicks = rng.poisson(rng.gamma(shape, size * read / shape))
    elif world.offspring == "poisson_lognormal":
        sigma = min(1.3, 0.8 * world.dispersion**0.5)
        clicks = rng.poisson(size * read * np.exp(rng.normal(-(sigma**2) / 2, sigma, n)))
    else:
        clicks = rng.binomial(size, np.minimum(1.0, read * np.where(rng.random(n) < 0.5, 0.25, 1.75)))
    clicks = np.minimum(clicks, np.minimum(size, max(4, int(0.03 * world.landings))))
    nobody = float((clicks == 0).mean()) if n > 500 else 0.45
    if nobody < world.silent:
        clicks[rng.random(n) < (world.silent - nobody) / (1 - nobody)] = 0
    counted: Ints = clicks.astype(np.int64)
    return counted


class Sharing:
    """The private engine of one world."""

    def __init__(self, world: World, people: People, clock: Clock, organic: Organic) -> None:
        self._world, self._people, self._clock, self._organic = world, people, clock, organic
        self._rng = rng = world.stream("sharing")
        weights = np.array([_HABITS[_LIKE.get(name, name)] for name in COUNTRIES])
        weights = weights * np.array([world.apps[DOORS[door].name] for door in PRIVATE])
        machines = np.array([_MACHINES.get(DOORS[door].name, (1.0, 1.0, 1.0)) for door in PRIVATE]).T
        self._weights = weights[:, None, :] * machines[None, :, :]
        self._at_work = np.array([DOORS[door].cause == "workchat" for door in PRIVATE])
        self._mean_clicks = max(0.05, float(clicks_on(world.stream("mean clicks"), world, 20_000).mean()))
        medians = {cause: minutes * float(np.exp(rng.normal(0, 0.3))) for cause, minutes in _MEDIAN_MINUTES.items()}
        self._medians = np.array([medians.get(door.cause, 30.0) * 60 * world.delay_scale for door in DOORS])
        self._on_phone = np.array([_ON_PHONE.get(door.cause, 0.5) for door in DOORS])
        self._iphone_only = np.array([door.name == "iMessage" for door in DOORS])

    def spread(self, seen: Visits, interest: Interest) -> tuple[Shares, Visits]:
        """All private sends of the period and the visits they cause."""
        world, rng = self._world, self._rng
        wanted = world.dark_share * world.landings
        n = int(rng.poisson(wanted * (1 - world.reshare) / self._mean_clicks))
        shares = self._roots(n, seen, interest)
        sent, came = [shares], []
        for _ in range(GENERATIONS):
            visits = self._clicks(shares)
            visits = visits.only(self._clock.inside(visits.at))
            if not len(visits):
                break
            came.append(visits)
            again = np.flatnonzero(rng.random(len(visits)) < min(0.6, world.reshare / self._mean_clicks))
            at = visits.at[again] + 60 * np.exp(rng.normal(0.6, 1.0, len(again)))
            who = visits.who[again]
            shares = self._sent(at, visits.page[again], who, self._people.address[who])
            sent.append(shares)
        nothing = Visits.of(np.zeros(0), *(np.zeros(0, dtype=np.int64) for _ in range(3)))
        shares = together(sent)
        return shares.only(self._clock.inside(shares.at)), Visits.together([*came, nothing])

    def _roots(self, n: int, seen: Visits, interest: Interest) -> Shares:
        """Sends by visitors of the site, and of links met elsewhere."""
        rng, world = self._rng, self._world
        here = min(int(rng.binomial(n, world.on_site_shares)), 4 * len(seen))
        chosen = rng.integers(0, len(seen), here) if len(seen) else np.zeros(0, dtype=np.int64)
        at = seen.at[chosen] + 90 * np.exp(rng.normal(0, 1.0, here))
        first = self._sent(at, seen.page[chosen], seen.who[chosen], seen.address[chosen])
        who = self._people.join(rng, n - here)
        at, page = interest.drawn(rng, n - here, "private", self._people.offsets(who))
        return together([first, self._sent(at, page, who, self._people.address[who])])

    def _sent(self, at: Floats, page: Ints, sender: Ints, address: Ints) -> Shares:
        rng, people = self._rng, self._people
        n = len(at)
        weights = self._weights[people.country[sender], people.platform[sender]].copy()
        local = np.mod(at / HOUR + people.offsets(sender), 24.0)
        weekday = (np.floor(at / (24 * HOUR)) + 3) % 7
        office = (local >= 8) & (local < 19) & (weekday < 5)
        weights[np.ix_(~office, self._at_work)] *= 0.08
        sums = np.cumsum(weights, axis=1)
        pick = (sums < (rng.random(n) * sums[:, -1])[:, None]).sum(axis=1)
        door = np.array(PRIVATE, dtype=np.int64)[np.minimum(pick, len(PRIVATE) - 1)]
        return Shares(at, page, sender, address, door, clicks_on(rng, self._world, n))

    def _clicks(self, shares: Shares) -> Visits:
        rng, world, people = self._rng, self._world, self._people
        share = np.repeat(np.arange(len(shares)), shares.clicks)
        door = shares.door[share]
        at = shares.at[share] + delays(rng, self._medians[door], world.delay_kernel, world.delay_spread)
        who = np.zeros(len(share), dtype=np.int64)
        regular = (rng.random(len(share)) < world.returning["private"]) & ~self._iphone_only[door]
        back = self._organic.regulars
        who[regular] = back[rng.integers(0, len(back), int(regular.sum()))]
        country = people.country[shares.sender[share]]
        fresh: NDArray[np.bool_] = ~regular
        only_iphone = self._iphone_only[door[fresh]]
        android = np.array([name.name == "Messages by Google" for name in DOORS])[door[fresh]]
        share_of_iphones = np.where(only_iphone, 1.0, np.where(android, 0.1, IPHONES[country[fresh]]))
        who[fresh] = people.join(
            rng, int(fresh.sum()), mobile=self._on_phone[door[fresh]], country=country[fresh], iphone=share_of_iphones
        )
        at = after_sleep(rng, at, people.offsets(who), world.sleeping)
        return Visits.of(at, shares.page[share], who, door)
