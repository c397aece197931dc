"""The page of scores: all studies, what was run, and how to run it again."""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from penombre import __version__
from penombre.score.runner import outcomes
from penombre.score.study import Study
from penombre.score.table import section

STUDIES = ("direct", "channels", "cascades", "changes")


def study(name: str) -> Study:
    """One of STUDIES."""
    found: Study = import_module(f"penombre.score.{name}").STUDY
    return found


def worlds_of(chosen: Study, worlds: int) -> list[tuple[int, str]]:
    """Seed and variant of `worlds` worlds of every variant, variants taking turns."""
    variants = (*chosen.variants, *chosen.unseen)
    return [(chosen.first_seed + number, variant) for number in range(worlds) for variant in variants]


def scored(chosen: Study, worlds: int, told: Callable[[], None]) -> str:
    """The section of one study, with `worlds` worlds a variant."""
    return section(
        chosen, outcomes(chosen.estimator, chosen.world, chosen.figures, worlds_of(chosen, worlds), told=told)
    )


def write_page(path: Path, sections: Sequence[str], worlds: int) -> None:
    """Write the page, the misses as plain as the rest."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        HEAD.format(day=datetime.now(UTC).date(), version=__version__, python=platform.python_version(), worlds=worlds)
        + "\n".join(sections),
        encoding="utf-8",
    )


HEAD = """# What the estimators reach

Written by `penombre score` on {day} (version {version}, Python {python}), {worlds} worlds a variant; targets T1–T18
are those the project set itself. The estimators run in processes of their own that cannot import the simulator; the
truth stays in the memory of the one who keeps the score. "Unseen" variants were never looked at while the estimators
were written. ± is the Monte Carlo standard error over worlds; what is missed stands in **bold**.

"""
