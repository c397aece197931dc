"""Links that are good once: the one that makes the first owner, and those that set a forgotten password."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from penombre.store.tables import one_time_links
from penombre.web.accounts.errors import LinkGoneError
from penombre.web.accounts.people import Person, anybody, person_of
from penombre.web.accounts.tokens import digest, draw_token

RESET_WITHIN = 86_400.0


def make_welcome_link(connection: Connection) -> str | None:
    """The token of the first owner's link, in place of the one before; None where there is an account already."""
    connection.execute(delete(one_time_links).where(one_time_links.c.user.is_(None)))
    if anybody(connection):
        return None
    token = draw_token()
    connection.execute(one_time_links.insert().values(digest=digest(token), user=None, expires_at=None))
    return token


def make_reset_link(connection: Connection, person: Person, now: float) -> str:
    """The token of a link that sets somebody's password, in place of those before."""
    connection.execute(delete(one_time_links).where(one_time_links.c.user == person.number))
    token = draw_token()
    fields = {"digest": digest(token), "user": person.number, "expires_at": now + RESET_WITHIN}
    connection.execute(one_time_links.insert().values(**fields))
    return token


def check_welcome_link(connection: Connection, token: str) -> None:
    """Raises LinkGoneError unless the link makes the first owner."""
    row = connection.execute(one_time_links.select().where(one_time_links.c.digest == digest(token))).first()
    if row is None or row.user is not None or anybody(connection):
        raise LinkGoneError


def person_to_reset(connection: Connection, token: str, now: float) -> Person:
    """Whose password a link sets; raises LinkGoneError."""
    row = connection.execute(one_time_links.select().where(one_time_links.c.digest == digest(token))).first()
    if row is None or row.user is None or row.expires_at < now:
        raise LinkGoneError
    return person_of(connection, row.user)


def use_up(connection: Connection, token: str) -> None:
    """Take a link away; raises LinkGoneError where somebody was quicker."""
    if connection.execute(delete(one_time_links).where(one_time_links.c.digest == digest(token))).rowcount != 1:
        raise LinkGoneError
