"""Sessions: what a browser's cookie stands for, kept on the server so that it can end there."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, delete, or_

from penombre.store.tables import sessions
from penombre.web.accounts.tokens import digest, draw_token

DAY = 86_400.0
IDLE, LONGEST = 7 * DAY, 30 * DAY
SECOND_STEP_WITHIN = 600.0
SEEN_EVERY = 300.0
"""How exactly it is kept when somebody was here last: not each page is written down."""


class Session(msgspec.Struct, frozen=True):
    """A browser in which somebody signed in."""

    number: int
    person: int
    complete: bool
    created_at: float
    seen_at: float


def begin_session(connection: Connection, person: int, now: float, *, complete: bool) -> str:
    """Begin a session under a new id; what to put into the cookie. Without `complete` it waits for the second step."""
    forget_sessions(connection, now)
    token = draw_token()
    fields = {"digest": digest(token), "user": person, "complete": complete, "created_at": now, "seen_at": now}
    connection.execute(sessions.insert().values(**fields))
    return token


def session_of(connection: Connection, token: str, now: float) -> Session | None:
    """The session that a cookie stands for, unless it has ended."""
    row = connection.execute(sessions.select().where(sessions.c.digest == digest(token))).first()
    if row is None:
        return None
    found = Session(row.number, row.user, row.complete, row.created_at, row.seen_at)
    return found if _lasts(found, now) else None


def is_to_be_seen(session: Session, now: float) -> bool:
    """Whether it is time to write down that it is used."""
    return now - session.seen_at > SEEN_EVERY


def see_session(connection: Connection, session: Session, now: float) -> None:
    """Write down that it is used."""
    connection.execute(sessions.update().where(sessions.c.number == session.number).values(seen_at=now))


def end_session(connection: Connection, token: str) -> None:
    """Sign out."""
    connection.execute(delete(sessions).where(sessions.c.digest == digest(token)))


def end_all_sessions(connection: Connection, person: int) -> None:
    """Sign out everywhere."""
    connection.execute(delete(sessions).where(sessions.c.user == person))


def sessions_of(connection: Connection, person: int, now: float) -> list[Session]:
    """Where somebody is signed in, the newest first."""
    rows = connection.execute(
        sessions.select().where(sessions.c.user == person).order_by(sessions.c.seen_at.desc(), sessions.c.number.desc())
    )
    found = [Session(row.number, row.user, row.complete, row.created_at, row.seen_at) for row in rows]
    return [each for each in found if each.complete and _lasts(each, now)]


def forget_sessions(connection: Connection, now: float) -> int:
    """Remove those that have ended; how many."""
    ended = or_(
        sessions.c.seen_at < now - IDLE,
        sessions.c.created_at < now - LONGEST,
        (~sessions.c.complete) & (sessions.c.created_at < now - SECOND_STEP_WITHIN),
    )
    return connection.execute(delete(sessions).where(ended)).rowcount


def _lasts(session: Session, now: float) -> bool:
    if not session.complete:
        return now - session.created_at <= SECOND_STEP_WITHIN
    return now - session.seen_at <= IDLE and now - session.created_at <= LONGEST
