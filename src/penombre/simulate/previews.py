"""Link previews: what apps fetch when a link is sent, and what mail security opens before people do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from penombre.simulate import agents
from penombre.simulate.clock import DAY, HOUR, Clock, Floats, Ints
from penombre.simulate.doors import DOORS, key, private_door
from penombre.simulate.people import People
from penombre.simulate.requests import HEAD, Requests
from penombre.simulate.sharing import Shares
from penombre.simulate.texts import Texts
from penombre.simulate.views import PageTexts
from penombre.simulate.visits import Visits
from penombre.simulate.world import World


@dataclass(frozen=True)
class Fetcher:
    """How an app previews a link.

    agent    its string; empty for WhatsApp, whose string depends on the machine
    chance   share of sends that it fetches
    cache    seconds during which it does not fetch the same page again; None: the sender's device fetches every time
    prefix   first bytes of the vendor's addresses; empty: the sender's own address
    image    share of fetches followed by one of the page's picture, by `image_agent` or the same string
    """

    agent: str
    chance: float
    cache: float | None
    prefix: str = ""
    image: float = 0.0
    image_agent: str = ""


FETCHERS: dict[str, Fetcher] = {
    "messenger/WhatsApp": Fetcher("", 0.9, None, image=0.8),
    "messenger/Signal": Fetcher(agents.SIGNAL, 0.75, None, image=0.9),
    "messenger/Viber": Fetcher(agents.VIBER, 0.8, None),
    "sms/iMessage": Fetcher(agents.IMESSAGE, 0.9, None, image=0.8),
    "messenger/Facebook Messenger": Fetcher(agents.FACEBOOK, 0.35, 3 * DAY, "173.252.107."),
    "messenger/Instagram": Fetcher(agents.FACEBOOK, 0.25, 3 * DAY, "69.171.249."),
    "messenger/Telegram": Fetcher(agents.TELEGRAM, 0.95, 60 * DAY, "149.154.161."),
    "messenger/Snapchat": Fetcher(agents.SNAPCHAT, 0.8, 1800, "35.187.114."),
    "messenger/Discord": Fetcher(agents.DISCORD, 0.97, 1500, "35.237.4."),
    "messenger/LINE": Fetcher(agents.LINE, 0.9, 1 * DAY, "147.92.179."),
    "messenger/X (Twitter)": Fetcher(agents.TWITTER, 0.7, 7 * DAY, "199.16.157."),
    "workchat/Slack": Fetcher(agents.SLACK, 0.97, 1800, "54.161.13.", 0.9, agents.SLACK_IMAGE),
    "workchat/Microsoft Teams": Fetcher(agents.SKYPE, 0.65, 3600, "52.114.75."),
    "workchat/Mattermost": Fetcher(agents.MATTERMOST, 0.95, 3600, "51.15.208."),
    "workchat/LinkedIn": Fetcher(agents.LINKEDIN, 0.8, 7 * DAY, "108.174.2."),
}
_POSTS = {
    "Facebook": Fetcher(agents.FACEBOOK, 1, 0.3 * DAY, "173.252.83."),
    "X (Twitter)": Fetcher(agents.TWITTER, 1, 0.3 * DAY, "199.16.157."),
    "LinkedIn": Fetcher(agents.LINKEDIN, 1, 7 * DAY, "108.174.5."),
    "Reddit": Fetcher("Mozilla/5.0 (compatible; redditbot/1.0; +http://www.reddit.com/feedback)", 1, DAY, "52.3.127."),
    "Pinterest": Fetcher("Mozilla/5.0 (compatible; Pinterestbot/1.0; +https://www.pinterest.com/bot.html)", 1, DAY,
                         "54.236.1."),
    "Bluesky": Fetcher("Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)", 1, 60, "44.195.1."),
}  # fmt: skip
_CLOUD = ("40.94.95.", "52.100.18.", "104.47.2.", "18.197.44.", "34.90.12.")


class Previews:
    """The fetches of one world; counts them per private app, and public posts per network."""

    def __init__(self, world: World, people: People, texts: Texts, pages: PageTexts, clock: Clock) -> None:
        self._world, self._people, self._texts, self._pages, self._clock = world, people, texts, pages, clock
        self.counts: dict[str, int] = {}
        self.posts: dict[str, int] = {}

    def of_shares(self, shares: Shares) -> list[Requests]:
        """Fetches for private sends, and for drafts that were never sent."""
        rng, parts = self._world.stream("previews"), []
        for name, fetcher in FETCHERS.items():
            door = next(i for i, d in enumerate(DOORS) if key(d) == name)
            rows = np.flatnonzero(shares.door == door)
            again = rows[rng.random(len(rows)) < self._world.drafts]
            at = np.concatenate([shares.at[rows], shares.at[again] + rng.uniform(20, 4000, len(again))])
            rows = np.concatenate([rows, again])
            asked = rng.random(len(rows)) < min(0.99, fetcher.chance * self._world.previews)
            if not self._world.previews:
                asked[:] = False
            rows, at = rows[asked], at[asked]
            who = shares.sender[rows]
            lot = self._fetch(rng, fetcher, at, shares.page[rows], who, shares.address[rows])
            # the picture is no share of its own
            self.counts[DOORS[door].name] = len(lot[0]) if lot else 0
            parts += lot
        return parts

    def of_posts(self, visits: Visits) -> list[Requests]:
        """Fetches for public posts: about one post for thirty visits, and every Mastodon instance at once."""
        rng, parts = self._world.stream("posts"), []
        for number, door in enumerate(DOORS):
            if door.cause != "social":
                continue
            rows = np.flatnonzero(visits.door == number)
            posts = rows[rng.random(len(rows)) < 1 / 30]
            at = np.maximum(visits.at[posts] - rng.exponential(2 * HOUR, len(posts)), self._clock.start)
            page = visits.page[posts]
            self.posts[door.name] = len(posts)
            if door.name == "Mastodon":
                parts.append(self._instances(rng, at, page))
            elif door.name in _POSTS:
                nobody = np.zeros(len(posts), dtype=np.int64)
                parts += self._fetch(rng, _POSTS[door.name], at, page, nobody, nobody)
        return parts

    def of_mail_security(self, shares: Shares, newsletters: Visits) -> list[Requests]:
        """Links in mails opened by a machine within seconds: HEAD then GET, or a plain browser."""
        rng, texts, scanned = self._world.stream("mail security"), self._texts, self._world.mail_scanned
        by_mail = np.isin(shares.door, [private_door(name) for name in ("Mail program", "Webmail", "Gmail")])
        rows = np.flatnonzero(by_mail & (rng.random(len(by_mail)) < scanned))
        letters = np.flatnonzero(rng.random(len(newsletters)) < scanned * 0.3)
        at = np.concatenate([shares.at[rows], newsletters.at[letters] - rng.uniform(60, 7200, len(letters))])
        at = at + rng.uniform(1, 6, len(at))
        target = self._pages.path[np.concatenate([shares.page[rows], newsletters.page[letters]])]
        address = self._vendor(rng, _CLOUD, len(at))
        agent = texts.of(["-", *agents.STALE_BROWSERS[:4]])[rng.integers(0, 5, len(at))]
        head = rng.random(len(at)) < 0.7
        return [
            Requests.of(texts, at[head], address[head], target[head], agent[head], method=texts.number(HEAD), size=0),
            Requests.of(texts, at + rng.uniform(0.3, 3, len(at)), address, target, agent),
        ]

    def _fetch(
        self, rng: np.random.Generator, fetcher: Fetcher, at: Floats, page: Ints, who: Ints, address: Ints
    ) -> list[Requests]:
        texts = self._texts
        if fetcher.cache is not None:
            # a server fetches just after the message leaves, unless it has the page
            at = at + rng.uniform(0.2, 5, len(at))
            kept = _not_cached(at, page, fetcher.cache)
            at, page, who, address = at[kept], page[kept], who[kept], address[kept]
        else:
            at = at - rng.uniform(1.5, 15, len(at))  # the sender is still writing
        if not len(at):
            return []
        source = self._vendor(rng, (fetcher.prefix,), len(at)) if fetcher.prefix else address
        if fetcher.agent:
            agent = np.full(len(at), texts.number(fetcher.agent))
        else:
            platform = self._people.platform[who]
            agent = texts.of([agents.whatsapp(rng, int(p)) for p in platform])
        lots = [Requests.of(texts, at, source, self._pages.path[page], agent, size=rng.integers(8000, 40000, len(at)))]
        seen = rng.random(len(at)) < fetcher.image
        image_agent = texts.number(fetcher.image_agent) if fetcher.image_agent else agent[seen]
        later = at[seen] + rng.uniform(0.1, 0.9, int(seen.sum()))
        lots.append(Requests.of(texts, later, source[seen], self._pages.picture[page[seen]], image_agent))
        return lots

    def _instances(self, rng: np.random.Generator, at: Floats, page: Ints) -> Requests:
        texts = self._texts
        fetches = rng.poisson(20, len(at))
        post = np.repeat(np.arange(len(at)), fetches)
        # cards are fetched within a minute so that instances do not all come at once
        times = at[post] + rng.uniform(0, 60, len(post))
        instance = rng.integers(0, 300, len(post)).tolist()
        agent = texts.of([f"Mastodon/4.3.{i % 9} (http.rb/5.2.0; +https://social{i}.example/)" for i in instance])
        address = texts.of([f"95.216.{i % 200}.{i % 251 + 1}" for i in instance])
        return Requests.of(texts, times, address, self._pages.path[page[post]], agent)

    def _vendor(self, rng: np.random.Generator, prefixes: tuple[str, ...], n: int) -> Ints:
        which, last = rng.integers(0, len(prefixes), n).tolist(), rng.integers(1, 250, n).tolist()
        return self._texts.of([f"{prefixes[i]}{b}" for i, b in zip(which, last, strict=True)])


def _not_cached(at: Floats, page: Ints, lifetime: float) -> NDArray[np.bool_]:
    """Which of the fetches a cache of pages lets through."""
    kept = np.zeros(len(at), dtype=bool)
    last: dict[int, float] = {}
    for row in np.argsort(at, kind="stable").tolist():
        number, moment = int(page[row]), float(at[row])
        if moment - last.get(number, -1e18) >= lifetime:
            kept[row] = True
            last[number] = moment
    return kept
