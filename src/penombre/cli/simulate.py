"""`penombre simulate`: a world whose truth is known, as files to try estimators on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from penombre.cli.problem import problem
from penombre.sentences import reason, say
from penombre.simulate import VARIANTS, draw_world, write_files


def simulate(
    folder: Annotated[
        Path, typer.Argument(help="Where the world's files go; what is true in it goes to FOLDER/truth.")
    ],
    variant: Annotated[str, typer.Option(help=f"The sort of site: {', '.join(VARIANTS)}.")] = VARIANTS[0],
    seed: Annotated[int, typer.Option(help="The same seed draws the same world.")] = 0,
    landings: Annotated[int, typer.Option(help="Human landings aimed at; 0 for what the world draws.", min=0)] = 0,
    flood: Annotated[float, typer.Option(help="Multiplies the robots that pass for browsers.", min=0.0)] = 1.0,
) -> None:
    """Draw a world and write what its server, its script, its survey and other tools would have seen of it."""
    if variant not in VARIANTS:
        known = ", ".join(VARIANTS)
        sentence = say("there is no variant {variant!r}. Choose one of: {known}", variant=variant, known=known)
        typer.echo(problem(sentence), err=True)
        raise typer.Exit(2)
    world = draw_world(seed, variant)
    if landings:
        world = msgspec.structs.replace(world, landings=landings)
    try:
        truth = write_files(world, folder, flood=flood)
    except OSError as error:
        typer.echo(problem(say("{folder}: {reason}", folder=folder, reason=reason(error))), err=True)
        raise typer.Exit(2) from None
    typer.echo(
        say(
            "{folder}: {requests} requests, {landings} landings on {host}; {dark} were sent in private ({share:.1%}),"
            " as {truth} says",
            folder=folder,
            requests=truth.requests,
            landings=truth.landings,
            host=world.host,
            dark=truth.dark,
            share=truth.dark_share_of_landings,
            truth=folder / "truth",
        )
    )
