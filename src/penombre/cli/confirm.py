"""A question that the command line asks before what cannot be undone, in the reader's language."""

from __future__ import annotations

import typer

from penombre.sentences import say


def confirm(question: str) -> None:
    """Go on only where a person says yes, in their language or in English; nothing said is no. Raises typer.Abort."""
    yes, no = {"y", "yes", *say("y yes").split()}, {"n", "no", *say("n no").split(), ""}
    suffix = say(" [y/N]: ")
    while True:
        said = typer.prompt(question, default="", show_default=False, prompt_suffix=suffix).strip().lower()
        if said in yes:
            return
        if said in no:
            raise typer.Abort
        typer.echo(say("Please answer yes or no."))
