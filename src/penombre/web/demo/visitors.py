"""Draws a crowd for the demo site: who comes when, from where, and which requests that makes. Nothing is sent here.

The addresses are those that are kept for documentation: they are nobody's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from penombre.collect.sites import Mode
from penombre.simulate import agents

CROWD = 200
SECONDS = 6.0
"""How long the crowd takes to arrive."""
NETWORKS = ("192.0.2.", "198.51.100.", "203.0.113.")
RETRIED = 0.05
"""Share of page views whose answer got lost, so that the script sends them again."""
OBJECTING = 0.02
READS_ON, READS_TO_THE_END, SHARES = 0.35, 0.5, 0.12
BUTTONS = {"WhatsApp": "w", "E-mail": "e", "SMS": "a", "Telegram": "t", "Facebook Messenger": "m", "Facebook": "f"}
"""The share bar's buttons, and the letter that the link shared by each carries."""
VIAS, VIA_SHARES, VIA_LETTERS = ("button", "copy_link", "native"), (0.55, 0.3, 0.15), {"copy_link": "c", "native": "u"}
ROBOTS = 3
PREVIEWS = {"w": "WhatsApp", "s": agents.SLACK, "t": agents.TELEGRAM}
"""Channels whose apps ask for a preview of a link before anybody follows it, and what they call themselves."""


class Step(msgspec.Struct, frozen=True):
    """One request."""

    at: float  # seconds after the start
    method: str
    path: str
    address: str
    agent: str
    body: bytes = b""
    objects: bool = False


class Way(msgspec.Struct, frozen=True):
    """A way to come to the site."""

    weight: float
    referrer: str = ""
    query: str = ""
    app: str = ""  # the in-app browser that the page is opened in
    phone: float = 0.5  # how likely it is a telephone
    letter: str = ""  # the variant of a short link that is followed
    home: bool = False
    truth: str = ""  # what an honest visitor would answer, where nothing else tells


WAYS = (
    Way(22, phone=0.8, truth="sent"),
    Way(8, phone=0.5, truth="searched"),
    Way(4, phone=0.5, truth="typed"),
    Way(10, home=True, phone=0.4, truth="typed"),
    Way(18, referrer="https://www.google.com/"),
    Way(3, referrer="https://duckduckgo.com/"),
    Way(9, referrer="https://m.facebook.com/", app="facebook", phone=1.0),
    Way(4, referrer="https://l.instagram.com/", app="instagram", phone=1.0),
    Way(3, referrer="https://www.linkedin.com/"),
    Way(3, referrer="https://www.reddit.com/"),
    Way(3, referrer="https://chatgpt.com/"),
    Way(4, referrer="https://mail.google.com/", phone=0.1),
    Way(7, query="utm_source=newsletter&utm_medium=email&utm_campaign=saturday"),
    Way(9, query="s=w1", phone=0.95),
    Way(3, query="s=w2", phone=0.95),
    Way(4, query="s=e1"),
    Way(2, query="s=t1", phone=0.9),
    Way(4, app="messenger", phone=1.0),
    Way(3, referrer="android-app://org.telegram.messenger/", phone=1.0),
    Way(4, referrer="https://app.slack.com/", phone=0.1),
    Way(20, letter="w", phone=0.95),
    Way(8, letter="s", phone=0.2),
    Way(5, letter="t", phone=0.9),
    Way(6, letter="e"),
)


class Place(msgspec.Struct, frozen=True):
    """The site that the crowd visits."""

    base: str  # without a slash at its end
    home: str
    stories: tuple[str, ...]  # paths
    links: tuple[tuple[str, str], ...]  # codes, and the paths they lead to
    mode: Mode


def draw_crowd(place: Place, rng: np.random.Generator, visitors: int = CROWD) -> list[Step]:
    """The requests of a crowd, in the order of their time."""
    arrivals = np.sort(rng.uniform(0.5, SECONDS, visitors))
    steps = [step for at in arrivals for step in draw_visit(place, rng, float(at), draw_way(rng))]
    steps += _robots(place, rng)
    steps.append(_broken(place, rng))
    return sorted(steps, key=lambda step: step.at)


def draw_way(rng: np.random.Generator) -> Way:
    """How somebody comes."""
    weights = np.array([way.weight for way in WAYS])
    return WAYS[int(rng.choice(len(WAYS), p=weights / weights.sum()))]


def draw_visit(place: Place, rng: np.random.Generator, at: float, way: Way) -> list[Step]:
    """What one visitor does who comes so many seconds after the start."""
    platform = _platform(rng, way.phone)
    agent = agents.in_app(rng, way.app, platform) if way.app else _browser(rng, platform)
    address = _address(rng)
    steps: list[Step] = []
    path = place.home if way.home else place.stories[_ranked(rng, len(place.stories))]
    if way.letter:
        code, path = place.links[int(rng.integers(len(place.links)))]
        steps += _followed(rng, at, way, code, address, agent)
    objects = rng.random() < OBJECTING
    url = f"{place.base}{path}{'?' + way.query if way.query else ''}"
    events = [_event(rng, "view", url, referrer=way.referrer or None)]
    steps.append(_sent(at, address, agent, events, objects=objects))
    if rng.random() < RETRIED:
        # the same events under the same ids: counted once
        steps.append(_sent(at + 0.8, address, agent, events, objects=objects))
    if place.mode != "strict":
        steps += _stay(place, rng, at, address, agent, url, objects=objects)
    if rng.random() < READS_ON:
        onward = place.base + place.stories[int(rng.integers(len(place.stories)))]
        more = [_event(rng, "view", onward, referrer=place.base)]
        steps.append(_sent(at + rng.uniform(1, 2.5), address, agent, more, objects=objects))
    return steps


def _stay(
    place: Place, rng: np.random.Generator, at: float, address: str, agent: str, url: str, *, objects: bool
) -> list[Step]:
    """That a page was read, and shared: what Counting takes beside views."""
    events: list[dict[str, Any]] = []
    if rng.random() < READS_TO_THE_END:
        seconds, scroll = int(rng.integers(8, 180)), int(rng.integers(30, 101))
        events.append(_event(rng, "engage", url, seconds=seconds, scroll=scroll))
    if rng.random() < SHARES:
        app = str(rng.choice(list(BUTTONS)))
        via = str(rng.choice(VIAS, p=VIA_SHARES))
        letter = BUTTONS[app] if via == "button" else VIA_LETTERS[via]
        hands = "2" if "s=" in url else "1"
        shared = f"{url.partition('?')[0]}?s={letter}{hands}"
        events.append(_event(rng, "share", shared, via=via, app=app if via == "button" else None))
    if place.mode == "consent" and rng.random() < SHARES:
        events.append(_event(rng, "copy", url, chars=int(10 ** rng.integers(1, 4))))
    return [_sent(at + rng.uniform(0.5, 2), address, agent, events, objects=objects)] if events else []


def _followed(rng: np.random.Generator, at: float, way: Way, code: str, address: str, agent: str) -> list[Step]:
    """A short link followed; before, often, the app fetched a preview of it."""
    path = f"/{code}~{way.letter}"
    steps = [Step(at - 0.1, "GET", path, address, agent)]
    if way.letter in PREVIEWS and rng.random() < 0.4:
        fetcher = PREVIEWS[way.letter]
        if fetcher == "WhatsApp":
            fetcher = agents.whatsapp(rng, agents.ANDROID)
        steps.append(Step(at - rng.uniform(0.2, 0.5), "GET", path, _address(rng), fetcher))
    return steps


def _robots(place: Place, rng: np.random.Generator) -> list[Step]:
    """Crawlers that run scripts: counted apart."""
    return [
        _sent(
            float(rng.uniform(0.5, SECONDS)),
            _address(rng),
            agents.CRAWLERS[0][0],
            [_event(rng, "view", place.base + place.home, referrer=None)],
        )
        for _ in range(ROBOTS)
    ]


def _broken(place: Place, rng: np.random.Generator) -> Step:
    """An event that cannot be read: an address that is a number. It is kept aside, and the others are not held up."""
    events = [_event(rng, "view", "") | {"url": 404}, _event(rng, "view", place.base + place.home, referrer=None)]
    return _sent(SECONDS / 2, _address(rng), _browser(rng, agents.DESKTOP), events)


def _event(rng: np.random.Generator, kind: str, url: str, **more: object) -> dict[str, Any]:
    return {"id": rng.bytes(16).hex(), "site": "demo", "kind": kind, "url": url} | more


def _sent(at: float, address: str, agent: str, events: Sequence[dict[str, Any]], *, objects: bool = False) -> Step:
    return Step(at, "POST", "/e", address, agent, msgspec.json.encode(events), objects)


def _platform(rng: np.random.Generator, phone: float) -> int:
    if rng.random() >= phone:
        return agents.DESKTOP
    return agents.ANDROID if rng.random() < 0.6 else agents.IPHONE


def _browser(rng: np.random.Generator, platform: int) -> str:
    return agents.browser(rng, int(rng.choice(len(agents.FAMILIES), p=agents.WEIGHTS[platform])))


def _address(rng: np.random.Generator) -> str:
    return f"{rng.choice(NETWORKS)}{rng.integers(1, 255)}"


def _ranked(rng: np.random.Generator, count: int) -> int:
    """A number below `count`; the first are drawn most."""
    return min(int(rng.geometric(0.3)) - 1, count - 1)
