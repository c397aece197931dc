"""Workspaces: whose sites they are, and who belongs to them in which role."""

from __future__ import annotations

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, delete, func, select
from sqlalchemy.exc import IntegrityError

from penombre.store.tables import memberships, sites, users, workspaces
from penombre.web.accounts.errors import LastOwnerError, UnknownWorkspaceError, WorkspaceTakenError
from penombre.web.accounts.people import checked_label
from penombre.web.accounts.roles import Role, role_of

LONGEST_NAME = 64


class Workspace(msgspec.Struct, frozen=True):
    """A workspace."""

    number: int
    name: str


class Member(msgspec.Struct, frozen=True):
    """Somebody who belongs to a workspace."""

    number: int  # the person's
    name: str
    email: str
    role: Role
    second_step: bool


def add_workspace(connection: Connection, name: str, now: float) -> Workspace:
    """Add a workspace. Raises BadNameError, WorkspaceTakenError."""
    fields = {"name": checked_label(name, LONGEST_NAME), "created_at": now}
    try:
        number = connection.execute(workspaces.insert().values(**fields).returning(workspaces.c.number)).scalar_one()
    except IntegrityError:
        raise WorkspaceTakenError(name=str(fields["name"])) from None
    return Workspace(number, str(fields["name"]))


def all_workspaces(connection: Connection) -> list[Workspace]:
    """Every workspace, in the order in which they were made."""
    return [Workspace(row.number, row.name) for row in connection.execute(workspaces.select().order_by("number"))]


def workspace_called(connection: Connection, name: str) -> Workspace:
    """The workspace of this name; raises UnknownWorkspaceError."""
    known = all_workspaces(connection)
    for each in known:
        if each.name == name:
            return each
    raise UnknownWorkspaceError(name=name[:80], known=", ".join(each.name for each in known[:10]))


def add_member(connection: Connection, person: int, workspace: int, role: Role) -> None:
    """Let somebody in, or change their role where they are in."""
    if role_in(connection, person, workspace) is not None:
        change_role(connection, person, workspace, role)
        return
    connection.execute(memberships.insert().values(user=person, workspace=workspace, role=role.word))


def change_role(connection: Connection, person: int, workspace: int, role: Role) -> None:
    """Give a member another role; raises LastOwnerError."""
    if role is not Role.OWNER:
        _refuse_orphan(connection, person, workspace)
    connection.execute(memberships.update().where(_is(person, workspace)).values(role=role.word))


def remove_member(connection: Connection, person: int, workspace: int) -> None:
    """Let somebody go; raises LastOwnerError."""
    _refuse_orphan(connection, person, workspace)
    connection.execute(delete(memberships).where(_is(person, workspace)))


def members_of(connection: Connection, workspace: int) -> list[Member]:
    """Who belongs to a workspace, by name."""
    asked = (
        select(users.c.number, users.c.name, users.c.email, users.c.totp_on, memberships.c.role)
        .join(memberships, memberships.c.user == users.c.number)
        .where(memberships.c.workspace == workspace)
        .order_by(users.c.name, users.c.number)
    )
    return [
        Member(row.number, row.name, row.email, role_of(row.role), row.totp_on) for row in connection.execute(asked)
    ]


def sites_of(connection: Connection, workspace: int) -> list[str]:
    """The names of a workspace's sites."""
    asked = select(sites.c.name).where(sites.c.workspace == workspace).order_by(sites.c.name)
    return list(connection.execute(asked).scalars())


def workspace_of_site(connection: Connection, site: str) -> int | None:
    """The workspace that a site belongs to."""
    number: int | None = connection.execute(select(sites.c.workspace).where(sites.c.name == site)).scalar()
    return number


def role_in(connection: Connection, person: int, workspace: int) -> Role | None:
    """Somebody's role in a workspace."""
    word = connection.execute(select(memberships.c.role).where(_is(person, workspace))).scalar()
    return role_of(word) if word else None


def roles_in_workspaces(connection: Connection, person: int) -> dict[int, Role]:
    """Somebody's roles, by the workspace's number."""
    asked = select(memberships.c.workspace, memberships.c.role).where(memberships.c.user == person)
    return {row.workspace: role_of(row.role) for row in connection.execute(asked)}


def roles_on_sites(connection: Connection, person: int) -> dict[str, Role]:
    """Somebody's roles, by the site's name."""
    asked = (
        select(sites.c.name, memberships.c.role)
        .join(memberships, memberships.c.workspace == sites.c.workspace)
        .where(memberships.c.user == person)
        .order_by(sites.c.name)
    )
    return {row.name: role_of(row.role) for row in connection.execute(asked)}


def _is(person: int, workspace: int) -> ColumnElement[bool]:
    return and_(memberships.c.user == person, memberships.c.workspace == workspace)


def _refuse_orphan(connection: Connection, person: int, workspace: int) -> None:
    """A workspace keeps an owner."""
    others = select(func.count()).where(
        memberships.c.workspace == workspace, memberships.c.role == Role.OWNER.word, memberships.c.user != person
    )
    if role_in(connection, person, workspace) is Role.OWNER and not connection.execute(others).scalar():
        raise LastOwnerError
