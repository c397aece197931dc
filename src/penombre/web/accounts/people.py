"""The people who have an account."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, func, select
from sqlalchemy.exc import IntegrityError

from penombre.languages import LANGUAGES
from penombre.store.tables import users
from penombre.web.accounts.errors import BadEmailError, BadNameError, UnknownUserError, UserTakenError

LONGEST_EMAIL, LONGEST_NAME = 254, 100
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")


class Person(msgspec.Struct, frozen=True):
    """Somebody with an account."""

    number: int
    email: str  # lower case
    name: str
    language: str  # of the pages; empty: the browser's
    password: str  # Argon2id
    totp_secret: str | None
    totp_on: bool


def add_person(connection: Connection, email: str, name: str, password: str, now: float) -> Person:
    """Add somebody; `password` is its hash. Raises BadEmailError, BadNameError, UserTakenError."""
    address = checked_email(email)
    fields = {"email": address, "name": checked_label(name), "password": password, "language": "", "created_at": now}
    added = users.insert().values(totp_on=False, totp_used=0, **fields).returning(users.c.number)
    try:
        number = connection.execute(added).scalar_one()
    except IntegrityError:
        raise UserTakenError(email=address) from None
    return person_of(connection, number)


def anybody(connection: Connection) -> bool:
    """Whether there is any account yet."""
    return bool(connection.execute(select(func.count()).select_from(users)).scalar())


def person_of(connection: Connection, number: int) -> Person:
    """The person of a number, which must be somebody's."""
    return _person(connection.execute(users.select().where(users.c.number == number)).one())


def person_called(connection: Connection, email: str) -> Person | None:
    """The person with this e-mail address, however it is written."""
    row = connection.execute(users.select().where(users.c.email == normal_email(email))).first()
    return _person(row) if row else None


def known_person(connection: Connection, email: str) -> Person:
    """The same for the terminal, where who is unknown is told; raises UnknownUserError."""
    found = person_called(connection, email)
    if found is None:
        raise UnknownUserError(email=email[:80])
    return found


def all_people(connection: Connection) -> list[Person]:
    """Everybody, in the order in which they came."""
    return [_person(row) for row in connection.execute(users.select().order_by(users.c.number))]


def rename(connection: Connection, person: Person, name: str, language: str) -> None:
    """Change what somebody is called, and the language of their pages."""
    fields = {"name": checked_label(name), "language": language if language in LANGUAGES else ""}
    connection.execute(users.update().where(users.c.number == person.number).values(**fields))


def set_password(connection: Connection, person: Person, hashed: str) -> None:
    """Keep another hash."""
    connection.execute(users.update().where(users.c.number == person.number).values(password=hashed))


def remove_person(connection: Connection, person: Person) -> None:
    """Remove somebody with all that is theirs; what they did stays in the trail, without a name."""
    connection.execute(delete(users).where(users.c.number == person.number))


def normal_email(email: str) -> str:
    """The one spelling of an e-mail address that is kept and looked for."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


def checked_email(email: str) -> str:
    """An e-mail address as it is kept; raises BadEmailError."""
    found = normal_email(email)
    if len(found) > LONGEST_EMAIL or not found.isprintable() or not _EMAIL.fullmatch(found):
        raise BadEmailError(email=email[:80])
    return found


def checked_label(name: str, longest: int = LONGEST_NAME) -> str:
    """A name that people read: something to see, and nothing that changes how the rest is read."""
    found = " ".join(unicodedata.normalize("NFC", name).split())
    if not found or len(found) > longest or not found.isprintable():
        raise BadNameError(longest=str(longest))
    return found


def _person(row: Any) -> Person:
    return Person(
        number=row.number,
        email=row.email,
        name=row.name,
        language=row.language,
        password=row.password,
        totp_secret=row.totp_secret,
        totp_on=row.totp_on,
    )
