"""`penombre doctor`: whether this machine and this folder are fit for collecting, and what to do where they are not."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from penombre.cli.data_folder import DATA, DataFolder, print_json, told_errors
from penombre.collect.logs.server_formats import SERVERS, log_format
from penombre.sentences import sentence, translated
from penombre.serve.checkup.findings import Finding, findings
from penombre.serve.checkup.look import look

STYLES = {sentence("ok"): "green", sentence("warning"): "yellow", sentence("error"): "bold red"}
CHECKS = (
    sentence("data folder"),
    sentence("settings"),
    sentence("proxies"),
    sentence("address"),
    sentence("disk space"),
    sentence("disk speed"),
    sentence("day key"),
    sentence("clock"),
    sentence("time zones"),
    sentence("port"),
    sentence("store"),
    sentence("journal"),
    sentence("lock"),
    sentence("leftovers"),
    sentence("sites"),
    sentence("links"),
)
"""What is looked at, as it is called on the screen; for programs the names stay."""

Server = StrEnum("Server", {name: name for name in SERVERS})  # type: ignore[misc]


def doctor(
    data: DataFolder = DATA,
    json: Annotated[bool, typer.Option("--json", help="One JSON array, for programs.")] = False,
    log_format_of: Annotated[
        Server | None,
        typer.Option("--log-format", help="Print the log format to add to this web server."),
    ] = None,
) -> None:
    """Check folder, disk, clock, port, proxies, sites and store; exit code 1 where something must be mended."""
    if log_format_of is not None:
        typer.echo(log_format(log_format_of.value), nl=False)
        return
    with told_errors():
        found = findings(look(data))
    if json:
        print_json(found)
    else:
        _print(found)
    if any(each.level == "error" for each in found):
        raise typer.Exit(1)


def _print(found: list[Finding]) -> None:
    """A line a finding; a terminal shows the levels in colour."""
    console = Console(soft_wrap=True, highlight=False)
    levels, checks = (max(map(len, map(translated, words))) for words in (STYLES, [each.check for each in found]))
    for each in found:
        level = Text(f"{translated(each.level):<{levels}} ", STYLES[each.level])
        console.print(level, Text(f"{translated(each.check):<{checks}}  {each.text}"))
