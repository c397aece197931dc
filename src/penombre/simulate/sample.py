"""A log to look at on the first run: a French and English magazine, two weeks of March 2026."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np

from penombre.simulate.clock import DAY
from penombre.simulate.site import DEEP, HOME, SECTION, Site
from penombre.simulate.truth import Truth
from penombre.simulate.variants import draw_world
from penombre.simulate.world import World
from penombre.simulate.writer import live, write_run

HOST = "www.lanterne-magazine.example"
MARCH_2 = 1_772_409_600.0
_SECTIONS = ("enquetes", "culture", "cuisine", "idees", "stories", "guides")
_PAGES = Path(__file__).with_name("sample_pages.txt").read_text(encoding="ascii").split()


def write_sample(path: Path, seed: int = 2026) -> Truth:
    """Writes the log, about 15,000 landings over the 14 days to 15 March 2026; returns its truth."""
    world = msgspec.structs.replace(
        draw_world(seed, "baseline_news"),
        host=HOST, kind="news", language="both", start=MARCH_2, days=14, landings=15_000, pages=len(_PAGES),
        fetch_headers=True, dark_share=0.22, mobile=0.62, reshare=0.18, spikes_per_week=1.5, age_scale=2.5 * DAY,
        newsletters=2, newsletter_tagged=1.0, monitor_minutes=15, crawler_hits=0.4, share_tags=0.5,
        countries={"FR": 0.62, "BE": 0.08, "CH": 0.05, "CA": 0.05, "US": 0.09, "GB": 0.09, "DE": 0.02},
    )  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_run(world, live(world, site=_magazine(world)), path)


def _magazine(world: World) -> Site:
    rng = world.stream("magazine")
    paths = ["/", *(f"/{name}/" for name in _SECTIONS), *(f"/{page}" for page in _PAGES)]
    fronts = 1 + len(_SECTIONS)
    kinds = np.array([HOME, *[SECTION] * len(_SECTIONS), *[DEEP] * len(_PAGES)], dtype=np.int8)
    lasting = np.array([path.startswith(("/guides/", "/cuisine/")) for path in paths])
    lasting[:fronts] = True
    before = np.where(lasting, -rng.uniform(20, 500, len(paths)), rng.uniform(-20, 13, len(paths)))
    appeal = np.exp(rng.normal(0, 0.9, len(paths)))
    return Site(HOST, paths, kinds, appeal, world.start + before * DAY, ~lasting)
