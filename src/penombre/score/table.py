"""The scores as a page of Markdown: one table a study, every variant a column of its own lines, misses marked."""

from __future__ import annotations

import math
from collections.abc import Sequence

from penombre.score.runner import Outcome
from penombre.score.study import Line, Study


def section(study: Study, outcomes: Sequence[Outcome]) -> str:
    """The table of one study: a line a figure and variant, with its Monte Carlo error, what was asked, and whether met."""
    head = "| target | what | worlds | measured | asked | met |\n|---|---|---|---|---|---|\n"
    rows = []
    for line in study.lines:
        for variant in (*study.variants, *study.unseen):
            mine = [outcome for outcome in outcomes if outcome.variant == variant]
            if mine:
                rows.append(_row(line, variant, mine, other=variant in study.unseen))
    return f"## {study.name}\n\n{head}" + "\n".join(row for row in rows if row) + "\n"


def _row(line: Line, variant: str, outcomes: Sequence[Outcome], *, other: bool) -> str:
    found = line.measure(outcomes)
    if math.isnan(found.value):
        return ""
    asked = line.unseen if other else line.asked
    met = "yes" if line.met(found.value, other) else "**no**"
    value = f"{found.value:.{line.digits}f} ± {found.error:.{line.digits}f}"
    name = f"{variant} (unseen)" if other else variant
    return f"| {line.target} | {line.what} | {name}, {found.worlds} | {value} | {asked} | {met if asked else ''} |"
