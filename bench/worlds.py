"""Audits simulated worlds whose truth is known, and scores the estimate beside the rule of 2012."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path
from statistics import median

import msgspec

from bench.table import markdown, write_section
from penombre.report.document import Audit
from penombre.simulate.variants import VARIANTS, draw_world
from penombre.simulate.writer import write_world

FLOOD = 10.0
FIRST_SEED = 1000
"""Seeds below were looked at while the estimate was written."""


class Score(msgspec.Struct, frozen=True):
    """One world: shares of all landings."""

    variant: str
    truth: float
    estimate: float
    low: float
    high: float
    rule: float
    moved: float
    """How far the estimate went when robots that look like browsers came ten times as often."""


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m bench.worlds [--seeds N]`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--seeds", type=int, default=4, help="worlds of each variant")
    chosen = parser.parse_args(arguments)
    worlds = list(product(range(FIRST_SEED, FIRST_SEED + chosen.seeds), VARIANTS))
    with ThreadPoolExecutor(2) as pool:
        scores = list(pool.map(lambda world: score(*world), worlds))
    rows = [_row(variant, [each for each in scores if each.variant == variant]) for variant in VARIANTS]
    rows.append(_row("all", scores))
    head = [
        "variant",
        "worlds",
        "covered",
        "median error",
        "worst",
        "median width",
        "rule: median error",
        "rule: worst",
        "flood moves (median, worst)",
    ]
    write_section("Worlds whose truth is known", NOTE + markdown(head, rows))


NOTE = """The dark share of landings from the log alone, in points; "covered": the truth lies inside the printed 95 % interval. The rule is that
of 2012: every landing without a source on a deep page. The flood multiplies undeclared robots by ten. The worlds are the project's own:
their generator shares no code with the estimate, but the same people wrote both.

"""


def score(seed: int, variant: str) -> Score:
    """Live through one world, twice, and audit both logs as a user would."""
    truth, audit = audited(seed, variant, 1.0)
    _, flooded = audited(seed, variant, FLOOD)
    share = audit.dark.share_of_landings
    moved = abs(share.estimate - flooded.dark.share_of_landings.estimate)
    return Score(variant, truth, share.estimate, share.low, share.high, audit.baseline.deep_url_rule, moved)


def audited(seed: int, variant: str, flood: float) -> tuple[float, Audit]:
    """The truth of a world and the audit of its log, which never sees it."""
    with tempfile.TemporaryDirectory(prefix="penombre-world-") as folder:
        truth = write_world(draw_world(seed, variant), Path(folder), flood=flood)
        (Path(folder) / "truth.json").unlink()
        command = [sys.executable, "-m", "penombre.cli", "audit", str(Path(folder) / "access.log"), "--json", "-"]
        answer = subprocess.run(command, capture_output=True, check=True)
    return truth.dark_share_of_landings, msgspec.json.decode(answer.stdout, type=Audit)


def _row(name: str, scores: Sequence[Score]) -> list[object]:
    errors = [abs(each.estimate - each.truth) for each in scores]
    rule = [abs(each.rule - each.truth) for each in scores]
    covered = sum(each.low <= each.truth <= each.high for each in scores)
    moves = [each.moved for each in scores]
    return [
        name,
        len(scores),
        f"{covered} ({covered / len(scores):.0%})",
        _points(median(errors)),
        _points(max(errors)),
        _points(median(each.high - each.low for each in scores)),
        _points(median(rule)),
        _points(max(rule)),
        f"{_points(median(moves))}, {_points(max(moves))}",
    ]


def _points(share: float) -> str:
    return f"{share * 100:.1f}"


if __name__ == "__main__":
    main()
