"""The `penombre` command: parses, calls, prints; errors a person can act on go to standard error with exit code 2."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from penombre import __version__
from penombre.cli.audit import audit, demo
from penombre.cli.identify import identify
from penombre.cli.links import link_app
from penombre.cli.serve import export_app, ledger, serve
from penombre.cli.sites import site_app
from penombre.collect.logs.server_formats import SERVERS, log_format

app = typer.Typer(name="penombre", no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False)

Server = StrEnum("Server", {name: name for name in SERVERS})  # type: ignore[misc]


app.command()(audit)
app.command()(demo)
app.command()(identify)
app.command()(serve)
app.command()(ledger)
app.add_typer(link_app)
app.add_typer(site_app)
app.add_typer(export_app)


@app.callback()
def penombre() -> None:
    """Measure dark social: the visits that links sent in private bring to a site."""


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


@app.command()
def doctor(
    log_format_of: Annotated[
        Server | None, typer.Option("--log-format", help="Print the log format to add to this web server.")
    ] = None,
) -> None:
    """Say what would make the figures more certain."""
    if log_format_of is None:
        typer.echo("penombre doctor --log-format nginx|apache|caddy prints the lines that add Sec-Fetch-Site to a log.")
        return
    typer.echo(log_format(log_format_of.value), nl=False)


def main() -> None:
    """Run the command line."""
    app()
