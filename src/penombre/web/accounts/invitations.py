"""Invitations: a link by which somebody joins a workspace in a role."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, delete, select

from penombre.store.tables import invitations, workspaces
from penombre.web.accounts.errors import AlreadyMemberError, LinkGoneError
from penombre.web.accounts.people import checked_email, person_called
from penombre.web.accounts.roles import Role, role_of
from penombre.web.accounts.tokens import digest, draw_token
from penombre.web.accounts.workspaces import role_in

WITHIN = 7 * 86_400.0


class Invitation(msgspec.Struct, frozen=True):
    """Somebody is asked to join."""

    number: int
    email: str
    workspace: int
    workspace_name: str
    role: Role
    expires_at: float


def invite(connection: Connection, email: str, workspace: int, role: Role, now: float) -> str:
    """Invite somebody, in place of an earlier invitation; the link's token.

    Raises BadEmailError, AlreadyMemberError.
    """
    address = checked_email(email)
    known = person_called(connection, address)
    if known and role_in(connection, known.number, workspace) is not None:
        raise AlreadyMemberError(email=address)
    connection.execute(delete(invitations).where(invitations.c.email == address, invitations.c.workspace == workspace))
    token = draw_token()
    fields = {"digest": digest(token), "email": address, "workspace": workspace, "role": role.word}
    connection.execute(invitations.insert().values(created_at=now, expires_at=now + WITHIN, **fields))
    return token


def invitation_of(connection: Connection, token: str, now: float) -> Invitation:
    """What a link invites to; raises LinkGoneError."""
    row = connection.execute(_all().where(invitations.c.digest == digest(token))).first()
    if row is None or row.expires_at < now:
        raise LinkGoneError
    return _invitation(row)


def invitations_to(connection: Connection, workspace: int, now: float) -> list[Invitation]:
    """Who was asked and has not answered, the newest last."""
    rows = connection.execute(
        _all()
        .where(invitations.c.workspace == workspace, invitations.c.expires_at >= now)
        .order_by(invitations.c.number)
    )
    return [_invitation(row) for row in rows]


def take_back(connection: Connection, number: int, workspace: int) -> str | None:
    """Take an invitation of this workspace away; whom it was for, None where there is none such."""
    gone = (
        delete(invitations)
        .where(invitations.c.number == number, invitations.c.workspace == workspace)
        .returning(invitations.c.email)
    )
    email: str | None = connection.execute(gone).scalar()
    return email


def _all() -> Any:
    return select(invitations, workspaces.c.name.label("workspace_name")).join(workspaces)


def _invitation(row: Any) -> Invitation:
    return Invitation(
        number=row.number,
        email=row.email,
        workspace=row.workspace,
        workspace_name=row.workspace_name,
        role=role_of(row.role),
        expires_at=row.expires_at,
    )
