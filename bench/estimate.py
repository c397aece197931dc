"""Measures what a month's estimate costs on one core: a million landings with their answers, from the store to the figures."""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from tests.estimate.collected import collected

from bench.table import markdown, write_section
from penombre.collect.live.row import EventRow, line
from penombre.collect.sites import Site
from penombre.simulate import draw_world, write_files
from penombre.store.event_store import EventStore

DRAWN, DAYS = 100_000, 30
"""Landings of the world that is drawn; it is stored as often as it takes, each time on deep pages of its own."""

NOTE = """From the events in the store to all figures of a month: the dark share with its intervals, channels, pages, cascades, changes, what the
other modes would buy. One world of a simulated month, stored as often as it takes, each time with deep pages of its own. One process on one
core; peak memory of that process, the engine included.

"""


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m bench.estimate [--landings N]`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--landings", type=int, default=1_000_000)
    copies = max(parser.parse_args(arguments).landings // DRAWN, 1)
    with tempfile.TemporaryDirectory(prefix="penombre-bench-") as name:
        folder = Path(name)
        world = msgspec.structs.replace(draw_world(41, "baseline_news"), landings=DRAWN, days=DAYS, dark_share=0.25)
        write_files(world, folder / "world")
        store = EventStore(folder / "store")
        rows = [msgspec.json.decode(text, type=EventRow) for text in collected(folder / "world", world.host)]
        for copy in range(copies):
            store.load(copy + 1, events=b"".join(_copied(rows, copy)))
        store.close()
        code = "from bench.estimate import measure; import sys; measure(sys.argv[1], float(sys.argv[2]))"
        command = ["taskset", "-c", "0", sys.executable, "-c", code, str(folder / "store"), str(world.start)]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    landings, answers, seconds, memory = (float(text) for text in told.split())
    table = [
        ["landings", f"{landings:,.0f}", ""],
        ["answers to the question", f"{answers:,.0f}", ""],
        ["seconds", f"{seconds:.1f}", "60"],
        ["peak memory, MB", f"{memory:,.0f}", "1,500"],
    ]
    write_section("A month's estimate", NOTE + markdown(["what", "measured", "asked"], table))


def measure(store_folder: str, begin: float) -> None:
    """Estimate, and print landings, answers, seconds and megabytes."""
    from penombre.estimate.run import estimate_site  # noqa: PLC0415  (in the child only)

    store = EventStore(Path(store_folder))
    site = Site(number=1, name="demo", hosts=("www.example.org",), mode="counting", timezone="Europe/Paris")
    start = datetime.fromtimestamp(begin, UTC)
    started = time.perf_counter()
    found = estimate_site(store.engine, site, start, start + timedelta(days=DAYS), {})
    seconds = time.perf_counter() - started
    store.close()
    print(found.landings, found.dark.answers, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3)


def _copied(rows: Sequence[EventRow], copy: int) -> Iterator[bytes]:
    for number, row in enumerate(rows):
        page = f"{row.page}-{copy}" if copy and row.page.count("/") > 1 else row.page
        yield line(msgspec.structs.replace(row, id=f"{copy * len(rows) + number:032x}", page=page))


if __name__ == "__main__":
    main()
