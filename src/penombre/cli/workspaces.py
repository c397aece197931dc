"""`penombre workspace`: whose the sites are."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from penombre.cli.data_folder import DATA, DataFolder, open_data, print_table, told_errors
from penombre.sentences import say
from penombre.store.database import reading, writing
from penombre.web.accounts.trail import record
from penombre.web.accounts.workspaces import add_workspace, all_workspaces, members_of, sites_of

workspace_app = typer.Typer(name="workspace", no_args_is_help=True, help="Whose the sites are: one for each client.")


@workspace_app.command()
def add(
    name: Annotated[str, typer.Argument(help="What people call it.")],
    data: DataFolder = DATA,
) -> None:
    """Add a workspace and print its name."""
    with told_errors(), writing(open_data(data, create=True)) as connection:
        now = time.time()
        made = add_workspace(connection, name, now)
        record(connection, "workspace_made", now, who=None, subject=made.name, workspace=made.number)
        typer.echo(made.name)


@workspace_app.command(name="list")
def list_workspaces(data: DataFolder = DATA) -> None:
    """List the workspaces with their sites and members."""
    with told_errors(), reading(open_data(data)) as connection:
        rows = [
            (
                each.name,
                ", ".join(sites_of(connection, each.number)),
                ", ".join(f"{member.email} ({member.role.word})" for member in members_of(connection, each.number)),
            )
            for each in all_workspaces(connection)
        ]
    print_table((say("workspace"), say("sites"), say("members")), rows)
