"""Visits that nobody's private message caused: typed, searched, read on a network, in a newsletter or a document."""

from __future__ import annotations

import numpy as np

from penombre.simulate.clock import DAY, HABITS, HOUR, Clock, Floats, Ints
from penombre.simulate.doors import ADDRESS_BAR, DOORS, OF_CAUSE
from penombre.simulate.people import People
from penombre.simulate.site import HOME, Site
from penombre.simulate.visits import Visits
from penombre.simulate.world import World

SPIKING = ("search", "social", "referral", "private")
_DEEP_SHARE = {"search": 0.86, "social": 0.97, "assistant": 0.92, "document": 0.9, "referral": 0.85}


class Interest:
    """Which pages are wanted and when: ageing articles and sudden news, shared by all causes."""

    def __init__(self, world: World, site: Site, clock: Clock) -> None:
        self._world, self._site, self._clock = world, site, clock
        rng = world.stream("spikes")
        n = int(rng.poisson(world.spikes_per_week * world.days / 7))
        self._spike_pages = site.draw(rng, n, 1.0)
        self._spike_starts = clock.start + rng.random(n) * (world.days - 0.5) * DAY
        size = rng.pareto(1.5, n) + 1
        self._spike_weights = size / size.sum() if n else size
        self._spike_decays = rng.uniform(6, 20, n) * HOUR

    def drawn(self, rng: np.random.Generator, n: int, cause: str, offsets: Floats) -> tuple[Floats, Ints]:
        """Moments and deep pages of `n` visits or shares of a cause ("private" for sends)."""
        world, site = self._world, self._site
        habit = "chat" if cause == "private" else HABITS[cause]
        page = site.draw(rng, n, world.appeal_power[cause])
        at = self._clock.moments(rng, n, habit, offsets)
        aged = site.published[page] + _ages(rng, n, world)
        fresh = site.ages[page] & self._clock.inside(aged)
        at[fresh] = self._clock.near(rng, aged[fresh], habit, offsets[fresh])
        early = at < site.published[page]
        left = self._clock.end - site.published[page[early]]
        at[early] = site.published[page[early]] + rng.random(int(early.sum())) * left
        if cause in SPIKING and len(self._spike_pages):
            struck = np.flatnonzero(rng.random(n) < world.spike_gain)
            which = rng.choice(len(self._spike_pages), len(struck), p=self._spike_weights)
            page[struck] = self._spike_pages[which]
            lag = {"search": 1.5, "social": 1.0, "referral": 3.0, "private": 1.2}[cause]
            at[struck] = self._spike_starts[which] + rng.exponential(self._spike_decays[which] * lag)
        return at, page


def _ages(rng: np.random.Generator, n: int, world: World) -> Floats:
    scale = world.age_scale
    if world.age_kernel == "exponential":
        return rng.exponential(scale, n)
    if world.age_kernel == "power_law":
        return scale * 0.5 * rng.pareto(1.1, n)
    if world.age_kernel == "weibull":
        return scale * rng.weibull(0.6, n)
    return scale * 0.5 * np.exp(rng.normal(0, 1.2, n))


class Organic:
    """Draws the visits of every cause but the private ones."""

    def __init__(self, world: World, site: Site, people: People, clock: Clock, interest: Interest) -> None:
        self._world, self._site, self._people = world, site, people
        self._clock, self._interest = clock, interest
        self._rng = rng = world.stream("organic")
        self.expected = (1 - world.dark_share) * world.landings
        n = max(5, int(world.regulars_per_landing * self.expected))
        self.regulars = people.join(rng, n)
        # the most loyal come a few times a day, not more
        often = (np.arange(n) + 5 + 0.02 * n) ** -rng.uniform(0.4, 0.9)
        self._often = often / often.sum()
        self._bookmarks = site.draw(rng, n, 0.8)

    def visits(self) -> Visits:
        """All of them, tabs reopened included."""
        world, rng = self._world, self._rng
        n = int(self.expected * (1 - world.tab_restored))
        counts = rng.multinomial(n, list(world.causes.values()))
        parts = []
        for cause, count in zip(world.causes, counts.tolist(), strict=True):
            if cause == "typed":
                parts.append(self._typed(count))
            elif cause == "newsletter":
                parts.append(self._newsletters(count))
            else:
                parts.append(self._linked(cause, count))
        together = Visits.together(parts)
        together = together.only(self._clock.inside(together.at))
        return Visits.together([together, self._reopened(together, int(self.expected * world.tab_restored))])

    def some_return(self, rng: np.random.Generator, n: int, cause: str, mobile: float | None = None) -> Ints:
        """`n` visitors, some of them regulars of the site, as many as the cause brings back."""
        back = rng.random(n) < self._world.returning[cause]
        who = np.zeros(n, dtype=np.int64)
        who[back] = self.regulars[rng.choice(len(self.regulars), int(back.sum()), p=self._often)]
        who[~back] = self._people.join(rng, int((~back).sum()), mobile=mobile)
        return who

    def _typed(self, n: int) -> Visits:
        world, site, rng = self._world, self._site, self._rng
        where = rng.random(n)
        home, section = where < world.home_typed, where < world.home_typed + world.section_typed
        who = self.some_return(rng, n, "typed")
        page = np.where(home, HOME, rng.choice(site.sections, n))
        # a deep page is a bookmark of a regular, or what the address bar completes
        deep = np.flatnonzero(~section)
        regular = rng.choice(len(self.regulars), len(deep), p=self._often)
        kept = rng.random(len(deep)) < 0.8
        who[deep] = np.where(kept, self.regulars[regular], who[deep])
        page[deep] = np.where(kept, self._bookmarks[regular], site.draw(rng, len(deep), 1.0))
        at = self._clock.moments(rng, n, HABITS["typed"], self._people.offsets(who))
        return Visits.of(at, page, who, ADDRESS_BAR)

    def _linked(self, cause: str, n: int) -> Visits:
        site, rng = self._site, self._rng
        doors = np.array(OF_CAUSE[cause])
        weights = np.array([DOORS[door].weight for door in doors]) * rng.gamma(6.0, 1 / 6, len(doors))
        door = rng.choice(doors, n, p=weights / weights.sum())
        who = self.some_return(rng, n, cause, {"social": 0.78, "document": 0.3}.get(cause))
        at, page = self._interest.drawn(rng, n, cause, self._people.offsets(who))
        front = rng.random(n) > _DEEP_SHARE[cause]
        page[front] = np.where(rng.random(int(front.sum())) < 0.8, HOME, rng.choice(site.sections, int(front.sum())))
        return Visits.of(at, page, who, door)

    def _newsletters(self, n: int) -> Visits:
        world, site, rng = self._world, self._site, self._rng
        sends = world.newsletters
        first = self._clock.start + rng.integers(0, 3) * DAY
        every = max(1.0, world.days / sends)
        sent = first + np.arange(sends) * every * DAY + rng.uniform(5, 9) * HOUR
        tagged = rng.random(sends) < world.newsletter_tagged
        number = rng.integers(0, sends, n)
        featured = np.array([site.draw(rng, 6, 1.0) for _ in range(sends)])
        page = featured[number, np.minimum(rng.geometric(0.35, n) - 1, 5)]
        page[rng.random(n) < 0.08] = HOME
        who = self.some_return(rng, n, "newsletter")
        at = sent[number] + 3 * HOUR * np.exp(rng.normal(0, 1.1, n))
        door = rng.choice(np.array(OF_CAUSE["newsletter"]), n, p=[0.6, 0.4])
        return Visits.of(at, page, who, door, campaign=np.where(tagged[number], number, -1))

    def _reopened(self, earlier: Visits, n: int) -> Visits:
        """Tabs reopened hours or days later: they look direct and no link was followed."""
        rng = self._rng
        chosen = rng.integers(0, len(earlier), n)
        at = earlier.at[chosen] + rng.uniform(1, 72, n) * HOUR
        visits = Visits.of(at, earlier.page[chosen], earlier.who[chosen], ADDRESS_BAR)
        visits.restored[:] = True
        return visits.only(self._clock.inside(at))
