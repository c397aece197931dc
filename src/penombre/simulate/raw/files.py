"""Writes all files of a world: what may be seen in one folder, the truth in another."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from penombre.simulate.doors import DOORS
from penombre.simulate.raw.exports import crm_rows, ga4_rows, matomo_rows
from penombre.simulate.raw.scripted import ran_script, share_events, view_events
from penombre.simulate.raw.survey import survey_lines
from penombre.simulate.truth import Truth
from penombre.simulate.world import World
from penombre.simulate.writer import Run, live, write_run

TRUTH = "truth"


def write_files(world: World, folder: Path, *, flood: float = 1.0) -> Truth:
    """Writes `access.log`, `beacon.ndjson`, `shares.ndjson`, `survey.ndjson`, `exports/*.csv`, and under `truth/` what
    really happened: `summary.json`, and by their numbers `landings.csv` and `shares.csv`.

    `flood` multiplies the robots that pass for browsers; for the same world nothing else changes.
    """
    (folder / "exports").mkdir(parents=True, exist_ok=True)
    (folder / TRUTH).mkdir(exist_ok=True)
    run = live(world, flood=flood)
    truth = write_run(world, run, folder / "access.log", flood=flood)
    scripted = ran_script(world, run)
    _write_lines(folder / "beacon.ndjson", view_events(world, run, scripted.nonzero()[0]))
    _write_lines(folder / "shares.ndjson", share_events(world, run))
    _write_lines(folder / "survey.ndjson", survey_lines(world, run, scripted))
    _write_rows(folder / "exports" / "ga4.csv", ga4_rows(world, run, scripted))
    _write_rows(folder / "exports" / "matomo.csv", matomo_rows(run, scripted))
    _write_rows(folder / "exports" / "crm.csv", crm_rows(world, run))
    (folder / TRUTH / "summary.json").write_bytes(msgspec.json.format(msgspec.json.encode(truth), indent=1))
    _write_rows(folder / TRUTH / "landings.csv", _landings(run))
    _write_rows(folder / TRUTH / "shares.csv", _shares(run))
    return truth


def _landings(run: Run) -> Iterable[Sequence[object]]:
    yield "landing", "at", "page", "cause", "app", "tab_reopened", "traced"
    visits = run.visits
    for row in range(len(visits)):
        door = DOORS[visits.door[row]]
        yield (
            row, _moment(visits.at[row]), run.site.paths[visits.page[row]], door.cause, door.name,
            int(visits.restored[row]), int(visits.traced[row]),
        )  # fmt: skip


def _shares(run: Run) -> Iterable[Sequence[object]]:
    yield "share", "at", "page", "channel", "app", "clicks"
    shares = run.shares
    for row in range(len(shares)):
        door = DOORS[shares.door[row]]
        path = run.site.paths[shares.page[row]]
        yield row, _moment(shares.at[row]), path, door.cause, door.name, int(shares.clicks[row])


def _moment(at: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))


def _write_lines(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    with path.open("wb") as file:
        file.writelines(msgspec.json.encode(line) + b"\n" for line in lines)


def _write_rows(path: Path, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
