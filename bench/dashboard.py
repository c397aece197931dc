"""The dashboard over ten million events: at the server, drawn in Chromium, and while events come in.

`python -m bench.dashboard [--events N] [--folder FOLDER]`
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import numpy as np
from playwright.sync_api import sync_playwright
from tests.conftest import ARGS, CHROMIUM
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
    ("overview, today by hour", "?period=today", OVERVIEW_WITHIN),
    ("overview, this month", "?period=month", OVERVIEW_WITHIN),
    ("overview, 12 months", "?period=year", OVERVIEW_WITHIN),
    ("overview of an app, this month", "?period=month&app=WhatsApp", FILTER_WITHIN),
    ("channels, this month", "/channels?period=month", FILTER_WITHIN),
    ("channels, 12 months", "/channels?period=year", FILTER_WITHIN),
    ("pages, this month", "/pages?period=month", FILTER_WITHIN),
    ("pages of a device, 12 months", "/pages?period=year&device=phone", FILTER_WITHIN),
    ("shares of a device", "/shares?device=phone", FILTER_WITHIN),
    ("goals of an app", "/goals?app=WhatsApp", FILTER_WITHIN),
    ("links of an app", "/links?app=WhatsApp", FILTER_WITHIN),
    ("cascades of a page", "/cascades?page=/news/page-30", FILTER_WITHIN),
    ("overview of a page", "?page=/news/page-30", FILTER_WITHIN),
    ("overview of a channel", "?channel=search", FILTER_WITHIN),
    ("overview of an app", "?app=WhatsApp", FILTER_WITHIN),
    ("overview of a device", "?device=phone", FILTER_WITHIN),
    ("overview of a rung", "?rung=none", FILTER_WITHIN),
    ("pages of a device", "/pages?device=phone", FILTER_WITHIN),
    ("pages of an app", "/pages?app=Facebook", FILTER_WITHIN),
    ("channels of a page and a device", "/channels?page=/news/page-30&device=phone", FILTER_WITHIN),
)
USUAL, MANY_WITHIN = 10_000_000, 2000
DRAWN, DRAWN_WITHIN = 15, 1500
LAST_PAINT = """() => new Promise(tell => {
  let last = 0;
  new PerformanceObserver(list => { for (const each of list.getEntries()) last = Math.max(last, each.startTime); })
    .observe({type: "largest-contentful-paint", buffered: true});
  requestAnimationFrame(() => setTimeout(() => tell(Math.max(last,
    ...performance.getEntriesByType("paint").map(each => each.startTime),
    performance.getEntriesByType("navigation")[0].loadEventEnd)), 300));
})"""
HEAVY = ("/channels?page=/news/page-30&device=phone", "/pages?device=phone", "/pages?app=Facebook", "?days=90")
AT_ONCE, NOMINAL, MORE = 20, 1000, 1.2
"""Dashboards that ask at once, events a second meanwhile, and how much longer the events may then wait (case L06)."""
TURNS, SECONDS = 5, 6
NOTE = """Events of 3,000 pages over the last 30 days in the shape of real traffic, loaded by segments of 50,000 into the embedded store; one request
after the other through the whole server (edge, proxy, core, template), {rounds} of each, in turns, after one that is not counted. Milliseconds. Processes that
wanted a core while this was measured (load average): {load:.0f}. Drawn: from asking for the page until its last paint in a
fresh Chromium window of 1280 pixels, nothing kept from before. Case L06: {at_once} dashboards ask for the heaviest pages without a pause while
events come at {nominal:,} a second, one a request; {turns} times {seconds} s each, in turns.

"""


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m bench.dashboard [--events N]`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--events", type=int, default=USUAL, help="events loaded")
    parser.add_argument("--folder", type=Path, help="keep the store there, and use the one that is there")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="penombre-bench-") as folder:
        rows = measured(chosen.folder or Path(folder), chosen.events)
    title = "Dashboard" if chosen.events == USUAL else f"Dashboard over {chosen.events:,} events"
    note = NOTE.format(
        rounds=ROUNDS, load=os.getloadavg()[1], at_once=AT_ONCE, nominal=NOMINAL, turns=TURNS, seconds=SECONDS
    )
    head = [f"milliseconds, of {chosen.events:,} events", "median", "p95", "asked of p95"]
    write_section(title, note + markdown(head, rows))


def measured(folder: Path, events: int) -> list[list[object]]:
    """The rows of the table."""
    with filled(folder, events) as server:
        base, signed_in = f"http://127.0.0.1:{server.port}", server.signed_in()
        with httpx.Client(base_url=base, headers={"cookie": signed_in}, timeout=120.0, trust_env=False) as client:
            rows = answered(client, events)
        rows += drawn(base, signed_in)
        return rows + interrupted(server, base, signed_in)


@contextmanager
def filled(folder: Path, events: int) -> Iterator[Server]:
    """A running server with so many events; they are loaded in a process of its own, whose memory ends with it."""
    server = Server(folder / "data", events_per_site=0.0)
    done = folder / f"{events} events"
    if not done.exists():
        begun = time.perf_counter()
        loading = "from bench.dashboard import load; import sys; load(sys.argv[1], int(sys.argv[2]))"
        command = [sys.executable, "-c", loading, str(server.place.store), str(events)]
        told = subprocess.run(command, check=True, capture_output=True, text=True)
        print(f"loaded in {time.perf_counter() - begun:.0f} s: {told.stdout}")
        done.touch()
    server.start()
    try:
        yield server
    finally:
        server.stop()


def answered(client: httpx.Client, events: int) -> list[list[object]]:
    """The server's answers to one request after the other."""
    taken: dict[str, list[float]] = {name: [] for name, _, _ in PATHS}
    for turn in range(ROUNDS + 1):
        for name, path, _ in PATHS:
            spent = _milliseconds(client, path)
            if turn:
                taken[name].append(spent)
    return [
        [name, f"{np.median(taken[name]):.0f}", f"{np.quantile(taken[name], 0.95):.0f}", _asked(within, events)]
        for name, _, within in PATHS
    ]


def _asked(within: int, events: int) -> int:
    return within if events <= USUAL else MANY_WITHIN


def _milliseconds(client: httpx.Client, path: str) -> float:
    started = time.perf_counter()
    client.get(f"/sites/demo{path}").raise_for_status()
    return (time.perf_counter() - started) * 1000


def drawn(base: str, signed_in: str) -> list[list[object]]:
    """Milliseconds until Chromium has drawn the overview for thirty days."""
    name, _, value = signed_in.partition("=")
    taken = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        for _ in range(DRAWN + 1):
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            context.add_cookies([{"name": name, "value": value, "url": base}])
            page = context.new_page()
            page.goto(f"{base}/sites/demo", wait_until="load")
            taken.append(float(page.evaluate(LAST_PAINT)))
            context.close()
        browser.close()
    return [
        [
            "overview, drawn in Chromium",
            f"{np.median(taken[1:]):.0f}",
            f"{np.quantile(taken[1:], 0.95):.0f}",
            DRAWN_WITHIN,
        ]
    ]


def interrupted(server: Server, base: str, signed_in: str) -> list[list[object]]:
    """How long events wait for their answer alone, and while the heaviest pages are asked for (case L06)."""
    alone: list[float] = []
    beside: list[float] = []
    pages: list[float] = []
    for _ in range(TURNS):
        alone.append(_waits(server.port))
        with asking(base, signed_in, pages):
            beside.append(_waits(server.port))
    least, most = float(np.median(alone)), float(np.median(beside))
    return [
        [f"{NOMINAL:,} events a second alone, p99", f"{least:.1f}", f"{max(alone):.1f}", ""],
        [f"the same while {AT_ONCE} ask for the heaviest, p99", f"{most:.1f}", f"{max(beside):.1f}", ""],
        ["p99 beside over p99 alone", f"{most / least:.2f}", "", MORE],
        ["the pages meanwhile", f"{np.median(pages):.0f}", f"{np.quantile(pages, 0.95):.0f}", ""],
    ]


def _waits(port: int) -> float:
    command = [sys.executable, "-m", "bench.nominal", str(port), "demo", str(NOMINAL), str(SECONDS)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return float(np.quantile([float(line) for line in told.split()], 0.99))


@contextmanager
def asking(base: str, signed_in: str, taken: list[float]) -> Iterator[None]:
    """As many as AT_ONCE ask for the heaviest pages; their milliseconds are added to `taken`."""
    going = threading.Event()
    going.set()

    def ask(number: int) -> None:
        with httpx.Client(base_url=base, headers={"cookie": signed_in}, timeout=120.0, trust_env=False) as client:
            while going.is_set():
                taken.append(_milliseconds(client, HEAVY[number % len(HEAVY)]))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    yield
    going.clear()
    for thread in threads:
        thread.join()


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
