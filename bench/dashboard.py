"""The dashboard at the server over ten million events: each page for thirty days, and the pages that filters hold for.

`python -m bench.dashboard [--events N]`
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
import numpy as np
from tests.serve.server import Server

from bench.table import markdown, write_section

ROUNDS = 25
OVERVIEW_WITHIN, FILTER_WITHIN = 400, 700
PATHS = (
    ("overview, 30 days", "", OVERVIEW_WITHIN),
    ("overview, 7 days", "?days=7", OVERVIEW_WITHIN),
    ("channels", "/channels", FILTER_WITHIN),
    ("pages", "/pages", FILTER_WITHIN),
    ("shares", "/shares", FILTER_WITHIN),
    ("links", "/links", FILTER_WITHIN),
    ("goals", "/goals", FILTER_WITHIN),
    ("live", "/live", FILTER_WITHIN),
    ("overview of a page", "?page=/news/page-30", FILTER_WITHIN),
    ("overview of a channel", "?channel=search", FILTER_WITHIN),
    ("overview of an app", "?app=WhatsApp", FILTER_WITHIN),
    ("overview of a device", "?device=phone", FILTER_WITHIN),
    ("overview of a rung", "?rung=none", FILTER_WITHIN),
    ("pages of a device", "/pages?device=phone", FILTER_WITHIN),
    ("pages of an app", "/pages?app=Facebook", FILTER_WITHIN),
    ("channels of a page and a device", "/channels?page=/news/page-30&device=phone", FILTER_WITHIN),
)
NOTE = """Events of 3,000 pages over the last 30 days in the shape of real traffic, loaded by segments of 50,000 into the embedded store; one request
after the other through the whole server (edge, proxy, core, template), {rounds} of each, in turns, after one that is not counted. Milliseconds. Processes that
wanted a core while this was measured (load average): {load:.0f}.

"""


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m bench.dashboard [--events N]`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--events", type=int, default=10_000_000, help="events loaded")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="penombre-bench-") as folder:
        rows = measured(Path(folder), chosen.events)
    title = f"the server's answer, of {chosen.events:,} events"
    write_section(
        "Dashboard",
        NOTE.format(rounds=ROUNDS, load=os.getloadavg()[1]) + markdown([title, "median", "p95", "asked of p95"], rows),
    )


def measured(folder: Path, events: int) -> list[list[object]]:
    """Milliseconds of each page; the loader runs in a process of its own, whose memory ends with it."""
    server = Server(folder / "data")
    begun = time.perf_counter()
    loading = "from bench.dashboard import load; import sys; load(sys.argv[1], int(sys.argv[2]))"
    told = subprocess.run(
        [sys.executable, "-c", loading, str(server.place.store), str(events)],
        check=True,
        capture_output=True,
        text=True,
    )
    print(f"loaded in {time.perf_counter() - begun:.0f} s: {told.stdout}")
    server.start()
    try:
        base, signed_in = f"http://127.0.0.1:{server.port}", {"cookie": server.signed_in()}
        with httpx.Client(base_url=base, headers=signed_in, timeout=120.0, trust_env=False) as client:
            taken: dict[str, list[float]] = {name: [] for name, _, _ in PATHS}
            for turn in range(ROUNDS + 1):
                for name, path, _ in PATHS:
                    started = time.perf_counter()
                    answer = client.get(f"/sites/demo{path}")
                    spent = (time.perf_counter() - started) * 1000
                    answer.raise_for_status()
                    if turn:
                        taken[name].append(spent)
    finally:
        server.stop()
    return [
        [name, f"{np.median(taken[name]):.0f}", f"{np.quantile(taken[name], 0.95):.0f}", asked]
        for name, _, asked in PATHS
    ]


def load(store: str, events: int) -> None:
    """Load so many events of the last thirty days, the last of them now; print the rate by segment."""
    from bench.collect import ROWS_A_SEGMENT, lines_of  # noqa: PLC0415  (in the child only)
    from penombre.store.event_store import EventStore  # noqa: PLC0415

    found = EventStore(Path(store))
    dice = np.random.default_rng(1)
    first = int(time.time()) - 30 * 86_400
    rates: list[float] = []
    for done in range(0, events, ROWS_A_SEGMENT):
        lines = lines_of(dice, min(ROWS_A_SEGMENT, events - done), done, events, first)
        started = time.perf_counter()
        found.load(done + 1, events=lines)
        rates.append(ROWS_A_SEGMENT / (time.perf_counter() - started))
    found.close()
    print(f"{np.median(rates):,.0f} events a second")


if __name__ == "__main__":
    main()
