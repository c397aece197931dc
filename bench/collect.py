"""Measures collection: redirects against nginx, durable events, the loader, bytes on disk and memory, scripts' sizes."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import numpy as np
import psutil

from bench.table import markdown, write_section
from penombre.collect.links.repository import Links
from penombre.collect.scripts import script
from penombre.collect.sites import Sites
from penombre.serve.place import Place
from penombre.store.database import open_database

PORT, NGINX_PORT = 8391, 8392
ROUNDS, SECONDS = 5, 4
AGENT = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
NGINX = """
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log {folder}/access.log combined buffer=64k;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{ listen 127.0.0.1:{port}; location / {{ return 302 https://www.example.org/some/article; }} }}
}}
"""
EVENTS = """
local hex = "0123456789abcdef"
local n = {batch}
math.randomseed(os.time())
local function id()
  local t = {{}}
  for i = 1, 32 do local k = math.random(16); t[i] = hex:sub(k, k) end
  return table.concat(t)
end
function request()
  local e = {{}}
  for i = 1, n do
    e[i] = '{{"id":"' .. id() .. '","site":"bench","kind":"view","url":"https://www.example.org/page-' .. math.random(3000) .. '","referrer":null}}'
  end
  return wrk.format("POST", "/e", {{["content-type"] = "text/plain", ["user-agent"] = "{agent}"}}, "[" .. table.concat(e, ",") .. "]")
end
"""
FIRST = 1_764_000_000
"""The first moment of the events that are loaded."""
ROWS_A_SEGMENT = 50_000


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m bench.collect [--events N]`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--events", type=int, default=10_000_000, help="events loaded for size and memory")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="penombre-bench-") as folder:
        rows = served(Path(folder))
    rows += loaded(chosen.events)
    rows += [
        [f"{name}, brotli", f"{_brotli(script(name)):,} bytes", "", limit]
        for name, limit in (
            ("p.strict.js", "1,600"),
            ("p.counting.js", "1,600"),
            ("p.consent.js", "1,600"),
            ("share.js", "4,000"),
            ("ask.js", ""),
        )
    ]
    write_section("Collecting live", NOTE + markdown(["what", "median", "best", "asked"], rows))


NOTE = """The server's edge on one core, `wrk` on the other, which the core of the server shares with it at a lower priority; the ratio to nginx
(`return 302`, buffered access log, on the same core) is of rounds that took turns. Every event was on disk (`fdatasync`)
before its answer; a redirect waits for no disk (rules R8, R10), its click is in the journal about a millisecond later. Five rounds of four
seconds took turns; all that was taken was stored before the next measurement began. The loader, bytes and memory: events of 3,000 pages
over 30 days, loaded by segments of 50,000 into the embedded store, each timed; bytes after merging; memory is that of the process with
the engine.

"""


def served(folder: Path) -> list[list[object]]:
    """Redirects beside nginx, and events, on a running server."""
    with penombre(folder / "data"), nginx(folder):
        data, server = folder / "data", f"http://127.0.0.1:{PORT}"
        redirects: list[tuple[float, float]] = []
        others: list[float] = []
        asked: list[tuple[float, float]] = []
        singles: list[tuple[float, float]] = []
        batches: list[tuple[float, float]] = []
        for _ in range(ROUNDS):
            others.append(wrk(f"http://127.0.0.1:{NGINX_PORT}/spring", 32, SECONDS)[0])
            redirects.append(wrk(f"{server}/spring~w", 32, SECONDS))
            _all_stored(data)
            with exporting(data):
                asked.append(wrk(f"{server}/spring~w", 32, SECONDS))
            _all_stored(data)
            singles.append(wrk(server, 64, SECONDS, EVENTS.format(batch=1, agent=AGENT), folder))
            _all_stored(data)
            batches.append(wrk(server, 16, SECONDS, EVENTS.format(batch=50, agent=AGENT), folder))
            _all_stored(data)
        ratios = [rate / other for (rate, _), other in zip(redirects, others, strict=True)]
        rows: list[list[object]] = [
            [
                "redirects a second, click journalled",
                *_middle_and_best([rate for rate, _ in redirects], ",.0f"),
                "10 x Kutt (1,100) and YOURLS (600)",
            ],
            ["the same, p99 in ms", *_middle_and_best([-worst for _, worst in redirects], ".1f"), "10"],
            ["nginx `return 302` a second", *_middle_and_best(others, ",.0f"), ""],
            ["redirects: ratio to nginx", *_middle_and_best(ratios, ".2f"), "0.20"],
            [
                "redirects, p99 in ms while all events are exported",
                *_middle_and_best([-worst for _, worst in asked], ".1f"),
                "10",
            ],
            ["events a second, one a request", *_middle_and_best([rate for rate, _ in singles], ",.0f"), "6,000"],
            ["the same, p99 in ms", *_middle_and_best([-worst for _, worst in singles], ".1f"), "25"],
            [
                "events a second, 50 a request",
                *_middle_and_best([rate * 50 for rate, _ in batches], ",.0f"),
                "40,000",
            ],
        ]
        told = _ledger(data)
        rows.append(
            [
                "ledger identity after all that",
                f"{'holds' if told['holds'] else 'BROKEN'}, {told['received']:,} received",
                "",
                "holds",
            ]
        )
    return rows


def loaded(events: int) -> list[list[object]]:
    """The loader's speed, bytes and memory, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="penombre-bench-") as folder:
        command = [
            sys.executable,
            "-c",
            "from bench.collect import load; import sys; load(sys.argv[1], int(sys.argv[2]))",
        ]
        answer = subprocess.run([*command, folder, str(events)], capture_output=True, text=True, check=True)
    *rates, size, memory = (float(text) for text in answer.stdout.split())
    return [
        [f"loader, events a second (of {events:,} events)", *_middle_and_best(rates, ",.0f"), "150,000"],
        ["bytes an event on disk, merged", f"{size:.1f}", "", "25"],
        [f"resident after {events:,} events", f"{memory:,.0f} MB", "", "500 MB"],
    ]


def load(folder: str, events: int) -> None:
    """Load so many events; print the rate of each segment, bytes an event and megabytes of memory."""
    from penombre.store.event_store import EventStore  # noqa: PLC0415  (in the child only)

    store = EventStore(Path(folder) / "store")
    dice = np.random.default_rng(1)
    rates: list[float] = []
    done = 0
    while done < events:
        lines = lines_of(dice, ROWS_A_SEGMENT, done, events)
        started = time.perf_counter()
        store.load(done + 1, events=lines)
        rates.append(ROWS_A_SEGMENT / (time.perf_counter() - started))
        done += ROWS_A_SEGMENT
    store.engine.run("OPTIMIZE TABLE events FINAL")
    size = store.engine.row(
        "SELECT sum(bytes_on_disk) / sum(rows) AS size FROM system.parts WHERE active AND table = 'events'"
    )
    print(*rates, size["size"], psutil.Process().memory_info().rss / 1e6)
    store.close()


def lines_of(dice: np.random.Generator, count: int, done: int, events: int, first: int = FIRST) -> bytes:
    """Events as the edge writes them, in the shape of real traffic."""
    days = 30
    at = first + (days * 86_400 * (done + np.arange(count)) // events)
    page = np.minimum((dice.pareto(0.9, count) * 25).astype(int), 2_999)
    channels = (
        ("none", "", "unattributed"),
        ("search", "Google", "attributed"),
        ("social", "Facebook", "attributed"),
        ("messenger", "WhatsApp", "observed"),
        ("none", "", "internal"),
    )
    channel = dice.choice(len(channels), count, p=(0.3, 0.25, 0.08, 0.02, 0.35))
    clients = (
        ("phone", "iOS", "Mobile Safari"),
        ("phone", "Android", "Chrome Mobile"),
        ("desktop", "Windows", "Chrome"),
        ("desktop", "Mac OS X", "Safari"),
        ("desktop", "Windows", "Firefox"),
    )
    client = dice.choice(len(clients), count, p=(0.3, 0.3, 0.2, 0.1, 0.1))
    ids = dice.bytes(16 * count)
    rows = []
    for number in range(count):
        (name, app, rung), (device, system, browser) = channels[channel[number]], clients[client[number]]
        rows.append(
            f'{{"site":1,"at":{at[number]},"kind":"view","id":"{uuid.UUID(bytes=ids[number * 16 : number * 16 + 16])}","page":"/news/page-{page[number]}",'
            f'"channel":"{name}","app":"{app}","rung":"{rung}","device":"{device}","system":"{system}","browser":"{browser}"}}\n'
        )
    return "".join(rows).encode()


@contextmanager
def penombre(data: Path) -> Iterator[None]:
    """A running server whose edge has the first core to itself."""
    place = Place(data)
    place.make()
    database = open_database(place.database)
    Sites(database).add("bench", ["www.example.org"], mode="counting")
    Links(database).create("https://www.example.org/some/article", code="spring", site="bench")
    environment = os.environ | {"PENOMBRE_EVENTS_PER_SITE": "0"}
    command = [sys.executable, "-m", "penombre.cli", "serve", "--data", str(data), "--port", str(PORT)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{PORT}/health")
        for child in psutil.Process(process.pid).children():
            child.cpu_affinity([0] if "edge" in child.cmdline() else [1])
        yield
    finally:
        process.terminate()
        process.wait(60)


@contextmanager
def nginx(folder: Path) -> Iterator[None]:
    """nginx on the first core."""
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=NGINX_PORT), encoding="utf-8")
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    process = subprocess.Popen(["taskset", "-c", "0", program, "-c", str(folder / "nginx.conf")])
    try:
        _wait(f"http://127.0.0.1:{NGINX_PORT}/")
        yield
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def exporting(data: Path) -> Iterator[None]:
    """The heaviest query there is, again and again: every event of the site."""
    going = threading.Event()
    going.set()

    def ask() -> None:
        with httpx.Client(transport=httpx.HTTPTransport(uds=str(Place(data).socket)), timeout=60.0) as core:
            while going.is_set():
                core.get("http://core/internal/events/1")

    thread = threading.Thread(target=ask)
    thread.start()
    yield
    going.clear()
    thread.join()


def wrk(url: str, connections: int, seconds: int, lua: str = "", folder: Path | None = None) -> tuple[float, float]:
    """Requests a second and the 99th percentile in milliseconds. Raises RuntimeError where answers were refusals."""
    command = [
        "taskset",
        "-c",
        "1",
        "wrk",
        "-t1",
        f"-c{connections}",
        f"-d{seconds}s",
        "--latency",
        "-H",
        f"User-Agent: {AGENT}",
    ]
    if lua and folder:
        (folder / "load.lua").write_text(lua, encoding="utf-8")
        command += ["-s", str(folder / "load.lua")]
    told = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told:
        raise RuntimeError(told)
    amount, unit = re.findall(r"99%\s+([\d.]+)(us|ms|s)", told)[0]
    return float(re.findall(r"Requests/sec:\s+([\d.]+)", told)[0]), float(amount) * {
        "us": 0.001,
        "ms": 1.0,
        "s": 1000.0,
    }[unit]


def _wait(url: str) -> None:
    for _ in range(300):
        try:
            httpx.get(url, timeout=1.0)
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{url} does not answer")


def _middle_and_best(values: list[float], form: str) -> tuple[str, str]:
    """The median and the largest; times come with their sign changed, for the smallest is the best of them."""
    return format(abs(float(np.median(values))), form), format(abs(max(values)), form)


def _all_stored(data: Path) -> None:
    while _ledger(data)["pending"]:
        time.sleep(0.2)


def _ledger(data: Path) -> dict[str, int]:
    socket = str(Place(data).socket)
    with httpx.Client(transport=httpx.HTTPTransport(uds=socket), timeout=60.0) as core:
        found: dict[str, int] = core.get("http://core/internal/ledger").json()
    return found


def _brotli(content: bytes) -> int:
    command = ["node", "-e", "process.stdin.pipe(require('zlib').createBrotliCompress()).pipe(process.stdout)"]
    return len(subprocess.run(command, input=content, capture_output=True, check=True).stdout)


if __name__ == "__main__":
    main()
