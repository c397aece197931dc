"""The `penombre` command: parses, calls, prints; errors a person can act on go to standard error with exit code 2."""

from __future__ import annotations

import sys
from io import TextIOWrapper

import typer
from typer.exceptions import TyperException
from typer.main import get_command

from penombre import __version__
from penombre.cli.audit import audit, demo
from penombre.cli.doctor import doctor
from penombre.cli.erase import erase
from penombre.cli.estimate import estimate
from penombre.cli.help import tell, translate
from penombre.cli.identify import identify
from penombre.cli.import_events import import_app
from penombre.cli.lab import lab_app
from penombre.cli.lines import keep_no_break_spaces
from penombre.cli.links import link_app
from penombre.cli.report import report_app
from penombre.cli.score import score
from penombre.cli.serve import export_app, ledger, serve
from penombre.cli.simulate import simulate
from penombre.cli.sites import site_app
from penombre.cli.users import user_app
from penombre.cli.workspaces import workspace_app
from penombre.sentences import lend_words, say

app = typer.Typer(name="penombre", no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False)

app.command()(audit)
app.command()(demo)
app.command()(identify)
app.command()(serve)
app.command()(ledger)
app.command()(erase)
app.command()(estimate)
app.command()(doctor)
app.command()(simulate)
app.command()(score)
app.add_typer(link_app)
app.add_typer(site_app)
app.add_typer(lab_app)
app.add_typer(report_app)
app.add_typer(user_app)
app.add_typer(workspace_app)
app.add_typer(export_app)
app.add_typer(import_app)


@app.callback()
def penombre() -> None:
    """Measure dark social: the visits that links sent in private bring to a site."""


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


def main() -> None:
    """Run the command line, in the language that the environment asks for."""
    lend_words()
    keep_no_break_spaces()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without our characters shows marks, not a trace
    command = get_command(app)
    translate(command)
    try:
        sys.exit(command(standalone_mode=False))
    except TyperException as error:
        tell(error)
    except typer.Abort:
        typer.echo(say("Aborted."), err=True)
        sys.exit(1)
