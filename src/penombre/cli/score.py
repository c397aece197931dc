"""`penombre score`: the estimators against worlds whose truth is known."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from penombre.cli.problem import problem
from penombre.score.kept import Kept
from penombre.score.page import STUDIES, scored, study, worlds_of, write_page
from penombre.score.runner import EstimatorFailedError
from penombre.sentences import say, translated

COLUMNS = (
    TextColumn("{task.description}"),
    BarColumn(),
    MofNCompleteColumn(),
    TimeElapsedColumn(),
    TimeRemainingColumn(),
)


def score(
    worlds: Annotated[int, typer.Option(help="Worlds of each variant; a coverage needs 400.", min=1)] = 400,
    only: Annotated[list[str], typer.Option("--study", help=f"One of {', '.join(STUDIES)}; repeat for several.")] = [],  # noqa: B006  (typer's way)
    keep: Annotated[
        Path | None, typer.Option(help="Keep outcomes in this file: a run that was stopped goes on where it was.")
    ] = None,
    out: Annotated[Path, typer.Option(help="The page to write.")] = Path("docs/science/score.md"),
) -> None:
    """Score the estimators on worlds whose truth is known and write the table, misses included."""
    unknown = set(only) - set(STUDIES)
    if unknown:
        names, studies = ", ".join(sorted(unknown)), ", ".join(STUDIES)
        typer.echo(problem(say("no study {names}. Choose of: {studies}", names=names, studies=studies)), err=True)
        raise typer.Exit(2)
    sections = []
    with Progress(*COLUMNS, console=Console(stderr=True)) as progress:
        for name in only or STUDIES:
            chosen = study(name)
            kept = Kept(keep, name)
            task = progress.add_task(translated(chosen.name), total=len(kept.missing(worlds_of(chosen, worlds))))
            try:
                sections.append(scored(chosen, worlds, lambda task=task: progress.advance(task), kept))  # type: ignore[misc]
            except EstimatorFailedError as error:
                typer.echo(problem(error), err=True)
                raise typer.Exit(1) from None
    write_page(out, sections)
    typer.echo(say("{file}: written", file=out))
