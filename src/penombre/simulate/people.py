"""The visitors: their country, machine, browser and address."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from penombre.simulate import agents
from penombre.simulate.clock import Floats, Ints
from penombre.simulate.texts import Texts
from penombre.simulate.world import World

COUNTRIES = ("FR", "BE", "CH", "CA", "DE", "US", "GB", "IN", "BR")
OFFSET_HOURS = np.array([1.0, 1.0, 1.0, -5.0, 1.0, -6.0, 0.0, 5.5, -3.0])
IPHONES = np.array([0.33, 0.4, 0.5, 0.58, 0.38, 0.58, 0.5, 0.05, 0.16])
"""Share of phones that are iPhones."""
_FIRST_BYTES = np.array([
    (90, 86, 78, 176), (81, 109, 178, 91), (85, 178, 188, 31), (24, 70, 99, 142), (79, 84, 91, 217),
    (68, 73, 98, 107), (81, 86, 92, 151), (103, 106, 117, 122), (177, 179, 187, 201),
])  # fmt: skip


class People:
    """Visitors as growing columns; a number is a person with one machine."""

    def __init__(self, world: World, texts: Texts) -> None:
        self._world, self._texts = world, texts
        weights = np.array([world.countries.get(name, 0.0) for name in COUNTRIES])
        self._countries = weights / weights.sum()
        rng = world.stream("browsers")
        # the strings of each family, plain and old, shared by many people as in life
        self._strings = {
            (family, old): texts.of([agents.browser(rng, family, old=old) for _ in range(40)])
            for family in range(len(agents.FAMILIES))
            for old in (False, True)
        }
        self.country = np.zeros(0, dtype=np.int8)
        self.family = np.zeros(0, dtype=np.int8)
        self.agent = np.zeros(0, dtype=np.int64)
        self.address = np.zeros(0, dtype=np.int64)
        self.private_browser = np.zeros(0, dtype=bool)
        self.old = np.zeros(0, dtype=bool)

    @property
    def platform(self) -> NDArray[np.int8]:
        """ANDROID, IPHONE or DESKTOP of every visitor."""
        return agents.PLATFORM_OF[self.family]

    def offsets(self, who: Ints) -> Floats:
        """Hours by which each visitor's clock is ahead of UTC."""
        return OFFSET_HOURS[self.country[who]]

    def join(
        self,
        rng: np.random.Generator,
        n: int,
        *,
        mobile: Floats | float | None = None,
        country: NDArray[np.int8] | None = None,
        iphone: Floats | None = None,
    ) -> Ints:
        """Adds `n` visitors; returns their numbers. `mobile`, `country` and `iphone` override the world's shares."""
        world = self._world
        if country is None:
            country = rng.choice(len(COUNTRIES), n, p=self._countries).astype(np.int8)
        on_phone = rng.random(n) < (world.mobile if mobile is None else mobile)
        is_iphone = rng.random(n) < (IPHONES[country] if iphone is None else iphone)
        platform = np.where(on_phone, np.where(is_iphone, agents.IPHONE, agents.ANDROID), agents.DESKTOP)
        family = np.zeros(n, dtype=np.int8)
        agent = np.zeros(n, dtype=np.int64)
        old = rng.random(n) < world.old_safari
        for kind, weights in agents.WEIGHTS.items():
            chosen = np.flatnonzero(platform == kind)
            family[chosen] = rng.choice(len(weights), len(chosen), p=np.array(weights) / sum(weights))
        old &= np.isin(family, list(agents.SAFARI))
        pick = rng.integers(0, 40, n)
        for (of_family, of_old), strings in self._strings.items():
            chosen = np.flatnonzero((family == of_family) & (old == of_old))
            agent[chosen] = strings[pick[chosen]]
        first = len(self.country)
        self.country = np.concatenate([self.country, country])
        self.family = np.concatenate([self.family, family])
        self.agent = np.concatenate([self.agent, agent])
        self.address = np.concatenate([self.address, self.addresses(rng, country, on_phone)])
        self.private_browser = np.concatenate([self.private_browser, rng.random(n) < world.privacy_browser])
        self.old = np.concatenate([self.old, old])
        return np.arange(first, first + n, dtype=np.int64)

    def addresses(self, rng: np.random.Generator, country: NDArray[np.int8], on_phone: NDArray[np.bool_]) -> Ints:
        """Addresses of a country, as numbers of texts; one phone in eight shares its carrier's."""
        n = len(country)
        first = _FIRST_BYTES[country, rng.integers(0, 4, n)]
        rest = rng.integers(0, 256, (n, 3))
        shared = on_phone & (rng.random(n) < 0.12)
        rest[shared, 0], rest[shared, 1] = 12, rest[shared, 1] % 2
        rest[shared, 2] %= 32
        return self._texts.of([f"{a}.{b}.{c}.{d}" for a, (b, c, d) in zip(first.tolist(), rest.tolist(), strict=True)])
