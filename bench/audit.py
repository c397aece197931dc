"""Times `penombre audit` from start to report against GoAccess, AWStats and the bare engine on the same files."""

from __future__ import annotations

import argparse
import contextlib
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Sequence
from pathlib import Path

import psutil

from bench.table import markdown, write_section
from penombre.simulate.load import write_load_log

AWSTATS = Path("/usr/lib/cgi-bin/awstats.pl")
AWSTATS_SETTINGS = """LogFile="{log}"
LogType=W
LogFormat=1
SiteDomain="www.example.org"
HostAliases="example.org"
DirData="{data}"
DNSLookup=0
"""

# The parse that design.md measured: a pattern over every line, its fields into a table, nothing else.
BARE = """
import sys
import chdb
session = chdb.session.Session(sys.argv[2])
session.query("SET max_memory_usage = 4000000000")
session.query('''CREATE TABLE bare (address String, at DateTime('UTC'), request String, status UInt16, referrer String, agent String)
    ENGINE = MergeTree ORDER BY (address, at)''')
session.query(r'''INSERT INTO bare
WITH extractGroups(line, '^(\\\\S+) \\\\S+ \\\\S+ \\\\[([^\\\\]]+)\\\\] "([^"]*)" (\\\\d{3}) \\\\S+ "([^"]*)" "([^"]*)"') AS parts
SELECT parts[1], parseDateTimeInJodaSyntaxOrZero(parts[2], 'dd/MMM/yyyy:HH:mm:ss Z', 'UTC'), parts[3], toUInt16OrZero(parts[4]),
    parts[5], parts[6]
FROM file('LOG', 'LineAsString')'''.replace("LOG", sys.argv[1]))
print(session.query("SELECT count() FROM bare", "CSV"))
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m bench.audit [--lines N:VISITORS ...] [--rounds N] [--awstats-most N]`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--lines", nargs="*", default=["800000:200000", "5000000:1000000"])
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--awstats-most", type=int, default=1_000_000, help="lines above which AWStats is left out")
    parser.add_argument("--log", type=Path, help="a log of your own instead")
    chosen = parser.parse_args(arguments)
    rows = []
    with tempfile.TemporaryDirectory(prefix="penombre-bench-") as folder:
        for size in chosen.lines:
            lines, visitors = (int(number) for number in size.split(":"))
            log = Path(folder) / "access.log"
            if chosen.log:
                shutil.copy(chosen.log, log)
            else:
                write_load_log(log, lines=lines, visitors=visitors, seed=1)
            left_out = {"AWStats"} if lines > chosen.awstats_most else set()
            rows += measure(log, (lines, visitors), Path(folder), chosen.rounds, left_out)
            if chosen.log:
                break
    head = ["lines", "visitors", "what", "seconds", "lines/s", "peak MB", "times Penombre's time"]
    write_section("An audit, start to report", NOTE + markdown(head, rows))


NOTE = """Start of the process to the written report (HTML and JSON for Penombre, HTML for GoAccess, the data file for AWStats), on
one sorted combined log; the best of the rounds, which take turns. "Bare engine": the pattern and a table, no report.

"""


def measure(
    log: Path, size: tuple[int, int], folder: Path, rounds: int, left_out: Collection[str]
) -> list[list[object]]:
    """Rows of the table for one log of so many lines and visitors."""
    lines, visitors = size
    best: dict[str, tuple[float, float]] = {}
    for _ in range(rounds):
        for name, command in commands(log, folder).items():
            if name in left_out or (name == "AWStats" and name in best):  # one round of minutes is enough
                continue
            took = run(command, folder)
            best[name] = min(best.get(name, took), took)
    own = best["Penombre"][0]
    return [
        [
            f"{lines:,}",
            f"{visitors:,}",
            name,
            f"{seconds:.1f}",
            f"{lines / seconds:,.0f}",
            f"{peak:,.0f}",
            f"{seconds / own:.2f}",
        ]
        for name, (seconds, peak) in best.items()
    ]


def commands(log: Path, folder: Path) -> dict[str, list[str]]:
    """What is timed, in turn."""
    report = ["--json", str(folder / "audit.json"), "--html", str(folder / "audit.html")]
    found = {
        "Penombre": [sys.executable, "-m", "penombre.cli", "audit", str(log), *report],
        "bare engine": [sys.executable, "-c", BARE, str(log), str(fresh(folder / "bare"))],
    }
    if shutil.which("goaccess"):
        found["GoAccess"] = [
            "goaccess",
            str(log),
            "--log-format=COMBINED",
            "--no-progress",
            "-o",
            str(folder / "goaccess.html"),
        ]
    if AWSTATS.exists():
        data = fresh(folder / "awstats")
        data.mkdir()
        (folder / "awstats.bench.conf").write_text(AWSTATS_SETTINGS.format(log=log, data=data), encoding="utf-8")
        found["AWStats"] = ["perl", str(AWSTATS), "-config=bench", f"-configdir={folder}", "-update"]
    return found


def fresh(folder: Path) -> Path:
    """The folder, gone."""
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def run(command: list[str], folder: Path) -> tuple[float, float]:
    """Seconds and peak resident megabytes of a command and its children. Raises CalledProcessError where it fails."""
    fresh(folder / "bare")
    with tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=errors)
        peak = 0
        while process.poll() is None:
            peak = max(peak, _resident(psutil.Process(process.pid)))
            time.sleep(0.05)
        seconds = time.perf_counter() - started
        if process.returncode != 0:
            errors.seek(0)
            raise subprocess.CalledProcessError(process.returncode, command, stderr=errors.read())
    return seconds, peak / 2**20


def _resident(process: psutil.Process) -> int:
    """Bytes of a process and its children; what they share counts for each."""
    total = 0
    with contextlib.suppress(psutil.NoSuchProcess):
        for each in (process, *process.children(recursive=True)):
            total += each.memory_info().rss
    return total


if __name__ == "__main__":
    main()
