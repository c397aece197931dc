"""Who somebody is here whom the organisation's provider knows: by its number for them, which never changes."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from penombre.store.tables import identities, invitations
from penombre.web.accounts.errors import BadNameError, NotInvitedError, OtherDomainError, SignOnTakenError
from penombre.web.accounts.invitations import take_back
from penombre.web.accounts.people import Person, add_person, checked_email, checked_label, person_called, person_of
from penombre.web.accounts.roles import Role, role_of
from penombre.web.accounts.sign_on import Identity
from penombre.web.accounts.trail import record
from penombre.web.accounts.workspaces import add_member, workspace_called


def person_known_as(
    connection: Connection, identity: Identity, now: float, *, domains: Collection[str] = (), join: str = ""
) -> Person:
    """The account of somebody, found, linked, or made where an invitation or the setting `join` lets them in.

    Raises BadEmailError, OtherDomainError, SignOnTakenError, NotInvitedError, UnknownWorkspaceError.
    """
    email = checked_email(identity.email)
    if domains and email.rpartition("@")[2] not in {each.casefold() for each in domains}:
        raise OtherDomainError(email=email)
    row = connection.execute(
        identities.select().where(identities.c.issuer == identity.issuer, identities.c.subject == identity.subject)
    ).first()
    if row is not None:
        return person_of(connection, row.user)
    person = person_called(connection, email) or _newcomer(connection, email, identity.name, join, now)
    _link(connection, identity, person, now)
    return person


def _link(connection: Connection, identity: Identity, person: Person, now: float) -> None:
    """From now on this identity is this person. An address that somebody else was given leads to no account."""
    taken = select(identities.c.subject).where(
        identities.c.issuer == identity.issuer, identities.c.user == person.number
    )
    if connection.execute(taken).first() is not None:
        raise SignOnTakenError(email=person.email)
    fields = {"issuer": identity.issuer, "subject": identity.subject, "user": person.number}
    connection.execute(identities.insert().values(created_at=now, **fields))
    record(connection, "identity_linked", now, who=person.number, subject=person.email)


def _newcomer(connection: Connection, email: str, name: str, join: str, now: float) -> Person:
    """An account without a password, for who is invited, or for anybody where the operator says so."""
    invited = connection.execute(
        invitations.select().where(invitations.c.email == email, invitations.c.expires_at >= now)
    ).all()
    joined = [(row.workspace, role_of(row.role)) for row in invited]
    if not joined and join:
        joined = [(workspace_called(connection, join).number, Role.VIEWER)]
    if not joined:
        raise NotInvitedError(email=email)
    person = add_person(connection, email, _called(name, email), "", now)
    for workspace, role in joined:
        add_member(connection, person.number, workspace, role)
        record(connection, "joined", now, who=person.number, subject=email, workspace=workspace)
    for row in invited:
        take_back(connection, row.number, row.workspace)
    return person


def _called(name: str, email: str) -> str:
    try:
        return checked_label(name)
    except BadNameError:
        return email.partition("@")[0]
