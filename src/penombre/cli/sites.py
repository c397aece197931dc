"""`penombre site`: the sites that are measured."""

from __future__ import annotations

from typing import Annotated

import typer

from penombre.cli.data_folder import DATA, DataFolder, open_data, print_json, print_table, told_errors
from penombre.collect.sites import Site, Sites
from penombre.sentences import say

site_app = typer.Typer(name="site", no_args_is_help=True, help="The sites that are measured.")

Mode = Annotated[str, typer.Option(metavar="strict|counting|consent", help="How much is collected.")]


@site_app.command()
def add(
    name: Annotated[str, typer.Argument(help="What the script and the reports call it: a-z, 0-9, dot, dash.")],
    host: Annotated[list[str], typer.Option(help="A host it answers under; may be repeated.")],
    mode: Mode = "strict",
    tz: Annotated[str, typer.Option(metavar="NAME", help="Time zone of its days, such as Europe/Paris.")] = "UTC",
    ask: Annotated[float, typer.Option(metavar="RATE", help="Share of landings that are asked, such as 0.08.")] = 0.0,
    workspace: Annotated[
        str, typer.Option(metavar="NAME", help="Whose it is; the first workspace when left out.")
    ] = "",
    data: DataFolder = DATA,
) -> None:
    """Add a site and print its name."""
    with told_errors():
        sites = Sites(open_data(data, create=True))
        typer.echo(sites.add(name, host, mode=mode, timezone=tz, ask=ask, workspace=workspace).name)


@site_app.command(name="list")
def list_sites(
    json: Annotated[bool, typer.Option("--json", help="One JSON array instead of a table.")] = False,
    data: DataFolder = DATA,
) -> None:
    """List the sites."""
    with told_errors():
        found = Sites(open_data(data)).all()
        if json:
            print_json(found)
            return
        print_table(
            (say("name"), say("hosts"), say("mode"), say("time zone"), say("asked")),
            [(site.name, ", ".join(site.hosts), site.mode, site.timezone, _asked(site)) for site in found],
        )


@site_app.command()
def mode(
    name: Annotated[str, typer.Argument(help="The site's name.")],
    mode: Annotated[str, typer.Argument(metavar="strict|counting|consent", help="How much is collected from now on.")],
    data: DataFolder = DATA,
) -> None:
    """Put a site on another step of the dial."""
    with told_errors():
        site = Sites(open_data(data)).change_mode(name, mode)
        typer.echo(say("{name}: {value}", name=site.name, value=site.mode))


@site_app.command()
def move(
    name: Annotated[str, typer.Argument(help="The site's name.")],
    workspace: Annotated[str, typer.Argument(help="The workspace whose members see it from now on.")],
    data: DataFolder = DATA,
) -> None:
    """Put a site into another workspace."""
    with told_errors():
        moved = Sites(open_data(data)).move(name, workspace)
        typer.echo(say("{name}: {value}", name=moved.name, value=workspace))


@site_app.command()
def ask(
    name: Annotated[str, typer.Argument(help="The site's name.")],
    rate: Annotated[float, typer.Argument(metavar="RATE", help="Share of landings, such as 0.08; 0: nobody is asked.")],
    data: DataFolder = DATA,
) -> None:
    """Say how many of a site's visitors are asked how they came to the page."""
    with told_errors():
        site = Sites(open_data(data)).change_ask(name, rate)
        asked = _asked(site) or say("nobody is asked")
        typer.echo(say("{name}: {value}", name=site.name, value=asked))


def _asked(site: Site) -> str:
    return say("{share:.3g} of landings", share=site.ask) if site.ask else ""
