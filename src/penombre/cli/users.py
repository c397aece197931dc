"""`penombre user`: who may see the dashboard. Each link is printed once, and kept as a digest only."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from penombre.cli.data_folder import DATA, DataFolder, open_data, print_json, print_table, short_base, told_errors
from penombre.sentences import say
from penombre.store.database import reading, writing
from penombre.web.accounts.invitations import invite as make_invitation
from penombre.web.accounts.one_time_links import make_reset_link
from penombre.web.accounts.people import all_people, checked_email, known_person, remove_person
from penombre.web.accounts.roles import role_of
from penombre.web.accounts.trail import record
from penombre.web.accounts.workspaces import all_workspaces, remove_member, roles_in_workspaces, workspace_called

user_app = typer.Typer(name="user", no_args_is_help=True, help="Who may see the dashboard.")

Email = Annotated[str, typer.Argument(help="Their e-mail address.")]


@user_app.command()
def invite(
    email: Email,
    workspace: Annotated[str, typer.Option(metavar="NAME", help="The workspace they join.")],
    role: Annotated[str, typer.Option(metavar="viewer|editor|owner", help="What they may do there.")] = "viewer",
    data: DataFolder = DATA,
) -> None:
    """Print a link by which somebody joins a workspace; it works once, for seven days."""
    with told_errors(), writing(open_data(data)) as connection:
        now = time.time()
        where = workspace_called(connection, workspace)
        token = make_invitation(connection, email, where.number, role_of(role), now)
        record(connection, "invited", now, who=None, subject=checked_email(email), workspace=where.number)
        typer.echo(f"{short_base(data)}/invitation/{token}")


@user_app.command()
def reset(email: Email, data: DataFolder = DATA) -> None:
    """Print a link that sets somebody's password anew, and the second step where the telephone is lost; for a day."""
    with told_errors(), writing(open_data(data)) as connection:
        now = time.time()
        person = known_person(connection, email)
        token = make_reset_link(connection, person, now)
        for workspace in roles_in_workspaces(connection, person.number):
            record(connection, "reset_made", now, who=None, subject=person.email, workspace=workspace)
        typer.echo(f"{short_base(data)}/reset/{token}")


@user_app.command()
def remove(email: Email, data: DataFolder = DATA) -> None:
    """Remove somebody's account; what they did stays in the trail, without a name."""
    with told_errors(), writing(open_data(data)) as connection:
        now = time.time()
        person = known_person(connection, email)
        for workspace in roles_in_workspaces(connection, person.number):
            remove_member(connection, person.number, workspace)
            record(connection, "member_removed", now, who=None, subject=person.email, workspace=workspace)
        remove_person(connection, person)


@user_app.command(name="list")
def list_users(
    json: Annotated[bool, typer.Option("--json", help="One JSON array instead of a table.")] = False,
    data: DataFolder = DATA,
) -> None:
    """List everybody, with their roles."""
    with told_errors():
        with reading(open_data(data)) as connection:
            names = {each.number: each.name for each in all_workspaces(connection)}
            people = [(each, roles_in_workspaces(connection, each.number)) for each in all_people(connection)]
        if json:
            print_json(
                [
                    {
                        "email": person.email,
                        "name": person.name,
                        "second_step": person.totp_on,
                        "roles": {names[number]: role.word for number, role in roles.items()},
                    }
                    for person, roles in people
                ]
            )
            return
        print_table(
            (say("e-mail"), say("name"), say("second step"), say("roles")),
            [
                (
                    person.email,
                    person.name,
                    say("on") if person.totp_on else "",
                    ", ".join(f"{names[number]}: {role.word}" for number, role in roles.items()),
                )
                for person, roles in people
            ],
        )
