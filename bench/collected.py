"""Estimates simulated sites from what the server would have collected of them: the whole way, from events to figures."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from statistics import median

import msgspec
from tests.estimate.collected import collected

from bench.table import markdown, write_section
from penombre.collect.sites import Site
from penombre.estimate.run import estimate_site
from penombre.simulate import draw_world, write_files
from penombre.simulate.variants import VARIANTS
from penombre.store.event_store import EventStore

FIRST_SEED = 2000
LANDINGS, DAYS = 30_000, 30

NOTE = """The dark share of the landings without a source, in points: a month of a site in Counting mode, its views and answers stored as the
server stores them, then estimated as `penombre estimate` does. The score's worlds hand the estimators what is known of each landing; here it has to
be read from referrers, tags and apps. "Covered": the truth lies inside the printed 95 % interval, of those worlds with answers enough for one. Neither previews nor share tags are among what
is collected here: all that is known to be private are in-app browsers.

"""


class Outcome(msgspec.Struct, frozen=True):
    """One world: shares of the landings without a source."""

    variant: str
    truth: float
    estimate: float | None
    low: float
    high: float
    answers: int
    changes: int


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m bench.collected [--seeds N]`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--seeds", type=int, default=3, help="worlds of each variant")
    seeds = range(FIRST_SEED, FIRST_SEED + parser.parse_args(arguments).seeds)
    with ProcessPoolExecutor(2) as pool:
        found = list(pool.map(outcome, *zip(*product(seeds, VARIANTS), strict=True)))
    rows = [_row(variant, [each for each in found if each.variant == variant]) for variant in VARIANTS]
    head = [
        "variant",
        "worlds",
        "answers",
        "covered",
        "median error",
        "worst",
        "median width",
        "changes",
    ]
    write_section("Sites collected live", NOTE + markdown(head, [*rows, _row("all", found)]))


def outcome(seed: int, variant: str) -> Outcome:
    """Draw a world, store what the server would have collected of it, and estimate it."""
    world = msgspec.structs.replace(draw_world(seed, variant), days=DAYS, landings=LANDINGS)
    with tempfile.TemporaryDirectory(prefix="penombre-collected-") as name:
        folder = Path(name)
        truth = write_files(world, folder / "world")
        store = EventStore(folder / "store")
        try:
            store.load(1, events=b"".join(collected(folder / "world", world.host)))
            site = Site(number=1, name="demo", hosts=(world.host,), mode="counting", timezone="Europe/Paris")
            start, end = (datetime.fromtimestamp(world.start + days * 86_400, UTC) for days in (0, DAYS))
            found = estimate_site(store.engine, site, start, end, {})
        finally:
            store.close()
    share = found.dark.share
    return Outcome(
        variant=variant,
        truth=truth.dark_share_of_unattributed,
        estimate=share.estimate if share else None,
        low=share.low if share else found.dark.low,
        high=share.high if share else found.dark.high,
        answers=found.dark.answers,
        changes=len(found.changes),
    )


def _row(name: str, found: Sequence[Outcome]) -> list[object]:
    told = [each for each in found if each.estimate is not None]
    errors = [abs(each.estimate - each.truth) for each in told if each.estimate is not None]
    covered = sum(each.low <= each.truth <= each.high for each in told)
    figures = [median(errors), max(errors), median(each.high - each.low for each in told)] if told else []
    return [
        name,
        len(found),
        f"{median(each.answers for each in found):.0f}",
        f"{covered} of {len(told)}",
        *([f"{figure * 100:.1f}" for figure in figures] or ["", "", ""]),
        sum(each.changes for each in found),
    ]


if __name__ == "__main__":
    main()
