"""The scores as a page of Markdown: one table a study, a row a variant, a column a figure, misses in bold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from penombre.score.runner import Outcome
from penombre.score.study import Line, Study


def section(study: Study, outcomes: Sequence[Outcome], day: date) -> str:
    """The table of one study, made on `day`."""
    head = " | ".join(["variant", "worlds", *(f"{line.target} {line.what}".strip() for line in study.lines)])
    elsewhere = [line.unseen or line.asked for line in study.lines]
    groups = (
        ("asked", [line.asked for line in study.lines], study.variants),
        ("asked, others", elsewhere, study.others),
        ("asked, unseen", elsewhere, study.unseen),
    )
    rows = [
        row
        for name, asked, variants in groups
        for row in ([f"**{name}**", "", *asked], *(_row(study, variant, outcomes) for variant in variants))
        if row and variants
    ]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"## {study.name}\n\nMade on {day}.\n\n| {head} |\n|{'---|' * (2 + len(study.lines))}\n{table}\n"


def _row(study: Study, variant: str, outcomes: Sequence[Outcome]) -> list[str]:
    mine = [outcome for outcome in outcomes if outcome.variant == variant]
    if not mine:
        return []
    return [variant, str(len(mine)), *(_cell(line, mine, other=variant not in study.variants) for line in study.lines)]


def _cell(line: Line, outcomes: Sequence[Outcome], *, other: bool) -> str:
    found = line.measure(outcomes)
    if math.isnan(found.value):
        return ""
    value = f"{found.value:.{line.digits}f} ± {found.error:.{line.digits}f}"
    asked = line.asked or line.unseen
    met = line.met(found.value, other)
    if not met and other and line.instead is not None:
        met = line.instead.met(line.instead.measure(outcomes).value, other)
    return f"**{value}**" if asked and not met else value
