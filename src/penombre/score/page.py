"""The page of scores: all studies, what was run, and how to run it again."""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from penombre import __version__
from penombre.score.kept import Kept
from penombre.score.runner import Outcome, outcomes
from penombre.score.study import Study
from penombre.score.table import section

STUDIES = ("direct", "channels", "cascades", "changes")


def study(name: str) -> Study:
    """One of STUDIES."""
    found: Study = import_module(f"penombre.score.{name}").STUDY
    return found


def worlds_of(chosen: Study, worlds: int) -> list[tuple[int, str]]:
    """Seed and variant of `worlds` worlds of every variant, variants taking turns."""
    return [(chosen.first_seed + number, variant) for number in range(worlds) for variant in chosen.every]


def scored(chosen: Study, worlds: int, told: Callable[[], None], kept: Kept) -> str:
    """The section of one study, with `worlds` worlds a variant; outcomes that are kept are not made again."""

    def keep(world: tuple[int, str], outcome: Outcome) -> None:
        kept.add(world, outcome)
        told()

    wanted = worlds_of(chosen, worlds)
    outcomes(chosen.estimator, chosen.world, chosen.figures, kept.missing(wanted), told=keep)
    return section(chosen, kept.of(wanted), datetime.now(UTC).date())


def write_page(path: Path, sections: Sequence[str]) -> None:
    """Write the sections into the page; those of other studies that stand there stay."""
    path.parent.mkdir(parents=True, exist_ok=True)
    there = path.read_text(encoding="utf-8").split(HEADING)[1:] if path.exists() else []
    found = {_title(text): text for text in there} | {
        _title(text): text for text in (section.removeprefix(HEADING) for section in sections)
    }
    order = [study(name).name for name in STUDIES]
    ordered = sorted(found.items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order))
    head = HEAD.format(version=__version__, python=platform.python_version())
    path.write_text(head + "\n".join(f"{HEADING}{text.rstrip()}\n" for _, text in ordered), encoding="utf-8")


def _title(text: str) -> str:
    return text.split("\n", 1)[0].strip()


HEADING = "## "
HEAD = """# What the estimators reach

Written by `penombre score` (version {version}, Python {python}); targets T1–T18 are those the project set itself. The
estimators run in processes of their own that cannot import the simulator; the truth stays in the memory of the one who
keeps the score. "Unseen" variants were written, or first run, when the estimators stood; "others" are of other sorts as
well, but what was missed in them was looked at once. ± is the Monte Carlo standard error over worlds; what is missed
stands in **bold**. A coverage needs 400 worlds a variant for an error of one point: where fewer were run, the column
"worlds" says so.

T14 (robots), T18 (cost) and the estimate from access logs alone are measured in `bench/RESULTS.md`. T13 and T15–T17 are
of parts that are not built yet.

"""
