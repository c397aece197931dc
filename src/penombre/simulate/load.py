"""A long log for benchmarks: the shape of real traffic, without a truth, written fast."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from penombre.simulate import agents
from penombre.simulate.clock import DAY

HOST = "www.load.example"
START = 1_772_409_600
DAYS = 30
LINES_AT_ONCE = 1_000_000
_PAGES, _ASSETS, _AGENTS = 8_000, 400, 6_000
_REFERRERS = (
    ("https://www.google.com/", 34), ("-", 36), ("https://www.bing.com/", 4), ("https://duckduckgo.com/", 2),
    ("https://l.facebook.com/", 4), ("https://m.facebook.com/", 4), ("https://t.co/", 3),
    ("https://www.linkedin.com/", 2),
    ("https://www.reddit.com/", 2), ("https://news.ycombinator.com/", 1), ("https://chatgpt.com/", 1),
    ("https://mail.google.com/", 1), ("https://outlook.live.com/", 1), ("https://web.whatsapp.com/", 0.3),
    ("https://teams.microsoft.com/", 0.3), ("android-app://com.slack/", 0.2), ("android-app://com.whatsapp/", 0.2),
)  # fmt: skip

Ints = NDArray[np.int64]


def write_load_log(path: Path, lines: int, visitors: int, seed: int) -> None:
    """Writes a combined log of exactly `lines` lines by up to `visitors` visitors over thirty days, sorted by time.

    About half are assets, one in sixteen a machine with its name. Memory stays that of a million lines.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = _Load(np.random.default_rng([seed, 17]), lines, visitors)
    with path.open("w", encoding="ascii", newline="\n") as log:
        written = 0
        while written < lines:
            some = min(LINES_AT_ONCE, lines - written)
            log.write(writer.lines(some, written / lines, (written + some) / lines))
            written += some


class _Load:
    """The pools of strings, and who the visitors are."""

    def __init__(self, rng: np.random.Generator, lines: int, visitors: int) -> None:
        self._rng, self._visitors, self._next = rng, visitors, 0
        # as many new visitors a line as brings them all in, where the lines allow it
        self._new = min(0.85, visitors / max(1.0, lines * 0.28))
        pages = [
            f"/{('news', 'blog', 'shop', 'docs', 'guides')[i % 5]}/page-{i}-{i * 7919 % 9973}" for i in range(_PAGES)
        ]
        assets = [f"/static/{i:03d}.{('css', 'js', 'png', 'jpg', 'woff2', 'svg')[i % 6]}" for i in range(_ASSETS)]
        codes = ["200"] * 90 + ["304"] * 4 + ["301"] * 3 + ["404"] * 3
        size = rng.integers(400, 90_000, _PAGES * 4).tolist()
        self._requests = [
            f'"GET {pages[i % _PAGES]} HTTP/{("1.1", "2.0")[i % 2]}" {codes[i * 31 % 100]} {size[i]} "'
            for i in range(_PAGES * 4)
        ]
        self._first_asset = len(self._requests)
        codes = ["200"] * 80 + ["304"] * 19 + ["404"]
        self._requests += [
            f'"GET {assets[i % _ASSETS]} HTTP/1.1" {codes[i * 37 % 100]} {size[i]} "' for i in range(_ASSETS * 4)
        ]
        blogs = [f"https://blog{i}.example/{i * 13 % 97}/" for i in range(1200)]
        searches = [f"https://www.google.com/search?q=word+{i}" for i in range(300)]
        self._referrers = [name for name, _ in _REFERRERS] + blogs + searches
        weights = np.array([weight for _, weight in _REFERRERS] + [0.004] * len(blogs) + [0.003] * len(searches))
        self._referrer_weights = weights / weights.sum()
        self._internal = len(self._referrers)
        self._referrers += [f"https://{HOST}{page}" for page in pages]
        self._agents = (
            _browser_strings(rng) + [name for name, _, _ in agents.CRAWLERS] + [agents.FACEBOOK, agents.SLACK]
        )
        self._tails = [f'" "{agent}"' for agent in self._agents]
        self._machines = np.arange(_AGENTS, len(self._agents))
        self._high = rng.integers(1 * 256, 223 * 256, visitors).astype(np.int32)
        self._low = rng.integers(0, 65536, visitors).astype(np.int32)
        # few strings are common, thousands are rare
        self._agent = np.minimum((rng.pareto(0.7, visitors) * 12).astype(np.int64), _AGENTS - 1).astype(np.int32)
        rare = rng.random(visitors) < 0.25
        self._agent[rare] = rng.integers(0, _AGENTS, int(rare.sum()))
        self._pairs = [f"{i >> 8}.{i & 255}" for i in range(65536)]

    def lines(self, n: int, start: float, end: float) -> str:
        """`n` lines of the part of the period between two fractions of it."""
        rng = self._rng
        machines, views = n // 16, max(1, int(n * 0.44))
        first = max(1, int(views * 0.64))
        later, assets = views - first, n - machines - views
        low, high = START + start * DAYS * DAY, START + end * DAYS * DAY
        at = np.empty(n)
        who, request, referrer = (np.empty(n, dtype=np.int64) for _ in range(3))
        at[:first] = _daily(rng.uniform(low, high, first), low, high)
        who[:first] = self._arriving(first)
        referrer[:first] = rng.choice(self._internal, first, p=self._referrer_weights)
        page = np.minimum((rng.pareto(0.9, views) * 25).astype(np.int64), _PAGES - 1)
        request[:views] = page + _PAGES * rng.integers(0, 4, views)
        before = rng.integers(0, first, later)
        at[first:views] = at[before] + rng.exponential(70, later) + 3
        who[first:views] = who[before]
        referrer[first:views] = self._internal + page[before]
        of_view = rng.integers(0, views, assets)
        shown = slice(views, views + assets)
        at[shown] = at[of_view] + rng.uniform(0, 2, assets)
        who[shown] = who[of_view]
        request[shown] = self._first_asset + rng.integers(0, _ASSETS * 4, assets)
        referrer[shown] = self._internal + page[of_view]
        rest = slice(views + assets, n)
        at[rest] = rng.uniform(low, high, machines)
        who[rest] = rng.integers(0, min(500, self._visitors), machines)
        request[rest] = rng.integers(0, _PAGES * 4, machines)
        referrer[rest] = 1
        agent = self._agent[who].astype(np.int64)
        agent[rest] = self._machines[rng.integers(0, len(self._machines), machines)]
        seconds = np.clip(at, low, high - 1).astype(np.int64)
        order = np.argsort(seconds, kind="stable")
        return self._joined(seconds[order], who[order], request[order], referrer[order], agent[order])

    def _joined(self, seconds: Ints, who: Ints, request: Ints, referrer: Ints, agent: Ints) -> str:
        moments, which = np.unique(seconds, return_inverse=True)
        stamps = [time.strftime(" - - [%d/%b/%Y:%H:%M:%S +0000] ", time.gmtime(moment)) for moment in moments.tolist()]
        pairs, requests, referrers, tails = self._pairs, self._requests, self._referrers, self._tails
        columns = (self._high[who], self._low[who], which, request, referrer, agent)
        return "".join(
            [
                f"{pairs[a]}.{pairs[b]}{stamps[at]}{requests[asked]}{referrers[source]}{tails[name]}\n"
                for a, b, at, asked, source, name in zip(*(column.tolist() for column in columns), strict=True)
            ]
        )

    def _arriving(self, n: int) -> Ints:
        """New visitors in their order, and earlier ones, the loyal most."""
        rng = self._rng
        new = np.flatnonzero(rng.random(n) < self._new)[: self._visitors - self._next]
        known = max(1, self._next + len(new))
        who = np.minimum((known * rng.random(n) ** 2.5).astype(np.int64), self._visitors - 1)
        who[new] = self._next + np.arange(len(new))
        self._next += len(new)
        return who


def _daily(at: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    """Moves one moment in three from the night to the evening of its day, inside the part written."""
    hour = at % DAY / 3600
    moved = np.where((hour < 7) & (np.modf(at)[0] < 0.75), at + 12 * 3600, at)
    return np.where((moved >= low) & (moved < high), moved, at)


def _browser_strings(rng: np.random.Generator) -> list[str]:
    """Thousands of distinct strings: browsers, old and new, and phones of many makes in many apps."""
    markers = ("facebook", "instagram", "google_app", "linkedin", "snapchat", "line", "wechat", "twitter", "tiktok")
    found: dict[str, None] = {}
    while len(found) < _AGENTS:
        if len(found) < 400 or rng.random() < 0.2:
            found[agents.browser(rng, int(rng.integers(0, len(agents.FAMILIES))), old=bool(rng.random() < 0.2))] = None
        if len(found) < _AGENTS and rng.random() < 0.7:
            platform = agents.ANDROID if rng.random() < 0.5 else agents.IPHONE
            found[agents.in_app(rng, str(rng.choice(markers)), platform)] = None
    return list(found)
