"""What an arrival shows: its referrer or none, the in-app browser, tags, Sec-Fetch-Site."""

from __future__ import annotations

import string

import numpy as np
from numpy.typing import NDArray

from penombre.simulate import agents
from penombre.simulate.clock import Ints
from penombre.simulate.doors import ADDRESS_BAR, DOORS, PRIVATE_CAUSES, Door, key
from penombre.simulate.people import People
from penombre.simulate.texts import Texts
from penombre.simulate.visits import Flags, Visits
from penombre.simulate.world import World

STRINGS_AN_APP = 50
_LETTERS = np.array(list(string.ascii_letters + string.digits + "-_"))
_BLOGS = ("carnets-d-ici", "the-slow-reader", "notes.dubois", "weekly-links", "forum-velo", "annuaire-pro", "old-wiki")


class Arrivals:
    """Draws the marks of visits in one world."""

    def __init__(self, world: World, people: People, texts: Texts, component: str) -> None:
        self._world, self._people, self._texts = world, people, texts
        self._rng = world.stream(f"arrivals {component}")
        self._in_app: dict[tuple[str, int], Ints] = {}
        self._none, self._cross = texts.number("none"), texts.number("cross-site")

    def mark(self, visits: Visits) -> None:
        """Fills the columns that the server sees."""
        rng, world, people = self._rng, self._world, self._people
        who = visits.who
        visits.agent = people.agent[who].copy()
        visits.address = people.address[who].copy()
        moved = rng.random(len(visits)) < world.address_churn
        platform = people.platform[who]
        visits.address[moved] = people.addresses(rng, people.country[who[moved]], platform[moved] != agents.DESKTOP)
        visits.fetch_site[:] = self._none
        for number, door in enumerate(DOORS):
            rows = np.flatnonzero((visits.door == number) & ~visits.restored)
            if number != ADDRESS_BAR and len(rows):
                self._mark_door(visits, rows, door, platform[rows])
        reopened = visits.restored & (rng.random(len(visits)) < 0.4)
        visits.fetch_site[reopened] = self._cross
        noisy = rng.random(len(visits)) < world.fetch_noise
        visits.fetch_site[noisy] = np.where(visits.fetch_site[noisy] == self._none, self._cross, self._none)
        visits.fetch_site[people.old[who]] = 0
        if not world.fetch_headers:
            visits.package[:] = 0
        visits.traced = (visits.referrer > 0) | (visits.query > 1) | (visits.package > 0) | visits.traced

    def tag_shares(self, visits: Visits) -> None:
        """Share tags of the site's own buttons (`?s=w1`: WhatsApp, first hand), on a few pages."""
        world = self._world
        if not world.share_tags:
            return
        rng, names = self._rng, {"WhatsApp": "w1", "Mail program": "e1", "Webmail": "e1", "Gmail": "e1"}
        letter = [names.get(door.name, "") if door.cause in PRIVATE_CAUSES else "" for door in DOORS]
        buttons = visits.page % 5 == 0
        for row in np.flatnonzero(buttons & (rng.random(len(visits)) < world.share_tags)).tolist():
            tag = letter[int(visits.door[row])]
            if tag:
                visits.query[row] = self._texts.number(f"?s={tag}")
                visits.traced[row] = True

    def _mark_door(self, visits: Visits, rows: Ints, door: Door, platform: NDArray[np.int8]) -> None:
        rng, world = self._rng, self._world
        n = len(rows)
        phone = platform != agents.DESKTOP
        private = door.cause in PRIVATE_CAUSES
        from_app = phone & (rng.random(n) < door.app)
        # on a desktop, a messenger is a program of its own or a page in the browser
        program = ~phone & (private or "program" in door.name) & (rng.random(n) < (0.75 if door.app >= 1 else 0.3))
        from_web = ~from_app & ~program
        stripped = rng.random(n) < world.strip[key(door)]
        if door.strip >= 0.999 and door.web:
            stripped &= ~(from_web & (rng.random(n) < 0.15))  # a few web clients do send it
        stripped |= program | (from_app & (door.cause == "assistant"))
        careful = self._people.private_browser[visits.who[rows]]
        kept = ~stripped & ~careful
        for of_phone, forms in ((False, door.web), (True, door.mobile or door.web)):
            if door.cause == "referral":
                forms = tuple(f"https://www.{blog}.example/{blog[:3]}/{i}" for blog in _BLOGS for i in range(3))  # noqa: PLW2901
            chosen = rows[kept & (phone == of_phone)]
            if forms and len(chosen):
                visits.referrer[chosen] = self._texts.of(forms)[rng.integers(0, len(forms), len(chosen))]
        self._mark_app(visits, rows, door, platform, from_app & ~careful)
        self._mark_tags(visits, rows, door, ~careful)
        handed = from_app & (platform == agents.ANDROID) & (rng.random(n) < world.handoff_cross_site)
        linked = from_web & (door.cause != "document")
        handed |= (platform == agents.ANDROID) & (door.cause == "document") & (rng.random(n) < 0.6)
        visits.fetch_site[rows[handed | linked | (visits.referrer[rows] > 0)]] = self._cross

    def _mark_app(self, visits: Visits, rows: Ints, door: Door, platform: NDArray[np.int8], from_app: Flags) -> None:
        rng, world = self._rng, self._world
        inside = np.zeros(len(rows), dtype=bool)
        if door.marker:
            inside = from_app & (rng.random(len(rows)) < min(0.97, door.marked * world.marked))
        for of_platform in (agents.ANDROID, agents.IPHONE):
            chosen = rows[inside & (platform == of_platform)]
            if len(chosen):
                strings = self._strings(door.marker, of_platform)
                visits.agent[chosen] = strings[rng.integers(0, len(strings), len(chosen))]
                # Telegram for iPhone shows nothing in its string
                visits.traced[chosen] = (door.marker, of_platform) != ("telegram", agents.IPHONE)
        if not door.package:
            return
        droid = from_app & (platform == agents.ANDROID)
        told = rows[droid & ~inside & (visits.referrer[rows] == 0) & (rng.random(len(rows)) < world.app_referrer)]
        visits.referrer[told] = self._texts.number(f"android-app://{door.package}/")
        headed = rows[droid & inside & (rng.random(len(rows)) < world.package_header)]
        visits.package[headed] = self._texts.number(door.package)

    def _mark_tags(self, visits: Visits, rows: Ints, door: Door, seen: Flags) -> None:
        rng = self._rng
        if door.click_id:
            chosen = rows[seen & (rng.random(len(rows)) < door.clicked)]
            ids = ["".join(row) for row in _LETTERS[rng.integers(0, len(_LETTERS), (len(chosen), 40))].tolist()]
            prefix = "IwY2xjawF" if door.click_id == "fbclid" else "EAIaIQobChMI"
            visits.query[chosen] = self._texts.of([f"?{door.click_id}={prefix}{text}" for text in ids])
        if door.name == "ChatGPT":
            chosen = rows[seen & (visits.referrer[rows] > 0) & (rng.random(len(rows)) < 0.9)]
            visits.query[chosen] = self._texts.number("?utm_source=chatgpt.com")
        tagged = rows[visits.campaign[rows] >= 0]
        visits.query[tagged] = self._texts.of(
            [
                f"?utm_source=newsletter&utm_medium=email&utm_campaign=lettre-{number}"
                for number in visits.campaign[tagged].tolist()
            ]
        )

    def _strings(self, marker: str, platform: int) -> Ints:
        known = self._in_app.get((marker, platform))
        if known is None:
            rng = self._world.stream(f"in-app {marker} {platform}")
            known = self._texts.of([agents.in_app(rng, marker, platform) for _ in range(STRINGS_AN_APP)])
            self._in_app[(marker, platform)] = known
        return known
